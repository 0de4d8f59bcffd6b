"""Tells open pages what happens, as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from verideck.schema import encode

END = b""


class Feed:
    """Its methods but `listen` may be called from any thread."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[bytes]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def tell(self, name: str, data: object) -> None:
        """Every page that is open gets it."""
        self._put(b"event: %s\ndata: %s\n\n" % (name.encode(), encode(data)))

    def close(self) -> None:
        """End all streams, so that the server can."""
        self._closed = True
        self._put(END)

    def _put(self, message: bytes) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._put_now, message)

    def _put_now(self, message: bytes) -> None:
        for queue in self._listeners:
            queue.put_nowait(message)

    async def listen(self) -> AsyncIterator[bytes]:
        """All events from now on, after one that says that it listens."""
        self._loop = asyncio.get_running_loop()
        queue = asyncio.Queue[bytes]()
        self._listeners.add(queue)
        try:
            yield b"retry: 1000\nevent: listening\ndata: {}\n\n"
            while not self._closed and (message := await queue.get()) != END:
                yield message
        finally:
            self._listeners.discard(queue)
