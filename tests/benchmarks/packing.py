"""How long 5,000 notes take to pack, to pack again after an edit, to import, and to plan.

    PYTHONPATH=generator:tests python tests/benchmarks/packing.py

The targets are 2 s for a pack and 2 s for an import.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from decks import NAMESPACE, NOON, Author, basic, named_by
from learner import Learner
from verideck.lock import advance, compare, dump_lock, read_lock
from verideck.model import Lock
from verideck.pack import note_types, read_package

COUNT = 5_000
BACK = "<p>A tensor of <code>int32</code>.</p>" + "<pre><code>tf.range(3)\n</code></pre>" * 30


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    print(f"{what:40} {time.perf_counter() - start:6.2f} s")


def main() -> None:
    notes = [basic(f"note-{number}", f"<p>What is {number}?</p>", f"<p>{number}</p>{BACK}") for number in range(COUNT)]
    edited = [replace(note, tags=("edited",)) if place % 10 == 0 else note for place, note in enumerate(notes)]
    author = Author()
    with TemporaryDirectory() as folder, Learner(Path(folder)) as learner:
        with timed(f"pack {COUNT} notes"):
            first = author.build(notes)
        with timed("import them"):
            learner.imports(first)
        old = author.lock
        with timed("pack them with an edit in every tenth"):
            second = author.build(edited, now=NOON + 60)
        with timed("import that"):
            learner.imports(second)
        path = Path(folder, "deck.lock")
        with timed("write and read the lock"):
            path.write_bytes(dump_lock(author.lock))
            read_lock(path)
        package = Path(folder, "deck.apkg")
        with timed("read the package and plan"):
            package.write_bytes(first)
            designs = note_types(NAMESPACE, [("TensorFlow", "2.21.0")], ".card {}")
            named = [named_by(note.id) for note in edited]
            advanced = advance(old, edited, designs, named=named, complete=True, now=NOON + 60)
            compare(old, Lock(NAMESPACE), advanced, edited, designs, read_package(package, NAMESPACE))
        print(f"{'package':40} {len(second) / 1e6:6.2f} MB")


if __name__ == "__main__":
    main()
