"""uncertified-claim: CE, ISO 9001 … of one's own goods without number, body or file; and "FDA approved"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from outlint.finding import Finding
from outlint.rule import Context, Hit, apart
from outlint.text import Span
from outlint_rules.claims.evidence import Around, around, matches, of_the_reader

_JOIN = 14  # characters between two marks of one list: "CE, RoHS and UL"
_NEAR = 26  # characters between a mark and the word that claims it


def check(ctx: Context) -> Iterator[Finding]:
    marks = ctx.hits("mark", "subject", "body")
    approved = list(apart(ctx.hits("fda", "subject", "body")))
    if not marks and not approved:
        return
    for found in around(ctx, approved):
        if not _barred(ctx, found) and not of_the_reader(ctx, found) and not _approvable(ctx, found):
            yield ctx.at(found.hit.view, found.hit.span, "fda", phrase=found.hit.text)
    taken = [h.span for h in approved]
    runs = _runs([h for h in marks if not any(h.span.overlaps(t) for t in taken)])
    for found in around(ctx, runs):
        if (
            _claimed(ctx, found)
            and not _barred(ctx, found)
            and not of_the_reader(ctx, found)
            and not _proved(ctx, found)
        ):
            yield ctx.at(found.hit.view, found.hit.span, phrase=found.hit.text)


def _runs(marks: list[Hit]) -> list[Hit]:
    """Marks named in one breath as one hit."""
    out: list[Hit] = []
    for hit in marks:
        last = out[-1] if out else None
        if last and last.view is hit.view and hit.span.start - last.span.end <= _JOIN:
            between = hit.view.text[last.span.end : hit.span.start]
            if not any(c in "\n.;。；" or c.isdigit() for c in between):
                span = Span(last.span.start, max(last.span.end, hit.span.end))
                out[-1] = last._replace(span=span, text=hit.view.text[span.start : span.end])
                continue
        out.append(hit)
    return out


def _claimed(ctx: Context, found: Around) -> bool:
    """Whether a word beside the mark claims it: "CE certified", "certificado CE", "通过CE认证"."""
    if found.hit.text.isalpha() and _another().match(found.after):
        return False
    if found.hit.text in ("FCC", "FDA") and _article().search(found.before):
        return False
    near = f"{found.before[-_NEAR:]} {found.hit.text} {found.after[:_NEAR]}"
    return matches(ctx, _own(ctx, "claimed"), near)


def _barred(ctx: Context, found: Around) -> bool:
    """Whether the sentence asks for a certificate, offers to get one, or speaks of one to come, or the list it is in."""
    if matches(ctx, _own(ctx, "barred"), found.sentence):
        return True
    asking = (*_own(ctx, "barred"), *_own(ctx, "request"))
    return bool(found.intro) and (found.intro.endswith("?:") or matches(ctx, asking, found.intro))


def _proved(ctx: Context, found: Around) -> bool:
    """Whether number, body, file or link of the certificate stands beside it, or a file of that name is attached."""
    beside = f"{found.sentence}\n{found.following}"
    if found.linked or _number().search(beside) or matches(ctx, _own(ctx, "shown"), beside):
        return True
    if any(_certificate_file().search(a.name) for a in ctx.draft.attachments):
        return True
    return _attached(ctx)


def _attached(ctx: Context) -> bool:
    """Whether some sentence of the mail says that the certificates come with it."""
    if "certificates attached" not in ctx.memo:
        words = ctx.part.words
        spans = [s for p in ctx.paragraphs("body", "closing") for s in ctx.sentences(p)]
        ctx.memo["certificates attached"] = any(
            matches(ctx, _own(ctx, "papers"), text) and matches(ctx, _own(ctx, "shown"), text)
            for text in (words[s.start : s.end] for s in spans)
        )
    return bool(ctx.memo["certificates attached"])


def _own(ctx: Context, key: str) -> tuple[str, ...]:
    """Words of the rule's data of that kind, in the draft's languages and in any."""
    return tuple(w for data in ctx.data.values() for w in data.get(key, ()))


@cache
def _another() -> re.Pattern[str]:
    """What shows that two letters are no mark: "CE PRODUIT" among words in capitals, "ISO 400" of a photograph."""
    return re.compile(r"\s(?!CERT|MARK|APPR|COMPL|LIST|REG|CONF|ZERT)[A-ZÀ-ÖØ-Þ]{3,}|\s?\d{2,3}\b")


@cache
def _article() -> re.Pattern[str]:
    """What makes the name of an authority the authority itself: "when the FCC approved"."""
    return re.compile(r"\b(?:the|la|der|die|das|il|de|o|a)\s$", re.I)


@cache
def _number() -> re.Pattern[str]:
    """A certificate's number: letters and digits of five characters or more, four of them digits in a row."""
    return re.compile(r"(?<![\w:.])(?=[A-Za-z/-]{0,8}\d{4})[A-Za-z\d][A-Za-z\d/-]{4,}")


def _approvable(ctx: Context, found: Around) -> bool:
    """Whether the sentence is about a medicine, which the FDA does approve, or names the approval's own number."""
    return bool(_dossier().search(found.sentence)) or matches(ctx, _own(ctx, "medicine"), found.sentence)


@cache
def _dossier() -> re.Pattern[str]:
    """Kinds and numbers of approvals."""
    return re.compile(r"\b(?:PMA|A?NDA|BLA|NADA)\b|\bP\d{6}\b")


@cache
def _certificate_file() -> re.Pattern[str]:
    return re.compile(r"cert|zert|iso|rohs|reach|证|證|認証|인증|(?<![a-z])(?:ce|ul|fda)(?![a-z])", re.I)
