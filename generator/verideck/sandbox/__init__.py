"""The processes that run programs: the standard library only, started by path with the deck's interpreter.

`server` imports what the deck preloads and forks, for every program, a `supervisor`; that forks and watches the
`child`, which executes the units. Nothing here imports the rest of verideck, which may not be installed where the
deck's interpreter lives. What is sent has the fields of `model`'s nouns and is checked by the client.
"""
