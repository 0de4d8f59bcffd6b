"""Sessions that others wrote: the examples of TensorFlow's own documentation, run and compared as `pycon` fences.

Of the 393 docstrings of `tf` with examples, 334 hold; the others say what TensorFlow 2.21 or NumPy 2 does not do any
more. These are some that hold, with floats, dtypes, ragged and complex tensors, loops and exceptions.
"""

from __future__ import annotations

import doctest
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandboxes import fence, fences, project, recorded
from sources import parse_card
from verideck.execute import ForkServer
from verideck.model import Note, Outcome, Recording, Refuted, RunExamples, Unit, Verified
from verideck.resolve import resolve
from verideck.verify import verify

pytestmark = pytest.mark.tensorflow

NAMES = (
    "GradientTape",
    "Tensor",
    "Variable",
    "abs",
    "argsort",
    "as_string",
    "assert_equal",
    "cast",
    "clip_by_norm",
    "constant",
    "control_dependencies",
    "convert_to_tensor",
    "debugging.assert_shapes",
    "function",
    "histogram_fixed_width",
    "image.central_crop",
    "image.flip_left_right",
    "linalg.l2_normalize",
    "math.bessel_i0",
    "math.in_top_k",
    "math.special.fresnel_sin",
    "nn.conv2d",
    "nn.sigmoid_cross_entropy_with_logits",
    "ragged.map_flat_values",
    "sort",
    "sparse.transpose",
)
CHANGES = (
    ("float32", "float64"),
    ("int32", "int64"),
    ("shape=(", "shape=(7, "),
    ("True", "False"),
    ("0.", "3."),
)
"""What a careless comparison would not find."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    with ForkServer(project(tmp_path_factory.mktemp("deck"), "tensorflow", "numpy")) as server:
        yield server


@pytest.fixture(scope="module")
def docstrings(server: ForkServer) -> dict[str, str]:
    """The docstring of each name, from TensorFlow itself."""
    code = (
        "import inspect, json, operator\nimport tensorflow as tf\n"
        f"print(json.dumps({{n: inspect.getdoc(operator.attrgetter(n)(tf)) for n in {NAMES}}}))"
    )
    (output,) = recorded(server.run(fences(fence(code)))).units[0].outputs
    found: dict[str, str] = json.loads(output.stdout)
    return found


def card(docstring: str) -> str:
    """A note with the examples of a docstring and TensorFlow's own options for them; some of them round."""
    examples = doctest.DocTestParser().get_examples(docstring)
    return "# Q {#q}\n\n~~~~~~pycon match=ellipsis rtol=1e-4\n" + "\n".join(map(session, examples)) + "~~~~~~\n"


def session(example: doctest.Example) -> str:
    first, *more = example.source.rstrip("\n").split("\n")
    lines = [f">>> {first}", *(f"... {line}".rstrip() for line in more)]
    if example.want and "#" not in lines[-1]:
        lines[-1] += "  # doctest: +NORMALIZE_WHITESPACE"
    return "\n".join(lines) + "\n" + example.want


def note_of(text: str, root: Path) -> Note:
    drafts, found = parse_card(text)
    assert not found
    (note,) = resolve(drafts, (), project(root))
    assert isinstance(note, Note)
    return note


def run(server: ForkServer, note: Note) -> Recording:
    (program,) = note.programs
    prelude = Unit("prelude", "prelude", 1, "import numpy as np\nimport tensorflow as tf")
    whole = recorded(server.run(fences(prelude, *program.units)))
    return Recording(whole.units[1:], whole.claims, whole.values, whole.python, whole.distributions)


def outcome(note: Note, recording: Recording) -> Outcome:
    return verify(note, {note.programs[0].name: recording})


@pytest.mark.parametrize("name", NAMES)
def test_what_tensorflow_documents_holds(
    server: ForkServer, docstrings: dict[str, str], tmp_path: Path, name: str
) -> None:
    """And what it does not document does not: every change that is made to an output is found."""
    text = card(docstrings[name])
    note = note_of(text, tmp_path)
    recording = run(server, note)
    wrong = list(changed(note, text))
    assert isinstance(outcome(note, recording), Verified)
    assert [each for each in wrong if not isinstance(outcome(note_of(each, tmp_path), recording), Refuted)] == []


def changed(note: Note, text: str) -> Iterator[str]:
    """The card with one output changed, for each output and each change that is possible there."""
    (ran,) = (each for each in note.expectations if isinstance(each, RunExamples))
    lines = text.split("\n")
    for example in ran.fence.examples:
        if example.raises is None and "..." not in example.want:
            before, want, after = lines[: example.end_line], example.want, lines[example.last_line :]
            for old, new in CHANGES:
                if old in want:
                    yield "\n".join([*before, want.replace(old, new, 1), *after])
