"""The people of a header: names and addresses of From, To, Cc and Reply-To, each with its place in the header's view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from outlint.draft import Draft
from outlint.text import Span
from outlint.view import HOLE, View

_SEPARATORS = ",;，；、"
_CLOSERS = {'"': '"', "“": "”", "(": ")", "<": ">", "＜": "＞"}
_ANGLES = {"<": ">", "＜": "＞"}
_TRIM = " \t\u3000\r\n"
_QUOTED = "\"“”'"
_MOST = 5000


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One person or list: `span` of the address, `named` of the display name (empty where there is none)."""

    view: View
    span: Span
    named: Span
    whole: Span
    angled: bool = False

    @property
    def address(self) -> str:
        return self.view.text[self.span.start : self.span.end]

    @property
    def name(self) -> str:
        return self.view.text[self.named.start : self.named.end]

    @property
    def local(self) -> str:
        return self.address.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """The domain in lower case, without the dot it may end with; empty when the address has none."""
        return self.address.rpartition("@")[2].lower().rstrip(".") if "@" in self.address else ""

    @property
    def filled(self) -> bool:
        """Whether a merge variable fills a part of it."""
        return HOLE in self.view.text[self.whole.start : self.whole.end]


def people(draft: Draft, *names: str) -> list[Mailbox]:
    """The mailboxes of the draft's headers of these names, in order of the headers."""
    return [box for header in draft.headers if header.name in names for box in mailboxes(header.value)]


def mailboxes(view: View) -> list[Mailbox]:
    """The mailboxes of a header's value. A name with a comma in it ("Na, Li <li@x.example>") stays one.

    What is no address ("undisclosed-recipients:;", a bare name) is left out. Linear; never raises.
    """
    found = []
    start: int | None = None  # of a name that the piece before began
    for piece in _pieces(view.text):
        box = _mailbox(view, piece)
        if box is not None and box.angled and start is not None:
            box = _mailbox(view, Span(start, piece.end))
        if box is not None:
            found.append(box)
        start = None if box is not None else piece.start if start is None else start
        if len(found) >= _MOST:
            break
    return found


def _pieces(text: str) -> Iterator[Span]:
    """The entries between separators that stand outside quotes, comments and angle brackets."""
    start = at = 0
    never_closed = set()  # looked for once, so that a line of brackets stays linear
    while at < len(text):
        char = text[at]
        if char in _CLOSERS and char not in never_closed:
            end = text.find(_CLOSERS[char], at + 1)
            if end < 0:
                never_closed.add(char)
            at = max(end, at) + 1
            continue
        if char in _SEPARATORS:
            yield Span(start, at)
            start = at + 1
        at += 1
    yield Span(start, len(text))


def _mailbox(view: View, piece: Span) -> Mailbox | None:
    whole = _trimmed(view.text, piece)
    text = view.text[whole.start : whole.end]
    if not text:
        return None
    opened = max(text.rfind(mark) for mark in _ANGLES)
    if opened >= 0:
        closed = text.find(_ANGLES[text[opened]], opened)
        address = _trimmed(
            view.text, Span(whole.start + opened + 1, whole.start + (closed if closed > 0 else len(text)))
        )
        if address.empty:
            return None
        return Mailbox(view, address, _name(view.text, Span(whole.start, whole.start + opened)), whole, True)
    if "@" not in text:
        return Mailbox(view, whole, Span(whole.start, whole.start), whole) if text == HOLE else None
    comment = text.find("(")
    if comment > 0:  # li@x.example (Li Na)
        named = _name(view.text, Span(whole.start + comment + 1, whole.start + len(text.rstrip(")"))))
        address = _trimmed(view.text, Span(whole.start, whole.start + comment))
        return Mailbox(view, address, named, whole)
    address = _bare(view.text, whole)
    return Mailbox(view, address, _name(view.text, Span(whole.start, address.start)), whole)


def _bare(text: str, whole: Span) -> Span:
    """The address of an entry without brackets: "Maria Weber m.weber@x.example", "mailto:a@x.example", a group's "Team: a@x"."""
    at = text.rfind("@", whole.start, whole.end)
    quoted = text.rfind('"', whole.start, at - 1) if text[at - 1 : at] == '"' else -1
    start = quoted if quoted >= 0 else at
    while start > whole.start and text[start - 1] not in f"{_TRIM}:":
        start -= 1
    return Span(start, whole.end)


def _name(text: str, span: Span) -> Span:
    start, end = _trimmed(text, span)
    if end - start >= 2 and text[start] in _QUOTED and text[end - 1] in _QUOTED:
        return Span(*_trimmed(text, Span(start + 1, end - 1)))
    return Span(start, end)


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return Span(start, end)
