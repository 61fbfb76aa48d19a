"""One HTML page; everything of a draft is escaped, and the page loads nothing."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from outlint.messages import _
from outlint_cli.render.summary import Tally
from outlint_cli.report import Result, excerpt

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
h2{font-size:1.1rem;border-bottom:1px solid #ddd;margin-top:2rem}li{margin:.8rem 0}
pre{background:#f6f6f6;padding:.5rem;overflow:auto;white-space:pre-wrap;margin:.3rem 0}
mark{background:none;text-decoration:underline wavy}.error mark{text-decoration-color:#c00}
.warning mark{text-decoration-color:#c80}.info mark{text-decoration-color:#06c}
.error b{color:#c00}.warning b{color:#a60}.info b{color:#06c}code,small{color:#666}
"""


def render(results: Iterator[Result], tally: Tally, *, color: bool, quiet: bool) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>outlint</title>'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<style>{_STYLE}</style></head><body><h1>outlint</h1>\n"
    for r in results:
        if not r["findings"] and not r["errors"]:
            continue
        yield f"<h2><bdi>{escape(r['path'])}</bdi> <small>{_scores(r)}</small></h2><ul>\n"
        for message in r["errors"]:
            yield f'<li class="error"><b>error</b> <bdi>{escape(message)}</bdi></li>\n'
        for f in r["findings"]:
            yield _finding(r, f)
        yield "</ul>\n"
    if tally.law:
        yield f"<p>{escape(tally.advice())}</p>"
    yield f"<p>{escape(tally.line())}</p></body></html>\n"


def _scores(r: Result) -> str:
    said = _("score {score}", score=r["score"])
    return f"{said} · {_('spam score {score}', score=r['spam_score'])}" if r["spam_score"] else said


def _finding(r: Result, f: dict[str, Any]) -> str:
    start = f["start"]
    _number, line, low, high = excerpt(r, f)[0]
    marked = f"{escape(line[:low])}<mark>{escape(line[low:high])}</mark>{escape(line[high:])}"
    links = "".join(
        f' <small><a href="{escape(s["url"])}" rel="noreferrer">{escape(s["title"])}</a></small>'
        if s["url"].startswith("https://")
        else f" <small>{escape(s['title'])}</small>"
        for s in f["sources"]
    )
    market = f"<b>{escape(f['market'])}</b> " if f["market"] else ""
    return (
        f'<li class="{f["severity"]}"><b>{escape(_(f["severity"]))}</b> <code>{escape(f["rule"])}</code> '
        f'{start["line"]}:{start["column"]} {market}<bdi>{escape(f["message"])}</bdi>{links}<pre dir="auto">{marked}</pre></li>\n'
    )
