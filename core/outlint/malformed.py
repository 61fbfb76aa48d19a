"""Finds what was meant as a merge variable and is none: `{ {name}}`, `{{name}`, `*|FNAME*|`, `{{ a | default(“b”) }}`.

What a sending tool does not recognise is sent as it stands, so each is told with what it should read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outlint.merge_tags import BRACES, Tag
from outlint.text import Span

_SMART = "“”„‟‘’‚"
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SMART_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "‘": "'", "’": "'", "‚": "'"})
_BRACED = re.compile(
    r"(?P<open>[{｛](?:[ \u00a0]?[{｛]){0,2})[ \u00a0]?"
    r"(?P<name>[^\W\d][\w.]{0,60}(?: [\w.]{1,30}){0,3}(?: ?\|[^{}｛｝\n]{1,80})?) ?[ \u00a0]?"
    r"(?P<close>[}｝](?:[ \u00a0]?[}｝]){0,2})"
)
_UNCLOSED = re.compile(r"\{\{[ ]?(?P<name>[^\W\d][\w.]{0,60})(?=[ ]?[,.!?;:<)\r\n]|[ ]?\Z|[ ][^\W_])")
_PERCENT = re.compile(
    r"\{%[-+]?[^{}%\n]{1,120}\}(?![}%])|\{ %[^{}%\n]{1,120}% ?\}|\{%[^{}%\n]{1,120}% \}|\{%[^{}%\n]{1,120}\}\}"
    r"|\{\{[^{}%\n]{1,120}%\}"
)
_PERCENT_INNER = re.compile(r"\{ ?%[-+]?|[-+]?% ?\}|\}\}|\}")
_MAILCHIMP = re.compile(
    r"(?<!\*)\*\|(?P<a>[A-Z][A-Z0-9_:]{1,30})(?:\*\||\| \*|\*(?!\|)|\|(?!\*))|\|\*(?P<b>[A-Z][A-Z0-9_:]{1,30})\*\|"
)
_BLANK_NAME = re.compile(r"[A-Za-z]\w*(?: [A-Za-z]\w*){1,3}")
_OPERATORS = frozenset(("or", "and", "not", "if", "else", "is", "in", "recursive", "scoped"))
_CODE_OPENS = re.compile(r"<(?P<name>style|script)\b|(?<![^\n])[ ]{0,3}(?P<fence>```|~~~)", re.I)


class Malformed(NamedTuple):
    """A broken variable; `fix` what its span should read, or None; `certain` whether that is beyond doubt."""

    span: Span
    fix: str | None
    certain: bool = True


def malformed(text: str, tags: Sequence[Tag], *, engine: bool = False) -> list[Malformed]:
    """Broken variables of a text, in order, apart. `engine`: a template engine certainly reads it. Linear."""
    found: list[Malformed] = []
    if "{" in text or "｛" in text:
        found += _braced(text)
        found += _percents(text)
        found += _unclosed(text)
    if "*|" in text or "|*" in text:
        found += _mailchimp(text)
    found += _inside(text, tags, engine)
    if not found:
        return []
    whole = {t.span for t in tags if t.kind != "comment"}
    code = _code(text)
    starts = [a for a, _ in code]
    out: list[Malformed] = []
    for m in sorted(found, key=lambda m: (m.span, m.fix is None)):
        covered = out and m.span.start < out[-1].span.end
        if (
            not covered
            and (m.fix is None or m.fix != text[m.span.start : m.span.end])
            and not _inside_code(m.span, starts, code)
        ):
            out.append(m)
    return [m for m in out if m.span not in whole or m.fix]


def _code(text: str) -> list[tuple[int, int]]:
    """Style sheets, scripts and fenced code; what is left open runs to the end."""
    out: list[tuple[int, int]] = []
    at = 0
    while m := _CODE_OPENS.search(text, at):
        closer = f"</{m['name']}" if m["name"] else "\n" + m["fence"]
        end = text.find(closer, m.end())
        at = len(text) if end < 0 else end + len(closer)
        out.append((m.start(), at))
    return out


def _inside_code(span: Span, starts: Sequence[int], code: Sequence[tuple[int, int]]) -> bool:
    i = bisect_right(starts, span.start) - 1
    return i >= 0 and span.start < code[i][1]


def _braced(text: str) -> Iterator[Malformed]:
    """Braces that are spaced out, of unequal number, or full-width."""
    for m in _BRACED.finditer(text):
        opened, closed = m["open"], m["close"]
        count_open, count_close = (sum(opened.count(c) for c in "{｛"), sum(closed.count(c) for c in "}｝"))
        wide = "｛" in opened or "｝" in closed
        spaced = " " in (opened + closed).replace("\u00a0", " ")
        if count_open == count_close and not wide and not spaced:
            continue
        if count_open > 2 and (spaced or count_close > 2):
            continue
        if count_open == 1 == count_close:
            if wide and m["name"].isascii():
                yield Malformed(Span(*m.span()), f"{{{m['name'].strip()}}}")
            continue
        if count_close > count_open and _open_before(text, m.start()):
            continue  # the last brace closes something else: JSON, CSS
        yield Malformed(Span(*m.span()), "{{" + _inner(m) + "}}", count_open < 3)


def _inner(m: re.Match[str]) -> str:
    """The name, with a blank on both sides where it had one."""
    between = m.string[m.end("open") : m.start("close")]
    name = m["name"].strip()
    return f" {name} " if between[:1].isspace() and between[-1:].isspace() else name


def _open_before(text: str, at: int) -> bool:
    line = text[max(0, at - 160) : at].rpartition("\n")[2]
    return line.count("{") > line.count("}") or line.rstrip().endswith((":", "=", "("))


def _percents(text: str) -> Iterator[Malformed]:
    """Blocks whose ends do not match: `{% if x }`, `{ % if x %}`, `{{ x %}`."""
    if "{%" not in text and "{ %" not in text and "%}" not in text:
        return
    for m in _PERCENT.finditer(text):
        inner = _PERCENT_INNER.sub("", m.group()).strip("{} ").strip()
        if not inner:
            continue
        variable = m.group().startswith("{{")
        yield Malformed(Span(*m.span()), f"{{{{ {inner} }}}}" if variable else f"{{% {inner} %}}")


def _unclosed(text: str) -> Iterator[Malformed]:
    """`{{ name` with no brace to close it before the next variable or the end of the paragraph."""
    for m in _UNCLOSED.finditer(text):
        rest = text[m.end() : m.end() + 300].split("\n\n", 1)[0]
        stop = rest.find("{{")
        if "}" not in (rest if stop < 0 else rest[:stop]):
            yield Malformed(Span(*m.span()), m.group() + (" }}" if m.group().startswith("{{ ") else "}}"), False)


def _mailchimp(text: str) -> Iterator[Malformed]:
    for m in _MAILCHIMP.finditer(text):
        yield Malformed(Span(*m.span()), f"*|{m['a'] or m['b']}|*")


def _inside(text: str, tags: Sequence[Tag], engine: bool) -> Iterator[Malformed]:
    """Tags that are found and still broken: typographic quotes around a value, a blank in a name."""
    names = {t.name for t in tags}
    for t in tags:
        if t.dialect not in BRACES or t.kind == "comment":
            continue
        written = text[t.span.start : t.span.end]
        if not written.isascii() and any(c in _SMART for c in _QUOTED.sub("", written)):
            yield Malformed(t.span, written.translate(_SMART_QUOTES))
        elif t.kind == "output" and " " in t.name and _BLANK_NAME.fullmatch(t.name):
            words = t.name.split(" ")
            joined = "_".join(words)
            helper = t.dialect in ("handlebars", "go")
            if (joined in names or (engine and not helper)) and _OPERATORS.isdisjoint(words):
                yield Malformed(t.span, written.replace(t.name, joined, 1))
