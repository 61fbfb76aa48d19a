"""wrong-register: a reader addressed in two registers, familiarly as a stranger, or in plain form among polite sentences.

Words of address are patterns of the language's data; where one could be something else ("Sie" at the start of a sentence,
the French article "du" in a name), its pattern asks for what stands beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from outlint import language
from outlint.draft import Block, Paragraph
from outlint.finding import Finding
from outlint.rule import Context
from outlint.text import Span
from outlint.view import View
from outlint_rules.law.duties import unasked

_FORMAL = 4
"""Formality (1 to 5, from the market's file) from which familiar address of a stranger is off."""
_QUOTED = re.compile(r"\[[^\[\]\n]{0,80}\]|[„“«「『\"][^„“”«»「」『』\"\n]{0,200}[”“»」』\"]")
_POLITE = 2  # polite sentences that make a plain one stand out


class Word(NamedTuple):
    """A word of address, or a sentence by its form."""

    view: View
    span: Span

    @property
    def text(self) -> str:
        return self.view.text[slice(*self.span)]


def check(ctx: Context) -> Iterator[Finding]:
    lang = ctx.draft.language or ""
    data = ctx.data.get(lang)
    if data is None:
        return
    patterns, hinted = data["informal"], _hinted(ctx, data["hints"])
    familiar = _found(ctx, lang, patterns) if hinted else []
    strange = _stranger(ctx, lang, data, familiar) if familiar else []
    if "familiar" in data and not strange and hinted:
        familiar = _found(ctx, lang, [*patterns, *data["familiar"]])
    if familiar:
        yield from strange or _mixed(ctx, lang, data, familiar)
    if "plain" in data:
        yield from _plain(ctx, lang, data)


def _hinted(ctx: Context, hints: Sequence[str]) -> bool:
    """Whether any of the patterns can be found: they cost much more than these pieces of them."""
    subject = ctx.draft.subject.text if ctx.draft.subject is not None else ""
    text = f" {subject}\n {ctx.part.words}".lower()
    return any(hint in text for hint in hints)


def _stranger(ctx: Context, lang: str, data: Mapping[str, Any], familiar: Sequence[Word]) -> list[Finding]:
    """What is familiar in a first mail to a formal market; a customer, or who has been spoken with, is no stranger."""
    if not unasked(ctx.draft) or _found(ctx, lang, data.get("known", ())):
        return []
    out = []
    for code in _formal_markets(ctx, lang):
        custom = ctx.market_of(code)["custom"]
        sources = ((f"{code}: custom (confidence: {custom['confidence']})", ""),)
        word = familiar[0]
        said = {"found": word.text, "instead": data["instead"], "market": code, "sources": sources}
        out.append(ctx.at(word.view, word.span, related=_others(familiar), **said))
    return out


def _formal_markets(ctx: Context, lang: str) -> Iterator[str]:
    """The draft's markets that speak the language and are formal."""
    for code in ctx.draft.markets:
        market = ctx.market_of(code)
        spoken = {tag.split("-")[0] for tag in market.get("languages", ())}
        if lang in spoken and market.get("custom", {}).get("formality", 0) >= _FORMAL:
            yield code


def _mixed(ctx: Context, lang: str, data: Mapping[str, Any], familiar: Sequence[Word]) -> Iterator[Finding]:
    """The rarer one of two registers, at its first word."""
    formal = _found(ctx, lang, data.get("formal", ()))
    greeting = _found(ctx, lang, data.get("greeting", ()), "greeting")
    if not (formal or greeting):
        return
    rare, other = (formal, familiar) if formal and len(formal) < len(familiar) else (familiar, formal or greeting)
    word = rare[0]
    yield ctx.at(word.view, word.span, "mixed", found=word.text, other=other[0].text, related=_others(rare))


def _plain(ctx: Context, lang: str, data: Mapping[str, Any]) -> Iterator[Finding]:
    """Sentences in plain form: among polite ones, or to a stranger of a market where every sentence is polite."""
    polite, plain = _any(tuple(data["polite"])), _any(tuple(data["plain"]))
    sentences = [Word(ctx.part.view, s) for p in _paragraphs(ctx, lang, "body") for s in ctx.sentences(p)]
    bare = [s for s in sentences if plain.search(s.text[-12:]) and not _QUOTED.search(s.text)]
    courteous = sum(polite.search(s.text[-16:]) is not None for s in sentences)
    strange = unasked(ctx.draft) and any(_formal_markets(ctx, lang))
    if bare and (courteous >= max(_POLITE, len(bare)) or strange):
        yield ctx.at(bare[0].view, bare[0].span, "plain", instead=data["ending"], related=_others(bare))


def _others(words: Sequence[Word]) -> tuple[Span, ...]:
    return tuple(w.view.to_source(w.span) for w in words[1:5])


def _found(ctx: Context, lang: str, patterns: Sequence[str], *scopes: str) -> list[Word]:
    """The words of the patterns in order, without those in quotation marks."""
    if not patterns:
        return []
    pattern = _any(tuple(patterns))
    out: list[Word] = []
    if not scopes and ctx.draft.subject is not None:
        out += _matches(ctx.draft.subject, ctx.draft.subject.text, Span(0, len(ctx.draft.subject.text)), pattern)
    for p in _paragraphs(ctx, lang, *(scopes or ("greeting", "body", "closing"))):
        out += _matches(ctx.part.view, ctx.part.words, p.span, pattern)
    return out


def _matches(view: View, text: str, inside: Span, pattern: re.Pattern[str]) -> Iterator[Word]:
    quoted = [m.span() for m in _QUOTED.finditer(text, inside.start, inside.end)]
    for m in pattern.finditer(text, inside.start, inside.end):
        i = bisect_right(quoted, (m.start(), len(text))) - 1
        if i < 0 or m.start() >= quoted[i][1]:
            yield Word(view, Span(*m.span()))


def _paragraphs(ctx: Context, lang: str, *scopes: str) -> Iterator[Paragraph]:
    """Paragraphs of running text; in a mail of several languages those that are plainly in another are left out."""
    several = bool(set(ctx.draft.languages) - {"en", lang})
    for p in ctx.paragraphs(*scopes):
        if p.block is not Block.TEXT:
            continue
        if several and language.plainly(ctx.part.words[slice(*p.span)], ctx.structure) not in (None, lang):
            continue
        yield p


@lru_cache(maxsize=64)
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the patterns; those of whole words share one look for the start of a word, which is most of their cost."""
    words = [p.removeprefix(r"\b") for p in patterns if p.startswith(r"\b")]
    rest = [p for p in patterns if not p.startswith(r"\b")]
    return re.compile("|".join([*([rf"\b(?:{'|'.join(words)})"] if words else []), *rest]))
