"""The HTML reader: what a reader sees, in which role, and where each character stands in the file."""

from __future__ import annotations

import pytest

import outlint_rules
from outlint.draft import Block, Draft, Role, Where
from outlint.formats import read
from outlint.source import Source
from outlint.structure import Structure
from outlint.view import HOLE

_SHARED = outlint_rules.load().shared
STRUCTURE = Structure.from_data(_SHARED["structure"])
DIALECTS = _SHARED["dialects"]


def html(text: str, path: str = "mail.html") -> Draft:
    return read(Source(path, text), STRUCTURE, dialects=DIALECTS)


def shown(draft: Draft) -> list[str]:
    return [draft.main.text_of(p) for p in draft.main.paragraphs]


def quoted(draft: Draft, words: str) -> str:
    """The source characters behind some words of the view."""
    at = draft.main.view.text.index(words)
    span = draft.main.view.to_source((at, at + len(words)))
    return draft.source.text[span.start : span.end]


def test_blocks_breaks_and_white_space() -> None:
    draft = html("<p>Hello\n   world,</p><div>one<br>two<br><br>three</div> <p>&nbsp;</p>")
    assert shown(draft) == ["Hello world,", "one\ntwo", "three"]


def test_inline_tags_do_not_break_words() -> None:
    assert shown(html("<p>un<b>believ</b>able <i> offer</i>")) == ["unbelievable offer"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a &amp; b &lt;c&gt; &#8364;5 &#x20ac;6", "a & b <c> €5 €6"),
        ("AT&T &nosuch; &copy2027 & more", "AT&T &nosuch; ©2027 & more"),
        ("caf&eacute &notit;", "café ¬it;"),
    ],
)
def test_entities(source: str, expected: str) -> None:
    assert shown(html(f"<p>{source}</p>")) == [expected]


def test_entities_map_whole_and_text_maps_exactly() -> None:
    draft = html("<p>Tom &amp; <b>Anna</b>, it is FREE</p>")
    assert quoted(draft, "&") == "&amp;"
    assert quoted(draft, "FREE") == "FREE"
    assert quoted(draft, "Tom & Anna") == "Tom &amp; <b>Anna"


def test_edits_are_escaped_and_stay_in_one_run() -> None:
    view = html("<p>best price &amp; more</p>").main.view
    edit = view.edit((0, 10), "fair <price>")
    assert edit is not None
    assert edit.text == "fair &lt;price&gt;"
    assert view.edit((0, 12), "x") is None, "an entity is in it"
    assert view.edit((0, 4), "two\nlines") is None, "HTML shows a line break as a blank"


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">gone</div>',
        '<div style="display: none !important; max-height:0">gone</div>',
        '<span style="visibility:hidden">gone</span>',
        '<p style="font-size:0">gone</p>',
        '<p style="font-size: 0px; line-height:0">gone</p>',
        '<div style="max-height:0;overflow:hidden">gone</div>',
        "<div hidden>gone</div>",
        '<div style="mso-hide:all">gone</div>',
        '<span class="preheader">gone</span>',
        "<style>.x{color:red} .h{display:none}</style><div class='h'>gone</div>",
        "<!-- gone -->",
        "<!--[if mso]><p>gone</p><![endif]-->",
        "<script>gone()</script>",
        "<style>gone{}</style>",
        "<head><title>gone</title></head>",
        "<mj-preview>gone</mj-preview>",
        "<template>gone</template>",
    ],
)
def test_what_cannot_be_seen_is_not_in_the_view(hidden: str) -> None:
    assert shown(html(f"{hidden}<p>here</p>")) == ["here"]


@pytest.mark.parametrize(
    "seen",
    [
        '<td style="font-size:0"><p style="font-size:14px">here</p></td>',
        '<div style="visibility:hidden"><p style="visibility:visible">here</p></div>',
        '<p style="font:normal 14px/1.0 Arial">here</p>',
        '<p style="font-size:0.9em">here</p>',
        '<p style="max-height:0.5em">here</p>',
        '<p style="border-display:none">here</p>',
        "<style>@media (max-width:600px){.h{display:none}}</style><p class='h'>here</p>",
        "<!--[if !mso]><!--><p>here</p><!--<![endif]-->",
        '<a href="https://example.com" style="mso-hide:all">here</a>',
        "<p hidden-not=1>here</p>",
    ],
)
def test_what_can_be_seen_is(seen: str) -> None:
    assert shown(html(seen)) == ["here"]


@pytest.mark.parametrize(
    "opening",
    [
        "<blockquote>",
        '<div class="gmail_quote">',
        '<div class="x_gmail_quote">',
        '<div id="divRplyFwdMsg"></div><div>',
        '<div style="border:none;border-left:solid blue 1.5pt;padding:0in 0in 0in 4.0pt">',
    ],
)
def test_quotes(opening: str) -> None:
    draft = html(f"<p>Which of these two sizes do you need in March?</p>{opening}old words</div>")
    assert [p.role for p in draft.main.paragraphs] == [Role.BODY, Role.QUOTE]


def test_an_indented_block_is_no_quote() -> None:
    draft = html('<blockquote style="margin:0 0 0 40px;border:none;padding:0px">our terms</blockquote>')
    assert [p.role for p in draft.main.paragraphs] == [Role.BODY]


@pytest.mark.parametrize(
    "name", ['class="gmail_signature"', 'class="moz-signature"', 'id="Signature"', 'id="x_Signature"']
)
def test_signature_containers(name: str) -> None:
    draft = html(f"<p>Shall we talk on Tuesday?</p><div {name}>Li Na<br>Foshan Example Ltd.</div>")
    assert draft.main.paragraphs[-1].role is Role.SIGNATURE


def test_lists_are_one_paragraph() -> None:
    draft = html("<p>We make:</p><ul><li>bolts<li><p>nuts</p><ul><li>M6</ul></li><li>pins</ul><p>Which ones?")
    assert shown(draft) == ["We make:", "bolts\nnuts\nM6\npins", "Which ones?"]
    assert draft.main.paragraphs[1].block is Block.LIST


def test_tables_of_data_and_of_layout() -> None:
    data = html("<table><tr><th>Item<th>Price<tr><td>M6<td>0.04 USD<tr><td>M8<td>0.06 USD</table>")
    assert shown(data) == ["Item\tPrice\nM6\t0.04 USD\nM8\t0.06 USD"]
    assert data.main.paragraphs[0].block is Block.TABLE
    layout = html(
        "<table><tr><td><p>First thoughts.</p><p>Second ones.</p></td></tr><tr><td>Third ones.</td></tr></table>"
    )
    assert shown(layout) == ["First thoughts.", "Second ones.", "Third ones."]
    assert {p.block for p in layout.main.paragraphs} == {Block.TEXT}


def test_code_is_hidden_from_rules() -> None:
    draft = html("<p>Run <code>make FREE</code> now, please, and tell us</p><pre>\n a\n\n  b</pre>")
    assert "FREE" not in draft.main.words
    assert shown(draft)[1] == " a\n\n  b".strip("\n") or draft.main.paragraphs[-1].block is Block.CODE


def test_a_mail_set_in_pre_is_text() -> None:
    draft = html("<pre>Hi Tom,\n\nwe have stock.\nMore soon.</pre>")
    assert shown(draft) == ["Hi Tom,", "we have stock.\nMore soon."]
    assert draft.main.paragraphs[1].block is Block.TEXT


def test_links_and_images() -> None:
    draft = html(
        '<p>See <a href="https://example.com/?a=1&amp;b=2"> our <b>site</b></a><img src=x.png alt="Bolt &amp; nut">'
    )
    (link,) = draft.main.links
    assert link.href == "https://example.com/?a=1&b=2"
    assert draft.source.text[slice(*link.span)] == "https://example.com/?a=1&amp;b=2"
    assert draft.main.view.text[slice(*link.text_span)] == "our site"
    assert draft.main.images[0].alt == "Bolt & nut"
    assert draft.main.images[0].src == "x.png"


def test_pixels_are_told_from_pictures() -> None:
    draft = html(
        '<p>Hi<img src=a width=1 height=1><img src=b style="display:none"><img src=c style="WIDTH: 1px">'
        '<img src=d width=10 height=0.5em><img src=e style="max-width:100%;width:100px">'
    )
    assert [i.src for i in draft.main.images if i.tiny] == ["a", "b", "c"]


def test_placeholders_and_where_they_stand() -> None:
    text = (
        '<p>Hi {{ name }},</p><a {% if x > 3 %}href="https://e.com/{{ id }}"{% endif %} title="{{ t }}">go</a>'
        '{# note #}<td{% if a == "b>c" %} width=5{% endif %}>cell</td>'
    )
    draft = html(text)
    assert shown(draft) == [f"Hi {HOLE},", "go", "cell"]
    assert [(p.name, p.where) for p in draft.placeholders] == [
        ("name", Where.HTML),
        ("id", Where.URL),
        ("t", Where.ATTRIBUTE),
    ]
    first = draft.placeholders[0]
    assert first.view_span is not None
    assert draft.main.view.text[slice(*first.view_span)] == HOLE
    assert draft.source.text[slice(*first.span)] == "{{ name }}"
    assert draft.main.links[0].href == "https://e.com/{{ id }}"
    assert [draft.source.text[slice(*c)] for c in draft.comments] == ["{# note #}"]
    assert draft.template


def test_mjml() -> None:
    draft = html(
        "<mjml><mj-head><mj-title>t</mj-title><mj-preview>p</mj-preview></mj-head><mj-body><mj-section><mj-column>"
        '<mj-image src="a.png" /><mj-text>Hello Tom</mj-text><mj-button href="https://e.com">Book a call</mj-button>'
        "</mj-column></mj-section></mj-body></mjml>",
        "mail.mjml",
    )
    assert shown(draft) == ["Hello Tom", "Book a call"]
    assert draft.main.links[0].href == "https://e.com"
    assert draft.template


def test_headers_above() -> None:
    draft = html("<!-- Subject: Bolts for Tom -->\n<!DOCTYPE html><p>Hi</p>")
    assert draft.subject is not None
    assert draft.subject.text == "Bolts for Tom"
    fronted = html("---\nsubject: Bolts\n---\n<p>Hi</p>")
    assert fronted.subject is not None
    assert fronted.subject.text == "Bolts"
    assert shown(fronted) == ["Hi"]
    assert html("<title>Not a subject</title><p>Hi</p>").subject is None


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ("<p>one</td></div></i> two", ["one", "two"]),
        ("<p>5 < 6 and 7 > 3 <- see", ["5 < 6 and 7 > 3 <- see"]),
        ('<p title="a" b">text</p>', ["text"]),
        ("<p don't>text</p>", ["text"]),
        ("text <a href='x", ["text <a href='x"]),
        ("<p>a</p", ["a</p"]),
        ("<div><table><tr><td>a</div>b</td></tr></table>c</div>", ["a", "b", "c"]),
        ("", []),
        ("<!-- never closed <p>x</p>", []),
    ],
)
def test_broken_markup(broken: str, expected: list[str]) -> None:
    assert shown(html(broken)) == expected


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "&",
        "&#",
        "=",
        "<a ",
        '<a x="',
        '<a x=">"',
        "<!--",
        "<style>",
        "<b></i>",
        "<ul><li>",
        "<td></th>",
        "{{",
        "x<br><br>",
        "\xa0",
    ],
)
def test_hostile_input_is_read_to_its_end(unit: str) -> None:
    """Superlinear work would not come back in time; how long it takes is measured in bench/."""
    assert html(unit * (200_000 // len(unit))).parts
