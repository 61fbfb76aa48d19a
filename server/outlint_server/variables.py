"""Merge variables: their values, where they are declared, and their names across the workspace's templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls import uris

from outlint.config import Settings
from outlint.contacts import Contacts, contacts_of
from outlint.draft import Draft, Placeholder
from outlint.filling import lookup, value_of
from outlint.messages import _
from outlint.text import Span
from outlint.toml_places import places
from outlint_server.positions import Positions

if TYPE_CHECKING:
    from outlint_server.server import Server

_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_NAME = re.compile(r"[^\W\d][\w.]*")


def at(draft: Draft, offset: int) -> Placeholder | None:
    """The merge variable at an offset."""
    return next((p for p in draft.placeholders if p.span.start <= offset <= p.span.end), None)


def name_span(text: str, placeholder: Placeholder) -> Span | None:
    """Where the name itself stands in a placeholder's characters."""
    low = text.find(placeholder.name, *placeholder.span)
    return Span(low, low + len(placeholder.name)) if low >= 0 else None


def describe(placeholder: Placeholder, settings: Settings, row: int | None) -> str:
    """Markdown: name, dialect, value, who lacks one."""
    known = contacts_of(settings)
    chosen = known.rows[row] if row is not None and row < len(known.rows) else None
    lines = [f"**{placeholder.name}** · {_('merge variable')} ({placeholder.dialect})"]
    value = value_of(placeholder, settings, chosen)
    if value is not None:
        lines.append(_("Value: `{value}` ({origin})", value=value.text, origin=value.origin))
    lines += _lacking(placeholder, known)
    declared = settings.variables.get(placeholder.name)
    if declared is None and not _column(known, placeholder.name):
        lines.append(_("Not declared in [variables] of outlint.toml, and no column of the contacts."))
    elif declared is not None and declared.required:
        lines.append(_("Declared as always filled."))
    return "\n\n".join(lines)


def _column(known: Contacts, name: str) -> str | None:
    return next((c for c in known.columns if lookup({c: "x"}, name)), None)


def _lacking(placeholder: Placeholder, known: Contacts) -> Iterator[str]:
    column = _column(known, placeholder.name)
    if column is None:
        return
    rows = known.lacking(column)
    if not rows:
        yield _("All {n} contacts have one.", n=len(known.rows))
        return
    shown = ", ".join(f"{known.label(i)} ({i + 1})" for i in rows[:5]) + (" …" if len(rows) > 5 else "")
    yield _("{k} of {n} contacts have none: {who}", k=len(rows), n=len(known.rows), who=shown)


def declaration(name: str, settings: Settings, config: str | None, server: Server) -> lsp.Location | None:
    """Where a variable is declared: its key in the configuration, else its column in the contacts."""
    encoding = server.state.encoding
    if config is not None:
        text, _version = server.text_of(config)
        found, uri = config_key(text, name) if text else None, uris.from_fs_path(config)
        if text is not None and found is not None and uri:
            return lsp.Location(uri, Positions(text, encoding).range(found))
    known = contacts_of(settings)
    column = _column(known, name)
    uri = uris.from_fs_path(known.path) if known.path else None
    if column is not None and uri:
        text, _version = server.text_of(known.path or "")
        head = (text or "").removeprefix("\ufeff").partition("\n")[0]
        start = max(head.find(column), 0)
        return lsp.Location(uri, Positions(head, encoding).range((start, start + len(column))))
    return None


def _key_place(text: str, name: str) -> Span | None:
    mark = int(text.startswith("\ufeff"))
    for path, place in places(text[mark:]).items():
        if path[-2:] == ("variables", name):
            return Span(place.key.start + mark, place.key.end + mark)
    return None


def uses(text: str, draft: Draft, name: str) -> list[Span]:
    """Every place of a draft that names the variable: merge variables, and the conditions and loops of a template."""
    found = {s for p in draft.placeholders if p.name == name and (s := name_span(text, p))}
    pattern = re.compile(rf"(?<![\w.]){re.escape(name)}(?![\w])")
    for tag in draft.tags:
        if tag.kind == "block":
            quoted = [m.span() for m in _QUOTED.finditer(text, *tag.span)]
            for m in pattern.finditer(text, *tag.span):
                if not any(low <= m.start() < high for low, high in quoted):
                    found.add(Span(*m.span()))
    return sorted(found)


def is_name(text: str) -> bool:
    """Whether a new name can stand in every dialect that the old one may stand in."""
    return _NAME.fullmatch(text) is not None


def config_key(text: str, name: str) -> Span | None:
    """The characters of a variable's key in a configuration, its quotes left out."""
    try:
        place = _key_place(text, name)
    except ValueError:
        return None
    if place is None:
        return None
    quoted = text[place.start] in "\"'"
    return Span(place.start + quoted, place.end - quoted)
