"""What a mail asks of its reader: the evidence that the rules of this group share.

A sentence asks by a cue (request, meeting offer, imperative, words of a button) that no courtesy swallows, or by a
question that wants an answer. Sentences of the body without a cue are open: syntax.py may still find that they ask.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from outlint import prose
from outlint.draft import Block, Part
from outlint.language import IN_PLAY
from outlint.rule import Context, Hit
from outlint.text import Span
from outlint.view import HOLE

STRONG = ("request", "meeting", "button")
_QUESTION = re.compile(r"[?？؟]")
_END = re.compile(r"[?？؟]+[^\w?？؟]*$")
_MASU_KA = re.compile(r"(?:ます|です|せん|でしょう|ましょう|しょう)か[。．\s)）]*$|[吗呢嗎][。．\s)）]*$")
_LEAD = re.compile(
    r"^[\W_]*(?:\d{1,2}[.)]\s*)?[\W_]*(?:(?:and|so|then|just|or|but|now|also|if [^,]{1,80},|to [^,]{1,60},|ps|p\.s|next step)\b[\W_]*)*",
    re.I,
)
_LINK_NAME = re.compile(
    r"link|lien|enlace|url\b|_url|\bcta\b|button|bouton|bot[oó]n|botão|knopf|calend|книж|ссылк|ボタン|リンク|链接|連結|按钮|رابط|زر"
    r"|^(?:book|schedule|register|download|start|confirm|learn more|view |shop |order |try |claim |join |buy |see |get |reply |pay |sign up|réserver|s'inscrire|activer|jetzt|reserva|agend|prenot|scaric|iscriv)",
    re.I,
)
_NO_ASK = re.compile(
    r"unsub|opt.?out|désabonn|desinscr|désinscr|abmeld|privacy|logo|image|linkedin|signature|your (?:site|website)",
    re.I,
)
_SHORT_QUESTION = 12  # words: "Still building out your team?" wants an answer


@dataclass(frozen=True, slots=True)
class Ask:
    """`kind`: request, meeting, button, imperative, question, link or vague; `span` in the part's view."""

    kind: str
    span: Span
    paragraph: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Asks in order; `open` are sentences the cues can't tell; `last` the last sentence of the body."""

    asks: tuple[Ask, ...]
    open: tuple[Span, ...]
    last: Span | None


def evidence(ctx: Context) -> Evidence:
    """Asks of the part at hand, found once for all rules. The subject asks nothing: a reader answers the mail."""
    if "asks" not in ctx.memo:
        ctx.memo["asks"] = _evidence(ctx, ctx.part)
    found: Evidence = ctx.memo["asks"]
    return found


def _evidence(ctx: Context, part: Part) -> Evidence:
    foreign = _foreign(ctx.draft.language)
    hits = [
        h for name in _SETS for h in ctx.hits(name) if h.view is part.view and (h.phrase.set, h.phrase.lang) != foreign
    ]
    hits.sort(key=lambda h: h.span)
    cues = _cues(ctx)
    asks: list[Ask] = []
    open_: list[Span] = []
    last: Span | None = None
    words = part.words
    at = 0
    for i, p in enumerate(part.paragraphs):
        if p.role not in ("body", "greeting", "closing") or p.block is Block.CODE:
            continue
        found = ctx.sentences(p)
        while at < len(hits) and hits[at].span.end <= p.span.start:
            at += 1
        told = at < len(hits) and hits[at].span.start < p.span.end
        if not told and cues.shapes is None and _asks_nothing(words[p.span.start : p.span.end]):
            open_ += found if p.role == "body" else ()
            last = found[-1] if p.role == "body" and found else last
            continue
        for n, s in enumerate(found):
            while at < len(hits) and hits[at].span.end <= s.start:
                at += 1
            stop = at
            while stop < len(hits) and stop < at + _MOST and hits[stop].span.start < s.end:
                stop += 1
            here = hits[at:stop]
            if here:
                kind = _kind(words, s, here, cues, p.role == "closing", n == len(found) - 1)
            elif cues.shapes is None and _ASKING.isdisjoint(words[max(s.start, s.end - 6) : s.end]):
                kind = ""
            else:
                kind = _plain_kind(words[s.start : s.end], cues, p.role == "closing", n == len(found) - 1)
            if kind:
                asks.append(Ask(kind, s, i))
            elif p.role == "body" and not here:
                open_.append(s)
        if p.role == "body" and found:
            last = found[-1]
    taken = {a.paragraph for a in asks}
    asks += [*_links(part, taken), *_slots(ctx, part, taken)]
    asks.sort(key=lambda a: a.span)
    return Evidence(tuple(asks), tuple(open_), last)


def _foreign(lang: str | None) -> tuple[str, str] | None:
    """(set, language) of phrases that are none in this draft: "Test", "Order", "Email" open nouns in a German mail.

    In a script of its own an English word stands in an English sentence.
    """
    return None if lang in (None, "en", *IN_PLAY) else ("imperative", "en")


_MOST = 64
"""Cues looked at in one sentence."""
_SETS = (*STRONG, "imperative", "weak", "vague", "rhetorical", "unasked")


@dataclass(frozen=True, eq=False)
class _Cues:
    """What the languages at hand say beside their phrases; None where none of them says it.

    `openers` are first words of a question that wants a decision, `people` the words for the reader, `leads` the first
    words of a clause that an imperative may follow, `shapes` openings of an imperative, `shapes_but` what only looks so.
    """

    openers: frozenset[str]
    people: re.Pattern[str] | None
    leads: re.Pattern[str] | None
    shapes: re.Pattern[str] | None
    shapes_but: re.Pattern[str] | None


def _cues(ctx: Context) -> _Cues:
    def gathered() -> _Cues:
        data = ctx.data_of("missing-cta").values()
        return _made(*(tuple(w for d in data for w in d.get(key, ())) for key in _KEYS))

    return ctx.keep("cues", gathered)


_KEYS = ("openers", "second_person", "leads", "shapes", "shapes_but")


@lru_cache(maxsize=32)
def _made(
    openers: tuple[str, ...],
    second_person: tuple[str, ...],
    leads: tuple[str, ...],
    shapes: tuple[str, ...],
    shapes_but: tuple[str, ...],
) -> _Cues:
    people = _second_person(tuple(sorted(set(second_person))))
    return _Cues(frozenset(openers), people, _any_of(leads), _any_of(shapes), _any_of(shapes_but))


@lru_cache(maxsize=4096)
def _plain_kind(text: str, cues: _Cues, closing: bool, ends: bool) -> str:
    """What a sentence without any cue phrase asks."""
    return _kind(text, Span(0, len(text)), (), cues, closing, ends)


def _kind(words: str, s: Span, hits: Sequence[Hit], cues: _Cues, closing: bool, ends: bool) -> str:
    """What a sentence asks: a kind of ask, "" for nothing the cues can see."""
    text = words[s.start : s.end]
    by_set: dict[str, list[Span]] = {}
    for h in hits:
        by_set.setdefault(h.phrase.set, []).append(h.span)
    vague = by_set.get("vague", ())
    swallowing = [span for name in _SWALLOWING for span in by_set.get(name, ())]
    for name in STRONG:
        for cue in by_set.get(name, ()):
            if not _inside(cue, swallowing) and not any(v.start <= cue.start < v.end for v in vague):
                return name
    if vague:
        return "vague"
    asks = _is_question(text)
    imperatives = by_set.get("imperative", ())
    unclaimed = "weak" not in by_set and "unasked" not in by_set and (imperatives or (cues.shapes and not asks))
    if unclaimed and _opens(words, s, imperatives, cues, asks):
        return "imperative"
    if closing or not asks:
        return ""
    return _question(text, "rhetorical" in by_set, cues, ends)


_SWALLOWING = ("weak", "unasked", "rhetorical")


def _opens(words: str, s: Span, imperatives: Sequence[Span], cues: _Cues, asks: bool) -> bool:
    """Whether the sentence, or a clause of it that may, opens with an imperative."""
    text = words[s.start : s.end]
    lead = _LEAD.match(text)
    start = s.start + (lead.end() if lead else 0)
    starts = [start, *_clauses(text, s.start, cues.leads)]
    if any(s.start <= h.start <= start or h.start in starts for h in imperatives):
        return True
    return not asks and any(_shaped(words, at, s.end, cues) for at in starts)


@lru_cache(maxsize=32)
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.I) if patterns else None


_CLAUSE = re.compile(r"[:：;；,،，]\s?")


def _clauses(text: str, at: int, leads: re.Pattern[str] | None) -> Iterator[int]:
    """Where an imperative may open behind the first words: "To start, fill in …", "the code; enter it below"."""
    opened = leads is not None and leads.match(text)
    for m in _CLAUSE.finditer(text):
        if m.group()[0] in ":：;；" or opened:
            yield at + m.end()
        opened = False


def _shaped(words: str, start: int, end: int, cues: _Cues) -> bool:
    """Whether the words from `start` on open like an imperative: "Mándeme el plano", "Leiten Sie das weiter"."""
    if cues.shapes is None or not cues.shapes.match(words, start, end):
        return False
    return cues.shapes_but is None or not cues.shapes_but.match(words, start, end)


def _inside(span: Span, others: Sequence[Span]) -> bool:
    """Whether a cue is part of a courtesy, or stands right behind it ("feel free to call me").

    A cue that says more than the courtesy holds: "looking forward to your decision by Friday".
    """
    return any(
        (o.overlaps(span) and not (span.start <= o.start and span.end > o.end)) or 0 <= span.start - o.end <= 12
        for o in others
    )


_ASKING = frozenset("?？؟か吗呢嗎")


def _asks_nothing(text: str) -> bool:
    """Whether a text holds no question: a quick look that is enough for most."""
    return text.isascii() and "?" not in text


def _is_question(text: str) -> bool:
    if _ASKING.isdisjoint(text[-6:]):
        return False
    return bool(_END.search(text) or _MASU_KA.search(text))


def _question(text: str, rhetorical: bool, cues: _Cues, ends: bool) -> str:
    """A question is an ask when it is put to the reader, asks for a decision, or is what the paragraph ends on."""
    if rhetorical:
        return ""
    size = prose.words(text)
    text = unicodedata.normalize("NFC", text)
    if cues.people is not None and cues.people.search(text):
        return "question" if ends or size <= 30 else ""
    if any(m.group(1).lower() in cues.openers for m in _FIRST.finditer(text)):
        return "question"
    return "question" if ends and (HOLE in text or size <= _SHORT_QUESTION) else ""


_FIRST = re.compile(r"(?:^|[:;—–]\s)[\W\d_]*([^\W\d_]+)")


@lru_cache(maxsize=32)
def _second_person(words: tuple[str, ...]) -> re.Pattern[str] | None:
    if not words:
        return None
    spaced = [re.escape(w).replace(r"\*", r"\w*") for w in words if w[0].isalpha() and not "\u3040" <= w[0] <= "\u9fff"]
    other = [re.escape(w) for w in words if "\u3040" <= w[0] <= "\u9fff"]
    parts = [rf"\b(?:{'|'.join(spaced)})\b"] if spaced else []
    return re.compile("|".join([*parts, *other]), re.I)


def _slots(ctx: Context, part: Part, taken: set[int]) -> list[Ask]:
    """Merge variables that ask, or may: "Book here: {calendar_link}", "Next steps: {{ steps }}"."""
    steps = {h.span.end for h in ctx.hits("step") if h.view is part.view}
    out = []
    for p in ctx.draft.placeholders:
        if p.view_span is None:
            continue
        i = part.paragraph_at(p.view_span.start)
        if i is None or i in taken or part.paragraphs[i].role != "body":
            continue
        leads = _leads(p.name)
        if leads or (leads is None and _announced(part.words, p.view_span.start, steps)):
            out.append(Ask("link", p.view_span, i))
    return out


@lru_cache(maxsize=1024)
def _leads(name: str) -> bool | None:
    """Whether a variable of that name is a link to follow; None where that depends on the words before it."""
    return False if _NO_ASK.search(name) else bool(_LINK_NAME.search(name)) or None


def _announced(words: str, at: int, steps: set[int]) -> bool:
    """Whether "Next steps:" stands right before the variable."""
    while at > 0 and (words[at - 1].isspace() or words[at - 1] in ":：*_-–"):
        at -= 1
    return at in steps


_AROUND = 120  # characters beside a link, at most, that leave it a button


def _links(part: Part, taken: set[int]) -> list[Ask]:
    """A link on a line of its own in the body is a button, whatever its words."""
    out = []
    text = part.view.text
    for link in part.links:
        if link.href.lower().startswith(("mailto:", "tel:", "#")) and part.kind != "html":
            continue
        i = part.paragraph_at(link.text_span.start)
        if i is None or i in taken or part.paragraphs[i].role != "body":
            continue
        p = part.paragraphs[i]
        if p.span.end - p.span.start - (link.text_span.end - link.text_span.start) > _AROUND:
            continue
        around = text[p.span.start : link.text_span.start] + text[link.text_span.end : p.span.end]
        if prose.words(around) <= 4 and link.text_span.end > link.text_span.start:
            out.append(Ask("link", link.text_span, i))
    return out
