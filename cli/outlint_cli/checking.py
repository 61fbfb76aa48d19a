"""What `outlint check` does, its options read."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from outlint import files
from outlint.messages import _
from outlint_cli import work
from outlint_cli.report import Result, failed, result
from outlint_cli.session import (
    Session,
    WrongUseError,
    checked_markets,
    checked_names,
    complaining,
    use_language,
)

if TYPE_CHECKING:
    from outlint.config import Settings
    from outlint_cli.filters.panel import Panel

_BAR_FROM = 50
WITHOUT_OPTIONS: dict[str, Any] = {
    "format_": "text",
    "output": None,
    "markets": (),
    "lang": None,
    "select": (),
    "ignore": (),
    "fix": False,
    "unsafe_fixes": False,
    "diff": False,
    "jobs": None,
    "fail_level": None,
    "min_score": None,
    "baseline": None,
    "spamd": None,
    "rspamd": None,
    "statistics": False,
    "stdin_filename": None,
    "ui_lang": None,
    "config": None,
    "isolated": False,
    "no_cache": False,
    "quiet": False,
    "color": "auto",
}
"""The options of `check`, none of them given."""


def check(options: dict[str, Any]) -> int:
    """Check as the options say; the code to exit with."""
    started = time.perf_counter()
    lang = use_language(options["ui_lang"])
    with complaining():
        code = _Run(options, lang).run(started)
    return code  # noqa: RET504 - for mypy a context may swallow an exception


class _Run:
    """One call of `check`."""

    def __init__(self, options: dict[str, Any], lang: str) -> None:
        self.options = options
        values = {k: options[k] for k in ("lang", "fail_level", "min_score") if options[k] is not None}
        self.session = Session(options["config"], options["isolated"], {}, lang)
        here = self.session.settings(os.path.join(os.curdir, "x"))
        if options["ui_lang"] is None and here.ui_lang:
            lang = self.session.ui_lang = use_language(here.ui_lang)
        book = self.session.book(here)
        if options["select"]:
            values["select"] = checked_names(book, options["select"], "--select")
        if options["ignore"]:
            values["ignore"] = checked_names(book, options["ignore"], "--ignore")
        if options["markets"]:
            values["markets"] = checked_markets(self.session.markets(here), options["markets"])
        if values:
            self.session = Session(options["config"], options["isolated"], values, lang)
        if options["diff"] and options["format_"] != "text":
            raise WrongUseError(_("--diff goes with --format text"))
        if options["statistics"] and options["format_"] != "text":
            raise WrongUseError(_("--statistics goes with --format text"))
        self.panel = self._asked()

    def _asked(self) -> Panel | None:
        """The spam filters that the command line names."""
        spamd, rspamd = self.options["spamd"], self.options["rspamd"]
        if spamd is None and rspamd is None:
            return None
        if self.options["diff"]:
            raise WrongUseError(_("--spamd and --rspamd don't go with --diff"))
        from outlint_cli.filters.named import panel

        return panel(spamd, rspamd)

    def run(self, started: float) -> int:
        paths = self.options["paths"] or (os.curdir,)
        if "-" in paths and len(paths) > 1:
            raise WrongUseError(_("- (standard input) stands alone"))
        if self.options["diff"]:
            return self._diff(paths)
        if list(paths) == ["-"] and (self.options["fix"] or self.options["unsafe_fixes"]):
            if self.panel is not None:
                raise WrongUseError(_("--spamd and --rspamd don't go with fixes of standard input"))
            return self._fix_stdin(False)
        return self._report(paths, started)

    def _results(self, paths: Iterable[str]) -> Iterator[Result]:
        if list(paths) == ["-"]:
            yield from self._stdin_results()
            return
        found = files.find(paths)
        for path, message in found.errors:
            yield failed(path, message)
        checked = self._checked(found.files)
        yield from self._bar(self._judged(zip(found.files, checked, strict=True)), len(found.files))

    def _judged(self, results: Iterator[tuple[str, Result]], data: bytes | None = None) -> Iterator[Result]:
        """The results of paths, with what spam filters say where some are asked."""
        if self.panel is None:
            return (found for _path, found in results)
        from outlint_cli.filters.findings import judged

        return judged(self.panel, self.session, results, data)

    def _stdin_results(self) -> Iterator[Result]:
        from outlint.source import UnreadableError, read_source

        name = self.options["stdin_filename"] or "stdin.md"
        data = sys.stdin.buffer.read()
        try:
            source = read_source(data, name)
        except UnreadableError as error:
            return iter([failed(name, _(str(error)))])
        settings = self.session.settings(name)
        found = result(self.session.checker(name).check(source), self.session.book(settings), settings)
        return self._judged(iter([(name, found)]), data)

    def _checked(self, paths: list[str]) -> Iterator[Result]:
        """Results in order: kept ones at once, the others checked, in several processes when there are many."""
        jobs = self.options["jobs"] or os.cpu_count() or 1
        fix = "unsafe" if self.options["unsafe_fixes"] else "safe" if self.options["fix"] else None
        # Beside filters, which take longer than a check, no cache: its processes start before the filters' thread does.
        if fix or self.options["no_cache"] or len(paths) < 2 or self.panel is not None:
            yield from work.check_files(self.session, paths, jobs, fix)
            return
        from outlint_cli.cache import Cache
        from outlint_cli.ways import way

        cache = Cache(way(self.session))
        keys = self._settings_keys(paths)
        held = {p: cache.get(p, keys[p]) for p in paths}
        fresh = work.check_files(self.session, [p for p in paths if held[p] is None], jobs)
        for path in paths:
            kept = held.pop(path)
            if kept is None:
                kept = next(fresh)
                cache.put(path, keys[path], kept)
            yield kept
        cache.save()

    def _settings_keys(self, paths: list[str]) -> dict[str, str]:
        """By path, what its results depend on beside its text; most files share their settings."""
        from outlint.config_errors import ConfigError
        from outlint_cli.ways import settings_key

        known: dict[int, tuple[Settings, str]] = {}
        keys: dict[str, str] = {}
        for path in paths:
            try:
                settings = self.session.settings(path)
                if id(settings) not in known:
                    known[id(settings)] = settings, settings_key(settings)
                keys[path] = known[id(settings)][1]
            except (ConfigError, WrongUseError):
                keys[path] = ""  # told when the file's turn comes; such results are not kept
        return keys

    def _bar(self, results: Iterator[Result], length: int) -> Iterator[Result]:
        if length < _BAR_FROM or not sys.stderr.isatty() or self.options["quiet"]:
            yield from results
            return
        import click

        kept = []
        with click.progressbar(results, length=length, label=_("checking"), file=sys.stderr) as bar:
            kept = list(bar)
        yield from kept

    def _report(self, paths: Iterable[str], started: float) -> int:
        from outlint_cli.render import summary

        results = self._results(paths)
        if self.options["baseline"]:
            from outlint_cli.baseline import against

            results = against(self.options["baseline"], results)
        tally = summary.Tally(started)
        text = self._render(tally.watch(results), tally)
        if self.options["output"]:
            _write(self.options["output"], text)
        else:
            for piece in text:
                sys.stdout.write(piece)
        return self._code(tally)

    def _render(self, results: Iterator[Result], tally: Any) -> Iterator[str]:
        if self.options["statistics"]:
            from outlint_cli.render.statistics import render as statistics

            yield from statistics(results)
            return
        import importlib

        module = importlib.import_module(f"outlint_cli.render.{self.options['format_']}")
        yield from module.render(results, tally, color=_color(self.options), quiet=self.options["quiet"])

    def _code(self, tally: Any) -> int:
        if tally.too_low is not None:
            path, score, least = tally.too_low
            print(_("{path} scores {score}, less than {least}", path=path, score=score, least=least), file=sys.stderr)
        if tally.unreadable:
            return 2
        return int(tally.failing or tally.too_low is not None)

    def _diff(self, paths: Iterable[str]) -> int:
        from outlint_cli.fixing import show_diffs

        if list(paths) == ["-"]:
            return self._fix_stdin(True)
        return show_diffs(self.session, files.find(paths), self.options["unsafe_fixes"], _color(self.options))

    def _fix_stdin(self, diff: bool) -> int:
        from outlint_cli.fixing import fix_stdin
        from outlint_cli.render import summary

        name = self.options["stdin_filename"] or "stdin.md"
        left, code = fix_stdin(self.session, name, self.options["unsafe_fixes"], diff, _color(self.options))
        if left is None:
            return code
        settings = self.session.settings(name)
        tally = summary.Tally(0)
        list(tally.watch([result(left, self.session.book(settings), settings)]))
        return self._code(tally)


def _color(options: dict[str, Any]) -> bool:
    if options["color"] != "auto":
        return bool(options["color"] == "always")
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and not options["output"])


def _write(path: str, pieces: Iterator[str]) -> None:
    """Write aside, then rename: a report is never there by half."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)
        os.replace(temporary, path)
    except OSError as error:
        raise WrongUseError(_("{path}: can't be written: {why}", path=path, why=error.strerror or "?")) from None
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
