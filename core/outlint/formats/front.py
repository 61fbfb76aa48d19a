"""The top of a draft: YAML front matter, or header lines like `Subject: …` in any of sixteen languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from outlint.draft import Attachment, Header
from outlint.fold import fold
from outlint.merge_tags import Tag
from outlint.source import Source
from outlint.structure import Structure
from outlint.text import Span
from outlint.view import HOLE, View, ViewBuilder

_FENCE = re.compile(r"---[ \t]*(?:\r\n|\n|\r)")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.M)
_HEADER = re.compile(r"(?P<mark>[*_]{0,3})(?P<name>[^\W\d_][^:：\n\r*_]{0,30}?)[*_]{0,3}\s?[:：][*_]{0,3}[ \t\u3000]*(?P<value>[^\r\n]*)")
_SIMPLE = re.compile(r"(?P<name>[A-Za-z_][\w-]*)[ \t]*:[ \t]*(?P<value>[^\r\n]*)")
_BLANK = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))*")
_QUOTES = {'"': '"', "'": "'", "“": "”", "«": "»", "「": "」"}
MAX_FRONT = 64 * 1024


@dataclass(frozen=True)
class Front:
    """What stands above the body, which starts at source offset `end`."""

    end: int = 0
    headers: tuple[Header, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    span: Span = Span(0, 0)
    attachments: tuple[Attachment, ...] = ()
    problems: tuple[str, ...] = ()


def read_front(source: Source, structure: Structure, tags: Sequence[Tag]) -> Front:
    """Front matter and header lines. Broken YAML is told as a problem, and its lines are read one by one."""
    text = source.text
    front = _front_matter(source, tags) or Front()
    start = _BLANK.match(text, front.end).end()  # type: ignore[union-attr]
    lines, end = _header_lines(text, start, structure, tags)
    if not lines:
        return front
    seen = {h.name for h in front.headers}
    headers = (*front.headers, *(h for h in lines if h.name not in seen))
    named = [_named(h.text, h.span) for h in lines if h.name == "attachments" and h.text]
    return Front(end, headers, front.meta, front.span, (*front.attachments, *(a for n in named for a in n)), front.problems)


def tagged_view(text: str, start: int, end: int, tags: Sequence[Tag], base: View | None = None) -> View:
    """The view of text[start:end] with merge variables as holes and other tags gone."""
    builder = ViewBuilder()
    at = start
    for tag in tags:
        if tag.span.start >= end:
            break
        if tag.span.start < at or tag.span.end > end:
            continue
        builder.literal(text[at : tag.span.start], at)
        if tag.kind == "output":
            builder.opaque(HOLE, *tag.span)
        at = tag.span.end
    builder.literal(text[at:end], at)
    if not builder.size:
        return View.of("", start, base)
    return builder.build(base)


def _front_matter(source: Source, tags: Sequence[Tag]) -> Front | None:
    text = source.text
    opened = _FENCE.match(text)
    if opened is None:
        return None
    closed = _CLOSE.search(text, opened.end(), opened.end() + MAX_FRONT)
    if closed is None:
        return None
    inner = Span(opened.end(), closed.start())
    span = Span(0, closed.end())
    problems: list[str] = []
    entries = list(_simple(text, inner))
    try:
        meta, entries = _yaml(text[inner.start : inner.end], inner.start)
    except _FrontError as error:
        # A plain scalar may not begin with a brace in YAML, but `subject: {{ name }}` is what people write.
        meta = {name: text[s.start : s.end] for name, s in entries}
        if not _all_simple(text, inner):
            place = source.lines.position(inner.start + error.offset)
            problems.append(
                f"{source.path}:{place.line}:{place.column}: the front matter is not valid YAML ({error.reason}); "
                "its lines were read one by one. Put the value in quotes"
            )
    headers = tuple(
        Header(name.lower().replace("_", "-") if name != "send_at" else name, tagged_view(text, *s, tags), s)
        for name, s in entries
    )
    attachments = tuple(_attachments(meta.get("attachments") or meta.get("attachment"), span))
    return Front(closed.end(), headers, meta, span, attachments, tuple(problems))


class _FrontError(Exception):
    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason, self.offset = reason, offset


def _yaml(text: str, base: int) -> tuple[dict[str, Any], list[tuple[str, Span]]]:
    """(plain data, [(key, source span of its scalar)]). Raises _FrontError."""
    import yaml

    loader = None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return {}, []
        if any(event in text for event in ("&", "*")) and re.search(r"(?:^|\s)[&*]\w", text, re.M):
            raise _FrontError("anchors and aliases are not read", 0)
        data = loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "broken"
        raise _FrontError(str(reason), mark.index if mark else getattr(error, "position", 0) or 0) from None
    except (ValueError, TypeError, RecursionError) as error:  # a date like 2027-99-99, an unhashable key
        raise _FrontError(str(error).splitlines()[0], 0) from None
    finally:
        if loader is not None:
            loader.dispose()
    if not isinstance(data, dict):
        raise _FrontError("no key: value lines", 0)
    spans = [
        (str(key.value), _scalar(text, value, base))
        for key, value in node.value
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
    ]
    return {str(k): v for k, v in data.items()}, spans


def _scalar(text: str, node: Any, base: int) -> Span:
    start, end = node.start_mark.index, node.end_mark.index
    if node.style in ("'", '"') and end - start >= 2:
        start, end = start + 1, end - 1
    else:
        end = start + len(text[start:end].rstrip())
    return Span(base + start, base + end)


def _simple(text: str, inner: Span) -> Iterator[tuple[str, Span]]:
    """`key: value` lines, for front matter that YAML can't read."""
    for line in re.finditer(r"[^\r\n]+", text[inner.start : inner.end]):
        m = _SIMPLE.fullmatch(line.group().rstrip())
        if m is not None and m["value"]:
            start = inner.start + line.start() + m.start("value")
            yield m["name"], _unquoted(text, start, start + len(m["value"]))


def _all_simple(text: str, inner: Span) -> bool:
    lines = [line for line in text[inner.start : inner.end].splitlines() if line.strip() and not line.startswith("#")]
    return all(_SIMPLE.fullmatch(line.rstrip()) for line in lines) and any("{" in line or "[" in line for line in lines)


def _unquoted(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start >= 2 and _QUOTES.get(text[start]) == text[end - 1]:
        return Span(start + 1, end - 1)
    return Span(start, end)


def _header_lines(text: str, start: int, structure: Structure, tags: Sequence[Tag]) -> tuple[list[Header], int]:
    """Header lines at the top of the body, and where the body goes on."""
    headers: list[Header] = []
    at = start
    names = structure.header_names
    while at < len(text):
        m = _HEADER.match(text, at, min(len(text), at + 2000))
        name = names.get(fold(m["name"].strip()).text) if m is not None else None
        if m is None or name is None:
            break
        end = m.end("value")
        following = _line_end(text, end)
        while headers is not None and text[following : following + 1] in (" ", "\t") and text[following:].lstrip(" \t")[:1] not in ("", "\r", "\n"):
            end = _end_of_line(text, following)
            following = _line_end(text, end)
        value = _unmarked(text, m.start("value"), end, m["mark"])
        headers.append(Header(name, tagged_view(text, *value, tags), Span(at, end)))
        at = following
        if len(headers) > 100:
            break
        skipped = _BLANK.match(text, at).end()  # type: ignore[union-attr]
        after = _HEADER.match(text, skipped, min(len(text), skipped + 2000)) if skipped > at else None
        if after is not None and headers[-1].name == "subject" and names.get(fold(after["name"].strip()).text) == "preheader":
            at = skipped  # "Subject: …", a blank line, "Preview text: …"
    return headers, _BLANK.match(text, at).end() if headers else start  # type: ignore[union-attr]


def _unmarked(text: str, start: int, end: int, mark: str) -> Span:
    """A value without the emphasis or quotes around all of it."""
    span = _unquoted(text, start, end)
    value = text[span.start : span.end]
    for m in ("**", "__", "*", "`"):
        if len(value) > 2 * len(m) and value.startswith(m) and value.endswith(m) and m not in value[len(m) : -len(m)]:
            return _unquoted(text, span.start + len(m), span.end - len(m))
    if mark and value.endswith(mark) and mark not in value[: -len(mark)]:
        return _unquoted(text, span.start, span.end - len(mark))
    return span


def _end_of_line(text: str, at: int) -> int:
    m = re.compile(r"[^\r\n]*").match(text, at)
    return m.end() if m else at


def _line_end(text: str, at: int) -> int:
    m = re.compile(r"\r\n|\n|\r").match(text, at)
    return m.end() if m else at


def _attachments(value: Any, span: Span) -> Iterator[Attachment]:
    items = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    for item in items:
        yield from _named(str(item), span)


def _named(names: str, span: Span) -> list[Attachment]:
    return [Attachment(n.strip(), "", None, span) for n in re.split(r"[,;，；]", names) if n.strip()]
