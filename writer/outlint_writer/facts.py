"""The facts of a text: what a rewrite must keep and may not invent, as keys that are equal across locales."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from outlint.addresses import addresses
from outlint.text import Span
from outlint_writer.dates import dates

_GROUPS = "'’\u00a0\u202f\u2009 "
_LOOSE = re.compile(r"\d+(?:[.,]\d+){0,8}")
_CODE = re.compile(
    r"(?<![A-Za-z0-9_@])(?=[A-Za-z0-9./-]{0,40}[A-Za-z])(?=[A-Za-z./-]{0,40}\d)[A-Za-z0-9]+(?:[./-][A-Za-z0-9]+){0,8}(?![A-Za-z0-9_])"
)
_STANDARD = re.compile(
    r"(?<![A-Za-z0-9_])(?:ISO|IEC|EN|DIN|ASTM|ANSI|IATF|HS|BS|GB)(?:[ /-](?:ISO|IEC|EN|T))?(?:\s(?:code|no\.?))?[ -]?\d[\d.:-]{0,20}\d",
    re.I,
)
_PHONE = re.compile(r"(?<![\w+])\+\d[\d ()./-]{6,22}\d")
_MARKER = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]", re.M)
_LETTERS = re.compile(r"[^\W\d_]+")


class Fact(NamedTuple):
    """`key` is what is compared: (kind, value, …); `text` how it was written first."""

    key: tuple[str, ...]
    text: str

    @property
    def kind(self) -> str:
        return self.key[0]


def facts(text: str, language: str | None) -> dict[tuple[str, ...], Fact]:
    """All facts of a text by key, in order. `language` tells 1.234 (English) from 1.234 (German). Linear.

    Merge variables must have been blanked by the caller: their digits are not the draft's.
    """
    reader = _Reader(unicodedata.normalize("NFKC", _kept_powers(text)), language or "en")
    out: dict[tuple[str, ...], Fact] = {}
    for fact in reader.read():
        out.setdefault(fact.key, fact)
    return out


def _kept_powers(text: str) -> str:
    """NFKC makes m² m2, which is what we want, but ® and fractions must not run into their neighbours."""
    return text.replace("½", " 1/2").replace("\ufffc", " ").replace("\0", " ")


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("facts.toml").read_text("utf-8"))


@cache
def _measures() -> dict[str, tuple[str, str]]:
    """Spelling, folded -> (kind, canonical)."""
    out: dict[str, tuple[str, str]] = {}
    for kind, table in (("unit", "units"), ("money", "currencies")):
        for canonical, spellings in _data()[table].items():
            for s in spellings:
                out.setdefault(unicodedata.normalize("NFKC", s).lower(), (kind, canonical))
    return out


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(a measure right behind a number, a currency right before one)."""
    words = sorted(_measures(), key=len, reverse=True)
    behind = "|".join(re.escape(w) + (r"(?![^\W\d_])" if w[-1].isascii() or w[-1] < "\u3040" else "") for w in words)
    money = [w for w in words if _measures()[w][0] == "money"]
    before = "|".join((r"(?<![A-Za-z])" if w[0].isalpha() else "") + re.escape(w) for w in money)
    return re.compile(rf"[ \u00a0\u202f-]?(?:{behind})", re.I), re.compile(rf"(?:{before})[ \u00a0\u202f]?$", re.I)


@cache
def _names() -> re.Pattern[str]:
    words = sorted(_data()["names"]["words"], key=len, reverse=True)
    return re.compile(r"(?<![A-Za-z0-9_-])(?:" + "|".join(map(re.escape, words)) + r")(?![A-Za-z0-9_-])")


@cache
def _separators(language: str) -> tuple[str, str]:
    """(decimal sign, sign between thousands) of a language."""
    from babel.core import UnknownLocaleError
    from babel.numbers import get_decimal_symbol, get_group_symbol

    try:
        code = "ar_EG" if language == "ar" else language.replace("-", "_")
        decimal, group = get_decimal_symbol(code), get_group_symbol(code)
    except (UnknownLocaleError, ValueError):
        return ".", ","
    return (decimal, group) if decimal in ".," else (".", ",")


class _Reader:
    """Reads a text kind by kind; what one kind has taken is blanked for the next."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.decimal = _separators(language)[0]

    def read(self) -> Iterator[Fact]:
        yield from self._addresses()
        yield from self._matches(_PHONE, "phone", lambda s: re.sub(r"\D", "", s))
        self._blank([Span(*m.span()) for m in _MARKER.finditer(self.text)])
        taken = dates(self.text)
        yield from (Fact(f.key, self.text[f.span.start : f.span.end]) for f in taken)
        self._blank([f.span for f in taken])
        yield from self._matches(_STANDARD, "code", lambda s: re.sub(r"[\s-]|code|no\.?", "", s.upper(), flags=re.I))
        yield from self._codes()
        yield from self._numbers()
        yield from self._matches(_names(), "name", str.upper)

    def _blank(self, spans: list[Span]) -> None:
        out, at = [], 0
        for start, end in sorted(spans):
            if start >= at:
                out += [self.text[at:start], "\0" * (end - start)]
                at = end
        self.text = "".join([*out, self.text[at:]])

    def _addresses(self) -> Iterator[Fact]:
        _urls, all_ = addresses(self.text)
        for span in all_:
            written = self.text[span.start : span.end]
            if written.startswith("`"):
                continue
            yield Fact(("address", written.rstrip("/").lower()), written)
        self._blank([s for s in all_ if self.text[s.start] != "`"])

    def _matches(self, pattern: re.Pattern[str], kind: str, key: Any) -> Iterator[Fact]:
        spans = []
        for m in pattern.finditer(self.text):
            spans.append(Span(*m.span()))
            yield Fact((kind, key(m.group())), m.group())
        self._blank(spans)

    def _codes(self) -> Iterator[Fact]:
        """Words of letters and digits (SUS304, AB-1234), unless they are a number with its unit or currency (25kg)."""
        spans = []
        for m in _CODE.finditer(self.text):
            word = m.group()
            if self._is_measure(word) or word.lower() in _measures():
                continue
            spans.append(Span(*m.span()))
            yield Fact(("code", word.upper()), word)
        self._blank(spans)

    @staticmethod
    def _is_measure(word: str) -> bool:
        letters = _LETTERS.findall(word)
        if len(letters) != 1 or not (word.startswith(letters[0]) or word.endswith(letters[0])):
            return any(word.lower().endswith(u) and re.fullmatch(r"[\d.,-]+", word[: -len(u)]) for u in ("m2", "m3"))
        known = _measures().get(letters[0].lower())
        return known is not None and (word.endswith(letters[0]) or known[0] == "money")

    def _numbers(self) -> Iterator[Fact]:
        """Numbers with the unit or currency beside them."""
        at = 0
        for m in _LOOSE.finditer(self.text):
            if m.start() < at:
                continue
            end = self._grouped_end(m)
            written = self.text[m.start() : end]
            value = self._value(written)
            multiplier = _data()["multipliers"].get(self.text[end : end + 1])
            if multiplier:
                value, end = value * multiplier, end + 1
            kind, unit, end, start = self._measure(m.start(), end)
            yield Fact((kind, _plain(value), unit), self.text[start:end].strip())
            at = end

    def _grouped_end(self, m: re.Match[str]) -> int:
        """Where a number ends whose thousands are set apart by blanks or apostrophes: 1 234 567,89."""
        end = m.end()
        if len(m.group()) > 3:
            return end
        while True:
            n = re.compile(rf"[{_GROUPS}]\d{{3}}(?!\d)").match(self.text, end)
            if n is None:
                break
            end = n.end()
        if end > m.end():
            tail = re.compile(r"[.,]\d+(?!\d)").match(self.text, end)
            end = tail.end() if tail else end
        return end

    def _value(self, written: str) -> Decimal:
        digits = re.sub(f"[{_GROUPS}]", "", written)
        points = [c for c in digits if c in ".,"]
        if not points:
            return Decimal(digits)
        last = points[-1]
        head, _, tail = digits.rpartition(last)
        head_plain = re.sub(r"[.,]", "", head)
        if len(set(points)) == 2:
            return Decimal(f"{head_plain}.{tail}")
        if len(points) > 1:
            return Decimal(head_plain + tail) if len(tail) == 3 else Decimal(int(head_plain + tail))
        thousands = len(tail) == 3 and 1 <= len(head) <= 3 and head[0] != "0" and self.decimal != last
        return Decimal(head + tail) if thousands else Decimal(f"{head}.{tail}")

    def _measure(self, start: int, end: int) -> tuple[str, str, int, int]:
        """(kind, unit, end, start) of a number: a currency before it counts more than a word behind."""
        behind, before = _around()
        low = max(0, start - 14)
        b = before.search(self.text[low:start])
        if b is not None:
            return "money", _measures()[b.group().strip().lower()][1], end, low + b.start()
        a = behind.match(self.text, end)
        if a is not None:
            kind, unit = _measures()[a.group().strip(" \u00a0\u202f-").lower()]
            return kind, unit, a.end(), start
        return "number", "", end, start


def _plain(value: Decimal) -> str:
    normal = value.normalize()
    return format(normal, "f")
