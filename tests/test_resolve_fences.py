"""From the file to the program: every fence that a reader takes for Python runs, and no other."""

from __future__ import annotations

from sources import PROJECT, draft_of, of_type, parse_card, parse_code
from verideck.model import Note, View
from verideck.resolve import assign_ids, resolve

EVERY_STYLE = """\
# Q {#q}

```python
a = 1
```

~~~python
b = 2
~~~

```py
c = 3
```

```Python
d = 4
```

```{.python}
e = 5
```

``` python
f = 6
```

```python output=hide
g = 7
```

- item

  ```python
  h = 8
  ```

> ```python
> i = 9
> ```

````python
j = '''
```python
'''
````

   ```python
   print(10)
   ```

<!--
```python
never = 11
```
-->
"""


def test_every_style_of_a_fence_runs() -> None:
    """Other tools skip up to eight of these in silence, lose count after the longer fence, or run the comment."""
    (note,) = of_type(resolve([draft_of(EVERY_STYLE)], [], PROJECT), Note)
    (program,) = note.programs
    expected = [f"{name} = {number}" for number, name in enumerate("abcdefghi", 1)]
    assert [unit.code for unit in program.units] == [*expected, "j = '''\n```python\n'''", "print(10)"]
    assert [unit.line for unit in program.units] == [
        number
        for number, line in enumerate(EVERY_STYLE.split("\n"), 1)
        if line.strip("> ")[:3] in {f"{name} =" for name in "abcdefghij"} | {"pri"}
    ]


def test_a_fence_with_an_unknown_option_is_refused() -> None:
    """It neither runs nor is left out in silence."""
    drafts, found = parse_card("# Q {#q}\n\n```python title=x\n1\n```\n")
    assert drafts == []
    assert [each.code for each in found] == ["unknown-fence-option"]


def test_figures_are_looked_for_where_they_would_be_shown() -> None:
    """A fence that shows nothing leaves its figure to the next one."""
    quiet = "```python hide\na\n```\n\n```python output=hide\nb\n```\n"
    draft = draft_of(f"# Q {{#q}}\n\n{quiet}\n```python alt=a figure=png\nc\nd\n```\n")
    (note,) = of_type(resolve([draft], [], PROJECT), Note)
    assert [unit.views for unit in note.programs[0].units] == [(), (), (View(12, 13, "png"),)]


def test_regions_that_notes_show_are_looked_at_once() -> None:
    """In each format that a note asks for; not where the output is hidden."""
    code = "# region a\nx\n# endregion\n# region b\ny\n# endregion\n"
    snippet, _ = parse_code(code)
    assert snippet
    fences = ["show=a", "show=a alt=x", "show=a alt=x figure=png", "show=b output=hide"]
    notes = [f"# Q{n}\n\n`{{python}} x`\n\n```python {each}\n```\n" for n, each in enumerate(fences)]
    drafts, _ = parse_card("---\nsnippet: code\n---\n\n" + "\n".join(notes))
    found = of_type(resolve(assign_ids(drafts), [snippet], PROJECT), Note)
    assert len(found) == 4
    assert found[3].programs[0].units[0].views == (View(2, 2, "png"), View(2, 2, "svg"))
