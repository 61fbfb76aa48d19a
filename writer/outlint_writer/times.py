"""Times of day of any locale as "14:30": 2:30 p.m. = 14.30 Uhr = 14h30 = 下午2点30分."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_COLON = re.compile(
    r"(?P<before>[上下]午|晚上|早上|午[前後]|오[전후])?\s?(?<![\d:.,])(?P<h>[01]?\d|2[0-3])(?::(?P<m>[0-5]\d)(?::[0-5]\d)?"
    r"(?:\s?(?P<half>[ap]\.?m\b\.?|مساءً?|صباح[اً]{0,2}))?(?:\s(?:Uhr|uur|h)\b)?|\s?(?P<half2>[ap]\.?m\b\.?))(?![\d:])",
    re.I,
)
_LETTER = re.compile(
    r"(?<![\w:.,])(?P<h>[01]?\d|2[0-3])\s?(?:h|heures?|giờ|ч\.?)\s?(?P<m>[0-5]\d)(?!\d)(?:\s?(?:min\b|phút|мин\b\.?))?"
)
_MARKED = re.compile(
    r"(?<!\w)(?:ore|alle|dalle|pukul|jam|saat|godz\.|godzinie|o|um|om|às|as|las|в)\s(?P<h>[01]?\d|2[0-3])\.(?P<m>[0-5]\d)(?![\d.,]|\s?[%€$£₽A-Z]|\s?(?:kg|mm|cm|m|g|t)\b)(?:\s(?:h|WIB|WITA|WIT|Uhr|uur)\b)?"
)
_SUFFIXED = re.compile(r"(?<![\w:.,])(?P<h>[01]?\d|2[0-3])\.(?P<m>[0-5]\d)\s?(?:Uhr|uur|WIB|WITA|h)\b")
_CJK = re.compile(
    r"(?:(?P<before>[上下]午|晚上|早上|午[前後]|오[전후])\s?)?(?<![\d:.,])(?P<h>[01]?\d|2[0-3]|十?[一二两兩三四五六七八九十])\s?"
    r"(?P<sign>[点點時시])\s?(?:(?P<m>[0-5]?\d)\s?[分분](?![钟鐘])|(?P<thirty>[半반])|(?P<whole>[钟鐘整]))?(?![間间간])"
)
_NUMERALS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"两": 2, "兩": 2}
_LATE = ("p", "下午", "晚上", "午後", "오후", "مس")
_EARLY = ("a", "上午", "早上", "午前", "오전", "صب")


class Time(NamedTuple):
    clock: str
    start: int
    end: int


def times(text: str) -> Iterator[Time]:
    """The times of day in a text, pattern by pattern; some may overlap. Linear."""
    if not any(c.isdigit() for c in text) and not any(c in text for c in "点點時시"):
        return
    for pattern in (_COLON, _LETTER, _MARKED, _SUFFIXED):
        for m in pattern.finditer(text):
            parts = m.groupdict()
            half = parts.get("before") or parts.get("half") or parts.get("half2") or ""
            start = m.start() if parts.get("before") else m.start("h")
            yield Time(_clock(int(m["h"]), m["m"] or "00", half), start, m.end())
    for m in _CJK.finditer(text):
        # "3点" alone may be three points, "14時" may not
        if m["before"] or m["m"] or m["thirty"] or m["whole"] or (m["sign"] in "時시" and m["h"].isdecimal()):
            minute = "30" if m["thirty"] else f"{int(m['m'] or 0):02}"
            yield Time(_clock(_number(m["h"]), minute, m["before"] or ""), *m.span())


def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    tens, _, ones = written.rpartition("十") if "十" in written else ("", "", written)
    return (10 if "十" in written else 0) + _NUMERALS.get(ones, 0) + 10 * max(_NUMERALS.get(tens, 1) - 1, 0)


def _clock(hour: int, minute: str, half: str) -> str:
    low = half.lower()
    if hour <= 12 and low.startswith(_LATE):
        hour = hour % 12 + 12
    elif hour == 12 and low.startswith(_EARLY):
        hour = 0
    return f"{hour}:{minute}"
