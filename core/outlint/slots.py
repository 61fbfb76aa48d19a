"""Judges words in brackets: a slot to fill in ("[First Name]"), or text meant for the reader ("[new]").

Evidence is added up, by the words of the table (lexicons/dialects.toml): slot words, an instruction's shape, capitals,
what stands before, and above all whether the text has other merge variables that leave no doubt. Each bracket is
judged by its own words; nothing is looked for twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from outlint.text import Span

MAX_KEPT = 4096
"""Bracket contents whose score is kept: campaigns repeat them."""
MAX_CONTENT = 700
"""Characters of a bracket that are judged."""
CLEAR = 2.0
"""A score from which a bracket is a slot on its own."""
_JOINT = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z])|_")
_WORD = re.compile(r"[nN]°|[^\W\d_]+(?:['’][^\W\d_]+)*")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_ELISION = re.compile(r"^(?:l|d|j|qu|n|s|un|dell|nell|all|quell|c)['’]|['’]s$|^ال(?=\w{3})")
_NUMBERED = re.compile(r"[^\W\d_][^\d]{0,40}[ _#]#?(?:\d{1,2}|[A-CXYZ])\b(?!\.\d)")
_CHOICE = re.compile(r"[^\W\d]\s?/\s?[^\W\d]|→|\bor\b|\bou\b|\boder\b|\bvs\b")
_SENTENCE_END = re.compile(r"[^.][.!?]\)?$")
_TICKED = re.compile(r"[ \t]+[^\W\d_a-zß-ÿ]")
_IDENTIFIER = re.compile(r"[^\W\d]\w*(?:[._][^\W\d]\w*)*")
_SNAKE_OR_CAMEL = re.compile(r"[^\W_]+(?:_[^\W_]+)+|[a-z]+(?:[A-Z][a-z]+)+|[A-Z][a-z]+(?:[A-Z][a-z]+)+|\w+\.\w+")
_SUBSCRIPT = re.compile(r"\w+\[['\"]\w+['\"]\]|\w+(?:\.\w+)*\(\w*\)")


class _Said(NamedTuple):
    """What a bracket's own words say; whether slot words are among them, and whether it is one word in capitals.

    `placed` names what its place may yet add: "words", "shape", or "" for nothing.
    """

    score: float
    known: bool = False
    capitals: bool = False
    placed: str = ""


_NEVER = -9.0


class Candidate(NamedTuple):
    """Bracketed words: `kind` names how to judge them (brackets, cjk, angles, tags, braces, list)."""

    span: Span
    content: str
    kind: str


@dataclass(frozen=True)
class Slots:
    """The words by which brackets are judged. `data` is the table's `slots`."""

    data: Mapping[str, Any] = field(default_factory=dict)
    _said: dict[tuple[str, str], _Said] = field(default_factory=dict, compare=False, repr=False)

    def chosen(self, found: Iterable[Candidate], text: str, sure: int, declared: frozenset[str]) -> set[Span]:
        """The spans that are slots. `sure` counts the text's merge variables of other kinds."""
        open_: list[tuple[Candidate, float]] = []
        out: set[Span] = set()
        for c in found:
            score = 99.0 if c.content.strip() in declared else self._score(c, text)
            if score >= CLEAR:
                out.add(c.span)
            elif score > -9:
                open_.append((c, score))
        if open_ and (out or sure):
            company = 2.6 if len(out) + sure >= 3 else 1.8
            out |= {c.span for c, score in open_ if score + company >= CLEAR}
        return out

    def _score(self, c: Candidate, text: str) -> float:
        if len(c.content) > MAX_CONTENT:
            said = self._judged(c.content.strip(), c.kind)
        else:
            key = c.kind, c.content
            if key not in self._said:
                if len(self._said) >= MAX_KEPT:
                    self._said.clear()
                self._said[key] = self._judged(c.content.strip(), c.kind)
            said = self._said[key]
        if said.placed == "words":
            return said.score + self._place_score(c.span, text, said)
        return self._tick_score(c, text) if said.placed else said.score

    def _judged(self, inner: str, kind: str) -> _Said:
        """What a bracket's content says, wherever it stands."""
        if not inner or len(inner) > MAX_CONTENT:
            return _Said(_NEVER)
        if kind == "list":
            return _Said(CLEAR if inner.casefold() in self._parentheses else _NEVER)
        if self._shapes.fullmatch(inner):  # of a value to come
            return _Said(CLEAR, placed="" if len(inner) > 2 else "shape")
        if _CJK.search(inner):
            return _Said(self._cjk_score(inner, kind))
        if kind == "cjk" or (kind != "braces" and self._never.fullmatch(inner)):
            return _Said(_NEVER)
        if kind == "braces":
            return _Said(self._brace_score(inner))
        if kind == "tags" and (inner.split(" ")[0].lower() in self._markup or "." in inner or "/" in inner):
            return _Said(_NEVER)
        return self._content_score(inner)

    def _tick_score(self, c: Candidate, text: str) -> float:
        """A lone letter may be a tick in a list."""
        line = text[max(0, c.span.start - 40) : c.span.start].rpartition("\n")[2].strip(" \t-*+>•")
        if line:
            return 1.0
        return -9.0 if _TICKED.match(text, c.span.end) else -0.5

    def _cjk_score(self, inner: str, kind: str) -> float:
        if self._notices.search(inner):
            return -9.0
        named = sum(len(m.group()) for m in self._cjk_names.finditer(inner))
        asked = self._cjk_asks.search(inner) is not None
        score = 3.0 * named / len(inner) + 1.2 * asked
        if kind == "cjk":
            return score if score >= 1.2 else -9.0  # such brackets head a notice more often than they hold a slot
        return score

    def _brace_score(self, inner: str) -> float:
        """{first_name}, {Name}, {one sentence on what was built}, {client['name']}; else code or a joke."""
        if _SNAKE_OR_CAMEL.fullmatch(inner):
            return CLEAR
        if _SUBSCRIPT.fullmatch(inner):
            return 1.5
        if not _WORD.search(inner) or inner[0] in "'\"$!?&@:/\\[(" or (":" in inner and " " not in inner):
            return -9.0
        words = self._content_words(inner)
        known = sum(w in self._words for w in words)
        if _IDENTIFIER.fullmatch(inner):
            return CLEAR if known else 0.5
        if known * 2 >= len(words) and known:
            return CLEAR
        return 0.4 if known else 0.0

    def _content_score(self, inner: str) -> _Said:
        words = self._content_words(inner)
        if not words:
            return _Said(_NEVER)
        known = sum(w in self._words for w in words)
        weak = sum(w in self._weak for w in words)
        strong = known - weak
        score = self._label_score(inner, strong)
        score += (2.2 * strong + 1.0 * weak) / len(words) + 0.4 * bool(known)
        if self._examples.search(inner):
            score += 2.0
        if _NUMBERED.fullmatch(inner):
            score += 0.8
        if _CHOICE.search(inner):
            score += 0.6
        score += self._look_score(inner, words, strong)
        if len(words) > 6 and strong * 5 < len(words):
            score -= 1.0  # a sentence written for the reader
        if len(words) > 3 and _SENTENCE_END.search(inner) and strong * 3 < len(words):
            score -= 0.5
        placed = "words" if score > _NEVER else ""
        return _Said(score, bool(known), len(words) == 1 and inner.isupper(), placed)

    def _label_score(self, inner: str, strong: int) -> float:
        lower = inner.lower()
        label = self._labels.match(lower)
        if label is not None and (not strong or label.end() == len(lower)):
            return -2.5
        return -0.5 if self._actions.match(lower) else 0.0

    def _look_score(self, inner: str, words: list[str], strong: int) -> float:
        score = 0.0
        if "_" in inner and inner.replace("_", "").isalnum():
            score += 1.2
        if strong and len(words) <= 5 and inner[0].isupper():
            score += 0.4
        if strong and inner.isupper() and len(inner) > 3:
            score += 0.4
        return score

    def _place_score(self, span: Span, text: str, said: _Said) -> float:
        line = text[max(0, span.start - 30) : span.start].rpartition("\n")[2]
        score = 0.0
        if line[-1:] in (" ", "\u00a0"):
            before = [w.strip("*_,\"“'") for w in line.lower().split()[-2:]]
            if before and (before[-1] in self._greetings or " ".join(before) in self._greetings):
                score += 1.0
        if said.known and said.capitals and line.strip():
            score += 1.0  # from [DATE] to [DATE]
        if said.known and not line.strip() and text[span.end : span.end + 1] in ("", "\n", "\r", ","):
            score += 0.3  # alone on its line
        return score

    def _content_words(self, inner: str) -> list[str]:
        spaced = _JOINT.sub(" ", inner)
        words = (_ELISION.sub("", w.lower()) for w in _WORD.findall(spaced))
        return [w for w in words if w not in self._small]

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_ELISION.sub("", w) for words in self.data.get("words", {}).values() for w in words)

    @cached_property
    def _small(self) -> frozenset[str]:
        return frozenset(self.data.get("small", ()))

    @cached_property
    def _weak(self) -> frozenset[str]:
        return frozenset(self.data.get("weak", ())) & self._words

    @cached_property
    def _greetings(self) -> frozenset[str]:
        return frozenset(self.data.get("greetings", ()))

    @cached_property
    def _markup(self) -> frozenset[str]:
        return frozenset(self.data.get("markup", ()))

    @cached_property
    def _parentheses(self) -> frozenset[str]:
        return frozenset(self.data.get("parentheses", ()))

    @cached_property
    def _never(self) -> re.Pattern[str]:
        return _any(self.data.get("never", ()), re.I)

    @cached_property
    def _shapes(self) -> re.Pattern[str]:
        return _any(self.data.get("shapes", ()))

    @cached_property
    def _examples(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{_any(self.data.get('examples', ())).pattern})", re.I)

    @cached_property
    def _labels(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{_words(self.data.get('labels', ()))})(?!\w)")

    @cached_property
    def _actions(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{_words(self.data.get('actions', ()))})\s+\w")

    @cached_property
    def _cjk_names(self) -> re.Pattern[str]:
        return re.compile(_words(self.data.get("cjk", ())))

    @cached_property
    def _cjk_asks(self) -> re.Pattern[str]:
        return re.compile(_words(self.data.get("cjk-asks", ())))

    @cached_property
    def _notices(self) -> re.Pattern[str]:
        return re.compile(_words(self.data.get("cjk-notices", ())))


def _words(items: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(items, key=lambda w: (-len(w), w))) or "(?!)"


def _any(patterns: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns) or "(?!)", flags)
