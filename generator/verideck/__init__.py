"""verideck compiles Markdown questions into an Anki deck and runs every snippet behind every answer.

The pipeline is the file list; `build` alone knows the order.

| # | module  | what it does                                                                    | effect          |
|---|---------|---------------------------------------------------------------------------------|-----------------|
| 1 | read    | finds and decodes the files: `read(project)` gives Source or Diagnostic         | disk            |
| 2 | parse   | a file becomes drafts or a snippet: `parse(source)` gives Draft or Diagnostic   | –               |
| 3 | resolve | names become things: `resolve(drafts, snippets, …)` gives Note or Diagnostic    | –               |
| 4 | execute | runs programs: `Sandbox.run(program)` gives Recording or Aborted                | processes, disk |
| 5 | verify  | `verify(note, runs)` gives Verified, Refuted, Unrunnable or Cited               | –               |
| 6 | render  | `render(outcome)` gives NoteFields, and accepts only Verified and Cited         | –               |
| 7 | pack    | `pack(contents)` gives bytes, with the times and ids of the `lock`              | disk            |
| 8 | report  | `explain(outcome)` gives Diagnostic, and the one renderer of diagnostics        | –               |

Everything else stands above the stages, beside them or below. Imports point down, and neighbours are strangers.

Above:
    cli            the command line
    pytest_plugin  every note is a test
    preview        follows `watch` in a browser
    accept         puts what came out into stale expectations
    cache          why a program will run or not
    doctor         what a deck lacks on this machine
    importer       turns notebooks, packages and tables into card files
    new            adds a note
    repeat         runs every program again, under other circumstances
    reports        the report beside the package
    watch          checks again after every save
    build          the order of the stages
    ship           stages 6 and 7 with the lock: what was shipped before decides on the next package
    checked        what came of a project
Beside:
    project        reads the settings
    identify       writes ids and numbers
    rewrite        puts expectations into fences
    starter        begins a deck
    choose         which notes people mean
    lock           `deck.lock`
    stamp          whether the package is what a build would make
    exclusive      one build at a time
    sandbox        the scripts that run in the deck's interpreter: TensorFlow is imported there and nowhere else
Below:
    model          the nouns at the seams
    errors         what can be broken about the environment
    schema         foreign data become our types
    files          the one way to write a file
    seal           what this user wrote
    media          what a picture may be
    walk           everything of a draft that names something or runs
    answer         what a learner types
    asked          what cards hide
    sides          what stands on the front
    tally          how much evidence a note has
    locate         where the settings are

A new kind of evidence is a new class in `model/expectation.py`, which `resolve` makes of what `parse` found: the type
checker then names every `match` that has to judge it.
"""
