"""foreign-number-format: dates and decimals written otherwise than the reader's market writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from outlint.finding import Finding
from outlint.rule import Context
from outlint.view import View

_LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"  # or figure: what a number is part of; Chinese has no blanks
_NUMBER = re.compile(
    rf"(?<!{_LETTER})(?<![.,/-])"
    r"(?:\d{1,3}(?:,\d{3})+\.\d{1,3}|\d{1,3}(?:\.\d{3})+,\d{1,3}|\d{1,3}(?:[ \u00a0\u202f]\d{3})+[.,]\d{1,2}"
    r"|(?:(?<=[$€£¥₩]) ?|(?<=USD )|(?<=EUR )|(?<=GBP )|(?<=CNY )|(?<=US\$)|(?<=RMB ))\d+[.,]\d{2}"
    r"|\d+[.,]\d{2}(?= ?(?:[$€£¥₩]|USD\b|EUR\b|GBP\b|CNY\b|RMB\b|PLN\b|zł|руб|₽|美元|欧元|歐元|ドル|ユーロ|달러|유로)))"
    rf"(?!{_LETTER}|/|[.,]\d)"
)
_DATE = re.compile(rf"(?<!{_LETTER})(?<![./-])(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}})(?!{_LETTER}|/|[.-]\d)")
_FORMAT = re.compile(r"(DD|MM|YYYY|D|M)([./-])(DD|MM|YYYY|D|M)\2(DD|MM|YYYY|D|M)(?![\w])")
_YEAR_FIRST = {"YYYY年M月D日": ("年", "月", "日"), "YYYY. M. D.": (". ", ". ", ".")}
_STYLE = re.compile(r"1([.,  \u00a0\u202f])234(?:([.,])56)?")
_MOST = 50


class Style(NamedTuple):
    """How a market writes: decimal mark, mark between thousands, order of a date ("DMY") and its mark.

    `behind` are the marks behind year, month and day where a date is no row of figures with one mark between.
    """

    decimal: str
    group: str
    order: str
    mark: str
    behind: tuple[str, str, str] | None = None


def check(ctx: Context) -> Iterator[Finding]:
    for code in ctx.draft.markets:
        market = ctx.market_of(code)
        spoken = {name.split("-")[0] for name in market.get("languages", ())}
        style = _style(market.get("custom", {}))
        if style is None or ctx.draft.language not in spoken:
            continue  # an English mail to Germany is written as English writes
        sources = ((f"{code}: custom (confidence: {market['custom']['confidence']})", ""),)
        for n, (view, span, wanted) in enumerate(_foreign(ctx, style)):
            if n >= _MOST:
                break
            found = view.text[slice(*span)]
            if wanted is None:
                yield ctx.at(view, span, "date", found=found, market=code, sources=sources)
            else:
                fix = ctx.replace(view, span, wanted, safe=False)
                yield ctx.at(view, span, found=found, wanted=wanted, fix=fix, market=code, sources=sources)


def _style(custom: Mapping[str, Any]) -> Style | None:
    """The style that a market's formats show by their examples ("1.234,56", "DD.MM.YYYY"); None where they show none."""
    number = _STYLE.match(custom.get("number-format", ""))
    if number is None:
        return None
    group, decimal = number.group(1), number.group(2)
    said = custom.get("date-format", "")
    behind = next((marks for shape, marks in _YEAR_FIRST.items() if said.startswith(shape)), None)
    when = _FORMAT.match(said)
    order = "".join(when.group(i)[0] for i in (1, 3, 4)) if when else ""
    mark = when.group(2) if when else ""
    return Style(
        decimal or {",": ".", ".": ","}.get(group, ","), "\u00a0" if group.isspace() else group, order, mark, behind
    )


def _foreign(ctx: Context, style: Style) -> Iterator[tuple[View, tuple[int, int], str | None]]:
    for view, text, low, high in _regions(ctx):
        for m in _NUMBER.finditer(text, low, high):
            wanted = _number(m.group(), style)
            if wanted is not None:
                start = m.end() - len(m.group().lstrip())
                yield view, (start, m.end()), wanted.lstrip()
        if style.mark or style.behind:
            for m in _DATE.finditer(text, low, high):
                written = (int(m.group(1)), int(m.group(3)), int(m.group(4)))
                if m.group(2) != style.mark or not _possible(written, style.order):
                    yield view, m.span(), _day(written, style)


def _regions(ctx: Context) -> Iterator[tuple[View, str, int, int]]:
    subject = ctx.draft.subject
    if subject is not None:
        yield subject, subject.text, 0, len(subject.text)
    for p in ctx.paragraphs("body"):
        yield ctx.part.view, ctx.part.words, *p.span


def _number(text: str, style: Style) -> str | None:
    """The number as the market writes it; None when it already does."""
    mark = max(text.rfind("."), text.rfind(","))
    if text[mark] == style.decimal:
        return None
    whole = re.sub(r"[^\d]", "", text[:mark])
    grouped = re.search(r"\D", text[:mark].strip()) is not None
    digits = f"{int(whole):,}".replace(",", style.group) if grouped else whole
    return digits + style.decimal + text[mark + 1 :]


def _possible(written: tuple[int, int, int], order: str) -> bool:
    """Whether a date with its year at the end can be read in an order; an order with the year in front never."""
    if order not in ("DMY", "MDY"):
        return False
    month = written[1] if order == "DMY" else written[0]
    return month <= 12


def _day(written: tuple[int, int, int], style: Style) -> str | None:
    """The date as the market writes it; None where it is not certain which number is the month."""
    first, second, year = written
    if first > 12 >= second or first == second:
        day, month = first, second
    elif second > 12 >= first:
        day, month = second, first
    else:
        return None
    try:
        date(year, month, day)
    except ValueError:
        return None
    if style.behind:
        return "".join(f"{n}{mark}" for n, mark in zip((year, month, day), style.behind, strict=True))
    parts = {"D": f"{day:02}", "M": f"{month:02}", "Y": str(year)}
    return style.mark.join(parts[p] for p in style.order)
