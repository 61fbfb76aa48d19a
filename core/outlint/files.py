"""Which files to check: paths as given, folders walked for drafts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from outlint.formats import HTML, MAIL, MARKDOWN, TEMPLATE_SUFFIXES, TEXT, suffixes
from outlint.messages import _

_DRAFTS = frozenset((*MARKDOWN, *HTML, *MAIL, *TEXT))
_SKIPPED = frozenset(("node_modules", "__pycache__", "venv", "site-packages"))
_NO_DRAFTS = frozenset(
    (
        "readme",
        "changelog",
        "license",
        "licence",
        "contributing",
        "code_of_conduct",
        "security",
        "requirements",
        "notice",
    )
)


@dataclass
class Found:
    """Files in order, each once; `errors` are (path, message) of what can't be checked."""

    files: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)


def find(paths: Iterable[str]) -> Found:
    """Files given are taken whatever their name; folders give the drafts and templates in them.

    Hidden folders, installed packages and the papers of a project (README, LICENSE …) in folders are left out.
    """
    found = Found()
    seen: set[str] = set()
    for path in paths:
        if os.path.isdir(path):
            inside = list(_walk(path, found))
            if not inside:
                found.errors.append(
                    (path, _("no drafts in this folder: outlint reads .md, .txt, .html, .eml and templates"))
                )
        elif os.path.exists(path):
            inside = [path]
        else:
            found.errors.append((path, _("there is no such file or folder; look at the path's spelling")))
            continue
        for file in inside:
            real = os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                found.files.append(file)
    return found


def _walk(folder: str, found: Found) -> Iterator[str]:
    visited: set[str] = set()

    def told(error: OSError) -> None:
        found.errors.append((error.filename or folder, _("can't be read: {why}", why=error.strerror or "?")))

    for base, folders, names in os.walk(folder, onerror=told, followlinks=True):
        real = os.path.realpath(base)
        if real in visited:  # a link that leads back
            folders.clear()
            continue
        visited.add(real)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIPPED)
        for name in sorted(names):
            if not name.startswith(".") and is_draft(name):
                path = os.path.normpath(os.path.join(base, name))
                if os.path.isfile(path):  # no pipe or device
                    yield path


def is_draft(name: str) -> bool:
    """Whether a file of a folder is one, by its name."""
    kind, template = suffixes(name)
    if name.split(".")[0].lower() in _NO_DRAFTS:
        return False
    return kind in _DRAFTS or template in TEMPLATE_SUFFIXES
