"""YAML front matter with the place of every value: what a header says maps to the characters that say it.

Most front matter is a few `key: value` lines, which are read without importing a YAML parser; PyYAML reads the rest.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from outlint.draft import Header
from outlint.formats.front_scalars import scalar_view
from outlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outlint.merge_tags import Tag
    from outlint.source import Source

_LINE = re.compile(r"[^\r\n]+")
_SIMPLE = re.compile(r"(?P<name>[A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(?P<value>\S[^\r\n]*?))?[ \t]*")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<value>\S[^\r\n]*?)[ \t]*")
# A plain value that YAML reads as a string and as nothing else.
_PLAIN = re.compile(r"(?![\d.+~-]|(?:true|false|yes|no|on|off|null)\b)\w(?:[^\r\n:#\t]|:(?=\S)|(?<=\S)#)*", re.I)
_QUOTED = re.compile(r"\"[^\"\\]*\"|'[^']*'")
_FLOW_ITEM = r"\s*(?!(?:true|false|yes|no|on|off|null)\b)[A-Za-z][\w .@/-]*"
_FLOW = re.compile(rf"\[(?:{_FLOW_ITEM}(?:,{_FLOW_ITEM})*)?\s*\]", re.I)
_FLOW_TEXT = re.compile(r"[^\s,](?:[^,]*[^\s,])?")
_MOST_ITEMS = 1000


class FrontMatter(NamedTuple):
    headers: tuple[Header, ...]
    meta: dict[str, Any]
    problems: tuple[str, ...]


class _Entry(NamedTuple):
    """A key and its scalar, or one item of its list: `span` of the value's characters without quotes.

    `whole` begins with the key; `style` is YAML's ("" for plain); `value` as YAML reads it, where that is known.
    """

    name: str
    span: Span
    whole: Span
    style: str = ""
    value: str | None = None


class _FrontError(Exception):
    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason, self.offset = reason, offset


def read_yaml(source: Source, inner: Span, tags: Sequence[Tag]) -> FrontMatter:
    """The front matter source.text[inner]. Never raises: what YAML can't read is read line by line."""
    text = source.text
    problems: tuple[str, ...] = ()
    simple = _simple_lines(text, inner)
    if simple is not None:
        meta, entries = simple
    else:
        try:
            meta, entries = _composed(text[inner.start : inner.end], inner.start)
        except _FrontError as error:
            meta, entries = _by_line(text, inner)
            if not _is_plain_meaning(text, inner):
                at = source.lines.position(inner.start + error.offset)
                problems = (
                    f"{source.path}:{at.line}:{at.column}: the front matter is not valid YAML ({error.reason}); "
                    "its lines were read one by one. Put the value in quotes",
                )
    return FrontMatter(tuple(_headers(text, entries, tags)), meta, problems)


def _headers(text: str, entries: Sequence[_Entry], tags: Sequence[Tag]) -> Iterator[Header]:
    for e in entries:
        name = e.name if e.name == "send_at" else e.name.lower().replace("_", "-")
        yield Header(name, scalar_view(text, e.span, e.style, e.value, tags), e.whole)


def _simple_lines(text: str, inner: Span) -> tuple[dict[str, Any], list[_Entry]] | None:
    """(data, entries) of front matter that is nothing but plain lines; None when YAML must decide."""
    meta: dict[str, Any] = {}
    entries: list[_Entry] = []
    for line in _LINE.finditer(text, *inner):
        m = _SIMPLE.fullmatch(text, *line.span())
        if m is None or m["value"] is None or m["name"] in meta:
            return None
        value, at = m["value"], m.start("value")
        whole = Span(m.start(), m.end("value"))
        if value in ("true", "false"):
            meta[m["name"]] = value == "true"
            entries.append(_Entry(m["name"], Span(at, whole.end), whole))
        elif _QUOTED.fullmatch(value):
            meta[m["name"]] = value[1:-1]
            entries.append(_Entry(m["name"], Span(at + 1, whole.end - 1), whole, value[0], value[1:-1]))
        elif _PLAIN.fullmatch(value):
            meta[m["name"]] = value
            entries.append(_Entry(m["name"], Span(at, whole.end), whole))
        elif _FLOW.fullmatch(value) and m["name"].lower() != "subject":
            items = [Span(at + 1 + i.start(), at + 1 + i.end()) for i in _FLOW_TEXT.finditer(value[1:-1])]
            meta[m["name"]] = [text[slice(*item)] for item in items]
            entries += [_Entry(m["name"], item, item) for item in items]
        else:
            return None
    return meta, entries


@cache
def _loader() -> Any:
    """A safe loader in which NO is Norway, 10:30 a time as written, and aliases are refused."""
    import yaml

    class Loader(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
                raise yaml.MarkedYAMLError(problem="aliases are not read", problem_mark=mark)
            return super().compose_node(parent, index)

    kept = {
        first: [
            (tag, pattern) for tag, pattern in found if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")
        ]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Loader.yaml_implicit_resolvers = kept
    Loader.add_implicit_resolver(
        "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
    )
    Loader.add_implicit_resolver(
        "tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9]\d{0,17})$"), list("-+0123456789")
    )
    return Loader


def _composed(text: str, base: int) -> tuple[dict[str, Any], list[_Entry]]:
    """(plain data, entries with source spans). Raises _FrontError."""
    import yaml

    loader = None
    try:
        loader = _loader()(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "broken"
        raise _FrontError(str(reason), mark.index if mark else getattr(error, "position", 0) or 0) from None
    except (ValueError, TypeError, OverflowError, RecursionError) as error:  # a date like 2027-99-99, an unhashable key
        raise _FrontError((str(error).splitlines() or ["broken"])[0], 0) from None
    finally:
        if loader is not None:
            loader.dispose()
    if node is None:
        return {}, []
    if not isinstance(data, dict):
        raise _FrontError("no key: value lines", 0)
    entries = [e for key, value in node.value for e in _entries(text, key, value, base)]
    return {str(k): v for k, v in data.items()}, entries


def _entries(text: str, key: Any, value: Any, base: int) -> Iterator[_Entry]:
    """The scalars of a key: one, or those of its list."""
    if key.id != "scalar":
        return
    if value.id == "scalar":
        yield _entry(text, str(key.value), value, base, key.start_mark.index)
    elif value.id == "sequence" and str(key.value).lower() == "subject":
        # a subject is no list: "[Company] and you" or "[First Name]"
        span = Span(base + value.start_mark.index, base + value.end_mark.index)
        yield _Entry(str(key.value), span, Span(base + key.start_mark.index, span.end))
    elif value.id == "sequence":
        for item in value.value[:_MOST_ITEMS]:
            if item.id == "scalar":
                yield _entry(text, str(key.value), item, base, item.start_mark.index)


def _entry(text: str, name: str, node: Any, base: int, first: int) -> _Entry:
    start, end = node.start_mark.index, node.end_mark.index
    style = node.style or ""
    end = start + len(text[start:end].rstrip())
    whole = Span(base + first, base + end)
    if style in ("'", '"') and end - start >= 2:
        start, end = start + 1, end - 1
    return _Entry(name, Span(base + start, base + end), whole, style, str(node.value))


def _by_line(text: str, inner: Span) -> tuple[dict[str, Any], list[_Entry]]:
    """`key: value` lines and `- item` lists below a key, for front matter that YAML can't read."""
    from outlint.formats.front import unquoted

    meta: dict[str, Any] = {}
    entries: list[_Entry] = []
    listed: str | None = None
    for line in _LINE.finditer(text, *inner):
        m = _SIMPLE.fullmatch(text, *line.span())
        item = _ITEM.fullmatch(text, *line.span())
        if m is not None:
            listed = m["name"] if m["value"] is None else None
            if m["value"] is not None:
                span = unquoted(text, m.start("value"), m.end("value"))
                entries.append(_Entry(m["name"], span, Span(m.start(), m.end("value"))))
                meta[m["name"]] = _plain_value(text[span.start : span.end])
        elif item is not None and listed is not None:
            span = unquoted(text, item.start("value"), item.end("value"))
            items = meta.setdefault(listed, [])
            if isinstance(items, list) and len(items) < _MOST_ITEMS:
                items.append(text[span.start : span.end])
                entries.append(_Entry(listed, span, span))
    return meta, entries


def _plain_value(value: str) -> Any:
    if value in ("true", "false"):
        return value == "true"
    return [item.strip() for item in value[1:-1].split(",") if item.strip()] if _FLOW.fullmatch(value) else value


def _is_plain_meaning(text: str, inner: Span) -> bool:
    """Whether each line says what it means though YAML asks for quotes: `subject: {{ name }}`, `subject: Re: call`."""
    for line in _LINE.finditer(text, *inner):
        m = _SIMPLE.fullmatch(text, *line.span())
        value = (m["value"] or "") if m is not None else None
        if value is None and line.group().strip() and not line.group().startswith("#"):
            return False
        if value and (value[0] in "'\"|>&*!" and not _QUOTED.fullmatch(value)):
            return False
    return True
