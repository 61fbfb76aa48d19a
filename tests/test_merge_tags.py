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
    ],
)
def test_ordinary_text(text: str) -> None:
    assert outputs(text) == []


def test_filters_default_and_guard() -> None:
    tags = scan("{% if name %}{{ name | title | default('you') | safe }}{% endif %}", dialects=DIALECTS)
    tag = next(t for t in tags if t.kind == "output")
    assert (tag.filters, tag.default, tag.raw, tag.guarded) == (("title", "default", "safe"), "'you'", True, True)


@given(st.text(alphabet=st.sampled_from("{}[]%$<>*|!#/ab \n【】〇"), max_size=200))
def test_tags_are_ordered_and_apart(text: str) -> None:
    at = 0
    for tag in scan(text, dialects=DIALECTS):
        assert at <= tag.span.start < tag.span.end <= len(text)
        at = tag.span.end
