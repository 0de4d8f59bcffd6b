"""The options preset that a package brings along. Anki takes it only from those who ask for it, and only once."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from verideck.model import Options
from verideck.pack.contents import Contents
from verideck.pack.identity import anki_id


def bring_preset(contents: Contents, connection: sqlite3.Connection) -> None:
    """Add a preset to a collection and give it to every deck but Anki's own, where the contents have options."""
    if contents.options == Options():
        return
    made = preset(contents)
    dconf, decks = map(json.loads, connection.execute("SELECT dconf, decks FROM col").fetchone())
    for id, deck in decks.items():
        if id != "1":
            deck["conf"] = made["id"]
    values = (json.dumps({**dconf, str(made["id"]): made}), json.dumps(decks))
    connection.execute("UPDATE col SET dconf = ?, decks = ?", values)


def preset(contents: Contents) -> dict[str, Any]:
    """In everything that the contents do not say it is the preset of a fresh profile; genanki's is an older one."""
    given = contents.options
    return {
        "id": anki_id(contents.lock.namespace, "options", contents.deck),
        "mod": 0,
        "name": contents.deck,
        "usn": 0,
        "maxTaken": 60,
        "autoplay": True,
        "timer": 0,
        "replayq": True,
        "dyn": False,
        "easyDaysPercentages": [1.0] * 7,
        "desiredRetention": chosen(given.desired_retention, 0.9),
        "new": {
            "bury": False,
            "delays": [1.0, 10.0],
            "initialFactor": 2500,
            "ints": [1, 4, 0],
            "order": 1,
            "perDay": chosen(given.new_per_day, 20),
        },
        "rev": {
            "bury": False,
            "ease4": 1.3,
            "ivlFct": 1.0,
            "maxIvl": 36500,
            "perDay": chosen(given.reviews_per_day, 200),
            "hardFactor": 1.2,
        },
        "lapse": {"delays": [10.0], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0.0},
    }


def chosen(given: float | None, usual: float) -> float:
    return usual if given is None else given
