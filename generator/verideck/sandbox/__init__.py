"""The processes that run programs: the standard library only, started by path with the deck's interpreter.

On Linux the `guard` starts the `server`, which imports what the deck preloads and forks, for every program, a
`supervisor`; that forks the program's own process (`forked`) and watches it. Elsewhere a `single` process imports and
runs one program, and the client watches it. In either the `child` executes the units. Nothing here imports the rest of
verideck, which may not be installed where the deck's interpreter lives. What is sent has the fields of `model`'s nouns
and is checked by the client.
"""
