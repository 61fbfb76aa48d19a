"""Finds merge variables of any dialect in a text, and decides which dialect a file is written in.

The dialects are data (lexicons/dialects.toml); one pass finds them all. Words in brackets are judged (slots.py), since
people write both "[First Name]" and "[new]".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from outlint.slots import Candidate, Slots
from outlint.tag_blocks import settled_blocks
from outlint.text import Span

TWINS = frozenset({"handlebars", "liquid", "jinja", "go", "braces"})
"""Dialects that share `{{x}}`."""
BRACES = TWINS | {"django", "twig", "hubspot"}
_HINTS = "@{[%<«*$【［〔〈〇○◯●△▲×✕Ｘ("
_HINT = re.compile(f"[{re.escape(_HINTS)}]")
_INNER = re.compile(r"[{\[<%*$]")
_FILTER = re.compile(r"\s*(?<!\|)\|(?!\|)\s*")
_DEFAULT = re.compile(
    r"\|\s*(?:default(?:_if_none)?|d|fallback)\s*(?::|\()\s*(?P<text>\"[^\"]*\"|'[^']*'|[^|)\s]+)|"
    r"\bor\s+(?P<or>\"[^\"]*\"|'[^']*'|[\w.]+)|(?:\?\?|\|\|)\s*(?P<null>\"[^\"]*\"|'[^']*'|[\w.]+)|"
    r"(?:\belse|[^?]:)\s+(?P<else>\"[^\"]*\"|'[^']*')"
)
_FALLBACK = re.compile(r"(?<=[\w\]])\s*(?:\bor\b|\?\?|\|\||\bif\b|\?[^?]).*", re.S)
_RAW_FILTERS = frozenset({"safe", "raw", "safestring", "html_safe", "safeseq"})


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


def scan(
    text: str,
    *,
    dialects: Mapping[str, Any] | None = None,
    suffix: str = "",
    declared: frozenset[str] = frozenset(),
) -> list[Tag]:
    """All tags of a text in order, none inside another. Linear.

    `suffix` is the file's template suffix (".j2"), which tells the dialects apart that share `{{x}}`; `declared` are
    names of merge variables that are one whatever their brackets hold.
    """
    if not dialects or not any(hint in text for hint in _HINTS):
        return []
    table = _table(dialects)
    found = list(table.find(text))
    if not found:
        return []
    if any(entry.get("judged") for _, _, entry in found):
        found = table.judge(found, text, declared)
    tags = [_tag(span, name, entry) for span, name, entry in found]
    return settled_blocks(_settled(tags, text, suffix))


_Found = tuple[Span, str, Mapping[str, Any]]


class _Table:
    """The dialects compiled: one pattern for all, tried only where the first character of one stands."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.entries: list[Mapping[str, Any]] = list(data.get("dialect", ()))
        self.each = [re.compile(e["pattern"]) for e in self.entries]
        plain = (re.sub(r"\(\?P<\w+>", "(?:", e["pattern"]) for e in self.entries)
        alternatives = "|".join(f"(?:{p})()" for p in plain)
        self.all = re.compile(f"(?:{alternatives})")
        self.slots = Slots(data.get("slots", {}))

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[_Found]:
        end = len(text) if end is None else end
        while hint := _HINT.search(text, start, end):  # far faster than to try the whole pattern everywhere
            start = hint.start()
            m = self.all.match(text, start, end)
            if m is None:
                start += 1
                continue
            at = (m.lastindex or 1) - 1
            inner = self.each[at].match(text, start)
            name = next((g for g in inner.groups() if g is not None), "") if inner else m.group()
            yield Span(start, m.end()), name, self.entries[at]
            start = m.end()

    def judge(self, found: Sequence[_Found], text: str, declared: frozenset[str]) -> list[_Found]:
        """The tags that are left once brackets with ordinary words are out, tags inside of those taken in."""
        whole = list(self._with_inner(found, text))
        markup = "</" in text
        candidates = [
            Candidate(span, name, entry["judged"])
            for span, name, entry in whole
            if "judged" in entry and not (markup and entry["judged"] == "tags")
        ]
        sure = sum("judged" not in entry and entry["kind"] == "output" for _, _, entry in whole)
        chosen = self.slots.chosen(candidates, text, sure, declared)
        out: list[_Found] = []
        for f in whole:
            if ("judged" not in f[2] or f[0] in chosen) and (not out or f[0].start >= out[-1][0].end):
                out.append(f)
        return out

    def _with_inner(self, found: Sequence[_Found], text: str) -> Iterator[_Found]:
        """The tags, and after each judged one those inside it: they count when the outer one does not."""
        for f in found:
            yield f
            if "judged" in f[2] and _INNER.search(f[1]):
                yield from self.find(text, f[0].start + 1, f[0].end)


_latest: list[tuple[Mapping[str, Any], _Table]] = []
"""The table used last: a run has one, and hashing it would take longer than a short scan."""


def _table(dialects: Mapping[str, Any]) -> _Table:
    if not _latest or _latest[0][0] is not dialects:
        _latest[:] = [(dialects, _Table(dialects))]
    return _latest[0][1]


def _tag(span: Span, name: str, entry: Mapping[str, Any]) -> Tag:
    kind, dialect = entry["kind"], entry["name"]
    if kind != "output":
        return Tag(span, name.strip(), dialect, kind)
    if entry.get("person") or dialect == "spintax":
        return Tag(span, name.strip(), dialect, kind)
    pieces = _FILTER.split(name.strip())
    filters = tuple(p.split(":")[0].split("(")[0].strip() for p in pieces[1:])
    raw = bool(entry.get("raw")) or not _RAW_FILTERS.isdisjoint(filters)
    return Tag(span, _variable(pieces[0]), dialect, kind, filters, _default(name, dialect), raw)


def _default(name: str, dialect: str) -> str | None:
    if dialect == "mailchimp":
        return None
    m = _DEFAULT.search(name)
    return next((g for g in m.groups() if g), None) if m is not None else None


def _variable(text: str) -> str:
    """The variable's name, without a fallback written as `x or "y"`."""
    return _FALLBACK.sub("", text.strip()).strip()


_LIQUID = re.compile(r"\|\s*\w+\s*:\s|\|\s*(?:append|prepend|money\w*|replace|split|where|map|plus|minus|times)\s*:")
_COLON = re.compile(r"\|\s*\w+:")
_CALL = re.compile(r"\|\s*\w+\s*\(|\bis (?:not )?defined\b|\bendset\b|\bnamespace\(|\s~\s")
_LIQUID_WORDS = frozenset(
    (
        "unless",
        "endunless",
        "assign",
        "case",
        "when",
        "elsif",
        "capture",
        "layout",
        "tablerow",
        "increment",
        "decrement",
        "section",
        "schema",
        "render",
    )
)
_DJANGO_WORDS = frozenset(
    (
        "load",
        "trans",
        "translate",
        "blocktrans",
        "blocktranslate",
        "endblocktrans",
        "endblocktranslate",
        "csrf_token",
        "static",
        "url",
        "now",
        "firstof",
        "ifequal",
        "ifnotequal",
        "spaceless",
        "regroup",
        "widthratio",
        "cycle",
        "templatetag",
        "language",
        "verbatim",
        "comment",
    )
)
_TWIG_WORDS = frozenset(("apply", "endapply", "embed", "endembed", "form_theme", "sandbox", "flush"))
_HUBSPOT = re.compile(
    r"(?:contact|company|owner|deal|ticket|site_settings)\.\w+|unsubscribe_link\w*|personalization_token.*"
)
_QUOTED_BLOCK = re.compile(r"block\s+['\"]")
_SUFFIX = {
    ".j2": "jinja",
    ".jinja": "jinja",
    ".jinja2": "jinja",
    ".njk": "jinja",
    ".twig": "twig",
    ".hbs": "handlebars",
    ".handlebars": "handlebars",
    ".mustache": "handlebars",
    ".liquid": "liquid",
    ".tmpl": "go",
    ".gohtml": "go",
}


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
        return dialect not in ("handlebars", "go", "blade")
    if tag.dialect == "go":
        return dialect in ("go", "handlebars")
    return dialect == "handlebars" or tag.kind == "comment" or tag.name.startswith("else")


def _dialect(tags: Sequence[Tag], text: str, suffix: str) -> str:
    if suffix in _SUFFIX:
        return _SUFFIX[suffix]
    kinds = {(t.dialect, t.kind) for t in tags}
    if any(d == "blade" for d, _ in kinds):
        return "blade"
    inside = " ".join(text[t.span.start : t.span.end] for t in tags if t.kind == "output" and t.dialect == "braces")
    if ("jinja", "block") in kinds:
        words = {b.name.split(" ", 1)[0] for b in tags if b.dialect == "jinja" and b.kind == "block" and b.name}
        for dialect, own in (("liquid", _LIQUID_WORDS), ("django", _DJANGO_WORDS), ("twig", _TWIG_WORDS)):
            if words & own:
                return dialect
        if any(_QUOTED_BLOCK.match(b.name) for b in tags if b.kind == "block"):
            return "liquid"
        return _by_filters(inside)
    if any(t.dialect == "handlebars" and t.kind != "comment" and not t.name.startswith("else") for t in tags):
        return "handlebars"
    if any(t.dialect == "go" for t in tags):
        return "go"
    names = [t.name for t in tags if t.dialect == "braces"]
    if names and all(_HUBSPOT.fullmatch(n) for n in names) and "|" not in inside:
        return "hubspot"
    return _by_filters(inside)


def _by_filters(inside: str) -> str:
    """Jinja's filters take round brackets; Liquid's and Django's a colon, Django's with no space behind it."""
    if _CALL.search(inside):
        return "jinja"
    if _LIQUID.search(inside):
        return "liquid"
    return "django" if _COLON.search(inside) else "jinja"
