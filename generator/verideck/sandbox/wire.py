"""Messages between the processes: their length in four bytes, then JSON."""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""An object of JSON. Its keys are the field names of the noun in `model` that it stands for."""

LENGTH = struct.Struct("!I")

NOBODY = 65534
"""The user and group that a confined program believes to be."""


@dataclass(frozen=True, slots=True)
class Setup:
    """The first message to the server: what is the same for all programs of a project.

    `scratch` holds the runs' own folders. `namespaces` is whether the server may take some, `network` whether one
    without a network is among them. The `covered` folders are empty for each program, and private. All random
    generators start from `seed`. `data` are the declared files and folders, relative to the root.
    """

    root: str
    scratch: str
    preload: list[str]
    namespaces: bool
    network: bool
    covered: list[str]
    seed: int
    data: list[str]


def send(connection: socket.socket, message: Json) -> None:
    """Raises OSError where the other side is gone."""
    send_bytes(connection, encoded(message))


def encoded(message: Json) -> bytes:
    """JSON, with `?` for what is no text in it, such as a byte of a file's name that is not UTF-8."""
    return json.dumps(message, ensure_ascii=False).encode(errors="replace")


def send_bytes(connection: socket.socket, data: bytes) -> None:
    """Send JSON that is encoded already."""
    connection.sendall(LENGTH.pack(len(data)) + data)


def receive(connection: socket.socket) -> Json | None:
    """The next message; None where the other side hung up."""
    data = receive_bytes(connection)
    return None if data is None else json.loads(data)


def receive_bytes(connection: socket.socket) -> bytes | None:
    """The next message as it came, None where the other side hung up before its end."""
    try:
        header = read(connection, LENGTH.size)
        return None if header is None else read(connection, LENGTH.unpack(header)[0])
    except ConnectionError:
        return None


def read(connection: socket.socket, size: int) -> bytes | None:
    data = bytearray()
    while len(data) < size:
        part = connection.recv(min(size - len(data), 2**20))
        if not part:
            return None
        data += part
    return bytes(data)
