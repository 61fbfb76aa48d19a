"""What a rule is: a declaration read from its file, and a check that is given a context and yields findings."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from outlint import prose
from outlint.draft import Draft, Paragraph, Part
from outlint.finding import Finding, Fix, Severity
from outlint.fold import Letters
from outlint.hanzi import is_traditional, simplifying
from outlint.text import Edit, Span
from outlint.view import View

if TYPE_CHECKING:
    from outlint.config import Settings
    from outlint.structure import Structure

Kept = TypeVar("Kept")
SCOPES = ("subject", "greeting", "body", "closing")


@dataclass(frozen=True, slots=True)
class Message:
    """The English text, and the severity where it is another than the rule's."""

    text: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as its file declares it; the documentation stays in the file until somebody asks for it."""

    name: str
    group: str
    kind: str
    severity: Severity
    messages: Mapping[str, Message]
    scope: tuple[str, ...] = SCOPES
    options: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[tuple[str, str], ...] = ()
    check: Mapping[str, Any] = field(
        default_factory=dict
    )  # the kind's own keys; of any kind: "uses" and "yields-to", see engine
    default: bool = True
    needs_mail: bool = False  # says what a mail lacks: not run on fragments
    needs_market: bool = False  # says what a market asks: not run, nor loaded, on drafts for none
    needs: str | None = None  # of needs.NEEDS: not run, nor loaded, on drafts without
    needs_phrases: frozenset[str] = frozenset()  # sets of its phrases: the same where none of them is found
    hook: str | None = None  # module of a python rule, or path of a user pack's file


class Phrase(NamedTuple):
    """One item of a phrase list: how it was written, and what the list says of it."""

    rule: str
    set: str
    item: str
    lang: str
    weight: float = 1.0
    reason: str = ""
    replace: str | None = None
    places: tuple[str, ...] = SCOPES


class Hit(NamedTuple):
    """A phrase found: `span` in `view`; `place` is the scope it stands in; `text` as the writer wrote it."""

    phrase: Phrase
    view: View
    span: Span
    place: str
    text: str


def apart(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Hits without those that overlap the one before: "precios más bajos" and "más bajos del mercado" are one fault."""
    last: Hit | None = None
    for hit in hits:
        if last is None or hit.view is not last.view or not hit.span.overlaps(last.span):
            yield hit
            last = hit


Check = Callable[["Context"], Iterable[Finding]]


@dataclass(slots=True)
class Context:
    """All that a check may look at. `part` is the alternative at hand; checks of whole mails look at `draft`."""

    rule: Rule
    draft: Draft
    part: Part
    settings: Settings
    options: Mapping[str, Any]
    severity: Severity
    languages: tuple[str, ...]
    data_of: Callable[[str], Mapping[str, Any]]  # language data of any rule: data_of("shouting")["de"]["key"]
    lexicon: Mapping[str, Mapping[str, Any]]  # the shared word lists by language
    lexicon_of: Callable[[str], Mapping[str, Any]]  # that of any language, loaded when asked for
    market_of: Callable[[str], Mapping[str, Any]]  # law and custom by market code, as in market_schema
    structure: Structure  # words by which a mail is taken apart, and its language told
    _hits: Mapping[str, Iterable[Hit]]  # by set
    memo: dict[str, Any] = field(default_factory=dict)  # what several rules need of this part, made once
    kept: dict[Hashable, Any] = field(default_factory=dict)  # see `keep`

    def keep(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """What `make` makes of the data of the draft's languages: made once, kept for later drafts in them."""
        held: Kept | None = self.kept.get(key)
        if held is None:
            held = self.kept[key] = make()
        return held

    @property
    def data(self) -> Mapping[str, Any]:
        """The rule's own language data by language; "any" for what its rule file holds."""
        return self.data_of(self.rule.name)

    def hits(self, set: str = "phrases", *places: str) -> list[Hit]:
        """Phrases of one of the rule's sets found in the draft, in order; in `places` only, when given."""
        found = self._hits.get(set, ())
        return [h for h in found if h.place in places] if places else list(found)

    def paragraphs(self, *scopes: str) -> Iterator[Paragraph]:
        """The part's paragraphs whose role is one of `scopes` (the rule's own scope by default)."""
        wanted = scopes or self.rule.scope
        made: dict[tuple[str, ...], list[Paragraph]] = self.memo.setdefault("paragraphs", {})
        found = made.get(wanted)
        if found is None:  # a role equals its name
            found = made[wanted] = [p for p in self.part.paragraphs if p.role in wanted]
        return iter(found)

    def sentences(self, paragraph: Paragraph) -> list[Span]:
        """The sentences of a paragraph, in the part's view; what is not the writer's own words ends one."""
        start, end = paragraph.span
        made: dict[int, list[Span]] = self.memo.setdefault("sentences", {})
        found = made.get(start)
        if found is None:
            found = made[start] = prose.sentences(self.part.words, start, end)
        return found

    def size(self, paragraph: Paragraph) -> int:
        """The number of words of a paragraph, counted once for all rules."""
        made: dict[Span, int] = self.memo.setdefault("sizes", {})
        size = made.get(paragraph.span)
        if size is None:
            size = made[paragraph.span] = prose.words(self.part.text_of(paragraph))
        return size

    def letters(self) -> Letters | None:
        """What `fold` needs to read traditional characters as simplified ones, in a draft with Chinese in it."""
        script = self.lexicon.get("zh", {}).get("script")
        if script is not None and "letters" not in self.memo:
            self.memo["letters"] = simplifying(script)
        return self.memo.get("letters")

    def worded(self, text: str) -> str:
        """A text of the rule's data as the draft would write it: in its script."""
        script = self.lexicon.get("zh", {}).get("script")
        if script is None or text not in script["wording"]:
            return text
        if "traditional" not in self.memo:
            subject = self.draft.subject.text if self.draft.subject else ""
            self.memo["traditional"] = is_traditional(subject + self.part.words, script)
        return str(script["wording"][text]) if self.memo["traditional"] else text

    def finding(
        self,
        span: Span,
        message: str = "default",
        /,
        *,
        fix: Fix | None = None,
        related: tuple[Span, ...] = (),
        severity: Severity | None = None,
        seen: tuple[View, Span] | None = None,
        market: str | None = None,
        sources: tuple[tuple[str, str], ...] = (),
        **data: Any,
    ) -> Finding:
        """A finding at a source span. A message with a severity of its own keeps it unless the user set one."""
        said = self.rule.messages[message]
        own = severity or said.severity
        chosen = own if own is not None and self.severity == self.rule.severity else self.severity
        return Finding(
            self.rule.name,
            self.rule.group,
            chosen,
            said.text,
            span,
            data,
            fix,
            related,
            market,
            sources or self.rule.sources,
            seen,
        )

    def at(self, view: View, span: tuple[int, int], message: str = "default", /, **data: Any) -> Finding:
        """A finding at a span of a view; keyword arguments as for `finding`."""
        return self.finding(view.to_source(span), message, seen=(view, Span(*span)), **data)

    def replace(self, view: View, span: tuple[int, int], text: str, *, safe: bool, title: str = "") -> Fix | None:
        """A fix that makes the view read `text` there, or None where the source can't say so exactly."""
        edit = view.edit(span, text)
        return Fix((edit,), safe, title or self._title()) if edit is not None else None

    def insert(self, offset: int, text: str, *, safe: bool, title: str = "") -> Fix:
        """A fix that inserts text at a source offset."""
        return Fix((Edit(Span(offset, offset), text),), safe, title or self._title())

    def _title(self) -> str:
        """What the rule calls its fix; "" where it says nothing."""
        said = self.rule.messages.get("fix")
        return said.text if said is not None else ""
