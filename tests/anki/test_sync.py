"""A learner with two devices and a sync server of Anki's own: what a new package changes goes to the other device."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection  # noqa: F401  # must be imported before the rest of its package
from anki.sync import SyncAuth
from anki.sync_pb2 import SyncCollectionResponse

from decks import NOON, Author, basic
from learner import Learner, Log
from processes import eventually

pytestmark = pytest.mark.anki

NOTES = (basic("one", "<p>One?</p>"), basic("two", "<p>Two?</p>", reverse="1"), basic("three", "<p>Three?</p>"))
EDITED = (basic("one", "<p>One, edited?</p>"), *NOTES[1:], basic("four", "<p>Four?</p>"))
WHOLE = (SyncCollectionResponse.FULL_SYNC, SyncCollectionResponse.FULL_DOWNLOAD, SyncCollectionResponse.FULL_UPLOAD)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a server on this machine."""
    environment = {
        **os.environ,
        "SYNC_USER1": "u:p",
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": "0",
        "SYNC_BASE": str(tmp_path / "server"),
        "RUST_LOG": "info",
    }
    log = tmp_path / "log"
    command = [sys.executable, "-m", "anki.syncserver"]
    with (
        log.open("wb") as written,
        subprocess.Popen(command, env=environment, stdout=written, stderr=written) as process,
    ):
        try:
            assert eventually(lambda: "127.0.0.1:" in log.read_text()), log.read_text()
            yield f"http://127.0.0.1:{re.findall(r'127.0.0.1:([0-9]+)', log.read_text())[0]}/"
        finally:
            process.terminate()


def login(learner: Learner, server: str) -> SyncAuth:
    return learner.collection.sync_login(username="u", password="p", endpoint=server)


def sync(learner: Learner, auth: SyncAuth, *, upload: bool | None = None) -> bool:
    """Whether the changes alone were enough; `upload` says what to do where they are not."""
    collection = learner.collection
    answer = collection.sync_collection(auth, False)
    if answer.required not in WHOLE:
        return True
    assert upload is not None
    collection.close_for_full_sync()
    collection.full_upload_or_download(auth=auth, server_usn=None, upload=upload)
    collection.reopen(after_full_sync=True)
    return False


def test_a_new_package_reaches_the_other_device_and_keeps_its_reviews(tmp_path: Path, server: str) -> None:
    """One device reviews while the other imports: neither has to choose whose collection is kept."""
    author = Author()
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    with Learner(tmp_path / "one") as one, Learner(tmp_path / "other") as other:
        auth = login(one, server)
        one.imports(author.build(NOTES))
        assert not sync(one, auth, upload=True)
        assert not sync(other, auth, upload=False)
        one.reviews(3)
        package = author.build(EDITED, now=NOON + 60, css=".card { color: red }")
        assert other.imports(package) == Log(new=1, updated=1, untouched=2)
        assert sync(other, auth)
        assert sync(one, auth)
        assert sync(other, auth)
        for device in (one, other):
            device.collection.models._clear_cache()
            assert device.note("one")["Front"] == "<p>One, edited?</p>"
            assert "color: red" in device.note("four").cards()[0].question()
        assert len(one.history()[1]) == 3
        assert one.history() == other.history()
        assert sorted(one.notes()) == sorted(other.notes())
