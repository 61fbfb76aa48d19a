"""Whether a place is named with a term of trade: "FOB Shanghai", "Ningbo FOB", "Port of loading: Ningbo"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from outlint.fold import fold, is_unspaced
from outlint.rule import Context
from outlint.view import HOLE
from outlint_rules.trade import terms as trade
from outlint_rules.trade.terms import Term


def named_place(ctx: Context, t: Term) -> bool:
    """Whether a place stands with it: "FOB Shanghai", "Ningbo FOB", "DAP your warehouse", "FOB, from Ningbo"."""
    inside = t.sentence
    if place_behind(ctx, t):
        return True
    before = t.text[max(inside.start, t.span.start - 40) : t.span.start].rstrip(" ,(，（-–")
    last = before.split()[-1] if before.split() else ""
    starts = not before.strip() or len(before.strip()) == len(last)
    if not starts and _is_name(last, _others(ctx)):
        return True
    sentence_ = t.text[inside.start : inside.end]
    return _led(ctx, sentence_) or any(p in sentence_ for p in trade.table(ctx)["ports"])


def place_behind(ctx: Context, t: Term) -> bool:
    """Whether a place follows it: "FOB Shanghai", "DAP (Incoterms 2020) your warehouse", "DDP to your door"."""
    return _begins_with_place(ctx, _past_fillers(ctx, t.text[t.span.end : min(t.sentence.end, t.span.end + 80)]))


_FILLER = re.compile(
    r"[\s,:：;(（\[–—\"'“”-]+(?=\S)|incoterms®?\s?(?:20\d\d)?|\(?incoterms®? 20\d\d\)?|20[012]\d\b|®"
    r"|(?:us\$|[$€£¥]|[a-z]{3}\b)?\s?\d[\d.,]*\s?(?:[$€£¥元]|usd|eur|rmb|cny)?(?:\s?(?:/|per)\s?\w+)?",
    re.I,
)


def _past_fillers(ctx: Context, text: str) -> str:
    """What follows a term behind punctuation, the edition, amounts and words like "price"."""
    at = 0
    for _ in range(6):
        if text[at : at + 1] == "[":
            return text[at:]
        m = _FILLER.match(text, at) or _skip(ctx).match(text, at)
        if m is None or m.end() == at:
            return text[at:]
        at = m.end()
    return text[at:]


_COPULAS = ("is", "are", "ist", "sind", "est", "es", "é", "è")


def _skip(ctx: Context) -> re.Pattern[str]:
    made: re.Pattern[str] | None = ctx.memo.get("trade fillers")
    if made is None:
        listed = tuple(w for key in ("price", "terms", "lead") for w in trade.words(ctx, key)) + _COPULAS
        made = ctx.memo["trade fillers"] = _skipping(listed)
    return made


@lru_cache(maxsize=64)
def _skipping(listed: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        "(?:"
        + "|".join(re.escape(w.removesuffix("*")) + (r"\w*" if w.endswith("*") else r"(?!\w)") for w in listed)
        + ")",
        re.I,
    )


def _begins_with_place(ctx: Context, text: str) -> bool:
    if not text:
        return False
    if text[0] in HOLE + "[{<":
        return True
    first = re.match(r"[^\W\d_][\w'’-]*", text)
    if first is None:
        return False
    word = first.group()
    others = _others(ctx)
    if is_unspaced(word[0]) or "\u0600" <= word[0] <= "\u06ff":
        return not any(text.startswith(o) for o in others if is_unspaced(o[0]) or "\u0600" <= o[0] <= "\u06ff")
    if trade.said(trade.words(ctx, "place")).pattern.match(fold(text[:60], ctx.letters()).text):
        return True
    return _is_name(word, others)


def _others(ctx: Context) -> tuple[str, ...]:
    """Words with a capital that name no place."""
    made: tuple[str, ...] | None = ctx.memo.get("trade others")
    if made is None:
        made = ctx.memo["trade others"] = (*trade.words(ctx, "other"), *trade.table(ctx)["not-places"])
    return made


def _is_name(word: str, others: Sequence[str]) -> bool:
    """Whether a word in a script with capitals is written as a name."""
    word = word.strip(".,;:!?()\"'“”")
    return len(word) > 1 and word[0].isupper() and word[0].isalpha() and word not in others


def _led(ctx: Context, text: str) -> bool:
    """Whether a name follows "from", "to", "ab", "depuis" somewhere in the sentence."""
    lead = trade.words(ctx, "lead")
    return any(_is_name(m[1], _others(ctx)) for m in _leading(lead).finditer(text))


@lru_cache(maxsize=64)
def _leading(listed: tuple[str, ...]) -> re.Pattern[str]:
    spaced = "|".join(re.escape(w) for w in listed if not is_unspaced(w[0]))
    return re.compile(rf"(?<!\w)(?:{spaced}) ([^\W\d_][\w'’-]+)" if spaced else "((?!))")


def port_is_told(ctx: Context) -> bool:
    """Whether the mail has a line that names the port or place: "Port of loading: Ningbo"."""
    text, labels = fold(ctx.part.words, ctx.letters()).text, trade.said(trade.words(ctx, "label"))
    return labels.may_stand_in(text) and any(
        re.match(r"\s?(?:\([^)]{0,24}\)\s?)?(?:[:：]|is |are |= )", text[m.end() : m.end() + 30])
        for m in labels.pattern.finditer(text)
    )
