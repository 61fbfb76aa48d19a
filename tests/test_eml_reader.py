"""The mail reader: parts, alternatives, attachments, charsets and broken mail."""

from __future__ import annotations

import base64

import pytest

import outlint_rules
from outlint.draft import Draft, Where
from outlint.formats import read
from outlint.source import Source, read_source
from outlint.structure import Structure
from outlint.text import apply_edits
from outlint.view import HOLE

_SHARED = outlint_rules.load().shared
STRUCTURE = Structure.from_data(_SHARED["structure"])
DIALECTS = _SHARED["dialects"]
TOP = "From: Li Na <li@example.com>\nSubject: Bolts\nMIME-Version: 1.0\n"


def eml(data: str | bytes) -> Draft:
    octets = data.encode() if isinstance(data, str) else data
    return read(read_source(octets, "mail.eml"), STRUCTURE, dialects=DIALECTS)


def quoted(draft: Draft, words: str, part: int = 0) -> str:
    view = draft.parts[part].view
    at = view.text.index(words)
    return draft.source.text[slice(*view.to_source((at, at + len(words))))]


def mixed(*parts: str, kind: str = "mixed", boundary: str = "b1") -> str:
    inner = "".join(f"--{boundary}\n{p}\n" for p in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\npreamble\n{inner}--{boundary}--\nepilogue\n'


PLAIN = "Content-Type: text/plain; charset=utf-8\n\nplain words"
HTML = "Content-Type: text/html; charset=utf-8\n\n<p>rich words</p>"


def test_alternatives_are_two_readings_of_one_mail() -> None:
    draft = eml(TOP + mixed(PLAIN, HTML, kind="alternative"))
    assert [p.kind for p in draft.parts] == ["text", "html"]
    assert [p.view.text for p in draft.parts] == ["plain words", "rich words"]
    assert not draft.fragment


def test_a_blank_alternative_is_left_out() -> None:
    draft = eml(TOP + mixed("Content-Type: text/plain\n\n \n", HTML, kind="alternative"))
    assert [p.kind for p in draft.parts] == ["html"]


def test_text_parts_of_a_mixed_mail_follow_each_other() -> None:
    draft = eml(TOP + mixed(PLAIN, "Content-Type: text/plain\n\nlist footer"))
    assert draft.main.view.text == "plain words\n\nlist footer"
    assert quoted(draft, "footer") == "footer"
    edit = draft.main.view.edit((13, 17), "LIST")
    assert edit is not None
    assert "LIST footer" in apply_edits(draft.source.text, [edit])
    assert draft.main.view.edit((6, 15), "x") is None, "it would reach over the end of a part"


def test_attachments_are_measured_not_read() -> None:
    data = base64.encodebytes(b"x" * 1000).decode()
    draft = eml(
        TOP
        + mixed(
            PLAIN,
            "Content-Type: application/pdf; name*=utf-8''%E6%8A%A5%E4%BB%B7.pdf\n"
            f"Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n{data}",
            'Content-Type: text/plain\nContent-Disposition: attachment; filename="=?utf-8?B?5oql5Lu3LnR4dA==?="\n\nabc',
            "Content-Type: message/rfc822\n\nSubject: inner\n\nignored",
        )
    )
    assert draft.main.view.text == "plain words"
    assert [(a.name, a.content_type, a.size) for a in draft.attachments] == [
        ("报价.pdf", "application/pdf", 1000),
        ("报价.txt", "text/plain", 3),
        ("", "message/rfc822", 23),
    ]


def test_related_root_and_inline_images() -> None:
    image = "Content-Type: image/png\nContent-ID: <i>\nContent-Transfer-Encoding: base64\n\nAAAA"
    root = "Content-ID: <r>\n" + HTML
    draft = eml(TOP + mixed(image, root, kind='related; start="<r>"'))
    assert draft.main.view.text == "rich words"
    assert [(a.content_type, a.size, a.inline) for a in draft.attachments] == [("image/png", 3, True)]


def test_sealed_mail_says_why_it_is_not_read() -> None:
    draft = eml(TOP + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nAAAA")
    assert draft.fragment
    assert "can't be read" in draft.problems[0]
    assert draft.main.view.text == ""


@pytest.mark.parametrize(
    "data",
    [
        "",
        "Content-Type: text/plain\n\njust a part",
        "no headers at all",
        TOP + "Content-Type: image/png\n\nxx",
        "\n\n\n",
    ],
)
def test_fragments(data: str) -> None:
    assert eml(data).fragment


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", "Grüße 你好 🙂"),
        ("UTF8", "Grüße"),
        ("iso-8859-1", "Grüße aus Köln"),
        ("windows-1251", "Добрый день"),
        ("koi8-r", "Добрый день"),
        ("gb2312", "你好，请报价"),
        ("gb18030", "你好，请报价"),
        ("x-gbk", "你好"),
        ("big5", "您好"),
        ("iso-2022-jp", "お世話になっております"),
        ("shift_jis", "お世話になっております"),
        ("euc-kr", "안녕하세요"),
        ("ks_c_5601-1987", "안녕하세요"),
        ("utf-7", "Grüße"),
        ("utf-16", "Grüße"),
        ("iso-8859-8-i", "שלום"),
    ],
)
@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_charsets(charset: str, text: str, encoding: str) -> None:
    names = {"UTF8": "utf-8", "x-gbk": "gbk", "ks_c_5601-1987": "euc-kr", "iso-8859-8-i": "iso-8859-8"}
    octets = text.encode(names.get(charset, charset))
    if encoding == "base64":
        body = base64.encodebytes(octets)
    elif encoding == "quoted-printable":
        body = b"".join(b"=%02X" % b for b in octets)
    else:
        if charset == "utf-16":
            pytest.skip("not sent so")
        body = octets
    head = f"{TOP}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    draft = eml(head.encode() + body)
    assert draft.main.view.text.strip() == text


@pytest.mark.parametrize(("charset", "pair"), [("big5-hkscs", "\u00ca\u030c"), ("euc-jisx0213", "\u304b\u309a")])
def test_two_characters_of_one_byte_pair_have_its_place(charset: str, pair: str) -> None:
    head = f"{TOP}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\nab "
    view = eml(head.encode() + pair.encode(charset) + b" cd").main.view
    assert pair in view.text
    at = view.text.index(pair)
    places = [view.to_source((i, i + 1)) for i in range(len(view.text))]
    assert places == sorted(places)
    assert places[at] == places[at + 1]
    assert places[at + 2].start == places[at].end


def test_wrong_declarations_are_seen_through() -> None:
    head = TOP + "Content-Type: text/plain; charset={}\nContent-Transfer-Encoding: 8bit\n\n"
    assert "Grüße für Köln" in eml((head.format("iso-8859-1") + "Grüße für Köln").encode()).main.view.text
    assert "Grüße" in eml(head.format("utf-8").encode() + "Grüße".encode("latin-1")).main.view.text
    assert "Grüße" in eml(head.format("no-such").encode() + "Grüße".encode("cp1252")).main.view.text
    assert "€" in eml(head.format("iso-8859-1").encode() + b"\x80 5").main.view.text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?= from =?iso-8859-1?b?S/ZsbiE=?=", "Grüße from Köln!"),
        ("=?utf-8?b?5L2g?=\n =?utf-8?b?5aW9?=", "你好"),
        ("=?utf-8?b?5L0=?= =?utf-8?b?oA==?=", "你"),
        ("=?utf-8?q?=E4=BD?= =?utf-8?q?=A0_x?=", "你 x"),
        ("a folded\n subject", "a folded subject"),
        ("=?utf-8*en?q?hi?=", "hi"),
        ("=?utf-8?q?never closed", "=?utf-8?q?never closed"),
        ("=?no-such?q?abc?=", "abc"),
        ("=?utf-8?q?with blank?=", "with blank"),
        ("", ""),
    ],
)
def test_encoded_words(raw: str, text: str) -> None:
    draft = eml(f"From: a@example.com\nSubject: {raw}\n\nx")
    assert draft.subject is not None
    assert draft.subject.text == text


def test_characters_of_encoded_words_have_places() -> None:
    draft = eml("From: a@example.com\nSubject: Re: =?utf-8?q?FREE_M=C3=BCsli?=\n\nx")
    view = draft.subject
    assert view is not None

    def place(words: str) -> str:
        at = view.text.index(words)
        return draft.source.text[slice(*view.to_source((at, at + len(words))))]

    assert place("FREE") == "FREE"
    assert place("ü") == "=C3=BC"
    assert view.edit((4, 8), "x") is None, "nothing is written into an encoded word"
    assert view.edit((0, 4), "") is not None


def test_quoted_printable_is_exact_and_editable() -> None:
    body = "The best price for M=C3=BCller is=\n FREE today =3D now and a line that is as long as it may be, seventy x"
    draft = eml(
        TOP + f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{body}\n"
    )
    view = draft.main.view
    assert quoted(draft, "ü") == "=C3=BC"
    assert quoted(draft, "is FREE") == "is=\n FREE"
    at = view.text.index("best price")
    edit = view.edit((at, at + 10), "fair = größe")
    assert edit is not None
    assert edit.text == "fair =3D gr=C3=B6=C3=9Fe"
    at = view.text.index("today")
    assert view.edit((at, at + 5), "today and all the days that follow") is None, "the line would pass 76"
    assert view.edit((view.text.index("ü"), view.text.index("ü") + 1), "ue") is None


def test_base64_places_are_exact_and_never_edited() -> None:
    encoded = base64.b64encode(b"Hi Tom, get it FREE").decode()
    draft = eml(TOP + f"Content-Transfer-Encoding: base64\n\n{encoded[:10]}\n{encoded[10:]}\n")
    view = draft.main.view
    at = view.text.index("FREE")
    span = view.to_source((at, at + 4))
    start = draft.source.text.index(encoded[10:])
    assert span.start == start + at * 8 // 6 - 10
    assert view.edit((at, at + 4), "x") is None


@pytest.mark.parametrize(
    "body",
    [
        "SGVsbG8gV29ybGQ",
        "SGVsbG8gV29ybGQ=\n",
        "SGVs\nbG8g V29y*bGQ=",
        "SGVsbG8=\nIFdvcmxk",
        "SGVsbG8gV29ybGQ=\n--\nfooter of a list",
    ],
)
def test_broken_base64(body: str) -> None:
    assert eml(TOP + f"Content-Transfer-Encoding: base64\n\n{body}").main.view.text == "Hello World"


def test_text_declared_base64_that_is_not() -> None:
    text = "This is plain text, as it was typed."
    assert eml(TOP + f"Content-Transfer-Encoding: base64\n\n{text}").main.view.text == text


def test_flowed_text() -> None:
    head = TOP + "Content-Type: text/plain; format=flowed{}\n\n"
    draft = eml(head.format("") + "one \ntwo \nthree\n > not a quote\n> quoted \n> goes on\n-- \nLi")
    assert draft.main.view.text == "one two three\n> not a quote\n> quoted goes on\n-- \nLi"
    assert eml(head.format("; delsp=yes") + "你 \n好").main.view.text == "你好"
    assert quoted(draft, "two three") == "two \nthree"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends(end: str) -> None:
    draft = eml((TOP + mixed(PLAIN, HTML, kind="alternative")).replace("\n", end))
    assert [p.view.text for p in draft.parts] == ["plain words", "rich words"]


@pytest.mark.parametrize(
    "data",
    [
        "From li@example.com Mon Mar  1 10:00:00 2027\n" + TOP + "\nhello",
        "\n\n" + TOP + "\nhello",
        TOP + "hello",
        TOP + "Content-Type: text/plain charset=utf-8\n\nhello",
        TOP + "Content-Type: nonsense\n\nhello",
        TOP + "Content-Type: multipart/mixed\n\n--x\nContent-Type: text/plain\n\nhello\n--x--",
        TOP + "Content-Type: multipart/mixed; boundary=y\n\n--x\nContent-Type: text/plain\n\nhello\n--x--",
        TOP + "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhello",
    ],
)
def test_broken_mail_is_still_read(data: str) -> None:
    draft = eml(data)
    assert draft.main.view.text == "hello"
    assert draft.subject is not None
    assert draft.subject.text == "Bolts"


def test_uuencoded_files_are_no_text() -> None:
    draft = eml(TOP + "\nsee below\nbegin 644 a.txt\n#86)C\n`\nend\nthanks")
    assert draft.main.view.text == "see below\nthanks"
    assert [a.name for a in draft.attachments] == ["a.txt"]


def test_placeholders_are_found_in_the_decoded_text() -> None:
    body = base64.b64encode(b"Hi {{ first_name }},").decode()
    draft = eml(f"From: a@example.com\nSubject: For {{{{ company }}}}\nContent-Transfer-Encoding: base64\n\n{body}")
    assert draft.main.view.text == f"Hi {HOLE},"
    assert [(p.name, p.where) for p in draft.placeholders] == [("company", Where.HEADER), ("first_name", Where.TEXT)]
    assert draft.subject is not None
    assert draft.subject.text == f"For {HOLE}"
    assert draft.source.text[slice(*draft.placeholders[0].span)] == "{{ company }}"


def test_bounds_on_depth_and_parts() -> None:
    deep = TOP + "".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(200))
    assert "deep" in eml(deep).problems[0]
    many = TOP + "Content-Type: multipart/mixed; boundary=a\n\n" + "--a\n\nx\n" * 3000
    assert "parts" in eml(many).problems[0]


@pytest.mark.parametrize(
    "data",
    [
        "X: y\n" * 40_000,
        "Subject: x\n" + " y\n" * 60_000,
        "Subject: " + "=?utf-8?q?a?= " * 15_000,
        "Subject: " + "=?utf-8?q?" * 20_000,
        TOP + "Content-Transfer-Encoding: quoted-printable\n\n" + "=" * 200_000,
        TOP + "Content-Transfer-Encoding: base64\n\n" + "QQ==\n" * 40_000,
        TOP + "Content-Type: multipart/mixed; boundary=a\n\n" + "--ax\n" * 40_000,
        TOP
        + "Content-Type: multipart/mixed; boundary=a\n\n"
        + "--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 4_000,
        "Content-Type: text/plain" + '; a="' * 40_000,
        "\r" * 200_000,
    ],
)
def test_hostile_input_is_read_to_its_end(data: str) -> None:
    """Superlinear work would not come back in time; how long it takes is measured in bench/."""
    assert read(Source("x.eml", data), STRUCTURE, dialects=DIALECTS).parts


def test_a_large_attachment_is_measured() -> None:
    part = "Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n" + ("A" * 76 + "\n") * 130_000
    source = Source("x.eml", TOP + mixed(PLAIN, part))
    draft = read(source, STRUCTURE, dialects=DIALECTS)
    assert draft.attachments[0].size == 76 * 130_000 * 3 // 4
