"""The evidence: what was proven, and the code that proved it, folded away."""

from __future__ import annotations

from outcomes import (
    HERE,
    asked,
    claim_link,
    code_span,
    expects,
    held,
    note,
    program,
    prose,
    python,
    read,
    snippet,
    value,
    verified,
)
from verideck.model import (
    Example,
    Expectation,
    Program,
    PyconFence,
    RunExamples,
    RunFence,
    Shown,
    Unit,
)
from verideck.render import render


def evidence(
    *expectations: Expectation,
    programs: tuple[Program, ...] = (),
    values: tuple[str, ...] = (),
    shown: tuple[Shown, ...] = (),
) -> str:
    outcome = verified(note(programs=programs, expectations=expectations), values, shown)
    return dict(render(outcome).fields)["Evidence"]


def session(*, hide: bool = False) -> PyconFence:
    """What a card shows of it, and what was typed on the lines 4 and 7."""
    text = ">>> x = 1\n>>> x\n1\n>>> if x:\n...     x\n1"
    example = Example(4, 4, expects("1"), None, None, "1")
    return PyconFence(text, "x = 1\nx\n\nif x:\n    x\n", 4, (example,), hide, 0, HERE)


def test_a_session_counts_as_an_output() -> None:
    """Its prompts were compared."""
    assert "Verified: 1 output<" in evidence(RunExamples(session(), "p", 0), shown=(Shown("1"),))


def test_what_was_typed_runs_when_it_is_copied() -> None:
    """Without prompts, and without what came out between."""
    unit = Unit("pycon", "cards/x.md", 4, session().code, (), ((4, 4), (5, 5), (7, 8)))
    made = evidence(programs=(program("p", snippet("cards/x.md", "a = 0"), unit),))
    assert "a = 0\n\nx = 1\nx\nif x:\n    x" in read(made).text
    assert "1 fence" in read(made).text


def test_a_session_is_shown_as_it_is_written() -> None:
    """With its prompts and outputs, on the front too, and not at all where it is hidden."""
    shown, hidden = session(), session(hide=True)
    made = dict(render(verified(note(hidden, front=(shown,)), (), (Shown(), Shown()))).fields)
    assert read(made["Front"]).text.endswith(shown.text)
    assert made.get("Back", "") == ""


def test_the_tally_counts_what_held() -> None:
    """One line says how much of the answer rests on something that ran."""
    claims = [held(claim_link(name, prose(name)), "assert x") for name in "abc"]
    values = [asked(value("x", 0)), asked(value("y", 1))]
    fence = python("x", expected=expects("1"))
    made = evidence(*claims, *values, RunFence(fence, "p", 0), values=("1", "2"), shown=(Shown("1"),))
    assert made.startswith('<p class="vd-tally">Verified: 3 claims · 2 values · 1 output</p>')


def test_each_claim_opens_on_its_assert() -> None:
    """The words of the answer first, the check behind them on request."""
    claim = held(claim_link("c", prose("{0} holds", code_span("x"))), "assert x")
    assert evidence(claim).endswith(
        '<details class="vd-held"><summary><code>x</code> holds</summary>'
        '<pre class="vd-code"><code><span class="vd-keyword">assert</span> x</code></pre></details>'
    )


def test_values_are_listed_with_their_expressions() -> None:
    """In the answer only the result is visible."""
    assert evidence(asked(value("x < 3")), values=("True",)).endswith(
        '<details class="vd-held"><summary>1 value computed</summary><ul><li><code>x &lt; 3</code> is '
        '<code class="vd-value">True</code></li></ul></details>'
    )


def test_a_snippet_is_named_and_shown_whole() -> None:
    """What is copied from the box is the file that ran."""
    code = "import numpy as np\n\n# claim: c\nassert np\n"
    made = evidence(programs=(program("snippets/x.py", snippet("snippets/x.py", code)),))
    assert read(made).text.endswith("Code that ran: snippets/x.py" + code.strip())


def test_the_prelude_stands_with_the_fences_in_one_box() -> None:
    """Code copied from a card runs: with everything that ran before it."""
    units = (
        Unit("prelude", "pyproject.toml", 1, "\nimport numpy as np\n"),
        Unit("fence", "cards/x.md", 9, "x = np.ones(3)\n"),
        Unit("fence", "cards/x.md", 15, "x.sum()\n"),
    )
    made = read(evidence(programs=(program("cards/x.md", *units),))).text
    assert made.endswith("Code that ran: the prelude, 2 fencesimport numpy as np\n\nx = np.ones(3)\n\nx.sum()")
