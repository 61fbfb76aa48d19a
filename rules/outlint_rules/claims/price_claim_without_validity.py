"""price-claim-without-validity: lowest/best price, and no date until when."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from outlint import prose
from outlint.finding import Finding, Fix
from outlint.fold import fold
from outlint.rule import Context, Hit, apart
from outlint.text import Span

_MOST = 200  # claims looked at: each looks at its whole offer, and a mail with more is no mail
_LONGEST = 120  # characters of a denial
_NEAR = 48  # characters before a claim in which a denial holds, within the clause
_CLAUSE_END = re.compile(r"[.!?;:。！？；\n]|[,，、] (?:but|and|aber|und|mais|pero|mas)\b")
_NUMBERS = r"\d{1,4}\s?[./年-]\s?\d{1,2}(?:\s?[./月-]\s?\d{1,4})?日?|\d{1,2}\s?月\s?\d{1,2}\s?[日号號]|\d{1,2}\s?月[底末]|Q[1-4]\b"


def check(ctx: Context) -> Iterator[Finding]:
    claims = [h for h in ctx.hits("claim") if h.place in ("subject", "body")][:_MOST]
    if not claims:
        return
    barred = sorted(ctx.hits("negation"), key=lambda h: h.span)
    columns = _columns(claims)
    open_ = [h for h in claims if h not in columns and not _denied(h, barred) and not quoted(h)]
    body = [h for h in open_ if h.place == "body"]
    for hit in apart(open_):
        if not _dated(ctx, hit):
            yield ctx.at(
                hit.view, hit.span, phrase=hit.text, fix=_insert(ctx, hit) if hit in body or not body else None
            )


def _columns(claims: list[Hit]) -> set[Hit]:
    """Claims that are the name of a field in a list of offers: "Lowest price: $349" again and again."""
    named = [h for h in claims if _FIELD.match(h.view.text, h.span.end)]
    counts = Counter(h.text.lower() for h in named)
    return {h for h in named if counts[h.text.lower()] >= _MANY}


_FIELD = re.compile(r"\s{0,3}[:：]")
_MANY = 3
_QUOTE = re.compile('["“”„«»「」『』‘’《》]')


def quoted(hit: Hit) -> bool:
    """Whether the claim is somebody else's: in quotation marks, or the question of a subject."""
    text = hit.view.text
    before = text[max(0, hit.span.start - 60) : hit.span.start].rsplit("\n", 1)[-1]
    after = text[hit.span.end : hit.span.end + 60].split("\n", 1)[0]
    if len(_QUOTE.findall(before)) % 2 and _QUOTE.search(after):
        return True
    return hit.place == "subject" and text.rstrip()[-1:] in "?？؟吗嗎"


def _denied(hit: Hit, barred: list[Hit]) -> bool:
    """Whether words in the same clause deny the claim or make it another's."""
    text = hit.view.text
    first = bisect_left(barred, hit.span.start - _NEAR - _LONGEST, key=lambda b: b.span.start)
    for b in barred[first:]:
        if b.span.start > hit.span.end + _NEAR:
            break
        if b.view is not hit.view or hit.span.contains(b.span):
            continue
        low, high = min(b.span.end, hit.span.end), max(b.span.start, hit.span.start)
        if b.span.overlaps(hit.span) or (high - low <= _NEAR and not _CLAUSE_END.search(text, low, high)):
            return True
    return False


def _dated(ctx: Context, hit: Hit) -> bool:
    """Whether a validity wording, or a date or period, stands in the same offer.

    The offer of a claim in the body is its paragraph and the next one; of one in the subject, the subject and the
    whole body, since the body is what the subject announces.
    """
    validity = ctx.hits("validity")
    if hit.place == "subject":
        regions = [(ctx.part.view.text, Span(0, len(ctx.part.view.text))), (hit.view.text, Span(0, len(hit.view.text)))]
        return bool(validity) or any(_expires(ctx, text, span) for text, span in regions)
    paragraphs = [p for p in ctx.part.paragraphs if p.role.value in ("body", "closing")]
    at = next((i for i, p in enumerate(paragraphs) if p.span.contains(hit.span)), None)
    if at is None:
        return False
    offer = Span(paragraphs[at].span.start, paragraphs[min(at + 1, len(paragraphs) - 1)].span.end)
    known: dict[Span, bool] = ctx.memo.setdefault("dated offers", {})
    if offer not in known:
        known[offer] = any(v.view is hit.view and offer.contains(v.span) for v in validity) or _expires(
            ctx, ctx.part.view.text, offer
        )
    return known[offer]


def _expires(ctx: Context, text: str, span: Span) -> bool:
    """Whether "until" and a date say an end: "until 31 March", "bis Ende Juni", "3月31日まで".

    A date in a sentence about something else (delivery, a fair, a meeting) is not the price's.
    """
    lexicons = [entry.get("time", {}) for entry in ctx.lexicon.values()]
    until = tuple(sorted({w for t in lexicons for w in t.get("until", ())}))
    dates = tuple(
        sorted({w for t in lexicons for k in ("months", "weekdays", "relative", "units") for w in t.get(k, ())})
    )
    if not until:
        return False
    other = [h.span for h in ctx.hits("elsewhere") if h.view.text is text]
    pattern = _ending(until, dates)
    letters = ctx.letters()
    for s in prose.sentences(text, *span):
        if any(s.contains(o) for o in other):
            continue
        if pattern.search(fold(text[s.start : s.end], letters).text):
            return True
    return False


@lru_cache(maxsize=16)
def _ending(until: tuple[str, ...], dates: tuple[str, ...]) -> re.Pattern[str]:
    """ "until" words within a few characters of a date, before or behind it."""

    def words(items: tuple[str, ...]) -> str:
        folded = sorted({fold(w).text for w in items}, key=len, reverse=True)
        spaced = [re.escape(w) for w in folded if w.isascii() or not "\u3040" <= w[0] <= "\u9fff"]
        other = [re.escape(w) for w in folded if "\u3040" <= w[0] <= "\u9fff"]
        return "|".join([*([rf"\b(?:{'|'.join(spaced)})\b"] if spaced else []), *other]) or "(?!)"

    date = rf"(?:{_NUMBERS}|{words(dates)})"
    marker = rf"(?:{words(until)})"
    return re.compile(rf"{marker}[^.!?。！？\n]{{0,24}}?{date}|{date}[^.!?。！？\n]{{0,12}}?{marker}")


def _insert(ctx: Context, hit: Hit) -> Fix | None:
    lang = hit.phrase.lang
    template = ctx.data.get(lang, {}).get("insert")
    if template is None or hit.place == "subject":
        return None
    from babel.dates import format_date

    day = ctx.settings.today + timedelta(days=int(ctx.options["days"]))
    said = ctx.worded(template).format(
        date=format_date(day, "long", locale={"zh": "zh_CN", "pt": "pt_BR"}.get(lang, lang))
    )
    cjk = lang in ("zh", "ja")
    text = f"（{said}）" if cjk else f" ({said})"
    end = hit.span.end
    return ctx.replace(hit.view, (end, end), text, safe=False)
