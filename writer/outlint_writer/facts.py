"""The facts of a text: what a rewrite must keep and may not invent, as keys that are equal across locales."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from outlint.addresses import addresses
from outlint.text import Span
from outlint_rules.numbers import is_measure
from outlint_rules.spellings import measures
from outlint_writer.dates import dates
from outlint_writer.numbers import data, numbers

_CODE = re.compile(
    r"(?<![A-Za-z0-9_@])(?=[A-Za-z0-9./-]{0,40}[A-Za-z])(?=[A-Za-z./-]{0,40}\d)[A-Za-z0-9]+(?:[./-][A-Za-z0-9]+){0,8}(?![A-Za-z0-9_])"
)
_STANDARD = re.compile(
    r"(?<![A-Za-z0-9_])(?:ISO|IEC|EN|DIN|ASTM|ANSI|IATF|HS|BS|GB)(?:[ /-](?:ISO|IEC|EN|T))?(?:\s(?:code|no\.?))?[ -]?\d[\d.:-]{0,20}\d",
    re.I,
)
_PHONE = re.compile(r"(?<![\w+])\+\d[\d ()./-]{6,22}\d")
_MARKER = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]", re.M)
_ARABIC = {0x660 + n: str(n) for n in range(10)} | {0x6F0 + n: str(n) for n in range(10)} | {0x66B: ".", 0x66C: ","}


class Fact(NamedTuple):
    """`key` is what is compared: (kind, value, …); `text` how it was written first. A `soft` one may be left out, not made up."""

    key: tuple[str, ...]
    text: str
    soft: bool = False

    @property
    def kind(self) -> str:
        return self.key[0]


def facts(text: str, language: str | None) -> dict[tuple[str, ...], Fact]:
    """All facts of a text by key, in order. `language` tells 1.234 (English) from 1.234 (German). Linear.

    Merge variables must have been blanked by the caller: their digits are not the draft's.
    """
    normal = unicodedata.normalize("NFKC", _kept_powers(text)).translate(_ARABIC)
    out: dict[tuple[str, ...], Fact] = {}
    for fact in _Reader(normal, language or "en").read():
        if fact.key not in out or (out[fact.key].soft and not fact.soft):
            out[fact.key] = fact
    return out


def _kept_powers(text: str) -> str:
    """NFKC makes m² m2, which is what we want, but ® and fractions must not run into their neighbours."""
    return text.replace("½", " 1/2").replace("\ufffc", " ").replace("\0", " ")


@cache
def _names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Certificates ("mark") and terms of trade ("name"): as written, and in any case."""
    listed = data()["names"]
    return (
        ("mark", _words(listed["words"], 0)),
        ("mark", _words(listed["any-case"], re.I)),
        ("name", _words(listed["terms"], 0)),
        ("name", _words(listed["terms-any-case"], re.I)),
    )


def _words(words: list[str], flags: int) -> re.Pattern[str]:
    each = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z0-9_-])(?:{each})(?![A-Za-z0-9_])(?!-\d)", flags)


@cache
def _claims() -> re.Pattern[str]:
    """A group for each claim: its stems, at the start of a word where the script has words."""
    groups = []
    for name, stems in data()["claims"].items():
        each = "|".join(
            (r"(?<!\w)" if s[0] < "\u2e80" else "") + re.escape(s) for s in sorted(stems, key=len, reverse=True)
        )
        groups.append(f"(?P<{name}>{each})")
    return re.compile("|".join(groups), re.I)


@cache
def _times_of_year(language: str) -> tuple[re.Pattern[str] | None, dict[str, tuple[str, ...]]]:
    """Weekdays, and months that stand without a day, by their names in a language."""
    table = data()["calendar"].get(language)
    if not table:
        return None, {}
    keys: dict[str, tuple[str, ...]] = {
        w.lower(): ("weekday", str(n)) for n, listed in enumerate(table["weekdays"], 1) for w in listed.split("|")
    }
    keys |= {
        w.lower(): ("month", str(n)) for n, listed in enumerate(table["months"], 1) for w in listed.split("|") if w
    }
    each = "|".join(re.escape(w) for w in sorted(keys, key=len, reverse=True))
    edges = (r"(?<!\w)", r"(?!\w)") if next(iter(keys))[0] < "\u2e80" else ("", "")
    return re.compile(f"{edges[0]}(?:{each}){edges[1]}", re.I), keys


class _Reader:
    """Reads a text kind by kind; what one kind has taken is blanked for the next."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language

    def read(self) -> Iterator[Fact]:
        yield from (Fact(("claim", str(m.lastgroup)), m.group(), soft=True) for m in _claims().finditer(self.text))
        yield from self._addresses()
        yield from self._matches(_PHONE, "phone", lambda s: re.sub(r"\D", "", s))
        if self.language == "en":  # "1. May I …" is a list; "1. Mai" is a day
            self._blank([Span(*m.span()) for m in _MARKER.finditer(self.text)])
        taken = dates(self.text)
        yield from (Fact(f.key, self.text[f.span.start : f.span.end].strip()) for f in taken)
        self._blank([f.span for f in taken])
        self._blank([Span(*m.span()) for m in _MARKER.finditer(self.text)])
        yield from self._calendar()
        yield from self._matches(
            _STANDARD, "standard", lambda s: re.sub(r"[\s-]|code|no\.?", "", s.upper(), flags=re.I)
        )
        yield from self._codes()
        yield from self._numbers()
        for kind, pattern in _names():
            yield from self._matches(pattern, kind, str.upper)

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

    def _calendar(self) -> Iterator[Fact]:
        pattern, keys = _times_of_year(self.language.split("-")[0])
        if pattern is None:
            return
        found = list(pattern.finditer(self.text))
        yield from (Fact(keys[m.group().lower()], m.group()) for m in found)
        self._blank([Span(*m.span()) for m in found])

    def _codes(self) -> Iterator[Fact]:
        """Words of letters and digits (SUS304, AB-1234), unless they are a number with its unit or currency (25kg)."""
        spans = []
        for m in _CODE.finditer(self.text):
            word = m.group()
            if is_measure(word) or word.lower() in measures():
                continue
            spans.append(Span(*m.span()))
            yield Fact(("code", word.upper()), word)
        self._blank(spans)

    def _numbers(self) -> Iterator[Fact]:
        found = numbers(self.text, self.language)
        yield from (Fact((n.kind, n.value, n.unit), self.text[n.start : n.end].strip(), n.worded) for n in found)
