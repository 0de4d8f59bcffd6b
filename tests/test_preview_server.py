"""Who is let in, what is served, and what is not."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest

from projects import CARD, FakeSandbox, make_project
from verideck.build import check
from verideck.preview import Preview
from verideck.watch import Round

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M 0 0 L 9 9"/></svg>'


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A deck with a picture, checked and served."""
    root = tmp_path_factory.mktemp("deck")
    project = make_project(root, {"cards/sums.md": f"{CARD}\n![A line](line.svg)\n", "cards/line.svg": SVG})
    (root / "secret.txt").write_text("secret")
    (root / "cards/link.svg").symlink_to(root / "secret.txt")
    with Preview(0) as served:
        served.show(Round((), check(project, FakeSandbox())))
        yield served


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    text: str


def ask(preview: Preview, path: str, method: str = "GET", **headers: str) -> Answer:
    """An answer, read to its end. Header names have underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection("127.0.0.1", preview.port, timeout=60)) as connection:
        connection.putrequest(method, path, skip_host="Host" in named)
        for name, value in named.items():
            connection.putheader(name, value)
        connection.endheaders()
        with connection.getresponse() as answer:
            return Answer(answer.status, answer.headers, answer.read().decode())


def picture(preview: Preview) -> str:
    detail = json.loads(ask(preview, "/note?key=one-and-one").text)
    return str(detail["cards"][0]["back"]).partition('src="')[2].partition('"')[0]


@pytest.mark.parametrize("path", ["/", "/page.css", "/page.js", "/icon.svg", "/card/", "/card/deck.css", "/deck"])
def test_pages_of_this_machine_are_answered(preview: Preview, path: str) -> None:
    """By either name of it."""
    assert ask(preview, path).status == 200
    assert ask(preview, path, Host=f"localhost:{preview.port}", Origin=f"http://localhost:{preview.port}").status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8347"},
        {"Host": "127.0.0.1"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "https://127.0.0.1"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"},
        {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/deck", "/events", "/card/deck.css", "/none"])
def test_other_sites_are_refused(preview: Preview, path: str, headers: dict[str, str]) -> None:
    """Those whose name leads to this machine, those that ask across origins, and other ports of this machine."""
    answer = ask(preview, path, **headers)
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


def test_a_link_from_elsewhere_may_open_the_page(preview: Preview) -> None:
    """A terminal or a chat in the browser shows the address; nothing but the page can be had in this way."""
    headers = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert ask(preview, "/", **headers).status == 200
    assert ask(preview, "/deck", **headers).status == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_can_be_changed(preview: Preview, method: str) -> None:
    """The preview only shows."""
    assert ask(preview, "/deck", method).status == 403


def test_pictures_of_notes_are_served(preview: Preview) -> None:
    """Once the note that has them was asked for."""
    answer = ask(preview, f"/card/{picture(preview)}")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize(
    "path",
    [
        "/verideck.toml",
        "/cards/sums.md",
        "/card/line.svg",
        "/card/link.svg",
        "/card/../verideck.toml",
        "/card/..%2fverideck.toml",
        "/card/%2e%2e/%2e%2e/etc/passwd",
        "/card/..%5c..%5csecret.txt",
        "/card/%2fetc%2fpasswd",
        "//etc/passwd",
        "/page/../../app.py",
        "/page.html",
        "/card/%00",
    ],
)
def test_no_file_is_served(preview: Preview, path: str) -> None:
    """What a page names is looked up among the files of the notes, and never on the disk."""
    answer = ask(preview, path)
    assert answer.status == 404
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "path", ["/note?key=../secret.txt", "/note?key=file:secret.txt", "/note", "/typed?key=file:secret.txt&text=x"]
)
def test_a_note_that_is_gone_is_no_error(preview: Preview, path: str) -> None:
    """It is looked up among the notes, and a page that names one of an earlier check is told that there is none."""
    answer = ask(preview, path)
    assert (answer.status, answer.text) == (200, "null")


def test_every_answer_says_what_it_may_do(preview: Preview) -> None:
    """No script on a card, nothing from elsewhere on the page, and neither within another site."""
    page, card = ask(preview, "/").headers, ask(preview, "/card/").headers
    assert "script-src 'self'" in page["content-security-policy"]
    assert "unsafe-inline" not in page["content-security-policy"]
    assert "frame-ancestors 'none'" in page["content-security-policy"]
    assert "script-src" not in card["content-security-policy"]
    assert card["content-security-policy"].startswith("default-src 'none'; ")
    for headers in (page, card, ask(preview, "/none").headers):
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_it_is_served_on_loopback_alone(preview: Preview) -> None:
    """Nobody else in the network sees the deck."""
    assert preview.socket.getsockname()[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_an_error(preview: Preview) -> None:
    """The command says so, or takes another one."""
    with pytest.raises(OSError, match="in use"):
        Preview(preview.port)


def test_pages_hear_of_checks(tmp_path: Path) -> None:
    """When one begins, and what it came to."""
    with Preview(0) as own, closing(http.client.HTTPConnection("127.0.0.1", own.port, timeout=60)) as connection:
        connection.request("GET", "/events")
        with connection.getresponse() as stream:
            lines = iter(lambda: stream.readline().decode().strip(), "never")
            assert next(line for line in lines if line.startswith("event:")) == "event: listening"
            own.checking(("a.md",))
            assert next(line for line in lines if line.startswith("event:")) == "event: checking"
            assert next(lines) == 'data: ["a.md"]'
            own.show(Round(("a.md",), check(make_project(tmp_path), FakeSandbox())))
            assert next(line for line in lines if line.startswith("event:")) == "event: checked"
            assert json.loads(next(lines).removeprefix("data: "))["status"]["changed"] == ["a.md"]
