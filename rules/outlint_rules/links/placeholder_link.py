"""placeholder-link: a link that leads nowhere yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.links.hosts import filled, links

_NOWHERE = (
    "#",
    "#!",
    "",
    "http://",
    "https://",
    "http://#",
    "https://#",
    "mailto:",
    "tel:",
    "about:blank",
    "url",
    "link",
    "todo",
    "tbd",
)


def check(ctx: Context) -> Iterator[Finding]:
    if not ctx.part.links:
        return
    known = ctx.data["any"]["hosts"]
    for led in links(ctx):
        href = led.link.href.strip()
        if filled(href):
            continue
        if href.lower() in _NOWHERE or href.lower().startswith("javascript:"):
            yield ctx.finding(led.link.span, "empty", href=href)
        elif href[0] == "#" and ctx.draft.format == "html" and not _is_there(ctx, href[1:]):
            yield ctx.finding(led.link.span, "anchor", name=href)
        elif led.host and (_is_standin(led.host, known) or (_is_here(led.host) and led.shown != led.link.href)):
            yield ctx.finding(led.link.span, host=led.host)


def _is_standin(host: str, known: list[str]) -> bool:
    bare = host.removeprefix("www.")
    return bare in known or any(bare.endswith(f".{k}") for k in known)


def _is_here(host: str) -> bool:
    """The writer's own machine; a text may speak of it, a link can't lead there."""
    return host in ("localhost", "[::1]") or host.startswith("127.")


def _is_there(ctx: Context, name: str) -> bool:
    """Whether an id or a name in the mail is that; "#top" is the top of any page."""
    from urllib.parse import unquote

    if "ids" not in ctx.memo:
        ctx.memo["ids"] = set(_id().findall(ctx.draft.source.text))
    return name.lower() == "top" or unquote(name) in ctx.memo["ids"]


@cache
def _id() -> re.Pattern[str]:
    return re.compile(r"""\b(?:id|name)\s{0,9}=\s{0,9}["']?([^\s"'<>]{1,200})""", re.I)
