"""Starts the real desktop app in a fresh profile, imports a package through its own dialog, and looks at a card.

    QT_QPA_PLATFORM=offscreen python driver.py FOLDER PACKAGE

What it saw it leaves in the folder: `import.png`, `question.png`, `answer.png`, `night.png` and `seen.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import aqt
from anki.lang import set_lang
from aqt import gui_hooks
from aqt.import_export.import_dialog import ImportDialog
from aqt.profiles import ProfileManager, VideoDriver
from aqt.qt import QApplication, QTimer
from aqt.theme import Theme

FOLDER, PACKAGE = Path(sys.argv[1]), Path(sys.argv[2])
BASE, PROFILE = FOLDER / "base", "Learner"

CLICK = """
(() => {
  const button = [...document.querySelectorAll("button")].find(each => each.innerText.trim() === "Import");
  if (button) button.click();
  return Boolean(button);
})()
"""


def fresh_profile() -> None:
    """One for which no dialog opens at the start."""
    manager = ProfileManager(ProfileManager.get_created_base_folder(str(BASE)))
    set_lang("en_US")
    manager.setupMeta()
    manager.meta["firstRun"] = False
    manager.set_update_check(False)
    manager.set_check_for_addon_updates(False)
    manager.create(PROFILE)
    manager.openProfile(PROFILE)
    manager.setLang("en_US")
    manager.set_video_driver(VideoDriver.Software)
    manager.save()
    manager.db.close()


class Driver:
    """Goes from step to step, each of which waits for what it needs; `seen` grows meanwhile."""

    def __init__(self) -> None:
        self.seen: dict[str, object] = {}
        self.steps = self.all_steps()
        self.timer = QTimer()
        self.timer.timeout.connect(self.look)

    def start(self) -> None:
        self.timer.start(200)

    def look(self) -> None:
        self.timer.stop()
        next(self.steps)()

    def again(self, after: int = 200) -> None:
        self.timer.start(after)

    def ask(self, web: object, script: str, key: str, ready: Callable[[object], bool]) -> Iterator[Callable[[], None]]:
        """Runs a script on a page until what it returns is what is waited for."""
        found = False

        def told(value: object) -> None:
            nonlocal found
            found = ready(value)
            self.seen[key] = value
            self.again()

        while not found:
            yield lambda: web.evalWithCallback(script, told)

    def all_steps(self) -> Iterator[Callable[[], None]]:
        while not (dialogs := [each for each in QApplication.topLevelWidgets() if isinstance(each, ImportDialog)]):
            yield self.again
        dialog = dialogs[0]
        yield from self.ask(dialog.web, CLICK, "clicked", bool)
        yield from self.ask(dialog.web, "document.body.innerText", "log", lambda text: "imported" in str(text))
        yield lambda: (dialog.grab().save(str(FOLDER / "import.png")), dialog.reject(), self.again(500))
        yield lambda: (self.review(), self.again(2_000))
        yield from self.ask(aqt.mw.reviewer.web, "document.getElementById('qa').innerText", "question", bool)
        yield lambda: (self.picture("question"), aqt.mw.reviewer._showAnswer(), self.again(2_000))
        yield from self.ask(
            aqt.mw.reviewer.web, "document.getElementById('qa').innerText", "answer", self.is_other_than_the_question
        )
        yield lambda: (self.picture("answer"), aqt.mw.set_theme(Theme.DARK), self.again(2_000))
        yield lambda: (self.picture("night"), aqt.mw.reviewer._answerCard(3), self.again())
        while not self.reviews():
            yield self.again
        yield self.leave

    def review(self) -> None:
        collection = aqt.mw.col
        self.seen["cards"] = len(collection.find_cards(""))
        self.seen["note types"] = [
            each.name for each in collection.models.all_names_and_ids() if "verideck" in each.name
        ]
        collection.decks.select(collection.get_card(collection.find_cards("")[0]).did)
        aqt.mw.moveToState("review")

    def is_other_than_the_question(self, text: object) -> bool:
        return text not in ("", self.seen["question"])

    def picture(self, name: str) -> None:
        aqt.mw.grab().save(str(FOLDER / f"{name}.png"))

    def reviews(self) -> int:
        return aqt.mw.col.db.scalar("SELECT count() FROM revlog")

    def leave(self) -> None:
        self.seen["reviews"] = self.reviews()
        (FOLDER / "seen.json").write_text(json.dumps(self.seen))
        aqt.mw.unloadProfileAndExit()


fresh_profile()
driver = Driver()
gui_hooks.profile_did_open.append(driver.start)
sys.argv = ["anki", "-b", str(BASE), "-p", PROFILE, "-l", "en_US", str(PACKAGE)]
aqt.run()
