"""Templates that do not parse, to the token; broken variables, and what they should read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import outlint_rules
from outlint.jinja import refusal
from outlint.malformed import malformed
from outlint.merge_tags import scan
from outlint.templates import faults
from outlint.text import Edit, apply_edits

DIALECTS = outlint_rules.load().shared["dialects"]


@pytest.mark.parametrize(
    "marked",
    [
        "Hi {{ name }},\n{% for x ⟦of⟧ xs %}a{% endfor %}",
        "a\n⟦{{ a | }}⟧",
        "{{ x }} {{ y ⟦z⟧ }} {{ w }}",
        "x\r\n\r\n{{ a ⟦b⟧ }}",
        "{{ a ⟦!⟧ b }}",
        "{% if a ⟦=⟧ b %}x{% endif %}",
        "{%- if x -%}\n \n {{ b ⟦c⟧ }}{% endif %}",
        "{% ⟦endif⟧ %}",
        "{{ ⟦'⟧abc }}",
        "⟦{{ }}⟧",
        "你好 {{ 名 }} 👩‍🔧 {{ a ⟦b⟧ }}",
    ],
)
def test_the_place_is_the_token(marked: str) -> None:
    text = marked.replace("⟦", "").replace("⟧", "")
    found = refusal(text)
    assert found is not None
    assert text[found.span.start : found.span.end] == marked[marked.index("⟦") + 1 : marked.index("⟧")]
    assert found.span.start == marked.index("⟦")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain } text { here %}",
        "{{ a | default('x', true) | e }} {% raw %}{{ a b }}{% endraw %} {# {{ a b }} #}",
        "{% set a = 1 %}{% for x in xs if x %}{{ loop.index }}{% break %}{% else %}-{% endfor %}{% do xs.append(1) %}",
        "{% trans %}a{% endtrans %}{{ a|nofilter }}\r\n{{ b }}\n",
    ],
)
def test_what_parses(text: str) -> None:
    assert refusal(text) is None


def test_depth_and_length_are_bounded() -> None:
    assert refusal("{% if x %}" * 50_000) is not None
    assert refusal("{{ " + "(" * 20_000 + "a" + ")" * 20_000 + " }}") is not None
    assert refusal("{{ a b }}" + "x" * 1_000_000) is None


@given(st.text(alphabet=st.sampled_from("{}%#'\"ab|.-() \n\r你"), max_size=120))
def test_any_text_has_an_answer_inside_it(text: str) -> None:
    found = refusal(text)
    assert found is None or 0 <= found.span.start <= found.span.end <= len(text)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("{{#if a}}x", ["{{#if a}}"]),
        ("x{{/if}}", ["{{/if}}"]),
        ("{{#each a}}{{#if b}}x{{/each}}", ["{{#if b}}"]),
        ("{{#if a}}{{else}}{{/if}}{{^b}}c{{/b}}{{> partial}}", []),
        ("*|IF:A|*x", ["*|IF:A|*"]),
        ("*|IFNOT:A|*x*|ELSE:|*y*|END:IF|*", []),
        ("x*|END:IF|*", ["*|END:IF|*"]),
        ("*|END:RSSITEMS|*", []),
        ("{{if .A}}x{{else}}y", ["{{if .A}}"]),
        ("{{range .A}}{{end}}{{end}}", ["{{end}}"]),
        ("{% unless a %}x{% endunless %}{% assign b = 1 %}{% endif %}", ["{% endif %}"]),
        ("{% if a %}{% for x in b %}{% endif %}", ["{% for x in b %}"]),
        ("{% load i18n %}{% blocktrans %}a{% endblocktrans %}{% url 'x' %}", []),
        ("{% else %}", ["{% else %}"]),
        ("{% trans 'a' %}{% block x %}{% endblock %}{% include 'y' %}", []),
    ],
)
def test_blocks_without_a_partner(text: str, quoted: list[str]) -> None:
    found = faults(text, scan(text, dialects=DIALECTS), "")
    assert [text[f.span.start : f.span.end] for f in found] == quoted


def test_a_malformed_variable_is_not_told_twice() -> None:
    text = "Hi {{ name },\n{{ first name }} {% if a %}{% endif %}"
    assert list(faults(text, scan(text, dialects=DIALECTS, suffix=".j2"), ".j2")) == []


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("{ {name}}", "{{name}}"),
        ("{ { name } }", "{{ name }}"),
        ("{{name}", "{{name}}"),
        ("a {name}}", "a {{name}}"),
        ("{{name }}}", "{{name}}"),
        ("{{{name}}", "{{name}}"),
        ("｛｛姓名｝｝ ｛name｝", "{{姓名}} {name}"),
        ("Hi {{name, yes", "Hi {{name}}, yes"),
        ("{% if x }a{ % endif %}", "{% if x %}a{% endif %}"),
        ("{{ x %}{% y }}", "{{ x }}{% y %}"),
        ("*|FNAME*| |*LNAME*| *|A_B|", "*|FNAME|* *|LNAME|* *|A_B|*"),
        ("{{ a | default(“you”) }}", '{{ a | default("you") }}'),
        ("{% if a == ‘b’ %}{% endif %}", "{% if a == 'b' %}{% endif %}"),
        ("{{ first_name }} {{ first name }}", "{{ first_name }} {{ first_name }}"),
    ],
)
def test_malformed_variables_and_their_cure(text: str, fixed: str) -> None:
    found = malformed(text, scan(text, dialects=DIALECTS))
    assert apply_edits(text, [Edit(m.span, m.fix or "") for m in found]) == fixed
    assert malformed(fixed, scan(fixed, dialects=DIALECTS)) == []


@pytest.mark.parametrize(
    "text",
    [
        '{"a": {"b": 1}} {"a": {x}}',
        "p{color:red} @media{ .a{color:red} }",
        "<style>a{b}} .c{ {d} }</style>",
        "```\n{{name}\n```",
        "{{ a|default('l’été') }} “{{ b }}”",
        "{{{x}}} {{x}} {x} ${x} {!x} %{x}",
        "a set {1, 2}, f({x}), 50 { % }",
        "*bold* | *|FNAME|* | 2 *|* 3",
        "｛注意｝",
        "{{ first name }}",
    ],
)
def test_what_is_not_malformed(text: str) -> None:
    assert malformed(text, scan(text, dialects=DIALECTS)) == []


@given(st.text(alphabet=st.sampled_from("{}｛｝%|*aB_ \n<'“"), max_size=150))
def test_malformed_spans_are_apart(text: str) -> None:
    at = 0
    for m in malformed(text, scan(text, dialects=DIALECTS)):
        assert at <= m.span.start < m.span.end <= len(text)
        at = m.span.end


@pytest.mark.parametrize("unit", ["{", "{ ", "{{a", "{%", "{a}}", "*|AB ", "```\n", "<style>", "{{a b c", "｛"])
def test_hostile_input_is_read_to_its_end(unit: str) -> None:
    """Superlinear work would not come back in time; how long it takes is measured in bench/."""
    text = (unit * (400_000 // len(unit) + 1))[:400_000]
    assert all(0 <= m.span.start < m.span.end <= len(text) for m in malformed(text, ()))
