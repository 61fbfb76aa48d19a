"""How a mail ends: closing, signature, postscripts, legal footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlint.draft import Block, Role
from outlint.roles.page import KANA, TRIM, has_sentence_end
from outlint.roles.signature import SIGNATURE_LINES, is_contact, is_link_like, signs
from outlint.view import HOLE

if TYPE_CHECKING:
    from outlint.roles.page import Page

_LONG_WORDS, _LONG_CHARACTERS = 9, 70
_MANY_LINES = 12
_SEARCHED = 120  # lines from the end in which a mail may close: all work stays linear


def mark_ending(page: Page, start: int, end: int) -> None:
    """Mark closing, signature and footer in lines [start, end); what is none of them stays body."""
    signature = next((i for i in range(start, end) if page.roles[i] is Role.SIGNATURE), None)
    if signature is not None:
        _below_delimiter(page, start, signature, end)
    else:
        _ending(page, start, end)


def _below_delimiter(page: Page, start: int, signature: int, end: int) -> None:
    """What stands below "-- ", which a reader has marked; the closing may still stand above it."""
    stop = _closing_above(page, start, signature)
    if stop is not None:
        page.set(stop, signature, Role.SIGNATURE)
        page.roles[stop] = Role.CLOSING
    for i in range(signature, end):
        if page.is_postscript(i):
            _after(page, i, end)
            return
        if page.is_footer(i) or page.is_legal(i):
            page.set(i, end, Role.FOOTER)
            return


def _closing_above(page: Page, start: int, end: int) -> int | None:
    for i in range(max(start, end - SIGNATURE_LINES), end):
        if _closes(page, i) and _tail(page, i, end) == end:
            return i
    return None


def _ending(page: Page, start: int, end: int) -> None:
    for i in range(max(start, end - _SEARCHED), end):
        if _closes(page, i):
            stop = _tail(page, i, end)
            if stop is not None:
                _sign_off(page, i, stop, end)
                _opt_outs(page, start, i, (start + end) // 2)
                return
    _without_closing(page, start, end)


def _closes(page: Page, i: int) -> bool:
    line = page.lines[i]
    if not page.structure.closing.may_open(line.folded):
        return False
    if len(line.text) > 160 or page.fixed[i] or page.block(i) is not Block.TEXT:
        return False
    end = page.structure.closing.end(line.folded)
    if not end or line.text[-1] in "?？؟:：":
        return False
    phrase, rest = line.folded[:end], line.folded[end:].lstrip(" ")
    if phrase[0] >= "\u3040":
        return _closes_cjk(page, phrase, rest)
    if phrase in page.structure.wishes:  # "Veuillez agréer, Madame, l'expression de …"
        return not has_sentence_end(rest)
    bare = rest.strip(TRIM)
    if ":" in bare:
        return False  # "Ihre Rechnung: 200 €" is a label, no "Ihre Li Na"
    if not bare or rest[:1] in ",，،.!！–—-":  # "Best, Tom"
        return len(bare.split()) <= 5 and len(bare) <= 40 and not has_sentence_end(bare)
    words = bare.split()
    shown = line.text.rstrip(TRIM).split()[-len(words) :]
    named = all(w[0].isupper() or w[0] == HOLE for w in shown if w[0].isalpha() or w[0] == HOLE)
    if line.text[-1] in ",，،":  # "Thanks for the chat,"
        return len(words) <= 5
    return len(words) <= 4 and (named or " " in phrase) and line.text[-1] != "."


def _closes_cjk(page: Page, phrase: str, rest: str) -> bool:
    """Formulas may follow each other (何卒よろしく…); what else stands there makes it a sentence of the body."""
    if phrase in page.structure.wishes:
        return len(rest) <= 24
    while rest and (end := page.structure.closing.end(rest.lstrip(TRIM))):
        rest = rest.lstrip(TRIM)[end:]
    return len(rest.strip(TRIM)) <= (4 if not KANA.search(rest) else 0)


def _tail(page: Page, closing: int, end: int) -> int | None:
    """Where the signature below a closing ends; None when running text follows, so that it is no closing."""
    long = 0
    for j in range(closing + 1, min(end, closing + 1 + SIGNATURE_LINES)):
        line = page.lines[j]
        if page.fixed[j] or page.is_rule(j):
            continue
        if page.ends_mail(j):
            return j
        if page.block(j) is Block.LIST and not is_contact(line.text):
            return None
        if (line.words > _LONG_WORDS or len(line.text) > _LONG_CHARACTERS) and not is_contact(line.text):
            long += 1
            if long > 1 or line.text[-1] in "?？؟":
                below = j - closing > 2 and end - j <= _MANY_LINES and _stands_alone(page, closing)
                return j if below else None
    return end if end <= closing + 1 + SIGNATURE_LINES else None


def _stands_alone(page: Page, i: int) -> bool:
    line = page.lines[i]
    return not line.folded[page.structure.closing.end(line.folded) :].strip(TRIM)


def _sign_off(page: Page, closing: int, stop: int, end: int) -> None:
    page.roles[closing] = Role.CLOSING
    first = closing + 1
    if first < stop and _closes(page, first):  # 此致 / 敬礼, "Thanks, / Best,"
        page.set(first, first + 1, Role.CLOSING)
        first += 1
    page.set(first, stop, Role.SIGNATURE)
    _after(page, stop, end)


def _after(page: Page, start: int, end: int) -> None:
    """Postscripts are body; opt-out, address and notices are footer, to the end."""
    role = Role.BODY
    for i in range(start, end):
        if page.is_rule(i) and role is Role.BODY and _is_signature(page, i + 1, end):
            page.set(i + 1, end, Role.SIGNATURE)  # the company below a line below the postscript
            return
        if page.is_postscript(i):
            role = Role.FOOTER if page.is_footer(i) else Role.BODY
        elif page.is_footer(i) or page.is_legal(i):
            role = Role.FOOTER
        page.set(i, i + 1, role)


def _without_closing(page: Page, start: int, end: int) -> None:
    """A mail that ends with a bare name, or with nothing but its last sentence."""
    lowest = max(start + 1, end - _MANY_LINES)
    stop = next((i for i in range(lowest, end) if _ends_open(page, i)), end)
    _opt_outs(page, start, stop, (start + end) // 2)
    signed = _signature_above(page, start, stop)
    if stop < end:
        last = page.piece_start(end - 1)
        name_below = not signed and last > stop and not page.is_postscript(stop) and _is_signature(page, last, end)
        _after(page, stop, last if name_below else end)
        if name_below:
            page.set(last, end, Role.SIGNATURE)


def _ends_open(page: Page, i: int) -> bool:
    """Whether a mail without a closing ends here. A point of a list is body: "• Your data are kept for 30 days"."""
    if page.is_postscript(i) or page.is_legal(i, 5):
        return True
    return page.block(i) is not Block.LIST and page.is_footer(i)


def _signature_above(page: Page, start: int, stop: int) -> bool:
    first = stop
    while first > start + 1 and stop - first < _MANY_LINES:
        if page.is_rule(first - 1):
            first -= 1
            continue
        below = page.piece_start(first - 1)
        if below <= start or not _is_signature(page, below, first):
            break
        first = below
    while first < stop and page.is_rule(first):
        first += 1
    page.set(first, stop, Role.SIGNATURE)
    return first < stop


def _is_signature(page: Page, start: int, end: int) -> bool:
    lines = [page.lines[i] for i in range(start, end) if not page.is_rule(i)]
    if not lines or len(lines) > 8 or any(page.fixed[i] for i in range(start, end)):
        return False
    block = page.block(start)
    if block in (Block.HEADING, Block.CODE) or (block is Block.LIST and len(lines) > 1):
        return False
    if any(is_link_like(name) for line in lines for name in page.hole_names(line)):
        return False
    return signs([line.text for line in lines], page.structure.signers, page.structure.surnames)


def _opt_outs(page: Page, start: int, end: int, middle: int) -> None:
    """An opt-out sentence that opens a paragraph above the closing is footer too: it asks for nothing else."""
    for i in range(max(start, middle, end - _SEARCHED), end):
        if page.starts_piece(i) and page.block(i) is Block.TEXT and page.is_footer(i):
            stop = next((j for j in range(i, end) if page.lines[j].piece != page.lines[i].piece), end)
            if sum(page.lines[j].words for j in range(i, stop)) <= 45:
                page.set(i, stop, Role.FOOTER)
