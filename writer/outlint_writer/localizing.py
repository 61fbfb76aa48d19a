"""A draft for another market: its own text where the language is the market's, a model's translation, or the library's mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

from outlint.book import Book
from outlint.config import Settings
from outlint.draft import Draft, Role
from outlint.engine import Checker, FileReport
from outlint.messages import translate
from outlint.source import Source
from outlint.text import Edit, Span, apply_edits
from outlint.view import HOLE
from outlint_writer import scenarios
from outlint_writer.addressee import addressee
from outlint_writer.composing import broken, front, language_of, lawful
from outlint_writer.endpoint import Endpoint
from outlint_writer.facts import Fact
from outlint_writer.guard import draft_facts
from outlint_writer.provider import Usage
from outlint_writer.rewriting import UNWRITABLE, rewrite

KEPT, MODEL, LIBRARY, NONE = "kept", "model", "library", "none"
_OFFERED = ("money", "unit", "code", "standard", "mark", "name")
_MOST_FACTS = 8
_CLAUSE = re.compile(r"[,;:\n|，；：、。！？]|[.!?](?=\s|$)")
_HTML_LANG = re.compile(r"<html[^>]{0,300}?\slang=[\"']?([\w-]+)", re.I)
_META = re.compile(r"^(?:market|markets|language|lang)[ \t]*:[^\n]*\n(?:[ \t]+[^\n]*\n|- [^\n]*\n)*", re.M)


@dataclass(frozen=True, slots=True)
class Localized:
    """What was made for a market. `text` is None where nothing may be written: then `failures` say why.

    `how` is "kept" (the draft's own words), "model" or "library" (with the `scenario`'s name).
    """

    market: str
    language: str
    how: str
    text: str | None
    report: FileReport | None
    scenario: str = ""
    failures: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)


def localize(
    book: Book,
    settings: Settings,
    source: Source,
    market: str,
    *,
    endpoint: Endpoint | None = None,
    scenario: str = "",
    values: Mapping[str, str] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    answers: Path | None = None,
) -> Localized:
    """A draft for a market; writes nothing. May be called from any thread. Raises ProviderError, CancelledError."""
    own = replace(settings.for_path(source.path), markets=(market,), overrides=())
    checker = Checker(book, own)
    facts = checker.market(market, own)
    draft = checker.read(source)
    spoken = [str(lang) for lang in facts.get("languages", ())]
    language = draft.language if not spoken and draft.language else language_of(facts)
    if draft.language and (not spoken or draft.language in {lang.split("-")[0] for lang in spoken}) and not scenario:
        return _kept(book, own, source, draft, market, draft.language)
    if endpoint is not None and not scenario:
        return _translated(book, own, source, draft, market, language, endpoint, cancelled, answers)
    return _from_library(book, own, draft, market, language, scenario, values or {})


def _done(
    book: Book, settings: Settings, market: str, language: str, how: str, source: Source, **more: Any
) -> Localized:
    """The end of every way: the law's own fixes, a check by all rules, and nothing written where an error is left."""
    report = lawful(book, settings, market, source)
    wrong = tuple(broken(report))
    text = None if wrong else report.source.text
    return Localized(market, language, how, text, report, failures=wrong, **more)


def _kept(book: Book, settings: Settings, source: Source, draft: Draft, market: str, language: str) -> Localized:
    """The draft itself, its greeting, closing and numbers as the market has them."""
    marked = replace(source, text=marked_for(draft, market, language))
    tone = replace(settings, select=("tone",))
    return _done(book, settings, market, language, KEPT, replace(marked, text=_fixed(book, tone, marked)))


def _fixed(book: Book, settings: Settings, source: Source) -> str:
    return Checker(book, settings).fix(source, unsafe=True).text


def marked_for(draft: Draft, market: str, language: str = "") -> str:
    """The draft's text with its front matter for a market; other keys stay."""
    text, lines = draft.source.text, f"market: {market}\n" + (f"language: {language}\n" if language else "")
    if draft.format == "eml":
        return text
    if draft.format == "html" and draft.meta_span.empty:
        return text  # front matter in an HTML page would be seen by its reader
    if draft.meta_span.empty:
        return f"---\n{lines}---\n{text}"
    start = text.index("\n") + 1
    head = _META.sub("", text[start : draft.meta_span.end])
    return text[:start] + lines.replace("\n", draft.source.newline) + head + text[draft.meta_span.end :]


def _translated(
    book: Book,
    settings: Settings,
    source: Source,
    draft: Draft,
    market: str,
    language: str,
    endpoint: Endpoint,
    cancelled: Callable[[], bool],
    answers: Path | None,
) -> Localized:
    """The draft's body in the market's language by a model, between greeting and closing as custom has them."""
    if draft.format == "eml":  # a mail as it was sent keeps neither headers nor parts: its text is translated
        source = replace(source, path=str(Path(source.path).with_suffix(".md")), text=_as_markdown(draft))
        draft = Checker(book, settings).read(source)
    shell = replace(source, text=_dressed(draft, market, language))
    checker = Checker(book, replace(settings, lang=None))
    base = language.split("-")[0]
    done = rewrite(checker, shell, endpoint=endpoint, language=base, cancelled=cancelled, answers=answers)
    if not done.accepted:
        why = tuple(translate(f.message).replace("{what}", f.what) for f in done.failures)
        why = why or (translate(done.why_not or UNWRITABLE),)
        return Localized(market, language, MODEL, None, None, failures=why, usage=done.usage)
    text = done.text
    if draft.format != "html" or not draft.meta_span.empty:
        text = text.replace(f"market: {market}", f"market: {market}{source.newline}language: {language}", 1)
    return _done(book, settings, market, language, MODEL, replace(source, text=text), usage=done.usage)


def _as_markdown(draft: Draft) -> str:
    """A mail's subject and text, quoted mail left out, as a Markdown draft."""
    view = draft.main.view
    kept = [p for p in draft.main.paragraphs if p.role is not Role.QUOTE]
    text = "\n\n".join("\n".join(line.rstrip() for line in draft.main.text_of(p).split("\n")) for p in kept)
    held = iter([draft.source.text[slice(*view.to_source((m.start(), m.end())))] for m in re.finditer(HOLE, view.text)])
    subject = draft.subject.text.strip() if draft.subject else ""
    body = "".join(next(held, "") if c == HOLE else c for c in text)
    return front({"subject": subject} if subject else {}) + body.strip() + "\n"


def _dressed(draft: Draft, market: str, language: str) -> str:
    """The draft for the market, greeting and closing already in its language; a merge variable of the greeting stays."""
    forms = scenarios.custom(language, market)
    greetings = draft.main.with_role(Role.GREETING)[:1]
    edits = [Edit(draft.main.view.to_source(p.span), _in(draft, _greeting(draft, language, market))) for p in greetings]
    for p in draft.main.with_role(Role.CLOSING)[:1]:
        first = draft.main.text_of(p).split("\n", 1)[0]
        span = draft.main.view.to_source((p.span.start, p.span.start + len(first)))
        edits.append(Edit(span, _in(draft, forms["closing"])))
    if draft.format == "html" and (m := _HTML_LANG.search(draft.source.text)):
        edits.append(Edit(Span(*m.span(1)), language))
    changed = replace(draft.source, text=apply_edits(draft.source.text, edits))
    return marked_for(replace(draft, source=changed), market)


def _in(draft: Draft, text: str) -> str:
    """Text in the draft's notation; merge variables are left as they are."""
    if draft.format != "html":
        return text
    pieces = re.split(r"(\{\{.*?\}\}|\{%.*?%\})", text)
    return "".join(p if n % 2 else escape(p, quote=False).replace("\n", "<br>") for n, p in enumerate(pieces))


def _greeting(draft: Draft, language: str, market: str) -> str:
    span = draft.main.view.to_source(draft.main.with_role(Role.GREETING)[0].span)
    held = [p for p in draft.placeholders if span.contains(p.span)]
    if held:
        variables = " ".join(draft.source.text[slice(*p.span)] for p in held)
        return scenarios.greeting(language, market, {}, variables)
    return scenarios.greeting(language, market, addressee(draft))


def _from_library(
    book: Book,
    settings: Settings,
    draft: Draft,
    market: str,
    language: str,
    scenario: str,
    values: Mapping[str, str],
) -> Localized:
    """The library's nearest mail, filled with the draft's own facts."""
    text = "\n".join(p.view.text for p in draft.parts[:1]) + "\n" + (draft.subject.text if draft.subject else "")
    name = scenario or str(draft.meta.get("scenario") or "") or scenarios.nearest(text)
    given = {k: str(draft.meta[k]) for k in scenarios.VALUES if k in draft.meta and k != "facts"} | dict(values)
    listed = offered(draft)
    for wanted in (name, scenarios.DEFAULT):
        found = scenarios.find(wanted, language)
        if found is None:
            continue
        try:
            subject, body = scenarios.fill(found, market, given, listed, addressee(draft), settings.profile)
        except scenarios.LackingError as error:
            if scenario or wanted == scenarios.DEFAULT:
                why = tuple(translate("{name} is not given").replace("{name}", n) for n in error.names)
                return Localized(market, language, LIBRARY, None, None, name, why)
            continue
        meta = {"subject": subject, "market": market, "language": language}
        source = replace(draft.source, text=front(meta) + body, path=str(Path(draft.source.path).with_suffix(".md")))
        return _done(book, settings, market, language, LIBRARY, source, scenario=found.name)
    return Localized(market, language, NONE, None, None, name, (f"the library has no mail in {language}",))


def offered(draft: Draft) -> list[str]:
    """What a draft offers and any language can list: "FOB Ningbo USD 12.50/pc", "MOQ 500 pcs", "ISO 9001".

    These are its clauses of nothing but facts and names; of prices in running text the price alone.
    """
    found = [f for f in draft_facts(draft).values() if f.kind in _OFFERED and _anywhere(f)]
    out: list[str] = []
    for p in draft.main.body:
        for clause in _CLAUSE.split(draft.main.text_of(p)):
            clause = clause.strip(" .*-•·–\t")
            held = [f for f in found if f.text in clause]
            if held and not _prose(clause, [f.text for f in held]):
                out.append(clause)
            else:
                out += [f.text for f in held if f.kind == "money"]
    return [o for o in dict.fromkeys(" ".join(o.split()) for o in out) if len(o) > 2][:_MOST_FACTS]


def _anywhere(fact: Fact) -> bool:
    """Whether a fact is written alike in all languages: "25 kg", not "25 days"."""
    return fact.kind != "unit" or all(len(w) <= 3 and w.isascii() for w in re.findall(r"[^\W\d_]+", fact.text))


def _prose(clause: str, facts: list[str]) -> bool:
    """Whether a clause has words that another language would not have: any that is no fact, name or abbreviation."""
    for fact in facts:
        clause = clause.replace(fact, " ")
    return any(not word[0].isupper() or not word.isascii() for word in re.findall(r"[^\W\d_]{3,}", clause))
