"""From the save of a TensorFlow snippet to the changed card in an open page: the median of 20 edits, server warm.

Run it with `.venv/bin/python tests/benchmarks/preview.py`, on a machine with nothing else to do. It needs Chromium.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

SETTINGS = 'namespace = "bench"\nname = "Bench"\ndeck = "Bench"\npreload = ["tensorflow"]\n'
CARD = "---\nsnippet: sums\n---\n\n# What is the sum? {#sum}\n\n`{python} int(total)`\n"
SNIPPET = "import tensorflow as tf\n\ntotal = tf.reduce_sum(tf.range(4)) + {}\n"
EDITS = 20


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        for name, text in {
            "verideck.toml": SETTINGS,
            "cards/sum.md": CARD,
            "snippets/sums.py": SNIPPET.format(0),
        }.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text)
        command = [sys.executable, "-u", "-m", "verideck", "preview", "-C", folder, "--port", "0", "--no-open"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert process.stdout
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(process.stdout.readline().split()[0])
        value = page.frame_locator("#card").locator(".vd-back .vd-value")
        page.frame_locator("#card").locator("h1").wait_for(timeout=120_000)
        page.keyboard.press("Space")
        seconds, checks = [], []
        for edit in range(1, EDITS + 1):
            start = time.perf_counter()
            (root / "snippets/sums.py").write_text(SNIPPET.format(edit))
            value.filter(has_text=re.compile(f"^{edit + 6}$")).wait_for()
            seconds.append(time.perf_counter() - start)
            checks.append(float(str(page.locator("#status").text_content()).rpartition("· ")[2].split()[0]))
        print(
            f"load {os.getloadavg()[0]:.1f}; edit to page: median {statistics.median(seconds) * 1000:.0f} ms, "
            f"least {min(seconds) * 1000:.0f} ms; of it the check {statistics.median(checks) * 1000:.0f} ms"
        )
        browser.close()
        process.terminate()
        process.communicate()


if __name__ == "__main__":
    main()
