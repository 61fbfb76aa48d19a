"""The built-in rules, markets and word lists, compiled: in the wheel when it is built, in a checkout into a cache."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outlint.book import Book, Loader, compile_pack, json_loader, memory_loader

if TYPE_CHECKING:
    from outlint.docs import RuleDoc

FOLDER = Path(__file__).parent
_COMPILED = FOLDER / "_compiled"


def load(user_packs: tuple[Path, ...] = ()) -> Book:
    """The built-in rules, behind them those of installed packs and of the user's (folders of the same one-file rules).

    Raises outlint.pack.PackError when a rule file is wrong.
    """
    added = [_loader(folder, package) for package, folder in installed_packs()]
    return Book([_loader(FOLDER, __name__), *added, *(_loader(Path(os.path.abspath(p)), None) for p in user_packs)])


@cache
def installed_packs() -> tuple[tuple[str, Path], ...]:
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
    from outlint.docs import read_doc

    return read_doc(book.rules[rule].group, rule, FOLDER / book.declared(rule)["path"])


def messages(lang: str) -> Mapping[str, str]:
    """English text -> text of the language, for messages and rule docs; empty for English."""
    if lang == "en":
        return {}
    return _loader(FOLDER, __name__)(f"messages-{lang}")


def lexicon(kind: str) -> Mapping[str, Any]:
    """A word list that is the same in all languages, for those who have no book at hand."""
    known: Mapping[str, Any] = _loader(FOLDER, __name__)("lang-any")["lexicon"][kind]
    return known


def compiled(folder: Path, package: str | None) -> dict[str, Any]:
    """What is put into the artefact: the pack, and for the built-in one the message catalogues."""
    out = compile_pack(folder, package, movable=folder == FOLDER)
    if folder == FOLDER:
        from outlint.messages import LOCALES, compile_po

        for path in sorted(LOCALES.glob("*/LC_MESSAGES/outlint.po")):
            out[f"messages-{path.parts[-3]}"] = compile_po(path)
    return out


def write(content: Mapping[str, Any], folder: Path) -> None:
    """Write compiled files into a new folder; a half-written one is never seen."""
    import tempfile

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        made = Path(temporary) / "new"
        made.mkdir()
        for stem, data in content.items():
            text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
            (made / f"{stem}.json").write_text(text, "utf-8")
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process was first
                raise


def fingerprint(folder: str | Path = FOLDER) -> str:
    """A text that changes whenever a rule, a word list or the compiler does."""
    if folder == FOLDER and _COMPILED.is_dir():
        stat = (_COMPILED / "rules.json").stat()
        return f"{stat.st_mtime_ns}:{stat.st_size}"
    return _own_key() if folder == FOLDER else _key(Path(folder))


def _loader(folder: Path, package: str | None) -> Loader:
    if folder == FOLDER and _COMPILED.is_dir():
        return json_loader(_COMPILED)
    cache = _cache_folder() / (_own_key() if folder == FOLDER else _key(folder))
    if cache.is_dir():
        return json_loader(cache)
    content = compiled(folder, package)
    try:
        write(content, cache)
    except OSError:
        return memory_loader(content)  # no cache folder can be written here: compile each time
    return json_loader(cache)


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("outlint") / "rules"


@cache
def _own_key() -> str:
    return _key(FOLDER)


def _key(folder: Path) -> str:
    """Changes whenever a file of the pack (or, of the built-in one, the compiler or a catalogue) does."""
    from hashlib import sha256  # with OpenSSL, 2 ms; an installed outlint is compiled and needs no key

    core = Path(json_loader.__code__.co_filename).parent
    said = [str(folder)]
    for root in (folder, *((core,) if folder == FOLDER else ())):
        _stamps(str(root), said)
    return sha256("\n".join(said).encode()).hexdigest()[:24]


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
