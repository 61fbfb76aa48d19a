"""deadline-without-date: "limited time", "last chance", and no day beside it."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding, Fix
from outlint.rule import Context, apart
from outlint.text import Span
from outlint_rules.claims.evidence import Around, around, matches
from outlint_rules.claims.validity import date_ahead, expires, has_date
from outlint_rules.claims.wording import bracketed


def check(ctx: Context) -> Iterator[Finding]:
    said = sorted([*ctx.hits("claim"), *ctx.hits("urgent")], key=lambda h: (h.place != "subject", h.span))
    hits = [h for h in apart(said) if h.text.casefold() not in ctx.settings.accept]
    told: set[tuple[str, int]] = set()  # sentences: one asks for its date once
    for found in around(ctx, hits):
        where = (found.hit.place, found.start)
        if where not in told and (found.hit.phrase.set == "claim" or _offers(ctx, found)) and not _dated(ctx, found):
            told.add(where)
            yield ctx.at(found.hit.view, found.hit.span, phrase=found.hit.text, fix=_insert(ctx, found))


def _offers(ctx: Context, found: Around) -> bool:
    """Whether "a few days left" is said of an offer, and not of a project or a fair."""
    words = tuple(w for data in ctx.data.values() for w in data.get("offer", ()))
    return matches(ctx, words, f"{found.sentence} {found.hit.text}")


def _dated(ctx: Context, found: Around) -> bool:
    """Whether a day stands in the sentence, or an end in the next one; for a subject also anywhere in the body."""
    text = f"{found.sentence} {found.hit.text}"
    if has_date(ctx, text) or any(expires(ctx, t, Span(0, len(t)), []) for t in (text, found.following) if t):
        return True
    words = ctx.part.words
    return found.hit.place == "subject" and expires(ctx, words, Span(0, len(words)), [])


def _insert(ctx: Context, found: Around) -> Fix | None:
    lang = found.hit.phrase.lang
    template = ctx.data.get(lang, {}).get("insert")
    if template is None or found.hit.place == "subject":
        return None
    date = date_ahead(ctx, lang, int(ctx.options["days"]))
    return bracketed(ctx, found.hit, template, date=date, zone=str(ctx.options["zone"]))
