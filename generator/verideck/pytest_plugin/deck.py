"""What the notes of a project come to, one by one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from functools import cached_property

from verideck.build import parse_all, resolve_all, sort_out
from verideck.errors import VerideckError
from verideck.execute import Sandbox, open_sandbox
from verideck.model import Diagnostic, Draft, Note, Project, Run
from verideck.report import explain, explain_uncited, render_text
from verideck.verify import uncited_failures, verify


class Deck:
    """A project whose programs run when the first test needs them, each once, in a sandbox that all tests share."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.parsed = parse_all(project)
        notes, self.mistakes = sort_out(resolve_all(project, self.parsed), Note)
        self.notes = {note.id: note for note in notes}
        self.texts = {source.path: source.text for source in self.parsed.sources}
        self.runs: dict[str, Run] = {}
        self.broken: VerideckError | None = None
        self.remarked = False
        self.opened = ExitStack()

    def drafts(self, path: str) -> list[Draft]:
        """The notes of a file that could be parsed, each with its id or the one that would be proposed."""
        return [draft for draft in self.parsed.named if draft.span.path == path]

    def unparsed(self, path: str) -> list[Diagnostic]:
        """What is wrong with a file apart from what any of its notes will say."""
        found = self.parsed.diagnostics if self.drafts(path) else (*self.parsed.diagnostics, *self.mistakes)
        return [each for each in errors(found) if each.span.path == path]

    def judge(self, draft: Draft) -> list[Diagnostic]:
        """Everything that there is to say of a note. Raises VerideckError where the environment is broken."""
        note = self.notes.get(str(draft.id))
        if note is None or note.draft.span != draft.span:
            return self.within(draft) or errors((*self.parsed.diagnostics, *self.mistakes))
        runs = {program.name: self.run(note, program.name) for program in note.programs}
        uncited = map(explain_uncited, uncited_failures(list(self.notes.values()), runs))
        return [*self.within(draft), *explain(verify(note, runs)), *uncited, *self.remarks()]

    def within(self, draft: Draft) -> list[Diagnostic]:
        """What is known of the lines from this note to the next before anything ran."""
        path, first = draft.span.path, draft.span.line
        after = min((each.span.line for each in self.drafts(path) if each.span.line > first), default=None)
        own = (each for each in self.mistakes if each.span.path == path and each.span.line >= first)
        return [each for each in own if after is None or each.span.line < after]

    def run(self, note: Note, name: str) -> Run:
        """Where the environment turned out to be broken, it is not tried again for every note."""
        if self.broken:
            raise self.broken
        if name not in self.runs:
            program = next(each for each in note.programs if each.name == name)
            try:
                self.runs[name] = self.sandbox.run(program)
            except VerideckError as error:
                self.broken = error
                raise
        return self.runs[name]

    @cached_property
    def sandbox(self) -> Sandbox:
        return self.opened.enter_context(open_sandbox(self.project))

    def remarks(self) -> tuple[Diagnostic, ...]:
        """What the sandbox has to say, once."""
        found = self.sandbox.remarks() if self.runs and not self.remarked else ()
        self.remarked = bool(self.runs)
        return found

    def close(self) -> None:
        self.opened.close()

    def text_of(self, diagnostics: Iterable[Diagnostic]) -> str:
        """As in a terminal, without colours."""
        return render_text(diagnostics, self.texts, color=False, width=120).rstrip("\n")


def errors(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [each for each in diagnostics if each.severity == "error"]
