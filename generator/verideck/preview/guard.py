"""Lets nobody in but pages of the preview itself. What a site in the same browser asks is refused before it is read.

A site can make a browser ask any address on this machine. Where its own name leads here (DNS rebinding), `Host` tells;
where it asks across origins, `Origin` or `Sec-Fetch-Site` does, another port of this machine included.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""On every answer."""

PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
CARD = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src http://{host}/card/ data:; font-src data:;"
    " media-src http://{host}/card/; base-uri 'self'; form-action 'none'; frame-ancestors 'self'"
)
"""The policies of the page, and of the frame in it that shows cards: there no script runs, and nothing can be asked for
but the deck's pictures."""


class Guard:
    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        self.hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        reason = self.refusal(scope["method"], scope["path"], headers)
        app = PlainTextResponse(f"{reason}\n", 403) if reason else self.app
        await app(scope, receive, guarded(send, policy(scope["path"], headers.get("host", ""))))

    def refusal(self, method: str, path: str, headers: Mapping[str, str]) -> str | None:
        """Why a request is not answered, if so."""
        if headers.get("host") not in self.hosts:
            return "this server answers to the names of this machine alone"
        origin = headers.get("origin")
        if origin is not None and origin not in {f"http://{host}" for host in self.hosts}:
            return "another site asks"
        visits = path == "/" and headers.get("sec-fetch-mode") == "navigate"
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not visits:
            return "another site asks"
        return None if method in ("GET", "HEAD") else "nothing can be changed here"


def policy(path: str, host: str) -> str:
    return CARD.format(host=host) if path.startswith("/card/") else PAGE


def guarded(send: Send, content_policy: str) -> Send:
    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update({**HEADERS, "Content-Security-Policy": content_policy})
        await send(message)

    return send_guarded
