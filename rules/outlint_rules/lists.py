"""Long lists of domains: text files, one entry a line, searched without being taken apart.

Ten thousand domains are read in a fraction of a millisecond and only by a rule that has an address to look up. A user's
own file (the option `file` of a rule) adds to the list that comes with outlint, or replaces it (`replace = true`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

FOLDER = os.path.join(os.path.dirname(__file__), "lexicons", "lists")


class Listed:
    """The entries of one list. A user's line that begins with "-" takes an entry out of it."""

    __slots__ = ("_own", "_without", "_words")

    def __init__(self, words: bytes, own: bytes = b"") -> None:
        self._words, self._own = words, own
        self._without = b"\n-" in own

    def __contains__(self, entry: str) -> bool:
        line = f"\n{entry}\n".encode()
        if self._without and b"\n-" + line[1:] in self._own:
            return False
        return line in self._own or line in self._words

    def holds_domain(self, domain: str) -> bool:
        """Whether the domain is listed, or one that it belongs to: "a.mailinator.com" with "mailinator.com"."""
        if f"-{domain}" in self:
            return False
        labels = domain.split(".")
        return any(".".join(labels[i:]) in self for i in range(max(len(labels) - 1, 1)))


def listed(name: str, options: Mapping[str, Any]) -> Listed:
    """The list of that name, with the file that a rule's options name."""
    own = str(options.get("file", ""))
    words = b"" if own and options.get("replace") else _built_in(name)
    return Listed(words, _of_user(own, _changed(own)) if own else b"")


@cache
def _built_in(name: str) -> bytes:
    with open(f"{FOLDER}/{name}.txt", "rb") as file:
        return b"\n" + file.read()  # written by tests/refresh_lists.py: nothing to clean


@lru_cache(maxsize=16)
def _of_user(path: str, changed: int) -> bytes:
    with open(path, "rb") as file:
        return _lines(file.read())


def _changed(path: str) -> int:
    return os.stat(path).st_mtime_ns


def _lines(data: bytes) -> bytes:
    """Entries in lower case, each between line ends; blanks, empty lines and what follows a # are gone."""
    text = data.decode("utf-8-sig", "replace").lower()
    entries = (line.partition("#")[0].strip().removeprefix("@") for line in text.splitlines())
    return ("\n" + "\n".join(e for e in entries if e) + "\n").encode()
