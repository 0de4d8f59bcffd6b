"""Markdown of every kind comes out of the package as it was written."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from outcomes import codes, read
from projects import FakeSandbox, make_project
from verideck.build import build
from verideck.pack import read_package

PROVEN = "[Two](claim:two)\n\n"

CODES = {
    "heading": "# not a heading\n## nor this {#id}\nx = 1",
    "break": "a = 1\n---\nb = 2\n***\n___",
    "front matter": "---\ndeck: no\n---",
    "percent": "print('%s' % 1, 100 % 7)\n%timeit x",
    "braces": "{{c1::x}} {{Front}} {{#a}} {% raw %} {{{ }}}",
    "fence within": "```python\nprint(1)\n```",
    "output within": "```output\n1\n```",
    "claim within": "[a](claim:b) `{python} c` $d_1*e$",
    "html": "<div>&amp;</div> <!-- a --> <script>1</script>",
    "indentation": "    four\n\ttab\n  two",
    "backslashes": "\\(a\\) \\\\ \\n \\[b\\]",
    "emoji": "🙂 👩‍👩‍👧 🇩🇪",
}
"""Each stands in a fence of four backticks, as another language and as none."""

PROSE = {
    "type in angle brackets": ("`List[T]` is a List<T> of <T>.", "List[T] is a List<T> of <T>."),
    "less than": ("a < b and c > d, a<b>c", "a < b and c > d, a<b>c"),
    "ampersand": ("AT&T &amp; &copy; &unknown;", "AT&T & © &unknown;"),
    "formula": ("$a_1*b_1$ and $c_2*d_2$", r"\(a_1*b_1\) and \(c_2*d_2\)"),
    "formula of LaTeX": (r"\(a_1*b_1\) \[c_1*d_1\]", r"\(a_1*b_1\) \[c_1*d_1\]"),
    "displayed formula": ("$$\na < b\n$$", r"\[a < b\]"),
    "prices": ("It costs $5 or $6, not $7.", "It costs $5 or $6, not $7."),
    "percent": ("100 % of 5%", "100 % of 5%"),
    "braces": (r"`{{c1::x}}` \{{c1::y}} {{Front}} {a}", "{{c1::x}} {{c1::y}} {{Front}} {a}"),
    "names": ("snake_case_name and __init__.py, 2*3*4", "snake_case_name and init.py, 234"),
    "escapes": (r"\*a\* \_b\_ \# \$c\$ \[d] \`e\`", "*a* _b_ # $c$ [d] `e`"),
    "emoji": ("🙂 👩‍👩‍👧 🇩🇪", "🙂 👩‍👩‍👧 🇩🇪"),
    "code": ("`` a ` b `` and `c < d`", "a ` b and c < d"),
    "code in emphasis": ("**a `b*c` d**", "a b*c d"),
    "numbers": ("1986\\. A year", "1986. A year"),
}

BLOCKS = {
    "table": (
        "| a | b |\n|---|--:|\n| `x|y` | $z$ |".replace("x|y", "x\\|y"),
        '<table><thead><tr><th>a</th><th class="vd-right">b</th></tr></thead><tbody><tr><td><code>x|y</code></td>'
        '<td class="vd-right"><span>\\(z\\)</span></td></tr></tbody></table>',
    ),
    "nested lists": (
        "1. a\n   - b\n     1. c\n   - d\n2. e",
        "<ol><li>a<ul><li>b<ol><li>c</li></ol></li><li>d</li></ul></li><li>e</li></ol>",
    ),
    "list with paragraphs": ("- a\n\n  b\n- c", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"),
    "quote in list": ("- > a", "<ul><li><blockquote><p>a</p></blockquote></li></ul>"),
    "second break": ("a\n\n***\n\nb", '<p>a</p><hr class="vd-rule"><p>b</p>'),
    "line break": ("a\\\nb  \nc", "<p>a<br>b<br>c</p>"),
    "emphasis": ("*a* **b** ***c*** ~~d~~", "<em>a</em> <strong>b</strong>"),
    "deep heading": ("### a `b`", "<h3>a <code>b</code></h3>"),
}


@pytest.fixture(scope="module")
def backs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The backs of the notes of one package, by their ids."""
    root = tmp_path_factory.mktemp("markdown")
    notes = {f"code-{place}-{language}": f"````{language}\n{code}\n````" for language in ("text", "js", "")
             for place, code in enumerate(CODES.values())}  # fmt: skip
    notes |= {f"prose-{place}": text for place, (text, _) in enumerate(PROSE.values())}
    notes |= {f"block-{place}": text for place, (text, _) in enumerate(BLOCKS.values())}
    text = "\n\n".join(f"# Q {{#{id}}}\n\n{PROVEN}---\n\n{body}" for id, body in notes.items())
    project = make_project(root, {"cards/sums.md": f"---\nsnippet: sums\n---\n\n{text}\n"})
    built = build(project, FakeSandbox(), 1_750_000_000)
    assert built.package, built.checked.diagnostics
    package = read_package(built.package, "5e6f-test")
    assert package
    return {note.id: dict(note.fields)["Back"] for note in package.notes}


@pytest.mark.parametrize("language", ["text", "js", ""])
@pytest.mark.parametrize("name", CODES)
def test_code_comes_out_as_written(backs: Mapping[str, str], name: str, language: str) -> None:
    """Nothing in a fence is Markdown, front matter, a fence or a field."""
    back = backs[f"code-{list(CODES).index(name)}-{language}"]
    assert codes(back) == [CODES[name]]
    assert read(back).text == CODES[name]


@pytest.mark.parametrize("name", PROSE)
def test_prose_comes_out_as_written(backs: Mapping[str, str], name: str) -> None:
    """What a reader sees is what the author meant."""
    assert read(backs[f"prose-{list(PROSE).index(name)}"]).text == PROSE[name][1]


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_come_out_as_written(backs: Mapping[str, str], name: str) -> None:
    """With their structure."""
    assert BLOCKS[name][1] in backs[f"block-{list(BLOCKS).index(name)}"]
