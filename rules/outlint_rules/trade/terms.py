"""Trade terms in a draft: where an Incoterm stands, whether it prices something, which place is named with it.

The terms, their places and modes and the words of each language stand in lexicons/trade; none of it is touched unless
a mail has one of the terms in it, in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from outlint.fold import fold, is_unspaced
from outlint.rule import Context
from outlint.text import Span
from outlint.view import View
from outlint_rules.claims.words import Words
from outlint_rules.denial import sentence

_MOST = 100
_NEAR = 44  # characters within which an amount is the term's
_TIE = 18  # characters between "delivery terms" and the term they are


class Term(NamedTuple):
    """An Incoterm as written: `code` in capitals, in a text the paragraph of which is `paragraph`."""

    code: str
    view: View
    text: str
    span: Span
    sentence: Span
    paragraph: Span
    place: str  # the scope it stands in


def table(ctx: Context) -> Mapping[str, Any]:
    """Terms, agreements and chapters: the part of lexicons/trade that is the same in all languages."""
    known: Mapping[str, Any] = ctx.lexicon_of("any")["trade"]
    return known


def words(ctx: Context, key: str) -> tuple[str, ...]:
    """Words of a kind in the draft's languages, and the English ones: terms are written among those anywhere."""

    def gathered() -> tuple[str, ...]:
        languages = dict.fromkeys((*ctx.languages, "en"))
        return tuple(w for lang in languages for w in ctx.lexicon_of(lang).get("trade", {}).get(key, ()))

    return ctx.keep(("trade words", key), gathered)


def terms(ctx: Context) -> list[Term]:
    """All Incoterms of this part and of the subject, old ones too; searched for once."""
    found: list[Term] | None = ctx.memo.get("incoterms")
    if found is None:
        found = ctx.memo["incoterms"] = _search(ctx)
    return found


def _search(ctx: Context) -> list[Term]:
    out: list[Term] = []
    known = table(ctx)
    codes = (*known["incoterms"], *known["obsolete"])
    subject = ctx.draft.subject
    if subject is not None and any(map(subject.text.__contains__, codes)):
        whole = Span(0, len(subject.text))
        shaped = _shape(codes).finditer(subject.text)
        out += [Term(m.group(), subject, subject.text, Span(*m.span()), whole, whole, "subject") for m in shaped]
    text = ctx.part.words
    shape = _shape(codes)  # finds any of them in one pass, since each begins with a capital
    first = shape.search(text)
    for p in ctx.paragraphs("body", "closing") if first else ():
        if first and p.span.end <= first.start():
            continue
        for m in shape.finditer(text, *p.span):
            span = Span(*m.span())
            inside = sentence(text, span)
            inside = Span(max(inside.start, p.span.start), min(inside.end, p.span.end))
            out.append(Term(m.group(), ctx.part.view, text, span, inside, p.span, p.role.value))
    return [t for t in out if not _is_other(t)][:_MOST]


@lru_cache(maxsize=4)
def _shape(codes: tuple[str, ...]) -> re.Pattern[str]:
    """A search for a code as a word. It begins with the codes' first letters, to which the regex engine skips."""
    tails: dict[str, list[str]] = {}
    for code in sorted(codes, key=len, reverse=True):
        tails.setdefault(code[0], []).append(re.escape(code[1:]))
    first = "".join(tails)
    rest = "|".join(f"(?<={c})(?:{'|'.join(held)})" for c, held in tails.items())
    return re.compile(rf"[{first}](?<![A-Za-z0-9&.-][{first}])(?:{rest})(?![A-Za-z0-9&])(?!-\d)")


_OTHER_BEFORE = re.compile(r"(?:\b(?:key|keyless|remote|car|smart|watch|chain|door)\s|\d\s)$", re.I)
_OTHER_AFTER = re.compile(
    r"\s(?:watch|key|keys|code|codes|cleaning|system|part\b|fertili[sz]er|phosphate|§|\d+-\d+)|\s?[:：]?\s?[A-Z]-?\d{7}|[- ](?:regulated|compliant)",
    re.I,
)


def _is_other(t: Term) -> bool:
    """Key fobs, 21 CFR 177, the Spanish tax number (CIF: B12345678), CIP cleaning, CPT codes, DAP 18-46-0."""
    before, after = t.text[max(0, t.span.start - 10) : t.span.start], t.text[t.span.end : t.span.end + 14]
    return bool(
        (
            t.code in ("FOB", "CFR")
            and _OTHER_BEFORE.search(before)
            and not (t.code == "FOB" and before[-2:-1].isdigit())
        )
        or _OTHER_AFTER.match(after)
    )


@lru_cache(maxsize=256)
def said(listed: tuple[str, ...]) -> Words:
    """A search for any of the words, over folded text; `*` stands for further letters."""
    return Words((fold(w.removesuffix("*")).text for w in listed), lambda: _said(listed))


def _said(listed: tuple[str, ...]) -> re.Pattern[str]:
    spaced: list[str] = []
    unspaced: list[str] = []
    for word in dict.fromkeys(listed):
        folded = fold(word.removesuffix("*")).text
        open_end = word.endswith("*") or is_unspaced(folded[-1]) or not folded[-1].isalnum()
        held = unspaced if is_unspaced(folded[0]) else spaced
        held.append(re.escape(folded) + ("" if open_end else r"(?!\w)"))
    # One look at what stands before for all words: at most places no word begins, and none is tried.
    pieces = [*([rf"(?<!\w)(?:{'|'.join(spaced)})"] if spaced else []), *unspaced]
    return re.compile("|".join(pieces) or "(?!)")


def search_for(ctx: Context, key: str) -> Words:
    """The words of a kind, to be looked for in folded text."""
    return ctx.keep(("trade", key), lambda: said(words(ctx, key)))


def says(ctx: Context, key: str, text: str) -> bool:
    return search_for(ctx, key).search(fold(text, ctx.letters()).text) is not None


_AMOUNT = re.compile(
    r"(?:US\$|[$€£¥₩₽₫]|\b(?:USD|EUR|GBP|CNY|RMB|JPY|KRW|VND|IDR|INR|AUD|CAD|BRL|TRY|RUB|PLN|AED|SAR|HKD|SGD|MXN))\s?\d"
    r"|\d\s?(?:[$€£¥元₽₫円원]|(?:USD|EUR|GBP|CNY|RMB|JPY|KRW|VND|IDR|INR|AUD|CAD|BRL|TRY|RUB|PLN|AED|SAR|zł|TL|dollars?|euros?|yuan)\b|美元|人民币|欧元|美金|руб|долл|ドル|달러|دولار|يورو)"
)


def priced(t: Term) -> bool:
    """Whether an amount of money stands beside it, in its sentence."""
    low = max(t.sentence.start, t.span.start - _NEAR)
    return _AMOUNT.search(t.text, low, min(t.sentence.end, t.span.end + _NEAR)) is not None


def prices_in(t: Term) -> bool:
    """Whether its sentence names an amount of money."""
    return _AMOUNT.search(t.text, *t.sentence) is not None


def tied(ctx: Context, t: Term) -> bool:
    """Whether it is what a word before it says: "delivery terms: FOB", "our prices are FOB"."""
    low = max(t.sentence.start, t.span.start - _TIE - 14)
    before = fold(t.text[low : t.span.start], ctx.letters()).text
    found = [m.end() for m in said((*words(ctx, "terms"), *words(ctx, "price"))).pattern.finditer(before)]
    if not found:
        return False
    between = before[found[-1] :].strip()
    return len(between) <= _TIE and (between[-1:] in ":：=" or len(between.split()) <= 2)


def offered_as_choice(ctx: Context, t: Term, others: Iterable[Term]) -> bool:
    """Whether the sentence leaves it open: lists of terms, "on request", a question."""
    inside = t.text[t.sentence.start : t.sentence.end]
    if any(o.view is t.view and o.code != t.code and t.sentence.contains(o.span) for o in others):
        return True
    return inside.rstrip()[-1:] in ("?", "？", "؟") or says(ctx, "option", inside)
