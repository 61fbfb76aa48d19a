"""What can be completed in a draft: merge variables, front matter, suppressions, greetings, closings, calls to action."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from outlint.contacts import contacts_of
from outlint.draft import Draft, Role
from outlint.formats import suffixes
from outlint.messages import _, translate
from outlint.text import Span
from outlint_server.analysis import Analysis

TRIGGERS = ["{", "[", "%", "|", "$", ":", " ", ","]
_OPENED = re.compile(r"(?:\{\{-?|\{%-?|\*\||%%|\[\[|\$\{|\[|\{)[ \t]*(?P<word>[\w. ]*)$")
_KEY = re.compile(r"(?P<key>[\w-]*)$")
_VALUE = re.compile(r"(?P<key>[\w-]+):[ \t]*(?P<rest>.*)$")
_IGNORE = re.compile(r"outlint:[ \t]*(?:\{[ \t]*)?ignore:?[ \t]*\[?(?:[\w-]+[, ]+)*(?P<word>[\w-]*)$")
_WORD = re.compile(r"[^\W_]*$")
_META = {
    "subject": "The subject line.",
    "from": "Who sends it: name <address>.",
    "to": "Who it goes to.",
    "cc": "Who gets a copy.",
    "market": "The market it goes to, by its code; several with commas.",
    "lang": "The language it is written in.",
    "template": "true: merge variables are filled later; false: each one left is a fault.",
    "attachments": "Files that go with it.",
    "send_at": "When it goes out: 2026-12-01 09:30, with a zone such as Europe/Berlin behind it.",
    "consent": "Where the reader's consent is: visiting card, Canton Fair, 17 April 2026.",
    "data-source": "Where you have the reader's address from.",
    "phone": "The reader's telephone; its calling code tells the market.",
    "outlint": "What outlint is told of this file, such as the rules to ignore.",
}


def completions(analysis: Analysis, position: lsp.Position) -> lsp.CompletionList:
    """What may stand at a place."""
    report = analysis.report
    if report is None:
        return lsp.CompletionList(False, [])
    text, offset = report.source.text, analysis.positions.offset(position)
    line_start = text.rfind("\n", 0, offset) + 1
    before = text[line_start:offset]
    return lsp.CompletionList(False, list(_items(analysis, before, offset)))


def _items(analysis: Analysis, before: str, offset: int) -> Iterator[lsp.CompletionItem]:
    assert analysis.report is not None
    draft = analysis.report.draft
    if told := _IGNORE.search(before):
        yield from _rules(analysis, _range(analysis, offset - len(told["word"]), offset))
    elif _inside(draft, offset):
        yield from _front(analysis, before, offset)
    elif opened := _OPENED.search(before):
        yield from _variables(analysis, opened, offset)
    elif before.strip() == _last(before):
        yield from _sentences(analysis, before, offset)


def _inside(draft: Draft, offset: int) -> bool:
    """Whether a place is in the front matter: below its first line and above its last."""
    low, high = draft.meta_span
    text = draft.source.text
    if high > low:
        return text.find("\n", low) < offset < text.rfind("\n", low, max(high - 1, low)) + 1
    return text.startswith("---\n") and "\n---" not in text[3:] and offset > 3 and text.count("\n", 0, offset) < 30


def _last(before: str) -> str:
    m = _WORD.search(before)
    return m.group() if m else ""


def _range(analysis: Analysis, low: int, high: int) -> lsp.Range:
    return analysis.positions.range(Span(low, high))


def _rules(analysis: Analysis, range_: lsp.Range) -> Iterator[lsp.CompletionItem]:
    """Rules and groups, those that found something here first."""
    assert analysis.report is not None
    book = analysis.checker.book
    found = {f.rule for f in analysis.report.findings}
    for name in [*book.rules, *book.groups, "all"]:
        rule = book.rules.get(name)
        yield lsp.CompletionItem(
            name,
            kind=lsp.CompletionItemKind.EnumMember,
            detail=translate(rule.messages["default"].text) if rule else _("a group of rules"),
            sort_text=("0" if name in found else "1") + name,
            text_edit=lsp.TextEdit(range_, name),
        )


def _front(analysis: Analysis, before: str, offset: int) -> Iterator[lsp.CompletionItem]:
    """Keys of the front matter that are not there yet, or the values of the key at hand."""
    assert analysis.report is not None
    draft = analysis.report.draft
    if value := _VALUE.fullmatch(before):
        yield from _values(analysis, value["key"], value["rest"], offset)
    elif key := _KEY.fullmatch(before):
        range_ = _range(analysis, offset - len(key["key"]), offset)
        for name, said in _META.items():
            if name not in draft.meta:
                new = "outlint: {ignore: []}" if name == "outlint" else f"{name}: "
                kind = lsp.CompletionItemKind.Property
                yield lsp.CompletionItem(name, kind=kind, detail=_(said), text_edit=lsp.TextEdit(range_, new))


def _values(analysis: Analysis, key: str, rest: str, offset: int) -> Iterator[lsp.CompletionItem]:
    word = re.search(r"[\w-]*$", rest)
    typed = word.group() if word else ""
    range_ = _range(analysis, offset - len(typed), offset)
    words: Mapping[str, str] = {}
    if key in ("market", "markets"):
        words = {c: m["name"] for c, m in analysis.checker.book.markets.items()}
    elif key in ("lang", "language"):
        words = dict.fromkeys(snippets(), "")
    elif key == "template":
        words = {"true": "", "false": ""}
    elif key == "outlint":
        words = {"{ignore: []}": ""}
    for name, said in words.items():
        kind = lsp.CompletionItemKind.Value
        yield lsp.CompletionItem(name, kind=kind, detail=said or None, text_edit=lsp.TextEdit(range_, name))
    if key == "ignore":
        yield from _rules(analysis, range_)


def _variables(analysis: Analysis, opened: re.Match[str], offset: int) -> Iterator[lsp.CompletionItem]:
    """Declared variables, the contacts' columns, and those the draft has, written in the draft's dialect."""
    assert analysis.report is not None
    report = analysis.report
    settings = analysis.settings
    known = contacts_of(settings)
    named: dict[str, str] = {n: v.sample for n, v in settings.variables.items()}
    for column in known.columns:
        named.setdefault(column, next((r[column] for r in known.rows if r.get(column)), ""))
    for p in report.draft.placeholders:
        if not p.span.start < offset <= p.span.end:
            named.setdefault(p.name, "")
    line_start = report.source.text.rfind("\n", 0, offset) + 1
    start = line_start + opened.start()
    written = opened.group()[: len(opened.group()) - len(opened["word"])].strip()
    close = _closing(written)
    after = report.source.text[offset : offset + 4].lstrip()
    end = offset
    if close and after.startswith(close):
        end = report.source.text.index(close, offset) + len(close)
    range_ = _range(analysis, start, end)
    for name, sample in named.items():
        new = _written(written, name, _dialect(report.draft.placeholders))
        yield lsp.CompletionItem(
            name,
            kind=lsp.CompletionItemKind.Variable,
            detail=sample or None,
            filter_text=f"{opened.group()[: -len(opened['word']) or None]}{name}",
            text_edit=lsp.TextEdit(range_, new),
        )


def _dialect(placeholders: Sequence[Any]) -> str | None:
    return placeholders[0].dialect if placeholders else None


def _closing(opening: str) -> str:
    return {
        "{{": "}}",
        "{{-": "-}}",
        "{%": "%}",
        "*|": "|*",
        "%%": "%%",
        "[[": "]]",
        "${": "}",
        "[": "]",
        "{": "}",
    }.get(opening, "")


def _written(opening: str, name: str, dialect: str | None) -> str:
    """A variable as the draft's dialect writes it; where a lone bracket was typed, as that does."""
    if opening == "{" and dialect in ("jinja", "liquid", "handlebars"):
        opening = "{{"
    inner = f" {name} " if opening in ("{{", "{{-", "{%", "{%-") and dialect != "handlebars" else name
    return f"{opening}{inner}{_closing(opening)}"


def _sentences(analysis: Analysis, before: str, offset: int) -> Iterator[lsp.CompletionItem]:
    """Greetings at the top of the body, closings and calls to action below it, in the languages of the markets."""
    assert analysis.report is not None
    draft = analysis.report.draft
    roles = {p.role for p in draft.main.paragraphs} if draft.parts else set()
    range_ = _range(analysis, offset - len(before.lstrip()), offset)
    for lang in _languages(analysis):
        words = snippets().get(lang, {})
        kinds = (["greeting"] if Role.GREETING not in roles else []) + ["cta"]
        kinds += ["closing"] if Role.CLOSING not in roles else []
        for kind in kinds:
            for text in words.get(kind, ()):
                yield lsp.CompletionItem(
                    text.format(name="…").splitlines()[0],
                    kind=lsp.CompletionItemKind.Snippet,
                    detail=_({"greeting": "greeting", "cta": "call to action", "closing": "closing"}[kind])
                    + f" · {lang}",
                    filter_text=text.format(name=""),
                    insert_text_format=lsp.InsertTextFormat.Snippet,
                    text_edit=lsp.TextEdit(range_, text.replace("$", "\\$").format(name="${1}")),
                )


def _languages(analysis: Analysis) -> list[str]:
    """The draft's language, else those of its markets, else English."""
    assert analysis.report is not None
    draft = analysis.report.draft
    if draft.language:
        return [draft.language.split("-")[0]]
    known = analysis.checker.book.markets
    found = [lang for code in draft.markets for lang in known.get(code, {}).get("languages", ())]
    return list(dict.fromkeys(found)) or ["en"]


@cache
def snippets() -> Mapping[str, Mapping[str, list[str]]]:
    """{language: {"greeting", "closing", "cta": [text]}}."""
    import tomllib

    return tomllib.loads(Path(__file__).with_name("snippets.toml").read_text("utf-8"))


def market_edit(draft: Draft, codes: Sequence[str]) -> tuple[Span, str] | None:
    """The edit that makes a draft's front matter name these markets; None for mail files, which have none."""
    if draft.format == "eml" or suffixes(draft.source.path)[0] == ".eml":
        return None
    text, newline = draft.source.text, draft.source.newline
    said = ", ".join(codes)
    low, high = draft.meta_span
    if high <= low or not text.startswith("---"):
        return (Span(0, 0), f"---{newline}market: {said}{newline}---{newline}") if said else None
    m = re.compile(r"^(markets?)[ \t]*:[^\r\n]*(?:\r\n|\n|\r)(?:[ \t]+[^\r\n]*(?:\r\n|\n|\r))*", re.M).search(
        text, low, high
    )
    if m is not None:
        return Span(*m.span()), f"market: {said}{newline}" if said else ""
    first = text.find("\n", low) + 1
    return (Span(first, first), f"market: {said}{newline}") if said else None
