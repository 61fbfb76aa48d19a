"""The links of a mail that its writer set, with the hosts they lead to; found once for all rules of the group."""

from __future__ import annotations

from typing import NamedTuple

from outlint.draft import Link, Role
from outlint.rule import Context
from outlint.view import HOLE

_FILLED = (HOLE, "{{", "{%", "*|", "%%", "${", "{!", "<<", "[[", "<%")


class Led(NamedTuple):
    """A link and its host: lower case, without port; "" where the target has none or a merge variable makes it."""

    link: Link
    host: str
    shown: str  # its words, in the part's view


def links(ctx: Context) -> list[Led]:
    """Links outside quoted mail, in order; those that a merge variable leads have no host."""
    held: list[Led] | None = ctx.memo.get("links")
    if held is None:
        held = ctx.memo["links"] = _links(ctx) if ctx.part.links else []
    return held


def filled(href: str) -> bool:
    """Whether a merge variable stands in it."""
    return any(mark in href for mark in _FILLED) or (href.startswith(("[", "{", "%")) and len(href) > 2)


def _links(ctx: Context) -> list[Led]:
    text = ctx.part.view.text
    return [
        Led(link, host(link.href), text[link.text_span.start : link.text_span.end])
        for link in ctx.part.links
        if not ctx.part.stands_in(link.text_span.start, Role.QUOTE)
    ]


def host(href: str) -> str:
    """The host of a web address, "" for any other target."""
    target = href.strip()
    lower = target[:8].lower()
    for scheme in ("https://", "http://", "//"):
        if lower.startswith(scheme):
            authority = target[len(scheme) :].replace("\\", "/").split("/")[0].split("?")[0].split("#")[0]
            break
    else:
        if not lower.startswith("www."):
            return ""
        authority = target.split("/")[0].split("?")[0].split("#")[0]
    if any(mark in authority for mark in _FILLED):
        return ""
    name = authority.rpartition("@")[2]
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].rstrip(".").lower()
