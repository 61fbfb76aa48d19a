"""Whether a template parses: Jinja2 by its own parser, other dialects by the balance of their blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outlint.malformed import malformed
from outlint.merge_tags import Tag
from outlint.tag_blocks import Unbalanced, unbalanced
from outlint.text import Span

_OWN = re.compile(
    r"\|\s?\w+\(|\b(?:elif|endset|macro|endmacro|loop\.\w|namespace)\b|\bis (?:not )?\w|\{%-?\s*set\s+\w+\s*=|\w~|~\s"
)
"""What only Jinja2, of the engines whose tags look like its own, would be asked to read."""
JINJA_SUFFIXES = (".j2", ".jinja", ".jinja2")


class Fault(NamedTuple):
    """The parser's message and the source place."""

    span: Span
    message: str


def faults(text: str, tags: Sequence[Tag], suffix: str) -> Iterator[Fault]:
    """Syntax errors of a template. `suffix` is its template suffix, "" when only its tags say that it is one.

    What malformed.malformed finds is told by the rule of that name, and not again here.
    """
    uneven = False
    for found in unbalanced(tags):
        uneven = True
        yield Fault(found.tag.span, _said(text, found))
    if not uneven and any(t.dialect == "jinja" for t in tags):
        yield from _jinja(text, tags, suffix in JINJA_SUFFIXES)


def _said(text: str, found: Unbalanced) -> str:
    tag = " ".join(text[found.tag.span.start : found.tag.span.end].split())
    if found.opened:
        return f"{tag} is never closed" + (f" before the end of {found.inside}" if found.inside else "")
    if found.word.lower().startswith("els"):
        return f"{tag} stands outside of any condition"
    return f"{tag} closes nothing" + (f"; {found.inside} is open" if found.inside else "")


def _jinja(text: str, tags: Sequence[Tag], certain: bool) -> Iterator[Fault]:
    """Jinja2's own verdict. Where only the tags look like Jinja, words it does not know may be another engine's."""
    from outlint.jinja import refusal

    if not certain and not any(_OWN.search(text, *t.span) for t in tags if t.dialect == "jinja"):
        return
    refused = refusal(_without_malformed(text, tags, certain))
    if refused is not None and (certain or not refused.unknown):
        yield Fault(refused.span, refused.message)


def _without_malformed(text: str, tags: Sequence[Tag], engine: bool) -> str:
    """The text with broken variables blanked, length kept."""
    out: list[str] = []
    at = 0
    for m in malformed(text, tags, engine=engine):
        out += (text[at : m.span.start], " " * (m.span.end - m.span.start))
        at = m.span.end
    return "".join((*out, text[at:])) if out else text
