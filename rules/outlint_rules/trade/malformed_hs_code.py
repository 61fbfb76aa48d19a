"""malformed-hs-code: codes of goods that are cut short, too long, wrongly grouped, or of no chapter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from outlint.finding import Finding
from outlint.rule import Context, Hit
from outlint_rules.trade import terms as trade

_MOST = 50
_LIST = 12  # codes behind one word
_EDITIONS = frozenset({"1996", "2002", "2007", "2012", "2017", "2022", "2028"})
_LENGTHS = frozenset({6, 8, 10})


def check(ctx: Context) -> Iterator[Finding]:
    for hit in ctx.hits("label", *ctx.rule.scope)[:_MOST]:
        for m in _codes(hit):
            told = _fault(ctx, m["code"], heading=hit.phrase.weight < 1)
            if told is not None:
                yield ctx.at(hit.view, m.span("code"), told, code=m["code"], n=sum(map(str.isdigit, m["code"])))


@cache
def _first() -> re.Pattern[str]:
    return re.compile(
        r"(?:\s?(?:no|nr|number|nº|n°|№)\b\.?)?(?:\s?[(（][^()（）\n]{1,24}[)）])?(?: (?:of|for)(?: [a-z-]+){1,3})?\s?"
        r"(?:(?:(?:is|are|ist|lautet|est|es|é|è|to|là|adalah)\b|[:：=#–—]|为|是|は|는|은|هو)\s?){0,2}(?P<code>\d+(?:[. -]\d+)*)"
    )


@cache
def _next() -> re.Pattern[str]:
    return re.compile(r"\s?(?:[,;、，；/]|and|und|et|y|和|及)\s?(?P<code>\d{2,}(?:[. -]\d+)*)")


def _codes(hit: Hit) -> Iterator[re.Match[str]]:
    """The code behind the word, and those in a list with it; none that goes on in letters (7324.XX)."""
    text = hit.view.text
    m = _first().match(text, hit.span.end)
    for _ in range(_LIST):
        if m is None or re.match(r"\w|[.*?_-][\w*?]|%|\s?(?:%|digits?|位|桁|자리)", text[m.end() : m.end() + 8]):
            return
        yield m
        m = _next().match(text, m.end())
        if m is not None and len(m["code"]) < 6:
            return


def _fault(ctx: Context, code: str, heading: bool) -> str | None:
    """The message for what is wrong with a code; None where nothing is."""
    groups = re.split("[. -]", code)
    digits = "".join(groups)
    if len(digits) < 3 or digits in _EDITIONS:
        return None
    if digits[:2] not in (*trade.table(ctx)["chapters"], "98", "99"):
        return "chapter"
    fits = _LENGTHS | _national(ctx) | ({2, 4} if heading else set())
    if len(digits) in fits:
        return None if _grouped(groups) else "grouping"
    for i, c in enumerate(code):  # "732410 500 pieces": what stands behind a blank may be something else
        if c == " " and sum(map(str.isdigit, code[:i])) in fits:
            return None
    return "short" if len(digits) < 6 else "default"


def _national(ctx: Context) -> set[int]:
    """Lengths that a draft's languages and markets write beside 6, 8 and 10."""
    longer = ctx.data["any"]["national"]
    return {n for key in (*ctx.languages, *ctx.draft.markets) for n in longer.get(key, ())}


def _grouped(groups: list[str]) -> bool:
    """Whether the parts are as tariffs print them: 7324.10, 7324.10.00, 7324 10 000 0, 7324.10-000."""
    sizes = [len(g) for g in groups]
    return len(sizes) == 1 or sizes[:2] == [4, 2] or all(n in (2, 4, 6, 8) for n in sizes)
