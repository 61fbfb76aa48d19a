"""wrong-language: a text in another language than its market reads or its front matter says, or than its subject.

What a draft declares is no evidence of what it is written in, so each paragraph is looked at anew, by script and by words
alone. A mail in two languages is in both, and English is read everywhere unless the draft declares another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outlint import language
from outlint.draft import Block, Paragraph
from outlint.finding import Finding
from outlint.hanzi import is_traditional
from outlint.rule import Context
from outlint.text import Span
from outlint.view import HOLE
from outlint_rules.law.duties import unasked

_REPLY = re.compile(r"\s*(?:[^\W\d_]{1,4}(?:\[\d+\])?|回复|答复|转发|回覆|轉寄)\s*[:：]")
_KIN = tuple(
    frozenset(kin.split())
    for kin in (
        # their script or their words do not tell them apart for certain
        "ru uk be bg sr mk kk ky mn tg",
        "ar fa ur ps ku ckb ug",
        "hi mr ne sa",
        "he yi",
        "zh yue cmn",
        "id ms",
        "es ca gl ast",
        "pt gl",
        "nl af",
        "de lb",
        "tr az",
        "it co scn",
    )
)
_LONGEST = 40  # paragraphs looked at
_SHARE = 2  # of the letters at least one in so many is in a language that is told
_SUBJECT, _VOTES = 18, 2.5  # letters and votes of words that tell the language of a subject
_FEW = 20  # Chinese characters that show in which script they are
_SIMPLE = 6  # one in so many is written otherwise in the other script


class Written(NamedTuple):
    """The languages of a text by their letters, the first one first; `place` is its first sentence."""

    languages: tuple[str, ...]
    place: Span


def check(ctx: Context) -> Iterator[Finding]:
    draft, declared = ctx.draft, _declared(ctx)
    wanted = [declared] if declared else _read(ctx)
    if not declared and not _doubtful(ctx, wanted):
        return
    if not declared and not draft.markets and _told(ctx, declared) is None:
        return  # nothing says what language is wanted: only the subject could be in another one
    body = _written(ctx)
    if body is None:
        return
    if wanted and _strange(body, wanted, english=bool(declared)):
        key = "declared" if declared else "default"
        found, names = _names(ctx, body.languages[:1]), _names(ctx, wanted)
        market = None if declared else draft.markets[0]
        yield ctx.at(ctx.part.view, body.place, key, found=found, wanted=names, market=market)
        return
    yield from _subject(ctx, body, declared)
    if body.languages == ("zh",):
        yield from _script(ctx, body.place)


def _declared(ctx: Context) -> str | None:
    """The language that the front matter declares."""
    return language.code(ctx.draft.meta.get("lang") or ctx.draft.meta.get("language"))


def _doubtful(ctx: Context, wanted: Sequence[str]) -> bool:
    """Whether a draft that declares nothing may be in a language that is not wanted: cheap, and most are not."""
    draft, subject = ctx.draft, ctx.draft.subject
    if set(draft.languages) - {"en", draft.language} or (subject is not None and not subject.text.isascii()):
        return True
    if not draft.markets:
        return False
    return bool(ctx.settings.lang) or draft.language == "zh" or draft.language not in ("en", *wanted)


def _read(ctx: Context) -> list[str]:
    """The languages of the draft's markets; none where a market's are not known."""
    read = [ctx.market_of(code).get("languages", ()) for code in ctx.draft.markets]
    spoken = [tag.split("-")[0] for tags in read for tag in tags]
    return list(dict.fromkeys(spoken)) if all(read) else []


def _strange(body: Written, wanted: Sequence[str], *, english: bool) -> bool:
    """Whether the text is in none of the languages wanted; English counts where another one is declared."""
    if len(body.languages) > 1 or (body.languages[0] == "en" and not english):
        return False
    return not any(_kin(body.languages[0], lang) for lang in wanted)


def _kin(one: str, other: str) -> bool:
    return one == other or any(one in kin and other in kin for kin in _KIN)


def _written(ctx: Context) -> Written | None:
    """The languages that the body's paragraphs are plainly in; None where too little of it tells."""
    body = [p for p in ctx.paragraphs("body") if p.block in (Block.TEXT, Block.LIST)][:_LONGEST]
    told: dict[str, int] = {}
    first: Paragraph | None = None
    for p in body:
        lang = language.plainly(_text(ctx, p), ctx.structure)
        if lang is not None:
            told[lang] = told.get(lang, 0) + len(_text(ctx, p))
            first = first or p
    total = sum(len(_text(ctx, p)) for p in body)
    if sum(told.values()) * _SHARE < total or first is None:
        whole = language.plainly(" ".join(_text(ctx, p) for p in body), ctx.structure)
        told, first = ({whole: total}, body[0]) if whole else ({}, None)
    if first is None:
        return None
    return Written(tuple(told), next(iter(ctx.sentences(first)), first.span))


def _text(ctx: Context, paragraph: Paragraph) -> str:
    return ctx.part.words[slice(*paragraph.span)].replace(HOLE, " ").replace("\0", " ").strip()


def _subject(ctx: Context, body: Written, declared: str | None) -> Iterator[Finding]:
    """A subject that is plainly in a language which no paragraph is in."""
    view, told = ctx.draft.subject, _told(ctx, declared)
    if view is None or told is None or any(_kin(told, lang) for lang in body.languages):
        return
    if told == "zh" and "ja" in body.languages:  # a Japanese one may have no kana
        return
    start = len(view.text) - len(view.text.lstrip())
    span = (start, len(view.text.rstrip()))
    names = _names(ctx, body.languages)
    yield ctx.at(view, span, "subject", found=_names(ctx, [told]), wanted=names)


def _told(ctx: Context, declared: str | None) -> str | None:
    """The language that the subject is plainly in, where that matters; answers keep the other's subject."""
    view = ctx.draft.subject
    if view is None or not unasked(ctx.draft) or _REPLY.match(view.text):
        return None
    told = language.plainly(view.text.replace(HOLE, " "), ctx.structure, letters=_SUBJECT, votes=_VOTES)
    return None if told == "en" and not declared else told


def _script(ctx: Context, place: Span) -> Iterator[Finding]:
    """Chinese in the characters that the market does not read."""
    script = ctx.lexicon.get("zh", {}).get("script")
    if script is None:
        return
    text = "".join(_text(ctx, p) for p in ctx.paragraphs("body"))
    read = {tag for code in ctx.draft.markets for tag in ctx.market_of(code).get("languages", ()) if tag[:2] == "zh"}
    if read == {"zh-Hant"} and _simplified(text, script):
        yield ctx.at(ctx.part.view, place, "traditional", market=ctx.draft.markets[0])
    elif read == {"zh-Hans"} and is_traditional(text, script):
        yield ctx.at(ctx.part.view, place, "simplified", market=ctx.draft.markets[0])


def _simplified(text: str, script: dict[str, str]) -> bool:
    """Whether a text is in simplified characters: many that are written otherwise in the other script, and none of those."""
    traditional = frozenset(script["traditional"]) - frozenset(script["both"])
    simple = frozenset(script["simplified"]) - frozenset(script["both"])
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    if han < _FEW or any(c in traditional for c in text):
        return False
    return sum(c in simple for c in text) * _SIMPLE >= han


def _names(ctx: Context, langs: Sequence[str]) -> tuple[str, ...]:
    """The languages by name, to be translated one by one."""
    return tuple(ctx.data["any"]["names"].get(lang, lang) for lang in langs)
