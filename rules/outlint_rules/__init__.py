"""The built-in rules, markets and word lists, compiled: in the wheel when it is built, in a checkout into a cache."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import cache
from importlib.util import source_hash
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from outlint.book import Book, Loader, json_loader

if TYPE_CHECKING:
    from outlint.docs import RuleDoc

FOLDER = os.path.dirname(__file__)
_COMPILED = f"{FOLDER}/_compiled"


def load(user_packs: tuple[str, ...] = ()) -> Book:
    """The built-in rules, behind them those of installed packs and of the user's (folders of the same one-file rules).

    Raises outlint.pack.PackError when a rule file is wrong.
    """
    added = [_loader(folder, package) for package, folder in installed_packs()]
    return Book([_loader(FOLDER, __name__), *added, *(_loader(os.path.abspath(p), None) for p in user_packs)])


@cache
def installed_packs() -> tuple[tuple[str, str], ...]:
    """(import name, folder) of the packs that other distributions bring by the entry-point group `outlint.rules`.

    Asking importlib.metadata takes longer than all rules do; it is asked only where a distribution with "outlint" in its
    name is installed beside outlint itself.
    """
    if not any(_brings_rules(name) for folder in sys.path if folder.endswith(_SITES) for name in _names(folder)):
        return ()
    from outlint_rules.plugins import packs

    return packs()


_SITES = ("site-packages", "dist-packages")


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _brings_rules(name: str) -> bool:
    return "outlint" in name and name.endswith(".dist-info") and not name.startswith("outlint-")


def doc_of(book: Book, rule: str) -> RuleDoc:
    """The documentation of a rule, ours or a user pack's, from its own file."""
    from pathlib import Path

    from outlint.docs import read_doc

    return read_doc(book.rules[rule].group, rule, Path(FOLDER, book.declared(rule)["path"]))


def messages(lang: str) -> Mapping[str, str]:
    """English text -> text of the language, for messages and rule docs; empty for English."""
    if lang == "en":
        return {}
    return _loader(FOLDER, __name__)(f"messages-{lang}")


def lexicon(kind: str) -> Mapping[str, Any]:
    """A word list that is the same in all languages, for those who have no book at hand."""
    known: Mapping[str, Any] = _loader(FOLDER, __name__)("lang-any")["lexicon"][kind]
    return known


def fingerprint(folder: str = FOLDER) -> str:
    """A text that changes whenever a rule, a word list or the compiler does."""
    if folder == FOLDER and os.path.isdir(_COMPILED):
        stat = os.stat(f"{_COMPILED}/rules.json")
        return f"{stat.st_mtime_ns}:{stat.st_size}"
    return _own_key() if folder == FOLDER else _key(folder)


def _loader(folder: str, package: str | None) -> Loader:
    if folder == FOLDER and os.path.isdir(_COMPILED):
        return json_loader(_COMPILED)
    key = _own_key() if folder == FOLDER else _key(folder)
    beside = _beside(key) if folder == FOLDER else None
    if beside is not None and os.path.isdir(beside):
        return json_loader(beside)
    from outlint_rules.compiling import kept

    return kept(folder, package, key, beside)


def _beside(key: str) -> str | None:
    """Where a checkout keeps its compiled rules: beside this module's compiled file, as Python keeps such things."""
    cached = __spec__.cached if __spec__ and not sys.dont_write_bytecode else None
    return f"{cached}.rules-{key}" if cached else None


@cache
def _own_key() -> str:
    return _key(FOLDER)


def _key(folder: str) -> str:
    """Changes whenever a file of the pack (of the built-in one, a catalogue too) or the compiler does."""
    said = [folder]
    _stamps(folder, said)
    if folder == FOLDER:
        _stamps(os.path.dirname(json_loader.__code__.co_filename), said)
    else:
        said.append(fingerprint())
    return source_hash("\n".join(said).encode()).hex()


def _stamps(folder: str, said: list[str]) -> None:
    """Add size and time of each file below a folder. Eight hundred are looked at before anything else is done."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=_NAME):
            if entry.is_dir():
                if entry.name not in ("__pycache__", "_compiled"):
                    _stamps(entry.path, said)
            elif entry.name.endswith((".toml", ".po", ".py", ".txt")):
                stat = entry.stat()
                said.append(f"{entry.path}:{stat.st_mtime_ns}:{stat.st_size}")


_NAME = attrgetter("name")
