"""False alarms, counted: `python bench/precision.py [sample|report|prune] [--rule NAME…]`.

Every rule runs on the 405 real mails and on the ham of the SpamAssassin corpus (folder OUTLINT_CORPORA, not part of the project).
`sample` prints up to 50 findings of a rule, in their context, to be read;
`--files` runs on the mail parsers' test files and the templates instead: they are no ordinary mail, but have the HTML that those lack.
`report` prints findings per 100 mails of each rule and the precision of that sample by the verdicts in tests/labels/precision/<rule>.jsonl: corpus, id, start, end, right
(true, false, or null where a reader can't say), why in a few words, and the finding's severity where it is not the rule's. It exits with 1 when a rule misses its goal.
`prune` takes out verdicts on findings that are no longer made.

The sample is the findings with the smallest hash of corpus, id and place: it stays the same while a rule changes.
Rules of law, custom and language run with the market of the mail's language; those of law and custom on the real mails alone: the ham are posts to lists.
Everything runs with the defaults.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from evaluate import CORPORA, LABELS, archive

import outlint_rules
from outlint.book import Book
from outlint.config import Settings
from outlint.engine import Checker
from outlint.finding import Finding, Severity
from outlint.source import Source, read_source

VERDICTS = LABELS / "precision"
Mail = tuple[str, str, str, Source]
SIZE = 50
AROUND = 240
MARKETS = {
    "en": "US", "fr": "FR", "it": "IT", "de": "DE", "ja": "JP", "pt": "BR", "ar": "AE", "zh": "CN", "es": "ES", "ru": "RU",
}  # fmt: skip
BOUND = frozenset({"wrong-language", "wrong-register"})  # need no market, and say more with one
CORPUS_SIZES: Counter[str] = Counter()
GOALS = {Severity.WARNING: 0.90, Severity.ERROR: 0.97}
SHOWN = 11
"""Findings read from which their precision is a figure: up to ten show nothing."""
EXACT = {
    "blocked-attachment-type": "mail services publish the list of what they refuse",
    "placeholder-link": "names reserved by RFC 2606 and 6761, and addresses that lead nowhere",
    "raw-ip-link": "an IP address is one or is none",
    "invalid-recipient": "the syntax of addresses and IANA's list of top-level domains; a slip of the keyboard is a warning",
    "missing-subject": "the subject is there or not",
    "leaked-secret": "the shapes of keys that their makers publish; a password told in words is a warning",
    "malformed-variable": "the syntax of the dialect",
    "template-syntax-error": "the template's own parser says so",
    "unknown-variable": "the names that the user declared",
    "banned-absolute-term": "words that the law itself lists",
    "missing-ad-label": "a string that the law fixes, in a place that it fixes",
}
"""Rules that stay errors though too few findings were read to show 97 %, and what makes them sure."""


@dataclass(frozen=True)
class Found:
    corpus: str
    id: str
    finding: Finding
    text: str

    @property
    def place(self) -> tuple[str, str, int, int]:
        return (self.corpus, self.id, *self.finding.span)

    @property
    def rank(self) -> str:
        return hashlib.md5(":".join(map(str, self.place)).encode()).hexdigest()


def mails() -> Iterator[tuple[str, str, str, Source]]:
    """(corpus, id, language, source) of every mail; sources are named so that nothing of the corpus path shows."""
    for line in (CORPORA / "mails/index.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        yield (
            "mails",
            entry["id"],
            entry["lang"],
            read_source((CORPORA / "mails" / entry["file"]).read_bytes(), entry["file"]),
        )
    for mail in archive():
        if mail["label"] == "ham":
            head = "".join(
                f"{name}: {' '.join(mail[key].split())}\n"
                for name, key in (("From", "frm"), ("Date", "date"), ("Subject", "subject"))
                if mail[key]
            )
            yield "ham", mail["id"], "en", Source("ham.txt", f"{head}\n{mail['text']}")


def files() -> Iterator[tuple[str, str, str, Source]]:
    """The same of the mail parsers' test files and the templates, whose language nobody told."""
    for corpus in ("eml", "templates"):
        for line in (CORPORA / corpus / "index.jsonl").read_text("utf-8").splitlines():
            entry = json.loads(line)
            path = CORPORA / corpus / entry["file"]
            yield corpus, entry["id"], "", read_source(path.read_bytes(), entry["file"])


def findings(book: Book, rules: list[str], read: Callable[[], Iterable[Mail]] = mails) -> Iterator[Found]:
    """What the rules find; those that ask for a market get that of the mail's language."""
    bound = tuple(r for r in rules if book.rules[r].needs_market or r in BOUND)
    plain = tuple(r for r in rules if r not in bound)
    today = date(2026, 11, 24)
    free = Checker(book, Settings(select=plain, today=today)) if plain else None
    by_market = {
        m: Checker(book, Settings(select=bound, markets=(m,), today=today)) for m in (MARKETS.values() if bound else ())
    }
    loose = tuple(r for r in bound if r in BOUND)
    if loose:
        by_market[""] = Checker(book, Settings(select=loose, today=today))
    for corpus, identity, lang, source in read():
        CORPUS_SIZES[corpus] += 1
        market = MARKETS.get(lang, "") if corpus != "ham" else ""
        for checker in (free, by_market.get(market)):
            if checker is not None:
                for f in checker.check(source).findings:
                    yield Found(corpus, identity, f, source.text)


@dataclass(frozen=True)
class Verdict:
    corpus: str
    place: tuple[str, str, int, int]
    right: bool | None
    severity: Severity | None
    line: str


def verdicts(rule: str) -> list[Verdict]:
    path = VERDICTS / f"{rule}.jsonl"
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()] if path.is_file() else []
    return [_verdict(json.loads(line), line) for line in lines]


def _verdict(e: dict[str, Any], line: str) -> Verdict:
    severity = Severity[e["severity"].upper()] if "severity" in e else None
    return Verdict(e["corpus"], (e["corpus"], e["id"], e["start"], e["end"]), e["right"], severity, line)


def known(rule: str) -> dict[tuple[str, str, int, int], Verdict]:
    return {v.place: v for v in verdicts(rule)}


def missed(book: Book) -> Iterator[str]:
    """Rules on by default at warning or above that the committed verdicts on real mails convict; needs no corpus."""
    for name, rule in book.rules.items():
        if not rule.default or rule.kind == "engine":
            continue
        read = [v for v in verdicts(name) if v.corpus in ("mails", "ham") and v.right is not None]
        for severity, goal in GOALS.items():
            if severity > rule.severity:
                continue
            said = [bool(v.right) for v in read if min(v.severity or rule.severity, rule.severity) is severity]
            if len(said) >= SHOWN and sum(said) < goal * len(said):
                yield f"{name}: {sum(said)} of {len(said)} right at {severity.label}, which asks for {goal:.0%}"
            if severity is Severity.ERROR and len(said) < SHOWN and name not in EXACT:
                yield f"{name}: an error, and {len(said)} findings read can't show {goal:.0%}"


def shown(book: Book, found: Found) -> str:
    """A finding in its context, with what the rule says, and the line to put into the verdicts."""
    f, text = found.finding, found.text
    a, b = f.span
    context = f"{text[max(0, a - AROUND) : a]}⟦{text[a : min(b, a + 400)]}⟧{text[b : b + AROUND]}"
    line = {"corpus": found.corpus, "id": found.id, "start": a, "end": b, "right": None, "why": ""}
    if f.severity is not book.rules[f.rule].severity:
        line["severity"] = f.severity.label
    return f"--- {f.rule} ({f.severity.label}): {f.text()}\n{context}\n{json.dumps(line, ensure_ascii=False)}\n"


def rows(book: Book, rule: str, found: list[Found], columns: Sequence[str]) -> Iterator[str]:
    """A line for each severity that the sample holds: one message of a rule may be graver than another."""
    own = book.rules[rule]
    read = known(rule)
    sample = sorted(found, key=lambda f: f.rank)[:SIZE]
    for severity in sorted({f.finding.severity for f in sample}, reverse=True) or [own.severity]:
        part = [f for f in found if f.finding.severity is severity]
        per = " | ".join(f"{sum(f.corpus == c for f in part) * 100 / max(CORPUS_SIZES[c], 1):.1f}" for c in columns)
        label = severity.label + ("" if own.default else ", off")
        taken = [f for f in sample if f.finding.severity is severity]
        yield f"| `{rule}` | {label} | {per} | {_read([f.place for f in taken], read)} |"


def _read(sample: list[tuple[str, str, int, int]], read: dict[tuple[str, str, int, int], Verdict]) -> str:
    said = [read[place].right for place in sample if place in read]
    right, wrong = said.count(True), said.count(False)
    precision = f"{right / (right + wrong):.2f} ({right} of {right + wrong})" if right + wrong else "-"
    notes = [f"{len(sample) - len(said)} not read"] if len(said) < len(sample) else []
    notes += [f"{said.count(None)} can't be told"] if None in said else []
    notes += ["not shown"] if right + wrong < SHOWN else []
    return f"{precision} | {', '.join(notes)}"


def prune(rule: str, found: list[Found], columns: Sequence[str]) -> int:
    """Rewrites the rule's verdicts without those on findings that are no longer made; how many went."""
    made = {f.place for f in found}
    held = verdicts(rule)
    kept = [v for v in held if v.corpus not in columns or v.place in made]
    if len(kept) < len(held):
        (VERDICTS / f"{rule}.jsonl").write_text("".join(f"{v.line}\n" for v in kept), "utf-8")
    return len(held) - len(kept)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("sample", "report", "prune"), nargs="?", default="report")
    parser.add_argument("--rule", action="append", help="only this rule (again for more)")
    parser.add_argument("--files", action="store_true", help="on mail parsers' test files and templates")
    parser.add_argument("--unread", action="store_true", help="sample: only what has no verdict yet")
    arguments = parser.parse_args()
    if not (CORPORA / "mails/index.jsonl").is_file():
        print(f"no corpus at {CORPORA}: set OUTLINT_CORPORA to its folder", file=sys.stderr)
        return 2
    book = outlint_rules.load()
    unknown = [r for r in arguments.rule or () if r not in book.rules]
    if unknown:
        parser.error(f"unknown rule {unknown[0]}; see `outlint rules`")
    rules = arguments.rule or [r for r in book.rules if book.rules[r].kind != "engine"]
    by_rule: dict[str, list[Found]] = {r: [] for r in rules}
    for found in findings(book, rules, files if arguments.files else mails):
        by_rule[found.finding.rule].append(found)
    columns = ("eml", "templates") if arguments.files else ("mails", "ham")
    if arguments.what == "prune":
        print(sum(prune(rule, found, columns) for rule, found in by_rule.items()), "verdicts taken out")
        return 0
    if arguments.what == "sample":
        for rule, found in by_rule.items():
            read = known(rule)
            for f in sorted(found, key=lambda f: f.rank)[:SIZE]:
                if not (arguments.unread and f.place in read):
                    print(shown(book, f))
        return 0
    print(f"| rule | severity | findings in 100 {columns[0]} | in 100 {columns[1]} | precision of the sample | |")
    print("|---|---|---|---|---|---|")
    for rule, found in by_rule.items():
        print(*rows(book, rule, found, columns), sep="\n")
    print(f"\n{CORPUS_SIZES[columns[0]]} {columns[0]}, {CORPUS_SIZES[columns[1]]} {columns[1]}")
    misses = list(missed(book))
    print(*misses, sep="\n", end="\n" if misses else "")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
