"""A draft with its merge variables filled, as the sending tool would send it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from outlint.config import Settings
from outlint.draft import Draft, Placeholder
from outlint.formats import suffixes
from outlint.messages import _
from outlint.text import Edit, apply_edits


@dataclass(frozen=True, slots=True)
class Value:
    """What a variable is shown with; `origin` says where it comes from."""

    text: str
    origin: str


def value_of(placeholder: Placeholder, settings: Settings, row: Mapping[str, str] | None) -> Value | None:
    """The chosen contact's value, else the configuration's sample, else the placeholder's own fallback."""
    name = placeholder.name
    if row is not None and (found := lookup(row, name)):
        return Value(found, _("the chosen contact"))
    declared = settings.variables.get(name)
    if declared is not None and declared.sample:
        return Value(declared.sample, "outlint.toml")
    if placeholder.default is not None:
        return Value(placeholder.default.strip("\"'"), _("its fallback"))
    if declared is not None and declared.fallback:
        return Value(declared.fallback, _("its fallback"))
    return None


def lookup(row: Mapping[str, str], name: str) -> str:
    """A row's value: by the name, or by its last part, whatever blanks and case the column has."""
    if name in row:
        return row[name]
    folded = {re.sub(r"[\s_-]+", "_", k.strip()).casefold(): v for k, v in row.items()}
    for word in (name, name.rpartition(".")[2]):
        key = re.sub(r"[\s_-]+", "_", word.strip()).casefold()
        if key in folded:
            return folded[key]
    return ""


def filled(
    draft: Draft, settings: Settings, row: Mapping[str, str] | None, stand_in: Callable[[str], str]
) -> tuple[str, list[str], str | None]:
    """(text, variables without a value, error): the draft with its variables filled.

    `stand_in` makes of a name what stands for a value that is missing.
    """
    text = draft.source.text
    if draft.format == "eml" or (not draft.placeholders and not draft.tags):
        return text, [], None
    values: dict[str, str] = {}
    missing: list[str] = []
    for p in draft.placeholders:
        value = value_of(p, settings, row)
        if value is None and p.name not in missing:
            missing.append(p.name)
        values.setdefault(p.name, value.text if value else stand_in(p.name))
    if any(t.dialect == "jinja" and t.kind == "block" for t in draft.tags):
        from outlint.rendering import free, render

        given = free(text)
        missing = [name for name in missing if name.split(".")[0] in given]
        rendered, error = render(text, values, markup=draft.format == "html")
        if rendered is not None:
            return rendered, missing, None
        return _substituted(draft, values), missing, error
    return _substituted(draft, values), missing, None


def _substituted(draft: Draft, values: Mapping[str, str]) -> str:
    """Variables replaced one by one; blocks and comments of a template left out."""
    markup = draft.format == "html"
    edits = {Edit(p.span, html.escape(values[p.name]) if markup else values[p.name]) for p in draft.placeholders}
    taken = {e.span for e in edits}
    edits |= {Edit(t.span, "") for t in draft.tags if t.kind in ("block", "comment") and t.span not in taken}
    return apply_edits(draft.source.text, _apart(sorted(edits)))


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    out: list[Edit] = []
    for edit in edits:
        if not out or edit.span.start >= out[-1].span.end:
            out.append(edit)
    return out


def rendered_name(path: str) -> str:
    """The template's path without its template suffix: what it makes is no template."""
    kind, template = suffixes(path)
    return path[: -len(template)] if template and kind else path


def below_headers(draft: Draft) -> str:
    """The source behind its front matter and header lines."""
    end = max([draft.meta_span.end, *(h.span.end for h in draft.headers)], default=0)
    return draft.source.text[end:]
