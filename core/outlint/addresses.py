"""Finds URLs, mail addresses and inline code in a view: links, and what rules about words must not read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_REST = r"[^\s<>\"'\x00]{1,2000}"
_URL = re.compile(rf"https?://{_REST}")
_ODD_URL = re.compile(rf"[HhWw](?:(?<=[Hh])ttps?://|(?<=[Ww])(?<![\w.@/-].)ww\.){_REST}", re.I)
_LOCAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-"
_MOST_LOCAL = 64
_MAIL_DOMAIN = re.compile(r"@[A-Za-z0-9\u00c0-\u024f-]{1,63}(?:\.[A-Za-z0-9\u00c0-\u024f-]{1,63}){1,8}")
_DOMAIN_END = re.compile(
    r"\.(?:com|net|org|info|biz|io|ai|co|app|dev|shop|store|example|cn|hk|tw|jp|kr|vn|id|sg|my|th|ae|sa|eg|ru|pl|tr|de|at|ch|fr|be|nl|it|es"
    r"|pt|br|mx|ar|cl|uk|eu|ca|au|se|dk|fi|cz|ro|za)(?![\w-])(?:/[^\s<>\"'\x00]{0,2000})?"
)
_DOMAIN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-"
_CODE = re.compile(r"(?<!`)`[^`\n]{1,200}`(?!`)")
_ODD = ("www.", "Www.", "WWW.", "HTTP", "Http")
_TRAILING = ".,;:!?]}*_'\"|…>"


def addresses(text: str) -> tuple[list[Span], tuple[Span, ...]]:
    """(spans of the URLs, spans of URLs, bare domains, mail addresses and inline code), each in order."""
    urls: list[Span] = []
    found: list[Span] = []
    pattern = _ODD_URL if any(odd in text for odd in _ODD) else _URL if "://" in text else None
    if pattern is not None:
        urls = [
            s for m in pattern.finditer(text) if (s := Span(m.start(), _trimmed(text, *m.span()))).end > s.start + 4
        ]
        found += urls
    if "@" in text:
        found += _mails(text)
    if "`" in text:
        found += [Span(*m.span()) for m in _CODE.finditer(text)]
    for m in _DOMAIN_END.finditer(text):
        low = max(0, m.start() - 80)
        before = text[low : m.start()]
        name = before[len(before.rstrip(_DOMAIN_LETTERS)) :].lstrip(".-")
        if name:
            found.append(Span(m.start() - len(name), _trimmed(text, m.start(), m.end())))
    return urls, _merged(found)


def _mails(text: str) -> Iterator[Span]:
    """Mail addresses: found by their "@", since nearly every other character may begin one."""
    last = 0
    for m in _MAIL_DOMAIN.finditer(text):
        before = text[max(0, m.start() - _MOST_LOCAL - 1) : m.start()]
        size = len(before) - len(before.rstrip(_LOCAL))
        if 0 < size <= _MOST_LOCAL and m.start() - size >= last:
            last = m.end()
            yield Span(m.start() - size, _trimmed(text, m.start() - size, last))


def _trimmed(text: str, start: int, end: int) -> int:
    """The end of an address without the sentence's own marks; a bracket it opened itself stays."""
    if not text[start:end].isascii():
        end = next((i for i in range(start, end) if _ends_address(text[i])), end)
    marks = _TRAILING if text.find("(", start, end) >= 0 else _TRAILING + ")"
    while end > start and text[end - 1] in marks:
        end -= 1
    return end


def _ends_address(char: str) -> bool:
    """Chinese and Japanese follow an address without a blank, and so do typographic quotes."""
    return "\u3000" <= char < "\ufff0" or "\u2018" <= char <= "\u201f"


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch or overlap made one."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)
