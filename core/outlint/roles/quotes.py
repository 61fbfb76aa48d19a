"""Quoted mail: lines behind ">", and all that follows "On … wrote:" or the pasted headers of another mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlint.draft import Block, Role

if TYPE_CHECKING:
    from outlint.roles.page import Page


def mark_quotes(page: Page) -> int:
    """Mark quoted mail; the number of lines before the quote that runs to the end."""
    i = 0
    while i < len(page.lines):
        line = page.lines[i]
        given = page.pieces[line.piece].role
        if given is not None and given is not Role.SIGNATURE:
            page.roles[i], page.fixed[i] = given, True
        elif line.text[0] == ">" and page.block(i) is not Block.CODE:
            page.roles[i], page.fixed[i] = Role.QUOTE, True
        elif taken := _intro(page, i):
            below = i + taken
            inline = below < len(page.lines) and page.lines[below].text[0] == ">"
            for j in range(i, below if inline else len(page.lines)):
                page.roles[j], page.fixed[j] = Role.QUOTE, True
            if not inline:
                return i
            i = below - 1
        elif given is not None:
            page.roles[i] = given
        i += 1
    return len(page.lines)


def _intro(page: Page, i: int) -> int:
    """How many lines introduce a quoted mail here: "On … wrote:" takes one or two, pasted headers one."""
    raw = page.lines[i].raw
    if not (page.structure.quote.may_open(raw) or raw[-1:] in page.structure.quote_end_marks or ":" in raw):
        return 0
    head = page.structure.quote.end(raw)
    if head:
        both = f"{raw} {page.lines[i + 1].raw}" if i + 1 < len(page.lines) and page.lines[i + 1].words < 16 else ""
        for tail in page.structure.quotes[raw[:head]]:
            if not tail or _ends(raw, head, tail):
                return 1
            if both and _ends(both, head, tail):
                return 2
    dated = raw.endswith(page.structure.quote_ends) and any(c.isdigit() for c in raw)
    return int(dated or (i > 0 and _is_header_block(page, i)))


def _is_header_block(page: Page, i: int) -> bool:
    """From:, Sent:, To: … of a mail that was pasted below."""
    if page.header(i) != "from":
        return False
    below = {page.header(j) for j in range(i + 1, min(i + 4, len(page.lines)))}
    return bool(below & {"date", "to", "subject"})


def _ends(text: str, head: int, tail: str) -> bool:
    """Whether the line that opens a quote goes on to `tail`.

    "on … wrote:" ends with it; "op … schreef" may have a name and a colon behind it; "from: … sent:" may go on.
    """
    if text[head - 1] == ":":
        return tail in text[head : head + 240]
    shown = text[head:].rstrip()
    if tail[-1] != ":" and shown.endswith(":"):
        return f" {tail} " in shown or shown.rstrip(" :").endswith(tail)
    return shown.rstrip(" :").endswith(tail.rstrip(" :"))
