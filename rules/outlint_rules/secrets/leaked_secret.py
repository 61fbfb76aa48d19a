"""leaked-secret: passwords told in clear, keys by the shapes their makers publish, private keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from outlint.finding import Finding
from outlint.rule import Context, Hit
from outlint.view import HOLE, View

_MOST = 50
_RARE = "_:QZXJKVYUWG-/."
_BEGIN = "-----BEGIN "
_PEM = re.compile(r"-----BEGIN (?:[A-Z0-9]+ ){0,2}PRIVATE KEY(?: BLOCK)?-----\s")
_KEY_LETTERS = 40  # fewer behind the first line: a mention, no key
_NEAR = 250  # characters within which a meeting or a network makes a password an invitation
_ACCOUNT_LINES = 3  # a user's name stands that near to a password in a list of both


def check(ctx: Context) -> Iterator[Finding]:
    subject = ctx.draft.subject
    for view in (*((subject,) if subject is not None else ()), ctx.part.view):
        yield from _private_keys(ctx, view)
        yield from _keys(ctx, view)
    if ctx.part.kind == "html":
        yield from _keys_in_links(ctx)
    yield from _passwords(ctx)


def _private_keys(ctx: Context, view: View) -> Iterator[Finding]:
    text = view.text
    if _BEGIN not in text:
        return
    for m in _PEM.finditer(text):
        end = text.find("-----END", m.end())
        stop = text.find("-----", end + 8) + 5 if end >= 0 else min(len(text), m.end() + _KEY_LETTERS)
        body = text[m.end() : end if end >= 0 else stop]
        if len("".join(body.split())) >= _KEY_LETTERS and stop > m.end():
            yield ctx.at(view, (m.start(), stop), "private")


def _keys(ctx: Context, view: View) -> Iterator[Finding]:
    for service, m in _shaped(ctx.data["any"]["shapes"], view.text):
        yield ctx.at(view, m.span(), "key", reason=service)


def _keys_in_links(ctx: Context) -> Iterator[Finding]:
    """What stands in a target only: the text of a link is in the view."""
    for link in ctx.part.links:
        for service, _ in _shaped(ctx.data["any"]["shapes"], link.href):
            yield ctx.finding(link.span, "key", reason=service)
            break


def _shaped(shapes: Sequence[Sequence[str]], text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for service, letters, shape in shapes:
        if _rarest(letters) in text and letters in text:
            for m in _shape(shape).finditer(text):
                if _is_random(m.group()):
                    yield service, m


@lru_cache(maxsize=64)
def _rarest(letters: str) -> str:
    """The sign of these that fewest mails have: one sign is looked for in a tenth of the time."""
    return next((c for c in _RARE if c in letters), letters[:1])


@lru_cache(maxsize=64)
def _shape(shape: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9]){shape}(?![A-Za-z0-9])")


def _is_random(key: str) -> bool:
    """Whether it can be a real one: a sample says so, or repeats one sign."""
    upper = key.upper()
    return "EXAMPLE" not in upper and "XXXX" not in upper and "YOUR" not in upper and len(set(key[8:])) > 4


def _passwords(ctx: Context) -> Iterator[Finding]:
    words = ctx.hits("word")
    if not words:
        return
    meetings = [h.span.start for h in ctx.hits("meeting")]
    data = ctx.data["any"]
    told = _told(tuple(data["links"]), tuple(data["for"]))
    seen = set()
    for hit in words[:_MOST]:
        if any(abs(hit.span.start - at) < _NEAR for at in meetings[:_MOST]):
            continue
        m = told.match(hit.view.text, hit.span.end)
        if m is None:
            continue
        start, value = _value(m)
        strong = m["strong"] is not None
        if (start, hit.view is ctx.part.view) in seen or not _is_secret(value, strong):
            alone = strong and value.isalpha() and len(value) > 3 and _in_a_list(hit, m, data["account"])
            if not alone or (start, hit.view is ctx.part.view) in seen:
                continue
        seen.add((start, hit.view is ctx.part.view))
        yield ctx.at(hit.view, (start, start + len(value)))


@lru_cache(maxsize=4)
def _told(links: tuple[str, ...], leading: tuple[str, ...]) -> re.Pattern[str]:
    """From the word on: "(temporary): X", "for the portal: X", "is X"."""
    copula = "|".join(sorted(map(re.escape, links), key=lambda w: (-len(w), w)))
    behind = "|".join(sorted(map(re.escape, leading), key=lambda w: (-len(w), w)))
    return re.compile(
        rf"(?:\s?[(（][^()（）\n]{{0,30}}[)）])?(?: (?:{behind}) [^\n:：=.!?,]{{1,40}}?)?"
        rf"(?:(?P<strong>\s{{0,2}}(?:[:：=]|->|→|[–—] ))\s{{0,4}}|\s?(?:{copula})\s?[:：]?\s?)"
        r"(?P<value>[!-~]{4,64})",
        re.I,
    )


_QUOTES = "\"'`"


def _value(m: re.Match[str]) -> tuple[int, str]:
    """The secret without the quotes and stops around it."""
    start, value = m.start("value"), m["value"]
    if value[0] in _QUOTES:
        close = value.find(value[0], 1)
        return start + 1, value[1 : close if close > 0 else len(value)].rstrip(".,;")
    return start, value.rstrip(".,;:!?)\"'`" if value[-1] != "!" or value[:-1].isalpha() else ".,;:)\"'`")


_MASKS = ("://", "@", "****", "....", "____", "xxxx", "www.", "your", HOLE)
_BRACKETS = "({[<$%&*|"
_MEASURE = re.compile(
    r"\d{1,3}[-+]?(?:\d{1,3})?[-+]?[A-Za-z]*|\w{1,4}-[a-z]{3,}(?:-[a-z]+)*|[A-Za-z]+(?:[-'/][A-Za-z]+)+"
)
_METHOD = re.compile(r"[A-Za-z]{2,6}-?\d{1,4}(?:-[a-z]+)?")


def _is_secret(value: str, strong: bool) -> bool:
    """Whether it reads as a password and not as a word, a measure ("8-16"), a method ("is AES-256 encrypted"), a mask or a place to fill."""
    low = value.casefold()
    if len(value) < 4 or value[0] in _BRACKETS or any(m in low for m in _MASKS):
        return False
    digit, letter = any(c.isdigit() for c in value), any(c.isalpha() for c in value)
    if value.isdigit():
        return 4 <= len(value) <= 12
    if not letter or _MEASURE.fullmatch(value) or (not strong and value.upper() == value and _METHOD.fullmatch(value)):
        return False
    inside = any(not c.isalnum() and c not in "-'/.,;()" for c in value[:-1])
    return digit or inside


def _in_a_list(hit: Hit, m: re.Match[str], names: list[Any]) -> bool:
    """Whether the line is only "password: word", with a user's name on one of the lines near it."""
    text = hit.view.text
    if text[m.end() : m.end() + 1] not in ("", "\n", "\r"):
        return False
    first = hit.span.start
    for _ in range(_ACCOUNT_LINES):
        first = max(text.rfind("\n", 0, max(first, 0)), 0)
    lines = text[first : hit.span.start].splitlines()
    near = [line.partition("：" if "：" in line else ":") for line in lines]
    return any(found and value.strip() and any(n in name.casefold() for n in names) for name, found, value in near)
