"""What stands beside the text: code lenses on top, inlay hints, links, the values of the chosen contact."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from lsprotocol import types as lsp
from pygls import uris

from outlint.contacts import contacts_of
from outlint.filling import value_of
from outlint.messages import _, plural
from outlint.text import Span
from outlint_server.analysis import Analysis
from outlint_server.settings import Editor

_OPENS = re.compile(r"(?:https?|mailto):", re.I)


def lenses(analysis: Analysis, editor: Editor) -> list[lsp.CodeLens]:
    """Score and findings; market; language and words. Each is a command where the client has it."""
    report = analysis.report
    if report is None or not editor.code_lens:
        return []
    top = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
    score = _("score {score}", score=report.score)
    errors, warnings, infos = analysis.counts.values()
    parts = (
        (errors, plural(errors, "{n} error", "{n} errors")),
        (warnings, plural(warnings, "{n} warning", "{n} warnings")),
        (infos, plural(infos, "{n} hint", "{n} hints")),
    )
    shown = [said for n, said in parts if n]
    if report.spam_score:
        shown.append(_("spam score {score}", score=report.spam_score))
    listed = ", ".join(report.draft.markets)
    market = _("market: {market}", market=listed) if listed else _("no market set")
    language = report.draft.language or _("language unknown")
    count = plural(analysis.words, "{n} word", "{n} words")
    return [
        _lens(top, " · ".join((score, *shown)), "outlint.showProblems", [], editor),
        _lens(top, market, "outlint.changeMarket", [analysis.uri], editor),
        _lens(top, f"{language} · {count}", "outlint.preview", [analysis.uri], editor),
    ]


def _lens(top: lsp.Range, title: str, command: str, arguments: list[str], editor: Editor) -> lsp.CodeLens:
    known = command if command in editor.client_commands else ""
    return lsp.CodeLens(top, lsp.Command(title, known, arguments=list(arguments) if known else None))


def hints(analysis: Analysis, range_: lsp.Range, editor: Editor, contact: int | None) -> list[lsp.InlayHint]:
    """How long an overlong paragraph or sentence is; the chosen contact's values behind their variables."""
    report = analysis.report
    if report is None or not editor.inlay_hints:
        return []
    span = analysis.positions.span(range_)
    out = []
    for f in report.findings:
        if "lines" in f.data and f.rule == "paragraph-too-long" and span.start <= f.span.end <= span.end:
            said = plural(int(f.data["lines"]), "{n} line", "{n} lines")
            out.append(lsp.InlayHint(analysis.positions.position(f.span.end), said, padding_left=True))
    out += _local_times(analysis, span)
    for placeholder, value in values(analysis, contact):
        if span.start <= placeholder.end <= span.end:
            out.append(lsp.InlayHint(analysis.positions.position(placeholder.end), f"= {value}", padding_left=True))
    return out


def _local_times(analysis: Analysis, shown: Span) -> Iterator[lsp.InlayHint]:
    """Behind `send_at`: the time in each market of the draft, by its own clock."""
    report = analysis.report
    if report is None or not report.draft.markets:
        return
    from outlint.send_time import parse, said, zone_of

    header = report.draft.send_at
    if header is None or not shown.start <= header.span.end <= shown.end + 1:
        return
    settings = analysis.settings
    asked = str(report.draft.meta.get("time-zone") or "")
    for code in report.draft.markets:
        there = zone_of(analysis.checker.market(code, settings), asked)
        time = parse(header.text, str(settings.profile.get("time-zone", "")), there) if there else None
        if time is not None:
            end = header.value.to_source((0, len(header.value.text))).end
            label = _("{time} there", time=f"{code} {said(time.at.astimezone(there))}")
            yield lsp.InlayHint(analysis.positions.position(end), label, padding_left=True)


def inline_values(analysis: Analysis, range_: lsp.Range, contact: int | None) -> list[lsp.InlineValue]:
    """The chosen contact's value of each merge variable in a range."""
    span = analysis.positions.span(range_)
    return [
        lsp.InlineValueText(analysis.positions.range(place), value)
        for place, value in values(analysis, contact)
        if span.overlaps(place)
    ]


def values(analysis: Analysis, contact: int | None) -> Iterator[tuple[Span, str]]:
    """(source span, value) of each merge variable, when a contact is chosen."""
    report = analysis.report
    if report is None or contact is None:
        return
    settings = analysis.settings
    rows = contacts_of(settings).rows
    if contact >= len(rows):
        return
    for p in report.draft.placeholders:
        value = value_of(p, settings, rows[contact])
        yield p.span, value.text if value else _("(no value)")


def links(analysis: Analysis) -> list[lsp.DocumentLink]:
    """Web and mail links, and the files that the draft names as attachments, where they are there."""
    report = analysis.report
    if report is None:
        return []
    found: dict[tuple[int, int], str] = {}
    for part in report.draft.parts:
        for link in part.links:
            if (
                _OPENS.match(link.href)
                and not link.span.empty
                and not _has_variable(report.draft.placeholder_spans, link.span)
            ):
                found[link.span] = link.href
    folder = os.path.dirname(report.path)
    for attached in report.draft.attachments:
        path = os.path.join(folder, attached.name)
        uri = uris.from_fs_path(path) if attached.name and os.path.isfile(path) else None
        at = report.source.text.find(attached.name, *attached.span)
        if uri and at >= 0:
            found[at, at + len(attached.name)] = uri
    return [lsp.DocumentLink(analysis.positions.range(span), target) for span, target in sorted(found.items())]


def _has_variable(spans: list[Span], link: Span) -> bool:
    return any(s[0] < link[1] and link[0] < s[1] for s in spans)
