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
"""Of what was typed; the rest is not compared: that takes time as the square of it."""


class Shown:
    """What the pages see now: `deck` is put in place after each check, `checking` names what was saved before one."""

    def __init__(self) -> None:
        self.deck: Deck = NOTHING
        self.checking: list[str] | None = []
        self.media: dict[str, bytes] = {}


def make_app(shown: Shown, feed: Feed, port: int) -> ASGIApp:
    """The application, behind its guard."""

    async def deck(_: Request) -> Response:
        told = {"status": shown.deck.status, "checking": shown.checking, "entries": shown.deck.entries}
        return json(told)

    async def note(request: Request) -> Response:
        try:
            detail, html = shown.deck.detail(request.query_params.get("key", ""))
        except KeyError:
            return json(None)  # no error: a page may be behind the last check
        shown.media.update((file.name, file.data) for file in (html.media if html else ()))
        return json(detail)

    async def search(request: Request) -> Response:
        return json(shown.deck.search(request.query_params.get("text", "")))

    async def typed(request: Request) -> Response:
        asked = request.query_params
        try:
            answer = shown.deck.typed(asked.get("key", ""), asked.get("text", "")[:LETTERS])
        except KeyError:
            return json(None)  # no error: a page may be behind the last check
        return json(answer)

    async def picture(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in shown.media:
            return PlainTextResponse("there is no such picture\n", 404)
        return Response(shown.media[name], media_type=type_of(name))

    async def events(_: Request) -> Response:
        return StreamingResponse(feed.listen(), media_type="text/event-stream")

    async def look(_: Request) -> Response:
        return Response(shown.deck.css, media_type=TYPES["css"])

    async def own(request: Request) -> Response:
        name = FILES[request.url.path]
        return Response((FOLDER / name).read_bytes(), media_type=type_of(name))

    routes = [
        *(Route(path, own) for path in FILES),
        Route("/card/deck.css", look),
        Route("/card/{name}", picture),
        Route("/deck", deck),
        Route("/note", note),
        Route("/search", search),
        Route("/typed", typed),
        Route("/events", events),
    ]
    return Guard(Starlette(routes=routes), port)


def type_of(name: str) -> str:
    return TYPES[PurePosixPath(name).suffix[1:]]


def json(value: object) -> Response:
    return Response(encode(value), media_type="application/json")
