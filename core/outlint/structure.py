"""The words by which a mail is taken apart before its language is known, and the entry point that does it.

Every reader uses `assign_roles` on the text of its view and the paragraphs it found; how roles are told apart is in
roles/. The words stand in the rules package (lexicons/structure/<lang>.toml) and come here as plain data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from outlint.fold import fold
from outlint.roles import Piece, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from outlint.draft import Paragraph

__all__ = ["Openings", "Piece", "Structure", "assign_roles"]


def assign_roles(
    text: str, paragraphs: Sequence[Piece], structure: Structure, holes: Mapping[int, str] | None = None
) -> tuple[Paragraph, ...]:
    """Paragraphs with roles, in order, not overlapping; white space is all that stands between them.

    `text` is a view's text and `paragraphs` its pieces in order, not overlapping. A piece is split where a greeting, a
    closing or a signature stands on a line of its own above or below other text; one with a role keeps it (a signature
    may still turn out to be a quote or footer). `holes` maps the offset of a merge variable's hole to the variable's
    name, by which a signature ("[Your Name]") is told from a button ("[Book a call]"). Linear; never raises.
    """
    return told(text, paragraphs, structure, holes or {})


class Openings:
    """Phrases that a line may open with. `end(text)` is where the longest one ends, 0 when there is none."""

    __slots__ = ("_by_start",)

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for phrase in sorted(set(phrases), key=len, reverse=True):
            self._by_start.setdefault(phrase[:2], []).append(phrase)

    def may_open(self, text: str) -> bool:
        """Whether a phrase begins as the text does: a quick look."""
        return text[:2] in self._by_start

    def end(self, text: str) -> int:
        for phrase in self._by_start.get(text[:2], ()):
            if text.startswith(phrase):
                end = len(phrase)
                # a phrase of a spaced script is a whole word; Chinese and Japanese have no word ends to look at
                if phrase[-1] >= "\u3040" or not phrase[-1].isalnum() or not text[end : end + 1].isalnum():
                    return end
        return 0


@dataclass(frozen=True)
class Structure:
    """Words of all languages together, made once from the data files: {language: {key: words}} as `compiled` makes them.

    Keys: greetings, greeting_ends (何々様), greeting_names (王总：), closings, wishes (closings that go on: 祝您…),
    signers and surnames (who may sign without a closing), postscripts, quotes ("on ... wrote:"), footers (opt-out and
    notices), legal (count at the very end only), subject and headers (names of header lines), words (function words).
    A missing key is empty.
    """

    data: Mapping[str, Mapping[str, Any]]

    @classmethod
    def from_data(cls, data: Mapping[str, Mapping[str, Any]]) -> Structure:
        return cls(data)

    def _all(self, key: str) -> list[str]:
        return [word for entry in self.data.values() for word in entry.get(key, ())]

    @cached_property
    def greeting(self) -> Openings:
        return Openings(self._all("greetings"))

    @cached_property
    def greeting_ends(self) -> tuple[str, ...]:
        return tuple(self._all("greeting_ends"))

    @cached_property
    def greeting_names(self) -> tuple[str, ...]:
        return tuple(self._all("greeting_names"))

    @cached_property
    def closing(self) -> Openings:
        return Openings([*self._all("closings"), *self._all("wishes")])

    @cached_property
    def wishes(self) -> frozenset[str]:
        return frozenset(self._all("wishes"))

    @cached_property
    def signers(self) -> frozenset[str]:
        return frozenset(self._all("signers"))

    @cached_property
    def surnames(self) -> frozenset[str]:
        """First characters of names in scripts without capitals."""
        return frozenset("".join(self._all("surnames")))

    @cached_property
    def postscript(self) -> Openings:
        return Openings(self._all("postscripts"))

    @cached_property
    def footers(self) -> tuple[str, ...]:
        return tuple(self._all("footers"))

    @cached_property
    def footer_search(self) -> Any:
        """Finds all footers in a line in one pass; there are too many to look for one by one."""
        return _searcher(self.footers)

    @cached_property
    def legal(self) -> tuple[str, ...]:
        return tuple(self._all("legal"))

    @cached_property
    def legal_search(self) -> Any:
        return _searcher(self.legal)

    @cached_property
    def quotes(self) -> Mapping[str, tuple[str, ...]]:
        """How the line above a quoted mail opens -> how it ends ("" when the opening says it all)."""
        out: dict[str, tuple[str, ...]] = {}
        for word in self._all("quotes"):
            head, _, tail = word.partition(" ... ")
            if not word.startswith("... "):
                out[head] = (*out.get(head, ()), tail)
        return out

    @cached_property
    def quote_ends(self) -> tuple[str, ...]:
        """How that line ends where it opens with a date or a name: "... написал:"."""
        return tuple(word[4:] for word in self._all("quotes") if word.startswith("... "))

    @cached_property
    def quote_end_marks(self) -> frozenset[str]:
        return frozenset(end[-1] for end in self.quote_ends)

    @cached_property
    def quote(self) -> Openings:
        return Openings(self.quotes)

    @cached_property
    def header_names(self) -> Mapping[str, str]:
        """Folded header word -> header name ("betreff" -> "subject")."""
        names: dict[str, str] = {}
        for entry in self.data.values():
            names.update(dict.fromkeys(entry.get("subject", ()), "subject"))
            names.update(entry.get("headers", {}))
        return names

    @cached_property
    def function_words(self) -> Mapping[str, tuple[str, ...]]:
        """Word -> the languages it is a function word of."""
        out: dict[str, tuple[str, ...]] = {}
        for lang, entry in self.data.items():
            for word in entry.get("words", ()):
                out[word] = (*out.get(word, ()), lang)
        return out


def compiled(entry: Mapping[str, Any]) -> dict[str, Any]:
    """One language's words as they are looked for: folded, but for function words, which are counted as written."""
    out: dict[str, Any] = {}
    for key, words in entry.items():
        if key == "words":
            out[key] = words
        elif isinstance(words, dict):
            out[key] = {fold(k).text: v for k, v in words.items()}
        else:
            out[key] = list(dict.fromkeys(fold(w).text for w in words))
    return out


def _searcher(phrases: Sequence[str]) -> Any:
    from ahocorasick_rs import AhoCorasick, Implementation

    return AhoCorasick(phrases, implementation=Implementation.ContiguousNFA)
