"""unproven-origin-claim: a tariff preference promised without what it hangs on, or between states that are no parties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from outlint.finding import Finding
from outlint.fold import is_unspaced
from outlint.rule import Context
from outlint.text import Span
from outlint.view import View
from outlint_rules.denial import sentence
from outlint_rules.trade import terms as trade

_SAMPLE = 40_000  # characters looked through for a code, a country, a proof


def check(ctx: Context) -> Iterator[Finding]:
    subject = ctx.draft.subject
    texts = [*(((subject, subject.text),) if subject is not None else ()), (ctx.part.view, ctx.part.words)]
    agreements = trade.table(ctx)["agreements"]
    named = ctx.keep("agreements", lambda: _shortest([n for known in agreements.values() for n in known["names"]]))
    if not any(any(map(text.__contains__, named)) for _, text in texts):
        return
    for agreement in agreements.values():
        for view, text in texts:
            span = _claim(ctx, agreement["names"], text)
            if span is not None:
                yield from _told(ctx, agreement, view, text, span)
                break


def _shortest(names: list[str]) -> tuple[str, ...]:
    """Names without those that have another in them: where none of these is, none of them all is."""
    return tuple(n for n in names if not any(other in n for other in names if other != n))


def _claim(ctx: Context, names: list[str], text: str) -> Span | None:
    """The name of the agreement in the first sentence that promises a preference by it."""
    if not any(n in text for n in names):
        return None
    for m in _named(tuple(names)).finditer(text):
        span = Span(*m.span())
        inside = sentence(text, span)
        said = text[inside.start : inside.end]
        promised = trade.says(ctx, "preference", said) and not trade.says(ctx, "hedge", said)
        if promised and said.rstrip()[-1:] not in ("?", "？", "؟"):
            return span
    return None


@lru_cache(maxsize=32)
def _named(names: tuple[str, ...]) -> re.Pattern[str]:
    """Names as written; those in letters of an alphabet not inside other words."""
    return re.compile(
        "|".join(re.escape(n) if is_unspaced(n[0]) else rf"(?<![A-Za-z]){re.escape(n)}(?![a-z])" for n in names)
    )


def _told(ctx: Context, agreement: Mapping[str, Any], view: View, text: str, span: Span) -> Iterator[Finding]:
    name = text[span.start : span.end]
    inside = sentence(text, span)
    countries = _countries(ctx, text[inside.start : inside.end])
    markets = {code for code in ctx.draft.markets if code.isalpha()}
    outside = [c for c in (*countries.values(), *sorted(markets)) if c not in agreement["parties"]]
    if agreement["parties"] and outside:
        called = next((said for said, code in countries.items() if code == outside[0]), outside[0])
        yield ctx.at(view, span, "party", agreement=name, country=called)
        return
    whole = (text + "\n" + ctx.part.words)[:_SAMPLE]
    missing = [
        *(["code"] if not _has_code(whole) else []),
        *(["importer"] if not markets and not _countries(ctx, whole) else []),
        *(key for key in ("criterion", "proof") if not trade.says(ctx, key, whole)),
    ]
    if missing:
        said = tuple(ctx.rule.messages[key].text for key in missing)
        yield ctx.at(view, span, agreement=name, missing=said)


_LABEL = re.compile(r"hs|hts|ncm|гн|тн|gtip|code|编码|税|税番|세번|mã", re.I)


@cache
def _code() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\d.,])\d{4}\.\d{2}(?![\d,])|(?<![\d.,])\d{4}\.\d{2}\.?\d{2}|(?<![\d.,])\d{6}(?:\d{2}){0,2}(?![\d.,])"
    )


def _has_code(text: str) -> bool:
    """Whether a number of six digits or more stands behind a word for the code of goods."""
    return any(_LABEL.search(text, max(0, m.start() - 30), m.start()) for m in _code().finditer(text))


def _countries(ctx: Context, text: str) -> dict[str, str]:
    """Countries named in a text, as written -> code, in order."""
    found: dict[int, tuple[str, str]] = {}
    aliases = trade.table(ctx)["countries"]
    for lang in dict.fromkeys((*ctx.languages, "en")):
        pattern, codes = _atlas(lang, tuple(aliases.items()))
        for m in pattern.finditer(text):
            found.setdefault(m.start(), (m.group(), codes[m.group()]))
    return dict(found[at] for at in sorted(found))


@lru_cache(maxsize=16)
def _atlas(lang: str, aliases: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """A search for the names of states in a language. Babel is imported for mails that promise a preference only."""
    from babel import Locale

    territories = Locale.parse({"zh": "zh_CN"}.get(lang, lang)).territories
    codes = {name: code for code, name in territories.items() if len(code) == 2 and code.isalpha() and len(name) > 1}
    codes.update(aliases)
    longest = sorted(codes, key=len, reverse=True)
    pieces = (re.escape(n) if is_unspaced(n[0]) else rf"(?<!\w){re.escape(n)}(?!\w)" for n in longest)
    return re.compile("|".join(pieces)), codes
