"""Packs compiled and kept: into the wheel when it is built, in a checkout and for a user's packs when they are first loaded."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import outlint_rules
from outlint.book import Loader, json_loader, memory_loader
from outlint.compiling import compile_pack
from outlint.messages import catalogues, compile_po

FOLDER = Path(outlint_rules.FOLDER)


def compiled(folder: Path, package: str | None) -> dict[str, Any]:
    """What is put into the artefact: the pack, and for the built-in one the message catalogues."""
    out = compile_pack(folder, package, movable=folder == FOLDER)
    if folder == FOLDER:
        out |= {f"messages-{lang}": compile_po(path) for lang, path in catalogues().items()}
    return out


def write(content: Mapping[str, Any], folder: Path) -> None:
    """Write compiled files into a new folder; a half-written one is never seen."""
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


def kept(folder: str, package: str | None, key: str, beside: str | None) -> Loader:
    """Loads a pack compiled under its key: from `beside` where that can be written, else from the user's cache folder.

    It is written where it isn't there yet.
    """
    from platformdirs import user_cache_path

    places = [user_cache_path("outlint") / "rules" / key]
    if beside and _writable(Path(beside)):
        places.insert(0, Path(beside))
    content = None
    for place in places:
        if place.is_dir():
            return json_loader(str(place))
        content = content or compiled(Path(folder), package)
        try:
            write(content, place)
        except OSError:  # can't be written here
            continue
        return json_loader(str(place))
    return memory_loader(content or compiled(Path(folder), package))  # compiled each time


def _writable(path: Path) -> bool:
    """Whether a folder of that name may be made."""
    return os.access(next(p for p in path.parents if p.exists()), os.W_OK)
