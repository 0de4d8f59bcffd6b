"""The ZIP file around a collection and its media."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence


def archive(collection: bytes, media: Sequence[tuple[str, bytes]]) -> bytes:
    """Fixed dates, order and modes. Media are numbered, and the entry `media` tells their names."""
    ordered = sorted(media)
    names = json.dumps({str(number): name for number, (name, _) in enumerate(ordered)})
    entries = [("collection.anki2", collection), ("media", names.encode())]
    entries += [(str(number), data) for number, (_, data) in enumerate(ordered)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data in entries:
            file.writestr(entry(name), data, zipfile.ZIP_DEFLATED, compresslevel=6)
    return buffer.getvalue()


def entry(name: str) -> zipfile.ZipInfo:
    """`zipfile` would write the time, the mode and the system of the machine."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info
