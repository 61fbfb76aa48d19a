"""Properties of the mail reader: every place maps to the characters it came from, and nothing raises."""

from __future__ import annotations

import binascii
import contextlib
import re
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import outlint_rules
from outlint.formats import read
from outlint.mime.tree import Limits, parse
from outlint.source import UnreadableError, read_source
from outlint.structure import Structure
from outlint.text import apply_edits

if TYPE_CHECKING:
    from outlint.draft import Draft

_SHARED = outlint_rules.load().shared
STRUCTURE = Structure.from_data(_SHARED["structure"])
DIALECTS = _SHARED["dialects"]
LETTERS = {
    "utf-8": "aA =?_.\n\tüß€你好🙂é\u0301ا",
    "iso-8859-1": "aA =?_.\nüßéñ",
    "windows-1251": "aA =?_.\nДобрыйя",
    "gb18030": "aA =?_.\n你好报价",
    "shift_jis": "aA =?_.\nお世話になカ",
    "iso-2022-jp": "aA =?_.\nお世話に",
    "euc-kr": "aA =?_.\n안녕하세요",
    "big5": "aA =?_.\n您好價",
}
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def draft_of(data: bytes) -> Draft | None:
    try:
        return read(read_source(data, "mail.eml"), STRUCTURE, dialects=DIALECTS)
    except UnreadableError:
        return None


def check(draft: Draft) -> None:
    """Segments are a partition; what is literal stands so in the source."""
    text = draft.source.text
    for view in (*(p.view for p in draft.parts), *(h.value for h in draft.headers)):
        at = 0
        for segment in view.segments:
            assert segment.start == at
            at = segment.end
        assert at == len(view.text)
        for i in range(0, len(view.text), max(1, len(view.text) // 50)):
            low, high = view.to_source((i, i + 1))
            assert 0 <= low <= high <= len(text)
            if view.is_literal((i, i + 1)):
                assert text[low:high] == view.text[i]
    for part in draft.parts:
        last = 0
        for p in part.paragraphs:
            assert last <= p.span.start <= p.span.end <= len(part.view.text)
            last = p.span.end
    for placeholder in draft.placeholders:
        assert placeholder.span.start < placeholder.span.end <= len(text)


@st.composite
def mails(draw: st.DrawFn) -> tuple[bytes, str, str, str]:
    """A mail as the standard library writes it, its text, its charset and its transfer encoding."""
    charset = draw(st.sampled_from(sorted(LETTERS)))
    encoding = draw(st.sampled_from(["quoted-printable", "base64", "8bit"]))
    text = draw(st.text(LETTERS[charset], min_size=1, max_size=200))
    message = EmailMessage(policy=SMTP.clone(linesep=draw(st.sampled_from(["\n", "\r\n"]))))
    message["From"] = "a@example.com"
    message["Subject"] = " ".join(draw(st.text(LETTERS[charset], max_size=60)).split())
    message.set_content(text, charset=charset, cte=encoding)
    if draw(st.booleans()):
        message.add_alternative(f"<p>{text.replace('<', '')}</p>", subtype="html", charset=charset, cte=encoding)
        message.set_boundary("b1_=?x")
    return message.as_bytes(), text, charset, encoding


def bytes_behind(fragment: str, encoding: str, source_encoding: str) -> bytes:
    """What source characters decode to, transfer encoding undone."""
    octets = fragment.encode(source_encoding)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(re.sub(rb"=\r?\n", b"", octets))
    return octets


@FEW
@given(mails())
def test_every_character_maps_to_the_bytes_it_was_decoded_from(mail: tuple[bytes, str, str, str]) -> None:
    data, text, charset, encoding = mail
    draft = draft_of(data)
    assert draft is not None
    check(draft)
    view = draft.parts[0].view
    if draft.parts[0].kind != "text":
        return  # the text was blank, its alternative is read
    assert view.text.split() == text.split()
    if encoding == "base64" or charset == "iso-2022-jp":
        return
    for i, char in enumerate(view.text):
        span = view.to_source((i, i + 1))
        behind = bytes_behind(draft.source.text[span.start : span.end], encoding, draft.source.encoding)
        assert behind.decode(charset) == char


@FEW
@given(mails())
def test_base64_places_hold_the_bits_of_the_character(mail: tuple[bytes, str, str, str]) -> None:
    data, _, charset, encoding = mail
    draft = draft_of(data)
    if encoding != "base64" or draft is None or draft.parts[0].kind != "text" or charset == "iso-2022-jp":
        return
    view, source = draft.parts[0].view, draft.source
    start = parse(source.text, Limits())
    leaf = start.children[0] if start.children else start
    clean = [i for i in range(leaf.body_start, leaf.body_end) if source.text[i] not in "\r\n="]
    number = {place: n for n, place in enumerate(clean)}
    octet = 0
    for i, char in enumerate(view.text):
        size = len(char.encode(charset))
        span = view.to_source((i, i + 1))
        assert number[span.start] == octet * 8 // 6
        assert number[span.end - 1] == ((octet + size) * 8 - 1) // 6
        octet += size


@FEW
@given(mails(), st.data())
def test_edits_read_as_asked(mail: tuple[bytes, str, str, str], data: st.DataObject) -> None:
    draft = draft_of(mail[0])
    assert draft is not None
    view = draft.parts[0].view
    if not view.text:
        return
    i = data.draw(st.integers(0, len(view.text) - 1))
    j = data.draw(st.integers(i, min(len(view.text), i + 8)))
    edit = view.edit((i, j), "x=y")
    if edit is None:
        return
    source = draft.source
    changed = draft_of(source.encode(apply_edits(source.text, [edit])))
    assert changed is not None
    assert changed.parts[0].view.text == view.text[:i] + "x=y" + view.text[j:]


@FEW
@given(mails())
def test_subjects(mail: tuple[bytes, str, str, str]) -> None:
    from email import message_from_bytes, policy

    draft = draft_of(mail[0])
    assert draft is not None
    expected = message_from_bytes(mail[0], policy=policy.default)["subject"]
    assert draft.subject is not None
    assert "".join(draft.subject.text.split()) == "".join(str(expected).split())


@FEW
@given(mails(), st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 40), st.binary(max_size=12)), max_size=8))
def test_mutated_mail_is_read(mail: tuple[bytes, str, str, str], edits: list[tuple[int, int, bytes]]) -> None:
    data = mail[0]
    for at, size, new in edits:
        at %= len(data) + 1
        data = data[:at] + new + data[at + size :]
    draft = draft_of(data)
    if draft is not None:
        check(draft)


@FEW
@given(st.binary(max_size=600))
def test_any_bytes_are_read(data: bytes) -> None:
    draft = draft_of(data)
    if draft is not None:
        check(draft)
    for path in ("x.html", "x.mjml"):
        with contextlib.suppress(UnreadableError):
            check(read(read_source(data, path), STRUCTURE, dialects=DIALECTS))


PIECES = [
    *("<p>", "</p>", "<td>", "</td>", "<table>", "</table>", "<a href='x'>", "</a>", "<br>", "<ul><li>", "</ul>"),
    *("<div style='display:none'>", "</div>", "<!--", "-->", "<pre>", "&amp;", "&nbsp;", "&#8364;", "{{ a }}"),
    *("{% if b %}", "text", " ", "\n", "<", "'", '"', "="),
]


@FEW
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_markup_is_read(pieces: list[str]) -> None:
    check(read(read_source("".join(pieces).encode(), "x.html"), STRUCTURE, dialects=DIALECTS))
