"""Serves the preview on loopback, in a thread of its own. Owns, with the rest of this part, starlette and uvicorn."""

from __future__ import annotations

import socket
import threading

import uvicorn

from verideck.preview.app import Shown, make_app
from verideck.preview.deck import changes, deck_after
from verideck.preview.feed import Feed
from verideck.watch import Round

ADDRESS = "127.0.0.1"
PATIENCE = 0.5
"""Seconds that open requests have when the preview ends."""


class Preview:
    """Pages that follow the checks. `url` is where they are."""

    def __init__(self, port: int) -> None:
        """0 is any port that is free. Raises OSError where this one is not."""
        self.socket = socket.create_server((ADDRESS, port))
        self.port: int = self.socket.getsockname()[1]
        self.url = f"http://{ADDRESS}:{self.port}/"
        self.shown, self.feed = Shown(), Feed()
        config = uvicorn.Config(
            make_app(self.shown, self.feed, self.port),
            http="h11", ws="none", lifespan="off", log_config=None, access_log=False, server_header=False,
            timeout_graceful_shutdown=1,
        )  # fmt: skip
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],), daemon=True)

    def __enter__(self) -> Preview:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.feed.close()
        self.server.should_exit = True
        self.thread.join(PATIENCE)
        self.socket.close()

    def checking(self, changed: tuple[str, ...]) -> None:
        """A check has begun."""
        self.shown.checking = list(changed)
        self.feed.tell("checking", list(changed))

    def show(self, round: Round) -> None:
        """A check has ended."""
        before = self.shown.deck
        now = deck_after(round, before)
        self.shown.checking = None
        self.shown.deck = now  # last: a page that has it ignores what is told of this check
        self.feed.tell("checked", changes(before, now))
