"""What stands beside a claim: the rest of its sentence, the next one, and whether either shows what the claim says.

Words of the languages are in lexicons/claims: `own` and `reader` tell whose goods a sentence is about, `deny` and
`affirm` ("not only") whether it takes the claim back, `proof` what shows it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from outlint.draft import Block
from outlint.fold import fold
from outlint.rule import Context, Hit
from outlint.text import Span
from outlint.view import HOLE
from outlint_rules.claims.wording import quoted
from outlint_rules.claims.words import Words, listed

MOST = 100
"""Claims of a rule looked at in a mail: each looks at its whole sentence, and a mail with more is no mail."""
_REACH = 400  # characters of a sentence looked at before and behind a claim
_BEFORE = 120  # characters before a claim in which a denial holds
_BEHIND = 30  # characters behind a claim in which a denial holds
_SUBJECT = 14  # characters between a variable and the claim it is the subject of
_ASKS = ("?", "？", "؟", "吗。", "吗", "か。", "까요.")


@dataclass(frozen=True, slots=True)
class Around:
    """A claim's surroundings: its sentence before and behind it, and the next sentence unless that one asks."""

    hit: Hit
    lang: str
    before: str
    after: str
    following: str
    linked: bool
    start: int  # of the sentence
    intro: str = ""  # of a line in a list: what stands above the list

    @property
    def sentence(self) -> str:
        """The sentence without the claim itself, whose own figures ("No. 1", "100 %") show nothing."""
        return f"{self.before} {self.after}"

    @property
    def asked(self) -> bool:
        """Whether the claim stands in the asking clause of a question."""
        return self.after.rstrip().endswith(_ASKS) and not _clause_ends().search(self.after)


def around(ctx: Context, hits: list[Hit]) -> Iterator[Around]:
    """The surroundings of claims in the body and the subject that are the writer's own words, and no question."""
    last: Hit | None = None
    for hit in hits[:MOST]:
        if hit.place in ("subject", "body") and not quoted(hit):
            found = _around(ctx, hit)
            since = hit.span.start - last.span.end if last and last.view is hit.view else None
            if not found.asked and not _denied(ctx, found, since):
                yield found
        last = hit


def _around(ctx: Context, hit: Hit) -> Around:
    text = hit.view.text
    if hit.place == "subject":
        sentence, following, intro = Span(0, len(text)), "", ""
    else:
        sentence, following, intro = _sentences(ctx, hit)
    start, end = max(sentence.start, hit.span.start - _REACH), min(sentence.end, hit.span.end + _REACH)
    linked = hit.place == "body" and any(
        sentence.start <= link.text_span.start <= sentence.end + 3 for link in ctx.part.links
    )
    lang = hit.phrase.lang if hit.phrase.lang in ctx.lexicon else next(iter(ctx.lexicon), "en")
    return Around(
        hit, lang, text[start : hit.span.start], text[hit.span.end : end], following, linked, sentence.start, intro
    )


def _sentences(ctx: Context, hit: Hit) -> tuple[Span, str, str]:
    """The sentence of a claim in the body, the next one in its paragraph, and what introduces its list."""
    paragraphs = ctx.part.paragraphs
    at = bisect_right(paragraphs, hit.span.start, key=lambda p: p.span.start) - 1
    text = ctx.part.words
    spans = _joined(text, ctx.sentences(paragraphs[at]))
    i = bisect_right(spans, hit.span.start, key=lambda s: s.start) - 1
    sentence = Span(*spans[i]) if i >= 0 else hit.span
    sentence = Span(min(sentence.start, hit.span.start), max(sentence.end, hit.span.end))
    if paragraphs[at].block in (Block.LIST, Block.TABLE):  # each line is a matter of its own
        return _line(text, sentence, hit.span), "", _intro(ctx, at)
    after = text[spans[i + 1].start : min(spans[i + 1].end, spans[i + 1].start + _REACH)] if i + 1 < len(spans) else ""
    return sentence, "" if after.endswith(_ASKS) else after, ""


def _intro(ctx: Context, at: int) -> str:
    """The end of the paragraph before a list that the paragraph numbered `at` is in."""
    paragraphs = ctx.part.paragraphs
    while at > 0 and paragraphs[at].block in (Block.LIST, Block.TABLE):
        at -= 1
    span = paragraphs[at].span
    return ctx.part.words[max(span.start, span.end - _REACH) : span.end].rstrip()


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Sentences, those put together again that a date's ordinal parts: "am 31. März"."""
    out: list[Span] = []
    for span in spans:
        tail = text[max(out[-1].start, out[-1].end - 4) : out[-1].end] if out else ""
        if tail[-1:] == "." and (number := tail[:-1].split()[-1:]) and number[0].isdigit() and len(number[0]) <= 2:
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(Span(*span))
    return out


def _line(text: str, sentence: Span, claim: Span) -> Span:
    start = text.rfind("\n", sentence.start, claim.start) + 1
    end = text.find("\n", claim.end, sentence.end)
    return Span(max(start, sentence.start), end if end >= 0 else sentence.end)


@cache
def _clause_ends() -> re.Pattern[str]:
    return re.compile(r"[,;:(（、，،；：]\s?|\s[–—-]\s")


def _denied(ctx: Context, found: Around, since: int | None) -> bool:
    """Whether a denial stands before the claim in its clause, or behind it as the language has it there.

    `since` characters before the claim the one before it ends, whose own words ("no equal") deny nothing.
    """
    reach = min(_BEFORE, max(since, 0)) if since is not None else _BEFORE
    before = _clause_ends().split(found.before[-reach:] if reach else "")[-1]
    behind = _clause_ends().split(found.after[:_BEHIND])[0]
    return _says(ctx, found.lang, "deny", before, without="affirm") or _says(ctx, found.lang, "deny-behind", behind)


def of_the_reader(ctx: Context, found: Around) -> bool:
    """Whether the claim is about the reader's or a third party's goods: the last one named before it is not the writer."""
    folded = fold(found.before + found.hit.text, ctx.letters()).text
    own, other = _last(ctx, found.lang, "own", folded), _last(ctx, found.lang, "reader", folded)
    return other > own or (own == other == -1 and _as_the_reader(ctx, found)) or _named_by_variable(ctx, found.hit)


def _as_the_reader(ctx: Context, found: Around) -> bool:
    """Whether the claim is what the reader is: "As the market leader in Belgium, you know the rules"."""
    if _last(ctx, found.lang, "as", fold(found.before).text) < 0:
        return False
    after = fold(found.after, ctx.letters()).text
    return _last(ctx, found.lang, "you", after) >= 0 > _last(ctx, found.lang, "own", after)


def _named_by_variable(ctx: Context, hit: Hit) -> bool:
    """Whether a variable just before the claim names whose it is, and it is not the writer: "{{company}} is a leading"."""
    start = hit.span.start
    if HOLE not in hit.view.text[max(0, start - _SUBJECT) : start]:
        return False
    for p in ctx.draft.placeholders:
        if p.view_span and hit.place == "body" and start - _SUBJECT <= p.view_span[1] <= start:
            return not _writer().search(p.name)
    return False


@cache
def _writer() -> re.Pattern[str]:
    return re.compile(r"your|my|our|sender|own|we\b|me\b", re.I)


def _last(ctx: Context, lang: str, key: str, folded: str) -> int:
    words = _words(ctx, lang, key)
    if not words.may_stand_in(folded):
        return -1
    return max((m.start() for m in words.pattern.finditer(folded)), default=-1)


def shown(ctx: Context, found: Around) -> bool:
    """Whether a figure, a source, a certificate, an award or a link stands in the sentence, or the next one has its source."""
    if found.linked or has_figure(found.sentence) or said(ctx, found, "proof", found.sentence):
        return True
    return bool(_scale().search(_number().sub(" ", found.following))) or said(ctx, found, "source", found.following)


def has_figure(text: str) -> bool:
    """Whether a figure stands there that may measure something.

    A time of day, a model, a line's number, a year and the number of a standard measure nothing.
    """
    return _figure().search(_number().sub(" ", text)) is not None


@cache
def _figure() -> re.Pattern[str]:
    return re.compile(r"(?<![A-Za-z\d.,:#/-])\d[\d.,]*+(?![:/]\d)(?!\s?(?:am|pm|a\.m|p\.m|Uhr|h\b))", re.I)


@cache
def _scale() -> re.Pattern[str]:
    """A share or a large number: what a next sentence has to have to be about the claim."""
    return re.compile(r"\d\s?%|\d{1,3}[.,\u00a0\u202f ]\d{3}\b|\d{4,}|\d\s?(?:million|Mio|млн|milion|[万億亿만])")


@cache
def _number() -> re.Pattern[str]:
    """Numbers that are names: a line's, a year's, a standard's."""
    return re.compile(
        r"^\s*\d{1,2}[.)、．]|(?<!\d)(?:19|20)\d\d(?![\d%.,])|\b(?:ISO|IATF|TS|EN|DIN|IEC|BS|GB|ASTM|SOC|AISI|SUS)[\s/-]?(?:/?[A-Z]+\s?)?\d[\d:-]*"
    )


def said(ctx: Context, found: Around, key: str, text: str) -> bool:
    """Whether a text has one of the words of that kind in the claim's language."""
    return bool(text.strip()) and _says(ctx, found.lang, key, text)


def _says(ctx: Context, lang: str, key: str, text: str, without: str = "") -> bool:
    folded = fold(text, ctx.letters()).text
    if without and (off := _words(ctx, lang, without)).may_stand_in(folded):
        folded = off.pattern.sub(" ", folded)
    return _words(ctx, lang, key).search(folded) is not None


def _words(ctx: Context, lang: str, key: str) -> Words:
    return ctx.keep(
        ("claims", lang, key), lambda: listed(tuple(ctx.lexicon.get(lang, {}).get("claims", {}).get(key, ())))
    )


def matches(ctx: Context, words: tuple[str, ...], text: str) -> bool:
    """Whether a text has one of these words of a rule's own data."""
    return bool(words) and listed(words).search(fold(text, ctx.letters()).text) is not None
