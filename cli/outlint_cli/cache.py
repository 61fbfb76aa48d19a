"""Results of unchanged files. One file for each way to run: version, rules, settings, language, day.

It is marshalled, since most of a run that finds all its results is spent on reading them.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from outlint.text import sound
from outlint_cli.report import Result

MAX_ENTRIES = 20_000
MAX_WAYS = 12
_FORM = 2
"""To be raised when a Result gets other keys."""


class Cache:
    """Looks files up by path, size and time of change. What can't be read or written counts as empty."""

    def __init__(self, way: str) -> None:
        from platformdirs import user_cache_path

        self._folder = user_cache_path("outlint") / "results"
        self._file = self._folder / f"{sha256(f'{_FORM}:{sys.version}:{way}'.encode()).hexdigest()[:24]}.results"
        self._entries: dict[str, list[Any]] = {}
        self._new = False
        with contextlib.suppress(OSError, EOFError, ValueError, TypeError):
            self._entries = marshal.loads(self._file.read_bytes())

    def get(self, path: str, settings: str) -> Result | None:
        """The kept result of a file that has not changed since, under settings of the same text."""
        held = self._entries.get(os.path.abspath(path))
        if held is None or held[0] != _state(path, settings):
            return None
        found: Result = held[1]
        if found["path"] != sound(path):
            found["path"], found["shown"] = sound(path), None
        return found

    def put(self, path: str, settings: str, found: Result) -> None:
        """Keep a result; files with errors are read again the next time."""
        state = _state(path, settings)
        if state is not None and not found["errors"]:
            self._entries[os.path.abspath(path)] = [state, found]
            self._new = True

    def save(self) -> None:
        if not self._new:
            return
        entries = dict(list(self._entries.items())[-MAX_ENTRIES:])
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            aside = self._file.with_suffix(f".{os.getpid()}")
            with open(aside, "wb", opener=_private) as file:
                file.write(marshal.dumps(entries))
            os.replace(aside, self._file)
            _prune(self._folder.glob("*.*"))
        except OSError:
            return  # no place to write: the next run is as slow as this one


def _private(path: str, flags: int) -> int:
    """Open a file for its owner alone: it quotes from drafts."""
    return os.open(path, flags, 0o600)


def _state(path: str, settings: str) -> list[Any] | None:
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return [stat.st_mtime_ns, stat.st_size, settings]


def _prune(files: Iterable[Path]) -> None:
    for old in sorted(files, key=lambda f: f.stat().st_mtime, reverse=True)[MAX_WAYS:]:
        old.unlink(missing_ok=True)
