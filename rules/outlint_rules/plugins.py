"""Rule packs that other distributions bring: `[project.entry-points."outlint.rules"] acme = "acme_outlint_rules"`.

The entry point's value is a package whose folder is a pack. Imported only where such a distribution may be installed.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from outlint.messages import _
from outlint.pack_errors import PackError

GROUP = "outlint.rules"


def packs() -> tuple[tuple[str, str], ...]:
    """(import name, folder) of each, by name. Raises PackError for one that can't be found."""
    found = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name):
        folder = _folder(entry.module)
        if folder is None:
            said = _("the entry point {name} names {module}, which is no package", name=entry.name, module=entry.module)
            raise PackError(
                Path(entry.dist.name if entry.dist else entry.name),
                1,
                said,
                _("its value is a package whose folder holds the rules"),
            )
        found[entry.module] = folder
    return tuple(found.items())


def _folder(module: str) -> str | None:
    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        return None
    places = list(spec.submodule_search_locations or ()) if spec else []
    return places[0] if places else None
