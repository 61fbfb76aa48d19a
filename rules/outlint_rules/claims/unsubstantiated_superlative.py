"""unsubstantiated-superlative: best, No. 1, leading, 100 % … of one's own goods, and nothing beside it that shows it."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context, apart
from outlint_rules.claims.evidence import Around, around, of_the_reader, said, shown


def check(ctx: Context) -> Iterator[Finding]:
    said_so = sorted([*ctx.hits("claim"), *ctx.hits("of-the-writer")], key=lambda h: (h.place != "subject", h.span))
    hits = [h for h in apart(said_so) if h.text.casefold() not in ctx.settings.accept]
    for found in around(ctx, hits):
        if found.hit.phrase.set == "of-the-writer" and not _by_the_writer(ctx, found):
            continue  # "the world's largest retailer" is mostly somebody else
        if not of_the_reader(ctx, found) and not shown(ctx, found):
            yield ctx.at(found.hit.view, found.hit.span, phrase=found.hit.text)


def _by_the_writer(ctx: Context, found: Around) -> bool:
    """Whether the sentence names the writer, or is the line of a list, which praises without a "we"."""
    return bool(found.intro) or said(ctx, found, "own", f"{found.before} {found.after.split(';')[0]}")
