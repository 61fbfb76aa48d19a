"""`outlint test`: runs the examples of rule packs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outlint.config import Settings
from outlint.messages import _, plural, safe, translate
from outlint_cli.session import Session, WrongUseError, complaining, near, use_language

if TYPE_CHECKING:
    from outlint.examples import Example, Outcome
    from outlint.finding import Finding
    from outlint.pack import RuleFile
    from outlint.text import Span


@click.command()
@click.argument("folders", nargs=-1, metavar="[PACK…]")
@click.option("--rule", "names", multiple=True, metavar="NAME", help="Only the examples of this rule.")
@click.option("-v", "--verbose", is_flag=True, help="Name the examples that pass too.")
@click.option("--config", "file", type=click.Path(exists=True, dir_okay=False), help="Use this configuration file.")
@click.option("--ui-lang", type=click.Choice(("en", "zh")), help="Language; the locale's by default.")
def test(
    folders: tuple[str, ...], names: tuple[str, ...], verbose: bool, file: str | None, ui_lang: str | None
) -> None:
    """Run the examples in the rules of a pack: a folder of your own, or those that the configuration names.

    Exits with 1 when an example does not come out as it is marked, with 2 when a rule can't be read.
    """
    use_language(ui_lang)
    with complaining():
        packs = [Path(f) for f in folders] or _configured(file)
        files = _read(packs)
        rules = _chosen(files, names)
        failed = sum(_run(packs, rules, verbose))
        print(_summary(rules, failed))
        sys.exit(int(failed > 0))


def _configured(file: str | None) -> list[Path]:
    """The packs of the configuration that holds for this folder. Raises WrongUseError when it names none."""
    session = Session(file, False, {})
    packs = [Path(os.path.relpath(p)) for p in session.settings("x").packs]
    if not packs:
        raise WrongUseError(_('name a folder, or put one into outlint.toml: packs = ["my-pack"]'))
    return packs


def _read(packs: list[Path]) -> list[RuleFile]:
    """The rules of the packs. Tells all that can't be read, and exits with 2. Raises WrongUseError for what is no pack."""
    from outlint.pack import PackError, read_rule, rule_paths

    files, broken = [], 0
    for folder in packs:
        if not folder.is_dir():
            raise WrongUseError(_("there is no folder {path}", path=str(folder)))
        found = list(rule_paths(folder))
        if not found:
            hint = _("rules stand in <pack>/<group>/<rule-name>.toml; see docs/packs.md")
            raise WrongUseError(_("no rule is in {path}; {hint}", path=str(folder), hint=hint))
        for group, name, path in found:
            try:
                files.append(read_rule(group, name, path))
            except PackError as error:
                print(f"outlint: {safe(str(error))}", file=sys.stderr)
                broken += 1
    if broken:
        sys.exit(2)
    return files


def _chosen(files: list[RuleFile], names: tuple[str, ...]) -> list[RuleFile]:
    known = [f.name for f in files]
    for name in names:
        if name not in known:
            raise WrongUseError(_("no rule of the pack is called {name}; {hint}", name=name, hint=near(name, known)))
    return [f for f in files if not names or f.name in names]


def _run(packs: list[Path], files: list[RuleFile], verbose: bool) -> Iterator[int]:
    """Runs and tells; 1 for each example that fails, and for each rule that has none of a kind."""
    from outlint.examples import examples, verify

    book = Session(None, True, {}).book(Settings(packs=tuple(str(p) for p in packs)))
    for file in files:
        cases = list(examples(file))
        for bad, word in ((True, "bad"), (False, "good")):
            if not any(c.bad is bad for c in cases):
                print(f"{safe(str(file.path))}: " + _("no example under [[{table}]]: add one", table=word) + "\n")
                yield 1
        for case in cases:
            outcome = verify(book, case)
            if not outcome.passed:
                print("\n".join(_told(outcome)) + "\n")
                yield 1
            elif verbose:
                print(_("{place}: {name} passes", place=_place(case), name=_name(case)))


def _summary(files: list[RuleFile], failed: int) -> str:
    from outlint.examples import examples

    count = sum(1 for f in files for _case in examples(f))
    said = plural(len(files), "{n} rule", "{n} rules"), plural(count, "{n} example", "{n} examples")
    if not failed:
        return _("{rules}, {examples}: all pass", rules=said[0], examples=said[1])
    return _("{rules}, {examples}: {n} failed", rules=said[0], examples=said[1], n=failed)


def _place(case: Example, draft: bool = False) -> str:
    return f"{safe(str(case.path))}:{_line(case, draft)}"


def _line(case: Example, draft: bool = False) -> int:
    from outlint.pack_errors import line_of

    return line_of(case.path, (*case.keys, "draft") if draft else case.keys)


def _name(case: Example) -> str:
    of = {True: _("bad example {n}", n=case.number), False: _("good example {n}", n=case.number)}[case.bad]
    return f"{case.rule}, {of}"


def _told(outcome: Outcome) -> Iterator[str]:
    """What an example was to give and gave, each with its line and a caret."""
    case = outcome.example
    yield f"{_place(case)}: " + _("{name} fails", name=_name(case))
    for error in outcome.errors:
        yield f"  {safe(error)}"
    for span in outcome.missed:
        yield "  " + _("marked, and not found:")
        yield from _excerpt(case, span)
    for finding in outcome.extra:
        said = _("found, and not marked: {message}", message=safe(_message(finding)))
        yield f"  {said}"
        yield from _excerpt(case, finding.span)
    for key, meant, made in outcome.fixes:
        yield "  " + _("{key}: the fix makes another text (- as the example has it, + as it is made):", key=key)
        yield from _difference(meant, made)


def _message(finding: Finding) -> str:
    try:
        return finding.text(translate)
    except (KeyError, IndexError, ValueError):
        return finding.message


def _excerpt(case: Example, span: Span) -> Iterator[str]:
    """The line of the rule file that holds a span of the draft, without its marks, and a caret below."""
    from outlint.text import LineIndex
    from outlint_cli.render.text import columns, shown

    lines = LineIndex(case.text)
    at = lines.position(span.start)
    text = case.text[lines.start(at.line) : lines.end(at.line)].rstrip("\r\n")
    start = at.column - 1
    width = max(1, min(span.end - span.start, len(text) - start))
    number = str(_line(case, draft=True) + at.line - (0 if "\n" in str(case.data["draft"]) else 1))
    before, marked = columns(shown(text[:start])), columns(shown(text[start : start + width]))
    yield f"  {number} | {shown(text)}"
    yield f"  {' ' * len(number)} | {' ' * before}{'^' * max(marked, 1)}"


def _difference(meant: str, made: str) -> Iterator[str]:
    from difflib import unified_diff

    lines = unified_diff(meant.splitlines(), made.splitlines(), lineterm="", n=0)
    yield from (f"  {safe(line[0])} {safe(line[1:])}" for line in list(lines)[2:] if line[0] in "+-")
