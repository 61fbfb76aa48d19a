"""The plain-text reader, header lines and front matter: what is read, and where each character stands."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outlint.draft import Block, Role, Where
from outlint.formats import suffixes
from outlint.formats.blocks import pieces
from outlint.text import apply_edits
from outlint.view import HOLE
from reading import MARKUP, assert_maps, behind, draft_of, quoted, roles, shown

TEXTS = st.lists(st.sampled_from(MARKUP), max_size=60).map("".join)


# header lines


@pytest.mark.parametrize(
    "line",
    [
        "Subject: Valves",
        "subject : Valves",
        "**Subject:** Valves",
        "**Subject: Valves**",
        "Subject line: Valves",
        'Subject: "Valves"',
        "Subject: *Valves*",
        "主题：Valves",
        "主题: Valves",
        "主旨：Valves",
        "件名：Valves",
        "제목: Valves",
        "Betreff: Valves",
        "Objet : Valves",
        "Asunto: Valves",
        "Assunto: Valves",
        "Oggetto: Valves",
        "Onderwerp: Valves",
        "Temat: Valves",
        "Тема: Valves",
        "Konu: Valves",
        "الموضوع: Valves",
        "Tiêu đề: Valves",
        "Perihal: Valves",
    ],
)
def test_subject_lines(line: str) -> None:
    draft = draft_of(f"{line}\n\nHi Tom,\n\ntext\n")
    assert draft.subject is not None
    assert draft.subject.text == "Valves"
    assert behind(draft, draft.subject, "Valves") == "Valves"
    assert shown(draft) == ["Hi Tom,", "text"]


def test_folded_header_lines() -> None:
    draft = draft_of("To: a@b.example\r\nSubject: a long\r\n  subject\r\nReply-To: c@d.example\r\n\r\nBody\r\n")
    assert [(h.name, h.text) for h in draft.headers] == [
        ("to", "a@b.example"),
        ("subject", "a long subject"),
        ("reply-to", "c@d.example"),
    ]
    assert behind(draft, draft.headers[1].value, "long subject") == "long\r\n  subject"
    assert shown(draft) == ["Body"]


@pytest.mark.parametrize(
    "text",
    [
        "Hi Tom,\n\nSubject: not a header here\n",
        "# Title\n\ntext\n",
        "Note: the price holds\n",
        "Dear Ms Tan: thank you\n",
        "https://a.example/\n",
        "10:30 suits me\n",
        "",
    ],
)
def test_no_header_lines(text: str) -> None:
    draft = draft_of(text)
    assert draft.headers == ()
    assert "".join(draft.main.view.text.split()) == "".join(text.split())


def test_headers_below_front_matter_and_comments() -> None:
    draft = draft_of(
        "---\nlang: de\n---\n\n<!-- outlint: ignore fake-reply -->\nSubject: Re: Ventile\n\nText\n", "a.md"
    )
    assert draft.language == "de"
    assert draft.header("subject") is not None
    assert [draft.source.text[c.start : c.end] for c in draft.comments] == ["<!-- outlint: ignore fake-reply -->"]
    assert shown(draft) == ["Text"]


def test_a_header_takes_no_line_break() -> None:
    draft = draft_of("Subject: a\n\nb\n")
    assert draft.subject is not None
    assert draft.subject.edit((0, 1), "x\nBcc: y") is None
    edit = draft.subject.edit((0, 1), "x")
    assert edit is not None
    assert apply_edits(draft.source.text, [edit]) == "Subject: x\n\nb\n"


# front matter


def test_front_matter() -> None:
    draft = draft_of(
        "---\nsubject: Valves for {{ company }}\nfrom: Li Na <li@f.example>\nto: [a@b.example, c@d.example]\n"
        "markets: [DE, NO]\nsend_at: 2027-01-05T09:00:00\ntemplate: true\nattachments:\n  - list.pdf\n"
        "outlint: {ignore: [missing-cta]}\n---\nHi\n"
    )
    assert draft.template
    assert draft.meta["markets"] == ["DE", "NO"]
    assert draft.meta["outlint"] == {"ignore": ["missing-cta"]}
    assert [h.text for h in draft.headers if h.name == "to"] == ["a@b.example", "c@d.example"]
    assert [(a.name, a.size) for a in draft.attachments] == [("list.pdf", None)]
    assert draft.subject is not None
    assert draft.subject.text == f"Valves for {HOLE}"
    assert [(p.name, p.where) for p in draft.placeholders] == [("company", Where.HEADER)]
    assert draft.problems == ()
    assert shown(draft) == ["Hi"]


@pytest.mark.parametrize(
    ("written", "read", "words", "stands"),
    [
        ("plain value", "plain value", "value", "value"),
        ("'it''s'", "it's", "'", "''"),
        (r'"caf\u00e9 \"x\""', 'café "x"', "é", r"\u00e9"),
        (r'"a\tb"', "a\tb", "a", "a"),
        ('"a\n  b"', "a b", "a b", "a\n  b"),
        ("a long\n  value", "a long value", "value", "value"),
        (">\n  a long\n  value", "a long value", "long value", "long\n  value"),
        ("|\n  one\n  two", "one\ntwo", "two", "two"),
        ("Re: our call", "Re: our call", "our", "our"),
        ("{{ name }}, a word", f"{HOLE}, a word", "word", "word"),
        ("[First Name] and you", f"{HOLE} and you", "you", "you"),
        ("价格", "价格", "价格", "价格"),
    ],
)
def test_scalars_map_to_their_characters(written: str, read: str, words: str, stands: str) -> None:
    draft = draft_of(f"---\nlang: en\nsubject: {written}\nnote: x\n---\nBody\n")
    assert draft.subject is not None
    assert draft.subject.text.strip() == read
    assert behind(draft, draft.subject, words) == stands
    assert draft.problems == ()
    assert draft.header("note") is not None
    assert_maps(draft)


@pytest.mark.parametrize(
    "front",
    [
        'subject: "open\nlang: de',
        "lang: de\n\tsubject: x",
        "lang: de\nsubject: x\n  - y: [",
        "a: &a [x]\nb: *a\nlang: de\nsubject: x",
    ],
)
def test_broken_front_matter_is_told_and_read_line_by_line(front: str) -> None:
    draft = draft_of(f"---\n{front}\n---\nText\n", "folder/a.md")
    assert len(draft.problems) == 1
    path, line, column, told = draft.problems[0].split(":", 3)
    assert (path, line.isdigit(), column.isdigit()) == ("folder/a.md", True, True)
    assert "quotes" in told
    assert draft.language == "de"
    assert shown(draft) == ["Text"]


def test_a_bomb_of_aliases_is_refused() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
    draft = draft_of(f"---\n{bomb}---\nText\n")
    assert "alias" in draft.problems[0]


def test_a_rule_below_text_is_no_front_matter() -> None:
    draft = draft_of("Hi Tom,\n---\na: b\n---\n")
    assert draft.meta == {}
    assert draft_of("--- \nno end\n").meta == {}


def test_the_common_case_needs_no_yaml_parser() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from reading import draft_of; d = draft_of('---\\nsubject: \"Valves\"\\nmarkets: [DE, FR]\\n---\\nHi');"
        "print(d.meta['markets'], 'yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=sys.path[0])
    assert done.stdout.strip() == "['DE', 'FR'] False"


# blocks


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("a line\nand its end\n\nanother", ["text", "text"]),
        ("- a\n- b\n  wrapped\n- c", ["list"]),
        ("We offer:\n- a\n- b", ["text", "list"]),
        ("• a\n• b", ["list"]),
        ("1) a\n2) b", ["list"]),
        ("①甲\n②乙", ["list"]),
        ("一、甲\n二、乙", ["list"]),
        ("📄 a\n📄 b", ["list"]),
        ("we ship until\n12. March", ["text"]),
        ("3.5 million pieces", ["text"]),
        ("-5 % today", ["text"]),
        ("*bold* word", ["text"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["table"]),
        ("Item      Qty     Price\nValve     10      3.50", ["table"]),
        ("Li Na | Sales | Foshan", ["text"]),
        ("a\n----------\nb", ["text", "rule", "text"]),
        ("■━━━━━ 今後の流れ ━━━━━■", ["heading"]),
        ("```\ncode\n\nmore\n```\ntext", ["code", "text"]),
        ("一句。\n二句。\n三句", ["text", "text", "text"]),
        ("　　一段\n　　二段", ["text", "text"]),
        ("> a\n> b\nc", ["text", "text"]),
    ],
)
def test_how_paragraphs_are_set(text: str, blocks: list[str]) -> None:
    assert [p.block.value for p in pieces(text)] == blocks


def test_addresses_are_hidden_and_urls_are_links() -> None:
    draft = draft_of(
        "See https://a.example/x_(1), mail sales@b.example. 请访问https://c.example/价格查看 or d.com/free.\n"
    )
    view = draft.main.view.text
    assert [link.href for link in draft.main.links] == ["https://a.example/x_(1)", "https://c.example/"]
    assert [view[a:b] for a, b in draft.main.hidden] == [
        "https://a.example/x_(1)",
        "sales@b.example",
        "https://c.example/",
        "d.com/free",
    ]


def test_merge_variables_are_holes() -> None:
    draft = draft_of("Hi {{ name }},\n\nopen https://a.example/{{ id }}?x=1\n\n{% if x %}yes{% endif %}\n")
    assert shown(draft) == [f"Hi {HOLE},", f"open https://a.example/{HOLE}?x=1", "yes"]
    assert [(p.name, p.where) for p in draft.placeholders] == [("name", Where.TEXT), ("id", Where.URL)]
    assert quoted(draft, HOLE) == "{{ name }}"
    assert draft.template
    assert_maps(draft)


def test_template_or_draft() -> None:
    assert draft_of("Hi {{ name }}").template is False
    assert draft_of("Hi {{ name }}", "a.txt.j2").template is True
    assert draft_of("Hi {{ name }}", declared=frozenset({"name"})).template is True
    assert draft_of("Hi {{ name }} {{ x }}", declared=frozenset({"name"})).template is False
    declared = frozenset({"Zyx"})  # no word that anybody would take for a variable, were it not declared
    assert [p.name for p in draft_of("Hi Tom, see [Zyx] and [new]", declared=declared).placeholders] == ["Zyx"]
    mail = draft_of(
        "Subject: [Zyx] for Tom\nTo: a@b.example\n\nHi Tom, see [Zyx] and [new]", "a.eml", declared=declared
    )
    assert [p.name for p in mail.placeholders] == ["Zyx", "Zyx"]
    assert draft_of("---\ntemplate: false\n---\nHi {{ name }}", "a.md.hbs").template is False
    assert draft_of("Hi", template=True).template is True


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("a.md", (".md", "")),
        ("A.MD.J2", (".md", ".j2")),
        ("dir.x/a.html.jinja2", (".html", ".jinja2")),
        ("a.hbs", ("", ".hbs")),
        ("a.b.hbs", ("", ".hbs")),
        ("README", ("", "")),
        ("a.eml.liquid", (".eml", ".liquid")),
    ],
)
def test_suffixes(path: str, kinds: tuple[str, str]) -> None:
    assert suffixes(path) == kinds


def test_unknown_suffix_reads_as_text() -> None:
    assert draft_of("Hi *Tom*,", "a.draft").format == "text"
    assert draft_of("<!doctype html><p>Hi", "draft").format == "html"


# laws


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from(["a.txt", "a.txt.j2", "a"]))
@example("Subject: \n \n\x00", "a.txt")
@example("--\n--\n-- \nx", "a.txt")
def test_any_text_is_read_and_maps(text: str, path: str) -> None:
    assert_maps(draft_of(text, path))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
@example("a: |\n")
@example('a: "\\')
@example("a: b\n\n\n  c")
def test_any_front_matter_is_read_and_maps(inner: str) -> None:
    draft = draft_of(f"---\nlang: en\n{inner}\n---\nBody", "a.md")
    assert_maps(draft)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_characters_are_read(text: str) -> None:
    assert_maps(draft_of(text))


@settings(max_examples=100, deadline=None)
@given(st.text("ab \n,.-", max_size=120), st.integers(0, 119))
def test_an_edit_changes_what_the_view_reads(text: str, at: int) -> None:
    draft = draft_of("Hi Tom,\n\n" + text)
    view = draft.main.view
    at = min(at, len(view.text) - 1)
    edit = view.edit((at, at + 1), "Z")
    assert edit is not None
    assert draft_of(apply_edits(draft.source.text, [edit])).main.view.text == view.text[:at] + "Z" + view.text[at + 1 :]


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a@",
        "a@b.",
        ".com",
        "http://",
        " ",
        "> a\n",
        "Best,\n",
        "Hi\n",
        "Subject: \n ",
        "From: a\n",
        "-- \n",
        "P.S. a\n\n",
    ]
    + ["unsubscribe\n\n", "On a\n", "a\n\n", "|a|\n", "(1", "。", "你\n", "---\n", "：", "**", "\t"],
)
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    """A quadratic step takes minutes on this much."""
    assert draft_of("Hi,\n\n" + piece * (200_000 // len(piece))).parts


def test_blocks_in_a_whole_mail() -> None:
    draft = draft_of("Hi Tom,\nwe offer:\n- a\n- b\n\nBest,\nLi\n")
    assert roles(draft) == [
        ("greeting", "Hi Tom,"),
        ("body", "we offer:"),
        ("body", "- a\n- b"),
        ("closing", "Best,"),
        ("signature", "Li"),
    ]
    assert [p.block for p in draft.main.with_role(Role.BODY)] == [Block.TEXT, Block.LIST]
