"""verideck compiles Markdown questions into an Anki deck and runs every snippet behind every answer.

The pipeline is the file list; `build` alone knows the order.

| # | module  | what it does                                                                   | effect           |
|---|---------|--------------------------------------------------------------------------------|------------------|
| 1 | read    | finds and decodes the files: `read(project) -> Source \\| Diagnostic, …`        | disk             |
| 2 | parse   | a file becomes drafts or a snippet: `parse(source) -> Draft \\| Diagnostic, …`  | –                |
| 3 | resolve | names become things: `resolve(drafts, snippets, project) -> Note \\| Diagnostic, …` | –            |
| 4 | execute | runs programs: `Sandbox.run(program) -> Recording \\| Aborted`                  | processes, disk  |
| 5 | verify  | `verify(note, runs) -> Verified \\| Refuted \\| Unrunnable \\| Cited`             | –                |
| 6 | render  | `render(Verified \\| Cited) -> NoteFields`; accepts no other outcome            | –                |
| 7 | pack    | `pack(contents) -> bytes`, with the times and ids of the `lock`                | disk             |
| 8 | report  | `explain(outcome) -> Diagnostic, …`, and the one renderer of diagnostics       | –                |

Beside them stand `project` (reads the settings), `identify` (writes ids and numbers), `rewrite` (puts expectations into
fences), `starter` (begins a deck), `choose` (which notes people mean), `lock` (`deck.lock`), `stamp` (whether the
package is what a build would make) and `exclusive` (one build at a time). Below them stand `model` (the nouns at the
seams), `errors`, `schema` (foreign data become our types), `files`, `seal` (what this user wrote), `media` (what a
picture may be), `walk`, `answer` (what a learner types), `asked` (what cards hide), `sides` (what stands on the front),
`tally` (how much evidence a note has) and `locate` (where the settings are); above them `ship` (stages 6 and 7 with the
lock: what was shipped before decides on the next package), `checked` (what came of a project), `build`, what uses it
(`accept`, `cache`, `repeat`, `watch`, `new`, `reports`, `doctor`, `importer`), `preview` (follows `watch` in a
browser), and the doors `cli` and `pytest_plugin`. Imports point down, and neighbours are strangers. `sandbox` holds the
scripts that run in the deck's interpreter: TensorFlow is imported there and nowhere else.

A new kind of evidence is a new class in `model/expectation.py`, which `resolve` makes of what `parse` found: the type
checker then names every `match` that has to judge it.
"""
