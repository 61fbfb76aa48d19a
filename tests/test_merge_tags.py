"""Merge variables of every dialect, and ordinary text that is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import outlint_rules
from outlint.merge_tags import scan

DIALECTS = outlint_rules.load().shared["dialects"]


def outputs(text: str, suffix: str = "") -> list[tuple[str, str]]:
    return [(t.name, t.dialect) for t in scan(text, dialects=DIALECTS, suffix=suffix) if t.kind == "output"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi {{ first_name }},", [("first_name", "jinja")]),
        ("Hi {{first_name | default('you')}},", [("first_name", "jinja")]),
        ("{% if x %}{{ x }}{% endif %}", [("x", "jinja")]),
        ("{{ name | default: 'you' }}", [("name", "liquid")]),
        ("{% unless x %}{{ y }}{% endunless %}", [("y", "liquid")]),
        ("{{#if a}}{{b}}{{else}}{{{c}}}{{/if}}", [("b", "handlebars"), ("c", "handlebars")]),
        ("Hi {{.Name}}", [(".Name", "go")]),
        ("Hi *|FNAME|*", [("FNAME", "mailchimp")]),
        ("Hi ${Leads.First Name}", [("Leads.First Name", "dollar")]),
        ("Hi {!Contact.Name}", [("Contact.Name", "salesforce")]),
        ("Hi %%name%% and %NAME%", [("name", "double-percent"), ("NAME", "percent")]),
        ("Hi {first_name}", [("first_name", "single-braces")]),
        ("Hi <<First Name>>", [("First Name", "angles")]),
        ("Hi [First Name]", [("First Name", "brackets")]),
        ("Hi [Prénom] de [Nom de l'entreprise]", [("Prénom", "brackets"), ("Nom de l'entreprise", "brackets")]),
        ("【会社名】御中", [("会社名", "cjk-brackets")]),
        ("〇〇様", [("〇〇", "circles")]),
        ("株式会社●●", [("●●", "circles")]),
        ("［日付］と【会社名】", [("日付", "cjk-brackets"), ("会社名", "cjk-brackets")]),
        ("Hi <first name>, of <Company>", [("first name", "angle-words"), ("Company", "angle-words")]),
        ("Hi (First Name),", [("First Name", "parentheses")]),
        ("{Hi|Hello there} Tom", [("Hi|Hello there", "spintax")]),
        ("Bonjour {prénom}", [("prénom", "single-braces")]),
        ("Hi {client['name']}, {Name}", [("client['name']", "single-braces"), ("Name", "single-braces")]),
        ("{{ $order->name }}", [("$order->name", "blade")]),
        ("<%= name %> and <%- raw %>", [("name", "erb"), ("raw", "erb")]),
        ("{{ contact.firstname }}", [("contact.firstname", "hubspot")]),
        ("{% load i18n %}{{ name|default:'you' }}", [("name", "django")]),
        ("{% block 'body' %}{{ Name }}{% endblock %}", [("Name", "liquid")]),
        ("{% apply upper %}{{ name }}{% endapply %}", [("name", "twig")]),
        ("{{ name or 'you' }} {{ a ?? 'b' }}", [("name", "jinja"), ("a", "jinja")]),
        ("{% raw %}{{ name }}{% endraw %}", []),
        (
            "[Company], [1-2 sentences connecting the development to their context.], [Lien direct vers l'action]",
            [
                ("Company", "brackets"),
                ("1-2 sentences connecting the development to their context.", "brackets"),
                ("Lien direct vers l'action", "brackets"),
            ],
        ),
        ("[Sujet #1 — ex. : Keynote de [Intervenant]]", [("Sujet #1 — ex. : Keynote de [Intervenant]", "brackets")]),
        ("[Here {{ day }} is no slot at all for anybody, he said]", [("day", "jinja")]),
        ("from [DATE] to [DATE]", [("DATE", "brackets"), ("DATE", "brackets")]),
        ("Hi [Name], [X] jobs in [Leeds area]", [("Name", "brackets"), ("X", "brackets"), ("Leeds area", "brackets")]),
    ],
)
def test_dialects(text: str, expected: list[tuple[str, str]]) -> None:
    assert outputs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "our [new] line",
        "see [1] and [12]",
        "[x] done, [ ] open",
        "[the page](https://a.example) and ![logo](a.png) and [b][c]",
        "[c]: https://a.example",
        "20%-30% off, 100 % steel, 50% more and 20% less",
        '{"price": 12, "unit": "pcs"}',
        "{}",
        "a[0] = b[i]",
        "p {color: red}",
        "[USD 12.50] per piece",
        "[EXTERNAL] [Ticket #123] [JIRA-12]",
        "she said [sic] so",
        "【新品】のご案内",
        "a << b >> c",
        "[Download] [Zoom] [Razor-users] [Tim] wrote [...] [snip]",
        "write to [mailto:tom@a.example] or <tom@a.example> or <https://a.example>",
        "the [ one approach is to use ] of [a.pdf] on [2027-01-12 10:00]",
        "<b>bold</b> <td> <br> <title>",
        "(see the name) (our company) (Tom)",
        "$self->{sock} and %{name} and #{x} and \\frac{a}{b}",
        "https://a.example/%E4%BD%A0%E5%A5%BD?x=%20name%20",
        "{start|stop|restart} the server",
        "[root@host dir] [i + 1] [list $w invoke]",
        "「[管理]」タブの[追加]と【重要】【株式会社ブライト】",
        "- [X] Samples sent",
        "●●重要●● ○",
    ],
)
def test_ordinary_text(text: str) -> None:
    assert outputs(text) == []


def test_filters_default_and_guard() -> None:
    tags = scan("{% if name %}{{ name | title | default('you') | safe }}{% endif %}", dialects=DIALECTS)
    tag = next(t for t in tags if t.kind == "output")
    assert (tag.filters, tag.default, tag.raw, tag.guarded) == (("title", "default", "safe"), "'you'", True, True)


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("{% if a %}{{ a }}{% else %}{{ b }}{% endif %}{{ a }}", [True, False, False]),
        ("{% for x in xs %}{{ x.y }}{{ loop.index }}{{ z }}{% endfor %}", [True, True, False]),
        ("{{#if a.b}}{{a.b}}{{/if}}{{#each xs}}{{y}}{{/each}}{{#z}}{{z}}{{/z}}", [True, True, True]),
        ("{{if .A}}{{.A}}{{end}}{{.A}}", [True, False]),
        ("*|IF:FNAME|**|FNAME|**|END:IF|**|LNAME|*", [True, False]),
        ("{% unless b %}{{ b }}{% elsif c == 1 %}{{ c }}{% endunless %}", [True, True]),
    ],
)
def test_guarded(text: str, guarded: list[bool]) -> None:
    assert [t.guarded for t in scan(text, dialects=DIALECTS) if t.kind == "output"] == guarded


@pytest.mark.parametrize(
    ("text", "default"),
    [
        ("{{ a | default('you', true) }}", "'you'"),
        ('{{ a | default: "you" }}', '"you"'),
        ("{{ a or 'you' }}", "'you'"),
        ("{{ a ?? b }}", "b"),
        ("${a || 'x'}", "'x'"),
        ("{{ a }}", None),
    ],
)
def test_default(text: str, default: str | None) -> None:
    assert [t.default for t in scan(text, dialects=DIALECTS)] == [default]


def test_suffix_decides() -> None:
    assert outputs("Hi {{x}}", ".hbs") == [("x", "handlebars")]
    assert outputs("Hi {{x}}", ".liquid") == [("x", "liquid")]


def test_declared_names_need_no_evidence() -> None:
    text = "see [Zyx] and [new]"
    found = scan(text, dialects=DIALECTS, declared=frozenset({"Zyx"}))
    assert [t.name for t in found] == ["Zyx"]


HOSTILE = [
    "{",
    "[",
    "%",
    "<<",
    "{{",
    "{%",
    "[a",
    "{{#",
    "{{!--",
    "{#",
    "*|",
    "【",
    "{a|",
    "[[a]",
    "%%a",
    "<%",
    "(a",
    "[a\n",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_input_is_read_to_its_end(unit: str) -> None:
    """Superlinear work would not come back in time; how long it takes is measured in bench/."""
    text = (unit * (400_000 // len(unit) + 1))[:400_000]
    assert all(t.span.end <= len(text) for t in scan(text, dialects=DIALECTS))


@given(st.text(alphabet=st.sampled_from("{}[]%$<>*|!#/ab \n【】〇"), max_size=200))
def test_tags_are_ordered_and_apart(text: str) -> None:
    at = 0
    for tag in scan(text, dialects=DIALECTS):
        assert at <= tag.span.start < tag.span.end <= len(text)
        at = tag.span.end
