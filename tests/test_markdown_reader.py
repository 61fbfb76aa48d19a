"""The Markdown reader: the view is what a reader sees, each character at its source."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outlint.draft import Block, Draft, Role, Where
from outlint.text import apply_edits
from outlint.view import HOLE
from reading import MARKUP, assert_maps, draft_of, quoted, shown

TEXTS = st.lists(st.sampled_from(MARKUP), max_size=60).map("".join)


def md(text: str) -> Draft:
    return draft_of(text, "a.md")


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("*a* **b** ***c*** _d_ __e__ ~~f~~", "a b c d e f"),
        ("**bold *and* more**", "bold and more"),
        ("2 * 3 * 4 and 5*6", "2 * 3 * 4 and 5*6"),
        ("snake_case_word", "snake_case_word"),
        ("**重点：**请看", "重点：请看"),
        ("a * b* c", "a * b* c"),
        ("[text](https://a.example)", "text"),
        ('[**b** c](<https://a.example> "t")', "b c"),
        ("[a](https://a.example/x_(y)) z", "a z"),
        ("[a](not a link)", "[a](not a link)"),
        ("[t][r] [r] [x]\n\n[r]: https://a.example", "t r [x]"),
        ("![logo](a.png)text", "text"),
        ("[![i](b.png)](https://a.example) x", " x"),
        ("<https://a.example> <b@c.example>", "https://a.example b@c.example"),
        ("`code *x*` ``a`b``", "code *x* a`b"),
        ("`open", "`open"),
        (r"\*a\* \[b\] \\ \q", r"*a* [b] \ \q"),
        ("caf&eacute; &amp; &#8364; &nope;", "café & € &nope;"),
        ("<b>a</b><br>c <product> 1 < 2", "a\nc <product> 1 < 2"),
        ("<p>a</p><p>b</p>", "a\n\n\n\nb"),
        ("a<!-- hidden -->b", "ab"),
        ("a <!-- open", "a <!-- open"),
        ("# Title #", "Title"),
        ("#hashtag", "#hashtag"),
        ("[//]: # (note)\ntext", "text"),
        ("[ ] todo [x] done [1] note", "[ ] todo [x] done [1] note"),
    ],
)
def test_what_a_reader_sees(source: str, reads: str) -> None:
    draft = md(source)
    assert draft.main.view.text.strip() == reads.strip()
    assert_maps(draft)


def test_places_of_markup() -> None:
    draft = md("Caf&eacute; **bold** [a *b*](https://x.example)")
    assert quoted(draft, "é") == "&eacute;"
    assert quoted(draft, "bold") == "bold"
    edit = draft.main.view.edit((5, 9), "firm")
    assert edit is not None
    assert apply_edits(draft.source.text, [edit]) == "Caf&eacute; **firm** [a *b*](https://x.example)"
    assert draft.main.view.edit((3, 4), "e") is None


def test_placeholders_in_brackets_are_not_links() -> None:
    draft = md(
        "Hi [First Name],\n\n[Your Company] helps. [Book a call](https://c.example/{{ slot }}) or [page]({{ url }}).\n"
    )
    assert shown(draft) == [f"Hi {HOLE},", f"{HOLE} helps. Book a call or page."]
    assert [(p.name, p.where) for p in draft.placeholders] == [
        ("First Name", Where.TEXT),
        ("Your Company", Where.TEXT),
        ("slot", Where.URL),
        ("url", Where.URL),
    ]
    assert [(k.href, draft.main.view.text[slice(*k.text_span)]) for k in draft.main.links] == [
        ("https://c.example/{{ slot }}", "Book a call"),
        ("{{ url }}", "page"),
    ]
    assert_maps(draft)


def test_links_images_and_hidden() -> None:
    draft = md(
        'See [our *site*](https://a.example "t"), https://b.example, <a href="https://c.example">c</a> and `x y`.\n\n'
        '![Logo](l.png) <img src="m.png" alt="M">\n'
    )
    assert [k.href for k in draft.main.links] == ["https://a.example", "https://b.example", "https://c.example"]
    assert [draft.source.text[slice(*k.span)] for k in draft.main.links] == [k.href for k in draft.main.links]
    assert [(i.src, i.alt) for i in draft.main.images] == [("l.png", "Logo"), ("m.png", "M")]
    assert [draft.main.view.text[a:b] for a, b in draft.main.hidden] == ["https://b.example", "x y"]


def test_comments_are_kept_for_suppressions() -> None:
    draft = md("<!-- outlint: ignore a -->\n\ntext\n\n[//]: # (outlint: ignore b)\n{# outlint: ignore c #}\n\nmore\n")
    assert [draft.source.text[a:b] for a, b in draft.comments] == [
        "<!-- outlint: ignore a -->",
        "[//]: # (outlint: ignore b)",
        "{# outlint: ignore c #}",
    ]
    assert shown(draft) == ["text", "more"]


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("# Title\ntext", [Block.HEADING, Block.TEXT]),
        ("text\n## Title\nmore", [Block.TEXT, Block.HEADING, Block.TEXT]),
        ("Title\n=====\n\ntext", [Block.HEADING, Block.RULE, Block.TEXT]),
        ("a\n\n    code\n\nb", [Block.TEXT, Block.CODE, Block.TEXT]),
        ("    all\n\n    indented", [Block.TEXT, Block.TEXT]),
        ("- a\n\n    still a\n\nb", [Block.LIST, Block.TEXT, Block.TEXT]),
        ("```py\n# x *y*\n```", [Block.CODE]),
        ("| a | b |\n|---|---|\n| *c* | d |", [Block.TABLE]),
        ("* a\n* b", [Block.LIST]),
        ("***", [Block.RULE]),
        ("**Why us**\n\ntext", [Block.TEXT, Block.TEXT]),
    ],
)
def test_blocks(source: str, blocks: list[Block]) -> None:
    draft = md(source)
    assert [p.block for p in draft.main.paragraphs] == blocks
    assert_maps(draft)


def test_code_is_left_alone() -> None:
    draft = md("```\n**x** [a](b) <!-- c --> &amp;\n```\n")
    assert shown(draft) == ["```\n**x** [a](b) <!-- c --> &amp;\n```"]
    assert draft.main.links == ()
    assert draft.comments == ()


def test_block_quotes_are_quoted_mail() -> None:
    draft = md("Hi Tom,\n\nyes.\n\n> FREE!!!\n> more\n")
    assert shown(draft, Role.QUOTE) == ["> FREE!!!\n> more"]


def test_headings_are_no_subject() -> None:
    draft = md("# Our offer\n\nHi Tom,\n\ntext\n")
    assert draft.subject is None
    assert shown(draft, Role.GREETING) == ["Hi Tom,"]


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("[a]: b\n[[a]]")
@example("***a** b*")
@example("`` ` ``")
@example("![[a](b)](c)")
@example("[{{ name }}]({{ name }})")
def test_any_text_is_read_and_maps(text: str) -> None:
    assert_maps(md(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_characters_are_read(text: str) -> None:
    assert_maps(md(text))


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "*",
        "`",
        "<!--",
        "_",
        "<",
        "(",
        "[](",
        "[a](",
        "![",
        "~~",
        "> ",
        "# ",
        "- ",
        "\\",
        "&",
        "&#",
        "{",
        "{{",
        "|",
        "a* ",
    ]
    + [
        "<a ",
        "[a]: ",
        "`a` ",
        "```\n",
        "]]",
        "[a][",
        "a\n=\n",
        "    a\n",
        "**a",
        "&amp;",
        "<br>",
        "``` `",
        "[a](b) ",
        "a `",
    ],
)
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    """A quadratic step takes minutes on this much."""
    assert md("Hi,\n\n" + piece * (300_000 // len(piece))).parts
