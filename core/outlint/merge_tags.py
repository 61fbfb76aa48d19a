"""Finds merge variables of any dialect in a text, and decides which dialect a file is written in.

The dialects are data (lexicons/dialects.toml); one pass finds them all. Words in square brackets are judged, since
people write both "[First Name]" and "[new]".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from outlint.slots import is_slot
from outlint.text import Span

TWINS = {"handlebars", "liquid", "jinja", "go", "braces"}
"""Dialects that share `{{x}}`."""
_HINT = re.compile(r"[{}\[%<«*$【［〔〇○◯△▲×✕Ｘ]")
_FILTER = re.compile(r"\s*\|\s*")
_DEFAULT = re.compile(
    r"\|\s*(?:default(?:_if_none)?|fallback|or)\s*(?::|\()\s*(?P<text>\"[^\"]*\"|'[^']*'|[^|)\s]+)|"
    r"\bor\s+(?P<or>\"[^\"]*\"|'[^']*')|\?\?\s*(?P<null>\"[^\"]*\"|'[^']*')"
)
_RAW_FILTERS = frozenset({"safe", "raw", "safestring"})
_LIQUID = re.compile(r"\|\s*\w+\s*:")
_JINJA_CALL = re.compile(r"\|\s*\w+\s*\(|\bis (?:not )?defined\b|\bendset\b|\bnamespace\(")


class Tag(NamedTuple):
    """A tag in a text. `kind` is output, block or comment; `default` the fallback as written, or None."""

    span: Span
    name: str
    dialect: str
    kind: str
    filters: tuple[str, ...] = ()
    default: str | None = None
    raw: bool = False
    guarded: bool = False


def scan(text: str, *, dialects: Mapping[str, Any] | None = None, suffix: str = "") -> list[Tag]:
    """All tags of a text in order, none inside another. Linear.

    `suffix` is the file's template suffix (".j2"), which tells the dialects apart that share `{{x}}`.
    """
    if not dialects or not _HINT.search(text):
        return []
    pattern, table = _compiled(dialects)
    found: list[tuple[Span, str, Mapping[str, Any]]] = []
    for m in pattern.finditer(text):
        entry = table[int((m.lastgroup or "d0")[1:])]
        inner = re.compile(entry["pattern"]).match(text, m.start())
        name = next((g for g in inner.groups() if g is not None), "") if inner else m.group()
        found.append((Span(*m.span()), name, entry))
    judged = [f for f in found if f[2].get("judged")]
    if judged:
        slots = {f[0] for f in judged if is_slot(f[1], text, f[0], False)}
        company = len(slots) >= 2 or len(slots) < len(found) - len(judged)
        if company:
            slots |= {f[0] for f in judged if f[0] not in slots and is_slot(f[1], text, f[0], True)}
        found = [f for f in found if not f[2].get("judged") or f[0] in slots]
    tags = [_tag(span, name, entry) for span, name, entry in found]
    return _guarded(_settled(tags, text, suffix))


_latest: list[tuple[Mapping[str, Any], tuple[re.Pattern[str], list[Mapping[str, Any]]]]] = []
"""The table used last: a run has one, and hashing it would take longer than a short scan."""


def _compiled(dialects: Mapping[str, Any]) -> tuple[re.Pattern[str], list[Mapping[str, Any]]]:
    if not _latest or _latest[0][0] is not dialects:
        _latest[:] = [(dialects, _table(_frozen(dialects)))]
    return _latest[0][1]


def _frozen(dialects: Mapping[str, Any]) -> tuple[tuple[tuple[str, Any], ...], ...]:
    return tuple(tuple(sorted(d.items())) for d in dialects.get("dialect", ()))


@lru_cache(maxsize=8)
def _table(dialects: tuple[tuple[tuple[str, Any], ...], ...]) -> tuple[re.Pattern[str], list[Mapping[str, Any]]]:
    """One pattern for all dialects, its groups named d0, d1 … by place in the table."""
    table: list[Mapping[str, Any]] = [dict(d) for d in dialects]
    alternatives = []
    for i, entry in enumerate(table):
        plain = re.sub(r"\(\?P<\w+>", "(?:", entry["pattern"])
        alternatives.append(f"(?P<d{i}>{plain})")
    # looking for a first character before trying the alternatives makes the pass ten times faster
    return re.compile(f"(?={_HINT.pattern})(?:{'|'.join(alternatives)})"), table


def _tag(span: Span, name: str, entry: Mapping[str, Any]) -> Tag:
    kind, dialect = entry["kind"], entry["name"]
    if kind != "output":
        return Tag(span, name.strip(), dialect, kind)
    default = _DEFAULT.search(name)
    pieces = _FILTER.split(name.strip())
    filters = tuple(p.split(":")[0].split("(")[0].strip() for p in pieces[1:])
    fallback = next((g for g in default.groups() if g), None) if default else None
    if dialect == "mailchimp" and fallback is None and ":" in name and name.split(":")[0] in ("FNAME", "LNAME"):
        fallback = name.split(":", 1)[1]
    raw = bool(entry.get("raw")) or bool(_RAW_FILTERS & set(filters))
    return Tag(span, _variable(pieces[0]), dialect, kind, filters, fallback, raw)


def _variable(text: str) -> str:
    """The variable's name, without a fallback written as `x or "y"`."""
    return re.split(r"\s+or\s+|\s*\?\?\s*", text.strip())[0].strip()


def _settled(tags: list[Tag], text: str, suffix: str) -> list[Tag]:
    """Give `{{x}}` the dialect of its file."""
    if not any(t.dialect in TWINS for t in tags):
        return tags
    dialect = _dialect(tags, text, suffix)
    return [t._replace(dialect=dialect) if t.dialect in TWINS and _fits(t, dialect) else t for t in tags]


def _fits(tag: Tag, dialect: str) -> bool:
    """Whether a tag's notation can be of the dialect; what can't keeps its own and counts as mixed."""
    if tag.dialect == "braces":
        return True
    if tag.dialect == "jinja":
        return dialect in ("jinja", "liquid")
    if tag.dialect == "go":
        return dialect in ("go", "handlebars") or (tag.kind == "block" and dialect == "handlebars")
    return tag.dialect == "handlebars" and dialect == "handlebars"


_SUFFIX = {
    ".j2": "jinja",
    ".jinja": "jinja",
    ".jinja2": "jinja",
    ".njk": "jinja",
    ".twig": "jinja",
    ".hbs": "handlebars",
    ".handlebars": "handlebars",
    ".mustache": "handlebars",
    ".liquid": "liquid",
    ".tmpl": "go",
    ".gohtml": "go",
}


def _dialect(tags: Sequence[Tag], text: str, suffix: str) -> str:
    if suffix in _SUFFIX:
        return _SUFFIX[suffix]
    kinds = {(t.dialect, t.kind) for t in tags}
    if ("jinja", "block") in kinds:
        blocks = [t.name for t in tags if t.dialect == "jinja" and t.kind == "block"]
        words = {b.split(" ", 1)[0] for b in blocks if b}
        liquid = words & {"unless", "endunless", "assign", "case", "when", "elsif", "capture", "layout"}
        inside = " ".join(text[t.span.start : t.span.end] for t in tags if t.kind == "output")
        return "liquid" if liquid or (_LIQUID.search(inside) and not _JINJA_CALL.search(inside)) else "jinja"
    if any(t.dialect == "handlebars" for t in tags):
        return "handlebars"
    if any(t.dialect == "go" for t in tags):
        return "go"
    inside = " ".join(text[t.span.start : t.span.end] for t in tags if t.dialect == "braces")
    return "liquid" if _LIQUID.search(inside) and not _JINJA_CALL.search(inside) else "jinja"


_CONDITION = re.compile(r"^(?:#if|#unless|#with|if|unless|elif|elsif|IF:|IFNOT:)\s*(?P<test>.*)$", re.S)
_CLOSING = re.compile(r"^(?:/if|/unless|/with|endif|endunless|end|END:IF)\b")


def _guarded(tags: list[Tag]) -> list[Tag]:
    """Mark output tags that stand inside a condition that tests them."""
    if not any(t.kind == "block" for t in tags):
        return tags
    tests: list[str] = []
    out = []
    for tag in tags:
        if tag.kind == "block":
            name = tag.name.strip()
            m = _CONDITION.match(name)
            if m:
                if name.startswith(("elif", "elsif")) and tests:
                    tests[-1] += " " + m.group("test")
                else:
                    tests.append(m.group("test"))
            elif _CLOSING.match(name) and tests:
                tests.pop()
        elif tag.kind == "output" and any(re.search(rf"(?<![\w.]){re.escape(tag.name)}(?!\w)", t) for t in tests[-8:]):
            tag = tag._replace(guarded=True)
        out.append(tag)
    return out
