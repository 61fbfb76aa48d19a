"""malformed-variable: what was meant as a merge variable and is none."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from outlint.draft import Block, Part, Role
from outlint.finding import Finding, Fix
from outlint.formats import suffixes
from outlint.malformed import malformed
from outlint.rule import Context
from outlint.text import Edit, Span


def check(ctx: Context) -> Iterator[Finding]:
    draft = ctx.draft
    if draft.format == "eml":
        yield from _in_mail(ctx)
        return
    if ctx.part is not draft.main:
        return
    text = draft.source.text
    engine = draft.template and bool(suffixes(draft.source.path)[1] or any(t.kind == "block" for t in draft.tags))
    found = malformed(text, draft.tags, engine=engine)
    unread = _unread(draft.main) if found else []
    for m in found:
        i = bisect_right(unread, (m.span.start, len(text))) - 1
        if i < 0 or unread[i].end <= m.span.start:
            fix = Fix((Edit(m.span, m.fix),), m.certain) if m.fix is not None else None
            yield ctx.finding(m.span, name=text[m.span.start : m.span.end], fix=fix)


def _in_mail(ctx: Context) -> Iterator[Finding]:
    """In a mail file the words of a part stand encoded: its view is read, without what is not the writer's own."""
    for m in malformed(ctx.part.words, ()):
        fix = ctx.replace(ctx.part.view, m.span, m.fix, safe=m.certain) if m.fix is not None else None
        yield ctx.at(ctx.part.view, m.span, name=ctx.part.view.text[m.span.start : m.span.end], fix=fix)


def _unread(part: Part) -> list[Span]:
    """Source spans of quoted mail and code, in order and apart."""
    spans = [p.span for p in part.paragraphs if p.role is Role.QUOTE or p.block is Block.CODE]
    out: list[Span] = []
    for span in sorted(part.view.to_source(s) for s in (*spans, *_inline_code(part))):
        if out and span.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(span.end, out[-1].end))
        else:
            out.append(span)
    return out


def _inline_code(part: Part) -> list[Span]:
    """What is hidden and no address: a broken variable breaks a link as well."""
    text = part.view.text
    return [
        h for h in part.hidden if not text.startswith(("http", "www"), h.start) and "@" not in text[h.start : h.end]
    ]
