"""What the preview answers. It reads no file but its own: pictures come from what was rendered, by their names."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from verideck.preview.deck import NOTHING, Deck
from verideck.preview.feed import Feed
from verideck.preview.guard import Guard
from verideck.schema import encode

FOLDER = Path(__file__).with_name("page")
TYPES = {
    "css": "text/css",
    "gif": "image/gif",
    "html": "text/html",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}

FILES = {
    "/": "page.html",
    "/page.css": "page.css",
    "/page.js": "page.js",
    "/icon.svg": "icon.svg",
    "/card/": "card.html",
    "/card/card.css": "card.css",
}
"""The page, and the frame in it that holds a card."""


LETTERS = 1000
"""Of what was typed; the rest is not compared, for the time grows with the square of the length."""


class Shown:
    """What the pages see now: `deck` is put in place after each check, `checking` names what was saved before one."""

    def __init__(self) -> None:
        self.deck: Deck = NOTHING
        self.checking: list[str] | None = []
        self.media: dict[str, bytes] = {}


def make_app(shown: Shown, feed: Feed, port: int) -> ASGIApp:
    """The application, behind its guard."""
    return Guard(Starlette(routes=Answers(shown, feed).routes()), port)


class Answers:
    """What each address says of what the pages see now."""

    def __init__(self, shown: Shown, feed: Feed) -> None:
        self.shown, self.feed = shown, feed

    def routes(self) -> list[Route]:
        return [
            *(Route(path, own) for path in FILES),
            Route("/card/deck.css", self.look),
            Route("/card/{name}", self.picture),
            Route("/deck", self.deck),
            Route("/note", self.note),
            Route("/search", self.search),
            Route("/typed", self.typed),
            Route("/events", self.events),
        ]

    async def deck(self, _: Request) -> Response:
        deck = self.shown.deck
        return json({"status": deck.status, "checking": self.shown.checking, "entries": deck.entries})

    async def note(self, request: Request) -> Response:
        try:
            detail, html = self.shown.deck.detail(request.query_params.get("key", ""))
        except KeyError:
            return json(None)  # no error: a page may be behind the last check
        self.shown.media.update((file.name, file.data) for file in (html.media if html else ()))
        return json(detail)

    async def search(self, request: Request) -> Response:
        return json(self.shown.deck.search(request.query_params.get("text", "")))

    async def typed(self, request: Request) -> Response:
        asked = request.query_params
        try:
            return json(self.shown.deck.typed(asked.get("key", ""), asked.get("text", "")[:LETTERS]))
        except KeyError:
            return json(None)  # no error: a page may be behind the last check

    async def picture(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self.shown.media:
            return PlainTextResponse("there is no such picture\n", 404)
        return Response(self.shown.media[name], media_type=type_of(name))

    async def events(self, _: Request) -> Response:
        return StreamingResponse(self.feed.listen(), media_type="text/event-stream")

    async def look(self, _: Request) -> Response:
        return Response(self.shown.deck.css, media_type=TYPES["css"])


async def own(request: Request) -> Response:
    """A file of the page itself."""
    name = FILES[request.url.path]
    return Response((FOLDER / name).read_bytes(), media_type=type_of(name))


def type_of(name: str) -> str:
    return TYPES[PurePosixPath(name).suffix[1:]]


def json(value: object) -> Response:
    return Response(encode(value), media_type="application/json")
