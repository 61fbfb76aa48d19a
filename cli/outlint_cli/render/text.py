"""Text for people: place, message, excerpt with a caret, fix and source of each finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from outlint.messages import _, safe
from outlint_cli.render.summary import Tally
from outlint_cli.report import Result, excerpt

_COLORS = {"error": "red", "warning": "yellow", "info": "blue"}
_WIDTH = 100
_BEFORE = 30
_SYMBOLS = 12


def render(results: Iterator[Result], tally: Tally, *, color: bool, quiet: bool) -> Iterator[str]:
    paint = _Paint(color)
    plain = not (color or quiet)
    for r in results:
        shown = r["shown"] if plain else None
        if shown is None:
            shown = "".join(_file(r, paint, quiet))
        if plain:
            r["shown"] = shown
        yield shown
    if not quiet:
        if tally.fixed:
            yield tally.fixes() + "\n"
        if tally.law:
            yield tally.advice() + "\n"
        yield tally.line() + "\n"


def _file(r: Result, paint: _Paint, quiet: bool) -> Iterator[str]:
    for message in r["errors"]:
        yield paint(_("error"), "red") + f": {safe(r['path'])}: {safe(message)}\n\n"
    told: set[str] = set()
    market: str | None = None
    for f in r["findings"]:
        if f["market"] != market and len(r["markets"]) > 1:
            market = f["market"]
            yield paint(_("Market {market}", market=market), None, bold=True) + "\n\n"
        yield from _finding(r, f, paint, told)
    if r["findings"] and not quiet:
        yield paint(safe(r["path"]), None, bold=True) + " " + _about(r) + "\n\n"


class _Paint:
    def __init__(self, color: bool) -> None:
        self._color = color

    def __call__(self, text: str, fg: str | None, bold: bool = False) -> str:
        if not self._color:
            return text
        import click

        return click.style(text, fg=fg, bold=bold)


def _about(r: Result) -> str:
    said = [_("score {score}", score=r["score"])]
    if r["language"]:
        said.append(_("language {language}", language=r["language"]))
    if r["markets"]:
        said.append(_("market {markets}", markets=", ".join(r["markets"])))
    if r["spam_score"]:
        said.append(_("spam score {score}", score=r["spam_score"]))
    return "(" + ", ".join(said) + ")"


def _finding(r: Result, f: dict[str, Any], paint: _Paint, told: set[str]) -> Iterator[str]:
    """One finding; why it matters is said once a file and rule."""
    place = f"{safe(r['path'])}:{f['start']['line']}:{f['start']['column']}"
    market = f"{f['market']} " if f["market"] else ""
    color = _COLORS[f["severity"]]
    said = f"{paint(place, None, True)} {paint(_(f['severity']), color, True)}[{paint(f['rule'], 'cyan')}]"
    yield f"{said} {market}{safe(f['message'])}\n{_excerpt(r, f, paint, color)}"
    if f["rule"] not in told and f["why"]:
        told.add(f["rule"])
        yield f"  = {_('why')}: {safe(f['why'])}\n"
    if f["fix"]:
        how = "--fix" if f["fix"]["safe"] else "--unsafe-fixes"
        yield f"  = {_('fix')}: {safe(f['fix']['title'])} ({how})\n"
    if "verdict" in f:
        yield from _verdict(f["verdict"]["symbols"])
    for source in f["sources"]:
        yield f"  = {_('source')}: {source['title']}\n"
    for related in f["related"][:3]:
        yield f"  = {_('also at')} {related['start']['line']}:{related['start']['column']}\n"
    yield "\n"


def _verdict(hit: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The rules of a spam filter that the mail hit and that count, by their scores."""
    symbols = [s for s in hit if s["score"]]
    for s in symbols[:_SYMBOLS]:
        told = f": {safe(s['description'])}" if s["description"] else ""
        yield f"  = {s['score']:+.1f} {safe(s['name'])}{told}\n"
    if len(symbols) > _SYMBOLS:
        yield f"  = {_('… {n} more', n=len(symbols) - _SYMBOLS)}\n"


def _excerpt(r: Result, f: dict[str, Any], paint: _Paint, color: str) -> str:
    rows = excerpt(r, f)
    last = rows[-1][0]
    margin = " " * len(str(last))
    out = f"{margin} |\n"
    for number, line, low, high in rows:
        shown, caret, marks = _window(line, low, high)
        more = f["end"]["line"] - last if number == last and not f["read"] else 0
        rest = " " + _("… {n} more lines", n=more) if more > 0 else ""
        below = paint("^" * marks if marks > 0 else "^", color)
        out += f"{number:>{len(margin)}} | {shown}\n{margin} | {' ' * caret}{below}{rest}\n"
    return out


def _window(line: str, low: int, high: int) -> tuple[str, int, int]:
    """(the part of a long line around [low, high), columns before it, columns of it), safe for a terminal."""
    plain = line.isascii() and line.isprintable()  # a character is a column: nothing to measure
    begin = low - _BEFORE if low > _BEFORE and (high if plain else columns(shown(line[:high]))) > _WIDTH else 0
    lead = "…" if begin else ""
    if plain:
        stop = begin + _WIDTH
        tail = "…" if stop < len(line) else ""
        return lead + line[begin:stop] + tail, len(lead) + low - begin, min(high, stop) - low
    text, stop, width = [], begin, 0
    while stop < len(line) and width < _WIDTH:
        piece = shown(line[stop])
        width += columns(piece)
        text.append(piece)
        stop += 1
    tail = "…" if stop < len(line) else ""
    caret = len(lead) + columns(shown(line[begin:low]))
    return lead + "".join(text) + tail, caret, columns(shown(line[low : min(high, stop)]))


def shown(text: str) -> str:
    """Text of a draft as a terminal may have it: tabs as blanks, control characters made visible."""
    return safe(text.replace("\t", "    ")) if "\t" in text else safe(text)


def columns(text: str) -> int:
    """Terminal columns: wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth, wcwidth

    width = wcswidth(text)
    return width if width >= 0 else sum(max(wcwidth(c), 0) for c in text)
