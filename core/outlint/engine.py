"""Runs the rules over a draft: reads it, searches all phrases once, runs each check, and puts the findings in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from outlint import fixes, formats, markets, merging, unmarked
from outlint.book import Book
from outlint.config import Settings
from outlint.draft import Draft, Part
from outlint.finding import Finding, Severity
from outlint.needs import lacking
from outlint.rule import Context, Hit, Rule
from outlint.scores import score, spam_score
from outlint.source import Source
from outlint.structure import Structure
from outlint.suppress import UNUSED, apply_suppressions
from outlint.text import Span

MAX_FINDINGS = 500
"""Findings kept per file; a file with more says so."""


Stop = Callable[[], bool]


class Stopped(Exception):  # noqa: N818 - no error: whoever asked for the report no longer wants it
    """A check was given up because its draft has changed."""


def never() -> bool:
    return False


@dataclass(frozen=True)
class FileReport:
    """Findings of one file by place. `errors` are faults of the file or of a rule, each one line."""

    path: str
    source: Source
    draft: Draft
    findings: tuple[Finding, ...]
    score: int
    errors: tuple[str, ...] = ()
    spam_score: int = 0


class FixResult(NamedTuple):
    text: str
    cured: int
    report: FileReport


class _Turn(NamedTuple):
    """A rule of a run, with what is the same for each draft."""

    rule: Rule
    severity: Severity
    options: Mapping[str, Any]
    phrases: str  # the rule whose phrases it is given
    only_phrases: bool  # says nothing but what these tell


class _Plan(NamedTuple):
    turns: list[_Turn]
    names: frozenset[str]
    searched: frozenset[str]  # rules whose phrases are looked for: those, and the ones they build on
    yielding: Mapping[str, frozenset[str]]  # by rule: those that say more of a place than it does


class Checker:
    """Checks drafts by the rules of a book under given settings; keeps what several drafts share."""

    def __init__(self, book: Book, settings: Settings) -> None:
        self.book = book
        self.settings = settings
        self.structure = Structure.from_data(book.shared.get("structure", {}))
        self._spam_points: Mapping[str, int] = book.shared.get("spam-points", {}).get("points", {})
        self._plans: dict[int, tuple[Settings, _Plan]] = {}

    def check(self, source: Source, stop: Stop = never) -> FileReport:
        """The report of one source. Never raises for what the draft says, or for a rule that crashes.

        `stop` is asked before each rule; when it says True, Stopped is raised.
        """
        settings = self.settings.for_path(source.path)
        draft, errors = self._read(source, settings)
        findings = self._run(draft, settings, errors, stop)
        likeness = spam_score(findings, self._spam_points)
        return FileReport(source.path, source, draft, tuple(findings), score(findings), tuple(errors), likeness)

    def read(self, source: Source) -> Draft:
        """The draft of one source, unchecked."""
        return self._read(source, self.settings.for_path(source.path))[0]

    def fix(self, source: Source, *, unsafe: bool = False) -> FixResult:
        """Apply fixes until none is left; at most fixes.MAX_ROUNDS rounds."""
        report = self.check(source)
        cured = 0
        for _ in range(fixes.MAX_ROUNDS):
            text, done = fixes.apply(report.source.text, report.findings, unsafe)
            if not done or text == report.source.text:
                break
            cured += len(done)
            report = self.check(replace(report.source, text=text))
        return FixResult(report.source.text, cured, report)

    def _read(self, source: Source, settings: Settings) -> tuple[Draft, list[str]]:
        draft = formats.read(
            source,
            self.structure,
            template=settings.template,
            dialects=self.book.shared.get("dialects"),
            declared=frozenset(settings.variables),
            lang=settings.lang,
        )
        errors = list(draft.problems)
        known = self._markets(settings)
        to = " ".join(h.text for name in ("to", "cc") if (h := draft.header(name)))
        forced = "markets" in settings.command_line
        codes, unknown = markets.resolve(draft.meta, settings.markets, forced, to, known)
        path = source.path
        errors += [f"{path}: unknown market {c!r} in the front matter; {_nearest(c, known)}" for c in unknown]
        return (replace(draft, markets=codes) if codes else draft), errors

    def _markets(self, settings: Settings) -> Mapping[str, Mapping[str, Any]]:
        """What is known of each market, those of the configuration among them."""
        if not settings.market_facts:
            return self.book.markets
        return {
            **self.book.markets,
            **{c: {**self.book.markets.get(c, {}), **m} for c, m in settings.market_facts.items()},
        }

    def market(self, code: str, settings: Settings) -> Mapping[str, Any]:
        """Law and custom of a market as the settings have it; see `market_schema`."""
        known, change = self.book.market(code), settings.market_facts.get(code)
        if change is None:
            return known
        from outlint.market_pack import laid_over

        return laid_over(known, change)

    def _plan(self, settings: Settings) -> _Plan:
        held = self._plans.get(id(settings))
        if held is None or held[0] is not settings:
            # What speaks from outside ("outside": a spam filter) is no part of a check by the rules.
            known = (r for r in self.book.rules.values() if r.kind != "outside" and settings.picks(r))
            rules = [(r, s) for r in known if (s := settings.severity_of(r))]
            searched = {name for r, _ in rules for name in (r.name, r.check.get("uses", r.name))}
            yielding = {r.name: frozenset(r.check["yields-to"]) for r, _ in rules if "yields-to" in r.check}
            turns = [_turn(r, s, settings) for r, s in rules if r.kind != "engine"]
            held = settings, _Plan(turns, frozenset(r.name for r, _ in rules), frozenset(searched), yielding)
            self._plans[id(settings)] = held
        return held[1]

    def _run(self, draft: Draft, settings: Settings, errors: list[str], stop: Stop) -> list[Finding]:
        plan = self._plan(settings)
        by_part = [self._run_part(draft, part, plan, settings, errors, stop) for part in draft.parts]
        merged = merging.merge_alternatives(by_part)
        admitted = [fixes.gate(draft, f) for f in merging.unequalled(merging.unique(merged), plan.yielding)]
        left, unused = apply_suppressions(draft, admitted, self.book.rules, self.book.groups)
        if UNUSED in plan.names:
            for suppression, known in unused:
                # A rule that did not run can't say whether its suppression is needed.
                ran = suppression.name in plan.names or any(t.rule.group == suppression.name for t in plan.turns)
                if ran or not known:
                    left.append(self._unused(draft, settings, suppression.name, suppression.span, known))
        order = {code: i for i, code in enumerate(draft.markets)}
        left.sort(key=lambda f: (order.get(f.market or "", -1), f.span, -f.severity, f.rule))
        if len(left) > MAX_FINDINGS:
            errors.append(f"{draft.source.path}: {len(left)} findings; only the first {MAX_FINDINGS} are shown")
            del left[MAX_FINDINGS:]
        return left

    def _run_part(
        self, draft: Draft, part: Part, plan: _Plan, settings: Settings, errors: list[str], stop: Stop
    ) -> list[Finding]:
        languages = draft.languages or (("en",) if draft.language is None else (draft.language,))
        plain = draft.language == unmarked.LANGUAGE and unmarked.is_unmarked(part.words)
        book = self.book.unmarked if plain else self.book
        hits = book.searcher(plan.searched, languages).search(part, draft.subject)
        shared = _Shared(
            draft, part, settings, book, self.structure, languages, lambda code: self.market(code, settings)
        )
        out: list[Finding] = []
        lacks = lacking(draft, part)
        for rule, severity, options, phrases, only_phrases in plan.turns:
            if rule.needs in lacks or (rule.needs_mail and draft.fragment):
                continue
            if rule.needs_market and not draft.markets:
                continue
            found = hits.get(phrases, _NO_HITS)
            if (only_phrases and not found) or (rule.needs_phrases and rule.needs_phrases.isdisjoint(found)):
                continue
            if stop():
                raise Stopped
            context = shared.context(rule, severity, options, found)
            try:
                out += [_titled(f, rule) for f in self.book.check(rule)(context)]
            except Exception as error:  # a rule must not take the others down
                import traceback

                place = traceback.extract_tb(error.__traceback__)[-1]
                errors.append(
                    f"{draft.source.path}: rule {rule.name} failed ({type(error).__name__}: {error}; "
                    f"{place.name}, line {place.lineno}); the other rules ran. Please report it"
                )
        return out

    def _unused(self, draft: Draft, settings: Settings, name: str, span: Span, known: bool) -> Finding:
        rule = self.book.rules[UNUSED]
        severity = settings.severity_of(rule) or rule.severity
        if known:
            return Finding(UNUSED, rule.group, severity, rule.messages["default"].text, span, {"name": name})
        data = {"name": name, "hint": _nearest(name, [*self.book.rules, *self.book.groups])}
        return Finding(UNUSED, rule.group, severity, rule.messages["unknown"].text, span, data)


def _turn(rule: Rule, severity: Severity, settings: Settings) -> _Turn:
    told = settings.rule_options.get(rule.name)
    options = {**rule.options, **told} if told else rule.options
    only_phrases = rule.kind == "existence" and "patterns" not in rule.check
    return _Turn(rule, severity, options, rule.check.get("uses", rule.name), only_phrases)


_NO_HITS: Mapping[str, Iterable[Hit]] = {}


class _Shared:
    """What the contexts of all rules have in common for one part."""

    def __init__(
        self,
        draft: Draft,
        part: Part,
        settings: Settings,
        book: Book,
        structure: Structure,
        languages: tuple[str, ...],
        market_of: Callable[[str], Mapping[str, Any]],
    ) -> None:
        self.draft, self.part, self.settings = draft, part, settings
        self.languages, self.lexicon = languages, book.lexicon(languages)
        self.data_of = cache(lambda name: book.data(name, languages))
        self.lexicon_of = lambda lang: book.language(lang)["lexicon"]
        self.market_of, self.structure = market_of, structure
        self.memo: dict[str, object] = {}
        self.kept = book.kept(languages)

    def context(
        self, rule: Rule, severity: Severity, options: Mapping[str, Any], hits: Mapping[str, Iterable[Hit]]
    ) -> Context:
        return Context(
            rule,
            self.draft,
            self.part,
            self.settings,
            options,
            severity,
            self.languages,
            self.data_of,
            self.lexicon,
            self.lexicon_of,
            self.market_of,
            self.structure,
            hits,
            self.memo,
            self.kept,
        )


def check(source: Source, book: Book, settings: Settings) -> FileReport:
    """The report of one source; for many, keep a Checker."""
    return Checker(book, settings).check(source)


def _titled(finding: Finding, rule: Rule) -> Finding:
    """The finding with its fix named by the rule, where the check gave no name."""
    if finding.fix is None or finding.fix.title or "fix" not in rule.messages:
        return finding
    return replace(finding, fix=replace(finding.fix, title=rule.messages["fix"].text))


def _nearest(word: str, choices: Iterable[str]) -> str:
    from rapidfuzz import process

    best = process.extractOne(word, list(choices), score_cutoff=60)
    return f"did you mean {best[0]!r}?" if best else "see `outlint rules`"
