"""What a filter is sent: a mail file as it is, any other draft as the mail it would become."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.charset import QP, Charset
from email.header import Header
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import formataddr, formatdate, make_msgid
from typing import TYPE_CHECKING

from outlint.filling import below_headers, filled, rendered_name
from outlint.mailboxes import mailboxes
from outlint.text import sound

if TYPE_CHECKING:
    from outlint.config import Settings
    from outlint.draft import Draft
    from outlint.engine import Checker

STAND_INS = {"from": "sender@example.com", "to": "recipient@example.com"}
"""Who writes and who reads where neither the draft nor the profile says it."""
_PEOPLE = {"from": "From", "to": "To", "cc": "Cc", "reply-to": "Reply-To"}
_AS_WRITTEN = {
    "list-unsubscribe": "List-Unsubscribe",
    "list-unsubscribe-post": "List-Unsubscribe-Post",
    "in-reply-to": "In-Reply-To",
    "references": "References",
}
_LONGEST_LINE = 900  # of the 998 octets that a line may have


def as_mail(draft: Draft, checker: Checker, settings: Settings, data: bytes) -> bytes:
    """The mail of a draft whose file holds `data`. Variables have their sample values, or their names in words."""
    if draft.format == "eml":
        return data
    text, _missing, _error = filled(draft, settings, None, _words)
    if text != draft.source.text:
        draft = checker.read(replace(draft.source, path=rendered_name(draft.source.path), text=text))
    mail = MIMENonMultipart("text", "html" if draft.format == "html" else "plain")
    people = {name: listed for name in _PEOPLE if (listed := list(_people(draft, name)))}
    people.setdefault("from", [_profile(settings) or STAND_INS["from"]])
    people.setdefault("to", [STAND_INS["to"]])
    for name, header in _PEOPLE.items():
        if name in people:
            mail[header] = ", ".join(people[name])
    if draft.subject is not None:
        mail["Subject"] = _header(draft.subject.text)
    for name, header in _AS_WRITTEN.items():
        if (found := draft.header(name)) is not None and found.text.isascii():
            mail[header] = " ".join(found.text.split())
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = make_msgid(domain=people["from"][0].rpartition("@")[2].rstrip(">"))
    _put(mail, _body(draft))
    return mail.as_bytes(policy=compat32.clone(linesep="\r\n"))


def _words(name: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", name).split())


def _people(draft: Draft, name: str) -> Iterator[str]:
    """The people of a header that have an address of the usual kind."""
    found = draft.header(name)
    for box in mailboxes(found.value) if found is not None else ():
        if box.domain and box.address.isascii() and box.address.isprintable() and not re.search(r"[\s<>]", box.address):
            yield formataddr((" ".join(sound(box.name).split()), box.address))


def _profile(settings: Settings) -> str:
    address, name = settings.profile.get("email", ""), settings.profile.get("name", "")
    if not isinstance(address, str) or not re.fullmatch(r"[!-~]+@[!-~]+", address):
        return ""
    return formataddr((" ".join(str(name).split()), address))


def _header(text: str) -> str:
    line = " ".join(sound(text).split())
    return line if line.isascii() and line.isprintable() else Header(line, "utf-8", header_name="Subject").encode()


def _body(draft: Draft) -> str:
    """What stands below the headers; suppressions are for outlint, and no words of a text mail."""
    whole = below_headers(draft)
    if draft.format == "html":
        return sound(whole)
    begin = len(draft.source.text) - len(whole)
    out, at = [], begin
    for comment in sorted(draft.comments):
        if comment.start >= at:
            out.append(draft.source.text[at : comment.start])
            at = comment.end
    return sound("".join([*out, draft.source.text[at:]])).strip("\r\n") + "\n"


def _put(mail: MIMENonMultipart, text: str) -> None:
    """The text as it is where it is ASCII with lines of common length, else quoted-printable."""
    text = re.sub(r"\r\n?", "\n", text)
    plain = text.isascii() and max(map(len, text.split("\n"))) <= _LONGEST_LINE
    charset = Charset("us-ascii" if plain else "utf-8")
    if not plain:
        charset.body_encoding = QP
    mail.set_payload(text, charset)
