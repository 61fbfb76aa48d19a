"""url-shortener: bit.ly, tinyurl.com … in front of the page that is meant."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from outlint.draft import Role
from outlint.finding import Finding
from outlint.rule import Context
from outlint.text import Span
from outlint_rules.links.hosts import links

_ENDING = re.compile(r"\.[a-z]{2,24}/")


def check(ctx: Context) -> Iterator[Finding]:
    known = ctx.data["any"]["hosts"]
    if ctx.part.links:
        for led in links(ctx):
            if led.host.removeprefix("www.") in known:
                yield ctx.finding(led.link.span, host=led.host.removeprefix("www."))
    text = ctx.part.view.text
    written = [(span, host) for host in _hosts(text, known) for span in _written(text, host)]
    if not written:
        return
    taken = sorted(link.text_span for link in ctx.part.links)
    ends = list(accumulate((t.end for t in taken), max))
    for span, host in written:
        i = bisect_right(taken, span.start, key=lambda t: t.start) - 1
        linked = i >= 0 and ends[i] > span.start  # found already
        if not linked and not ctx.part.stands_in(span.start, Role.QUOTE):
            yield ctx.at(ctx.part.view, span, host=host)


def _hosts(text: str, known: Sequence[str]) -> list[str]:
    """Those of the known hosts that a "/" follows in the text: told by what stands before each "/", which is little."""
    ends = {text[m.start() : m.end()] for m in _ENDING.finditer(text)}
    return [host for host in known if host[host.rfind(".") :] + "/" in ends and f"{host}/" in text] if ends else []


def _written(text: str, host: str) -> Iterator[Span]:
    """Where an address without its http stands: "bit.ly/3xY", which mail programs link all the same."""
    at = text.find(f"{host}/")
    while at >= 0:
        end = at + len(host) + 1
        begins = at == 0 or not (text[at - 1].isascii() and (text[at - 1].isalnum() or text[at - 1] in ".-_/@"))
        start, at = at, text.find(f"{host}/", end)
        if begins and text[end : end + 1].isalnum() and text[end : end + 1].isascii():
            while end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] in "-_/"):
                end += 1
            yield Span(start, end)
