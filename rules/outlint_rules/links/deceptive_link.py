"""deceptive-link: words that show one domain over a link to another, and hosts written to look like another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Edit
from outlint_rules.domains import ascii_form, registrable, same_owner
from outlint_rules.links.hosts import Led, filled, links
from outlint_rules.lists import listed

_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


def check(ctx: Context) -> Iterator[Finding]:
    data = ctx.data["any"]
    for led in links(ctx):
        if not led.host:
            continue
        if _mixes(led.host):
            yield ctx.finding(led.link.span, "lookalike", host=led.host, ascii=ascii_form(led.host))
        elif _disguised(led.host, data):
            yield ctx.finding(led.link.span, "disguise", host=led.host, ascii=ascii_form(led.host))
        elif (
            led.shown != led.link.href  # most links of a text show where they lead
            and (shown := _domain_shown(led, tuple(data["files"])))
            and not same_owner(shown, led.host)
            and not _redirects(ctx, led, shown)
        ):
            yield ctx.finding(led.link.span, shown=shown, host=led.host, fix=_fix(led))


@cache
def _address() -> re.Pattern[str]:
    return re.compile(r"(?:https?://)?((?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,24})(?::\d+)?(?:[/?#]\S*)?", re.I)


def _domain_shown(led: Led, files: tuple[str, ...]) -> str:
    """The host that the words of a link show, "" where they are no address."""
    words = led.shown.strip().rstrip(".")
    if "." not in words or " " in words or "@" in words or filled(words):
        return ""
    m = _address().fullmatch(words)
    if m is None:
        return ""
    name = m[1].lower()
    told = words.lower().startswith(("http", "www."))
    # "catalogue.pdf" and "Node.js" are no addresses
    known = ascii_form(name).rpartition(".")[2] in listed("tlds", {})
    return name if known and (told or not name.endswith(files)) else ""


def _redirects(ctx: Context, led: Led, shown: str) -> bool:
    """Whether the link counts clicks for a mail service, or carries the address that is shown."""
    data = ctx.data["any"]
    return (
        registrable(led.host) in data["trackers"]
        or led.host.split(".")[0] in data["counting"]
        or _carried(registrable(shown), led.link.href.lower())
    )


def _carried(name: str, href: str) -> bool:
    """Whether a whole address of that name stands in the target: "hart.de.evil.example/hart.de" only looks like it."""
    _, _, target = href.partition("//")
    path, _, query = target.partition("?")
    inner = path.partition("http")[2] if "/" in path.partition("http")[0] else ""
    return name in query or name in inner


def _fix(led: Led) -> Fix | None:
    """Lead where the words say."""
    words = led.shown.strip()
    target = words if words.lower().startswith("http") else f"https://{words}"
    if led.link.span.empty or not target.isascii() or any(c in target for c in "\"'<>&"):
        return None
    return Fix((Edit(led.link.span, target),), True)


def _disguised(host: str, data: Mapping[str, Any]) -> bool:
    """Whether one label is made of nothing but foreign letters that look Latin, under an ending that is not theirs."""
    if host.isascii() and "xn--" not in host:
        return False
    labels = [_unicode(label) for label in host.split(".")]
    if not labels[-1].isascii() or labels[-1] in data["native"]:
        return False
    return any(_all_alike(label, data["lookalikes"]) for label in labels[:-1])


def _all_alike(label: str, lookalikes: str) -> bool:
    letters = [c for c in label if c.isalpha()]
    return len(letters) > 2 and not label.isascii() and all(c in lookalikes for c in letters)


def _mixes(host: str) -> bool:
    """Whether one label of a host has letters of two of the scripts that share shapes: "раypal" with Cyrillic letters."""
    if host.isascii() and "xn--" not in host:
        return False
    return any(len(_scripts(label)) > 1 for label in host.split("."))


def _scripts(label: str) -> set[str]:
    names = (unicodedata.name(c, "").split(" ")[0] for c in _unicode(label) if c.isalpha())
    return {n for n in names if n in _SCRIPTS}


def _unicode(label: str) -> str:
    """A label as it is shown; one that can't be decoded as it stands."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
