"""Other editors, as docs/editors.md sets them up: Neovim and Emacs without a screen."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.editors
HERE = Path(__file__).resolve().parent
DRAFT = (
    "Subject: FREE SAMPLES!!\n\nDear Anna,\n\nWe have the lowest price for sinks. Our plant in Foshan has made them since"
    " 1998, and forty containers leave it each month for shops in Hamburg, Lyon and Leeds.\n\nBest regards,\nWei\n"
)


def run(name: str, *arguments: str, folder: Path) -> Any:
    """What an editor's script printed behind RESULT."""
    program = shutil.which(name)
    assert program, f"no {name}: install it"
    draft = folder / "draft.txt"
    draft.write_text(DRAFT, "utf-8")
    environment = {
        **os.environ,
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "OUTLINT_SERVER": json.dumps([sys.executable, "-m", "outlint_cli", "lsp"]),
        "OUTLINT_DRAFT": str(draft),
    }
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, timeout=90)
    said = re.search(r"RESULT (.*)", done.stdout + done.stderr)
    assert said, done.stdout + done.stderr
    return json.loads(said[1])


def test_neovim_shows_and_fixes(tmp_path: Path) -> None:
    found = run("nvim", "--headless", "-u", "NONE", "-n", "-S", str(HERE / "neovim.lua"), folder=tmp_path)
    assert {"price-claim-without-validity", "subject-shouting"} <= set(found["before"])
    assert "subject-shouting" not in found["after"]
    assert found["text"].startswith("Subject: Free samples!")


def test_emacs_shows_them(tmp_path: Path) -> None:
    found = run("emacs", "--batch", "-l", str(HERE / "emacs.el"), folder=tmp_path)
    assert any("lowest price needs a date" in text for text in found)
