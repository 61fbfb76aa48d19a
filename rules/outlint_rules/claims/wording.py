"""What stands around a claim in its own words: a denial, quotation marks, and the place behind it for a remark."""

from __future__ import annotations

import re
from bisect import bisect_left

from outlint.finding import Fix
from outlint.rule import Context, Hit

_LONGEST = 120  # characters of a denial
_NEAR = 48  # characters before a claim in which a denial holds, within the clause
_CLAUSE_END = re.compile(
    r"[.!?;:。！？；\n]|[,，、،]\s?(?:(?:but|and|aber|und|mais|pero|mas|però|maar|ale|lecz|но|ama|fakat|nhưng|tetapi|tapi)\b|但|لكن)"
)
_QUOTE = re.compile('["“”„«»「」『』‘’《》]')


def quoted(hit: Hit) -> bool:
    """Whether the claim is somebody else's: in quotation marks, or the question of a subject."""
    text = hit.view.text
    before = text[max(0, hit.span.start - 60) : hit.span.start].rsplit("\n", 1)[-1]
    after = text[hit.span.end : hit.span.end + 60].split("\n", 1)[0]
    if len(_QUOTE.findall(before)) % 2 and _QUOTE.search(after):
        return True
    return hit.place == "subject" and text.rstrip()[-1:] in "?？؟吗嗎"


def denied(hit: Hit, barred: list[Hit]) -> bool:
    """Whether words in the same clause deny the claim or make it another's; `barred` in order."""
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


def bracketed(ctx: Context, hit: Hit, template: str, **values: str) -> Fix | None:
    """An unsafe fix that writes a remark in brackets behind a claim, as the language sets brackets."""
    lang = hit.phrase.lang
    said = ctx.worded(template).format(**values)
    text = f"（{said}）" if lang in ("zh", "ja") else f"({said})" if lang == "ko" else f" ({said})"
    end = hit.span.end
    return ctx.replace(hit.view, (end, end), text, safe=False)
