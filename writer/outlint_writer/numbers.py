"""Numbers of a text, those written as words among them: two samples, 两个. Figures are read by the rules' reader."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from outlint_rules.numbers import Number, measure, ranged, written

_CJK_NUMERAL = re.compile(
    r"(?<![第〇一二两兩三四五六七八九十百千万萬\d.])(?P<n>[二两兩三四五六七八九十百千][一二三四五六七八九十百千万萬]{0,6})(?=\s?(?:个|個|款|种|種|件|台|天|周|週|份|套|箱|只|名|位|家|年(?!代)|小时|小時|分钟|分鐘|米|吨|公斤|次|つ|日間|社|点(?![^\W\d]*[钟鐘])))"
)
_VALUES = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"两": 2, "兩": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}


@cache
def data() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("facts.toml").read_text("utf-8"))


def numbers(text: str, language: str) -> list[Number]:
    """All numbers of a text, in order; both ends of a range have its unit. Linear."""
    return ranged(text, sorted([*written(text, language), *_worded(text, language)], key=lambda n: n.start))


def _worded(text: str, language: str) -> Iterator[Number]:
    """Small numbers as words: "two samples", 两个. They count as numbers, but a bare one may be left out again."""
    pattern, words = _number_words(language.split("-")[0])
    if pattern is not None:
        for m in pattern.finditer(text):
            kind, unit, end, start = measure(text, *m.span())
            yield Number(kind, str(words[m.group().lower()]), unit, start, end, kind == "number")
    if language[:2] in ("zh", "ja"):
        for m in _CJK_NUMERAL.finditer(text):
            kind, unit, end, start = measure(text, *m.span())
            yield Number(kind, str(_cjk(m["n"])), unit, start, end, kind == "number" or unit == "piece")


@cache
def _number_words(language: str) -> tuple[re.Pattern[str] | None, dict[str, int]]:
    table = data()["words"].get(language)
    if not table:
        return None, {}
    words = {w: int(n) for n, listed in table.items() for w in listed.split()}
    ends = r"(?=\s?(?:개|가지|번|곳|대|종|주|달|시간|분|명|건))" if language == "ko" else r"(?![\w-])"
    return re.compile(r"(?<![\w-])(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")" + ends, re.I), words


def _cjk(written: str) -> int:
    """二 2, 十五 15, 三百 300, 五万 50000."""
    high, wan, low = written.replace("萬", "万").rpartition("万")
    if wan:
        return _cjk(high or "一") * 10_000 + (_cjk(low) if low else 0)
    total, digit = 0, 0
    for c in written:
        if c in _POWERS:
            total, digit = total + (digit or 1) * _POWERS[c], 0
        else:
            digit = _VALUES[c]
    return total + digit
