"""missing-ad-label: a market asks for a fixed string in the subject of advertising, and it is not there, or not exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from outlint.finding import Finding, Fix, Severity
from outlint.rule import Context
from outlint.text import Edit
from outlint.view import View
from outlint_rules.law.duties import bulk, law, unasked


def check(ctx: Context) -> Iterator[Finding]:
    subject = ctx.draft.subject
    if subject is None or not subject.text.strip() or not unasked(ctx.draft):
        return
    for code in ctx.draft.markets:
        market = ctx.market_of(code)
        label = market.get("label", {})
        if label.get("when") == "always" or (label.get("when") == "bulk" and bulk(ctx.draft)):
            yield from _look(ctx, subject, code, market, label)


def _look(
    ctx: Context, subject: View, code: str, market: Mapping[str, Any], label: Mapping[str, Any]
) -> Iterator[Finding]:
    text = subject.text.lstrip()
    start = len(subject.text) - len(text)
    others = [lab for c in ctx.draft.markets if c != code for lab in ctx.market_of(c).get("label", {}).get("exact", ())]
    if _labelled(text, label, others):
        return
    duty = law(market, label, code)
    severity: Severity = duty.severity(ctx.rule.severity)
    wrong = next((v for v in label.get("rejected-variants", ()) if text.casefold().startswith(v.casefold())), None)
    exact: str = label["exact"][0]
    shown = exact if exact.endswith(" ") else f"{exact} "
    span = (start, start + len(wrong)) if wrong else (start, len(subject.text.rstrip()))
    rest = text[len(wrong) :].lstrip() if wrong else text
    replaced = (start, len(subject.text) - len(rest)) if wrong else (start, start)
    fix = (ctx.replace(subject, replaced, shown, safe=True) or _quoted(ctx, subject, shown + rest)) if rest else None
    said = {"label": exact, "ref": duty.ref, "market": code, "sources": (duty.source,), "severity": severity}
    if wrong:
        yield ctx.at(subject, span, "wrong", found=wrong, fix=fix, **said)
    else:
        yield ctx.at(subject, span, fix=fix, **said)


def _quoted(ctx: Context, subject: View, text: str) -> Fix | None:
    """A fix that puts a plain value of front matter into quotes, for a label that YAML would take for a list."""
    span = subject.to_source((0, len(subject.text)))
    written = ctx.draft.source.text[slice(*span)]
    if written != subject.text or not ctx.draft.meta_span.contains(span) or not text.isprintable():
        return None
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return Fix((Edit(span, quoted),), safe=True)


def _labelled(text: str, label: Mapping[str, Any], others: list[str]) -> bool:
    """Whether the label stands where it must. Where two markets ask for the first place, both at the start will do."""
    folded = text.casefold() if label.get("ignore-case") else text
    for exact in label["exact"]:
        wanted = exact.casefold() if label.get("ignore-case") else exact
        if label.get("place") == "anywhere":
            if wanted in folded:
                return True
        elif _starts(folded, wanted, others):
            return True
    return False


def _starts(text: str, wanted: str, others: list[str]) -> bool:
    """Whether a text starts with a label, labels of other markets before it allowed."""
    while True:
        if text.startswith(wanted):
            behind = text[len(wanted) : len(wanted) + 1]
            return not (wanted[-1].isalpha() and wanted.isascii() and behind.isalpha())
        before = next((o for o in others if text.startswith(o)), None)
        if before is None:
            return False
        text = text[len(before) :].lstrip()
