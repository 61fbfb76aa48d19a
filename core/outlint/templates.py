"""Whether a template parses: Jinja2 by its own parser, other dialects by the balance of their blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outlint.merge_tags import Tag
from outlint.text import LineIndex, Span

MAX_TEMPLATE = 1_000_000
"""Characters up to which a template is parsed."""
_COLON_FILTER = re.compile(r"\|\s*\w+\s*:")
_OPENS = {"liquid": re.compile(r"-?\s*(if|unless|for|case|capture|tablerow|raw|comment)\b"), "go": re.compile(r"(if|range|with|define|block)\b")}
_CLOSES = {"liquid": re.compile(r"-?\s*end(\w+)\b"), "go": re.compile(r"(end)\b")}


class Fault(NamedTuple):
    """The parser's message and the source place."""

    span: Span
    message: str


def faults(text: str, tags: Sequence[Tag], suffix: str) -> Iterator[Fault]:
    """Syntax errors of a template. `suffix` is its template suffix, "" when only its tags say that it is one."""
    blocks = [t for t in tags if t.kind == "block"]
    dialects = {t.dialect for t in tags}
    if "jinja" in dialects and len(text) <= MAX_TEMPLATE:
        yield from _jinja(text, tags, suffix in (".j2", ".jinja", ".jinja2"))
    for dialect in ("liquid", "go"):
        if dialect in dialects:
            yield from _balance([b for b in blocks if b.dialect == dialect], _OPENS[dialect], _CLOSES[dialect])
    yield from _handlebars([b for b in blocks if b.dialect == "handlebars"])
    yield from _mailchimp([b for b in blocks if b.dialect == "mailchimp"])


def _jinja(text: str, tags: Sequence[Tag], certain: bool) -> Iterator[Fault]:
    """Jinja2's own verdict. Where only the tags look like Jinja, words it does not know may be Django's or Twig's."""
    from jinja2 import TemplateSyntaxError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    inside = " ".join(text[t.span.start : t.span.end] for t in tags if t.dialect == "jinja")
    if not certain and _COLON_FILTER.search(inside):
        return
    environment = ImmutableSandboxedEnvironment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n"])
    try:
        environment.parse(text)
    except TemplateSyntaxError as error:
        message = error.message or "syntax error"
        if not certain and ("unknown tag" in message or "expected token" in message):
            return
        yield Fault(_place(text, tags, error.lineno), message.replace("\n", " "))
    except RecursionError:
        yield Fault(Span(0, 0), "nested too deeply")


def _place(text: str, tags: Sequence[Tag], line: int) -> Span:
    """The tag on the parser's line (the last one that begins there), else the line."""
    lines = LineIndex(text)
    start, end = lines.start(line), lines.end(line)
    on_line = [t.span for t in tags if start <= t.span.start < end and t.kind != "comment"]
    if on_line:
        return on_line[-1]
    return Span(start, start + len(text[start:end].rstrip("\r\n")))


def _balance(blocks: Sequence[Tag], opens: re.Pattern[str], closes: re.Pattern[str]) -> Iterator[Fault]:
    open_: list[Tag] = []
    for block in blocks:
        if closes.match(block.name):
            if not open_:
                yield Fault(block.span, f"{block.name.split()[0]} closes nothing")
            else:
                open_.pop()
        elif opens.match(block.name):
            open_.append(block)
    for left in open_:
        yield Fault(left.span, f"{left.name.split()[0]} is never closed")


def _handlebars(blocks: Sequence[Tag]) -> Iterator[Fault]:
    open_: list[Tag] = []
    for block in blocks:
        name = block.name.strip()
        if name.startswith(("#", "^")) and len(name) > 1:
            open_.append(block)
        elif name.startswith("/"):
            wanted = open_[-1].name.strip("#^ *").split()[0] if open_ else None
            if wanted != name[1:].strip():
                said = f"closes nothing; {wanted} is open" if wanted else "closes nothing"
                yield Fault(block.span, f"{name} {said}")
                continue
            open_.pop()
    for left in open_:
        yield Fault(left.span, f"{left.name.split()[0]} is never closed")


def _mailchimp(blocks: Sequence[Tag]) -> Iterator[Fault]:
    open_: list[Tag] = []
    for block in blocks:
        if block.name.startswith(("IF:", "IFNOT:")):
            open_.append(block)
        elif block.name.startswith(("END:IF", "ELSE", "ELSEIF")):
            if not open_:
                yield Fault(block.span, f"{block.name} has no IF")
            elif block.name.startswith("END:IF"):
                open_.pop()
    for left in open_:
        yield Fault(left.span, f"{left.name} is never closed")
