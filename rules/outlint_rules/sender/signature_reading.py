"""Takes a signature apart: which of its pieces are a name, a title, a company, a telephone, a site.

In doubt a piece is what is still wanted: the rule tells what is missing, so it must not miss what is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from outlint.fold import fold
from outlint.rule import Context
from outlint_rules.lists import listed


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the draft's languages, as `_padded` writes them."""

    titles: tuple[str, ...]
    firms: tuple[str, ...]
    teams: tuple[str, ...]
    at: tuple[str, ...]
    reach: tuple[str, ...]
    small: frozenset[str]
    filled: Mapping[str, str]


def words_of(ctx: Context) -> Words:
    profile = ctx.settings.profile
    brands = profile.get("brands", ())
    own = (str(profile.get("company", "")), *([brands] if isinstance(brands, str) else brands))
    return ctx.keep(("signature", own), lambda: _words_of(ctx, own))


def _words_of(ctx: Context, own: Sequence[str]) -> Words:
    data = ctx.data_of("incomplete-signature")
    forms = ctx.data_of("missing-sender-identity").get("any", {}).get("forms", ())
    return Words(
        _items(tuple(w for d in data.values() for w in d.get("titles", ()))),
        _items((*(w for d in data.values() for w in d.get("firms", ())), *forms, *(w for w in own if w.strip()))),
        _items(tuple(w for d in data.values() for w in d.get("teams", ()))),
        _items(tuple(w for d in data.values() for w in d.get("at", ()))),
        _items(tuple(data["any"]["reach"])),
        frozenset(data["any"]["small"]),
        data["any"]["filled"],
    )


@dataclass(slots=True)
class Reading:
    """What a signature was found to say; `others` counts pieces that are a name, or a title or company unheard of."""

    words: Words
    found: set[str] = field(default_factory=set)
    others: int = 0

    def fill(self, name: str) -> bool:
        """Take in a merge variable by its name; whether that says what it fills."""
        lower = name.lower().replace("_", " ").replace(".", " ")
        known = [key for key, pattern in self.words.filled.items() if _pattern(pattern).search(lower)]
        if "company" in known and "name" in known and not _pattern(r"\b(?:your|my|full|first|last)\b").search(lower):
            known.remove("name")  # company_name
        self.found.update(k for k in known if k != "nothing")
        return bool(known) and "signature" not in lower

    def add(self, text: str) -> None:
        for line in text.splitlines():
            for piece in _strong().split(line):
                if piece.strip():
                    self._piece(piece.strip())

    def settle(self) -> None:
        """Give what nobody knows to what is still wanted, in the order a signature has it."""
        for key in ("name", "company", "title"):
            if key not in self.found and self.others:
                self.found.add(key)
                self.others -= 1

    def _piece(self, piece: str) -> None:
        padded = _padded(piece)
        if _holds(padded, self.words.reach) or _phone().search(piece):
            self.found.add("phone")
        if _site(piece):
            self.found.add("site")
        if ("@" in piece and "." in piece) or _phone().search(piece) or _site(piece):
            head = re.split(r"[:：\d+]|https?://|www\.|\S+@", piece, maxsplit=1)[0]
            if len(head.split()) < 2 and not _holds(_padded(head), self.words.firms):
                return
            padded = _padded(head)
        titled, firm = _holds(padded, self.words.titles), _holds(padded, self.words.firms)
        if titled:
            self.found.add("title")
        if firm:
            self.found.add("company")
        if _holds(padded, self.words.teams):
            self.found.add("name")
            if self._beside_team(padded):
                self.found.add("company")
            return
        self.others += self._rest(piece, titled or firm)

    def _beside_team(self, padded: str) -> bool:
        """Whether "Team" says whose: "Hart Team", "L'équipe Hart", not "The team"."""
        for team in self.words.teams:
            padded = padded.replace(team, " ")
        return any(word not in self.words.small for word in padded.split())

    def _rest(self, piece: str, known: bool) -> int:
        """How many entries of a piece are neither title nor company: "Li Na, Export Manager" has one."""
        entries = [e.strip() for e in _weak().split(self._apart(piece)) if e.strip(" \t-–—_*=.")]
        if known and len(entries) == 1:
            return _before(entries[0], self.words)
        free = 0
        for entry in entries:
            padded = _padded(entry)
            taken = _holds(padded, self.words.titles) or _holds(padded, self.words.firms)
            if not taken and len(entry.split()) < 7 and any(c.isalpha() for c in entry):
                free += 1
        return free

    def _apart(self, piece: str) -> str:
        """A piece with a comma where "at" or "@" joins a title and a company."""
        words = piece.split(" ")
        joined = {w.strip() for w in self.words.at}
        return " ".join("," if fold(w).text in joined and 0 < i < len(words) - 1 else w for i, w in enumerate(words))


def _before(entry: str, words: Words) -> int:
    """Whether a name stands in one entry with a title or company: "営業部 山田太郎", "김민수 과장"."""
    parts = entry.split()
    if len(parts) < 2 or entry.isascii():
        return 0
    return int(any(not _holds(_padded(p), (*words.titles, *words.firms)) and not p.isascii() for p in parts))


def _holds(padded: str, items: tuple[str, ...]) -> bool:
    whole, others = _sorted(items)
    return not whole.isdisjoint(padded.split()) or any(map(padded.__contains__, others))


@lru_cache(maxsize=64)
def _sorted(items: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The items that are one whole word, without their blanks, and the others."""
    words = {i for i in items if i[0] == i[-1] == " " and i.count(" ") == 2}
    return frozenset(w.strip() for w in words), tuple(i for i in items if i not in words)


@lru_cache(maxsize=64)
def _items(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words as they are looked for: whole in scripts with blanks, open at the end for "*", anywhere in the others."""
    out = []
    for word in dict.fromkeys(words):
        if (word[0] >= "\u0e00" and not word.isascii()) or any("\u3040" <= c <= "\uffdc" for c in word):
            out.append(fold(word).text.strip())
        elif word == "@":
            out.append(" @ ")
        elif said := _padded(word.removesuffix("*")).strip():
            out.append(f" {said}" if word.endswith("*") else f" {said} ")
    return tuple(out)


@lru_cache(maxsize=512)
def _padded(text: str) -> str:
    """Text in lower case, all signs blanks, a blank at both ends."""
    return f" {' '.join(_sign().sub(' ', fold(text).text).split())} "


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(r"[^\w@&']+")


@cache
def _strong() -> re.Pattern[str]:
    return re.compile(r"[|｜·•‧\t]|\s[-–—/]\s| {3,}")


@cache
def _weak() -> re.Pattern[str]:
    return re.compile(r"[,，;；、/()（）]|\s[-–—]\s")


@cache
def _phone() -> re.Pattern[str]:
    return re.compile(r"(?<![\w.])(?:\+|00)?\(?\d(?:[ ().\-/–]{0,3}\d){6,14}")


@cache
def _domain() -> re.Pattern[str]:
    return re.compile(r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,5}([a-z]{2,24})(?![\w@])", re.I)


def _site(piece: str) -> bool:
    if "." not in piece:
        return False
    if "://" in piece or "www." in piece.lower():
        return True
    tlds = listed("tlds", {})
    return any(m[1].lower() in tlds or m[1].lower() == "example" for m in _domain().finditer(piece))


@lru_cache(maxsize=16)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)
