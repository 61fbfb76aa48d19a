"""False alarms, counted: `python bench/precision.py [sample|report] [--rule NAME…]`.

Every rule runs on the 405 real mails and on the ham of the SpamAssassin corpus (folder OUTLINT_CORPORA, not part of the project).
`sample` prints up to 50 findings of a rule, in their context, to be read;
`--files` runs on the mail parsers' test files and the templates instead: they are no ordinary mail, but have the HTML that those lack.
`report` prints findings per 100 mails of each rule and the precision of that sample by the verdicts in tests/labels/precision/<rule>.jsonl: corpus, id, start, end, right
(true, false, or null where a reader can't say), and why in a few words.

The sample is the findings with the smallest hash of corpus, id and place: it stays the same while a rule changes.
Rules of law, custom and language run with the market of the mail's language. Everything runs with the defaults.
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
from outlint.finding import Finding
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
    for corpus, identity, lang, source in read():
        CORPUS_SIZES[corpus] += 1
        for checker in (free, by_market.get(MARKETS.get(lang, ""))):
            if checker is not None:
                for f in checker.check(source).findings:
                    yield Found(corpus, identity, f, source.text)


def verdicts(rule: str) -> dict[tuple[str, str, int, int], Any]:
    path = VERDICTS / f"{rule}.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    entries = [json.loads(line) for line in lines if line.strip()]
    return {(e["corpus"], e["id"], e["start"], e["end"]): e["right"] for e in entries}


def shown(found: Found) -> str:
    """A finding in its context, with what the rule says, and the line to put into the verdicts."""
    f, text = found.finding, found.text
    a, b = f.span
    context = f"{text[max(0, a - AROUND) : a]}⟦{text[a : min(b, a + 400)]}⟧{text[b : b + AROUND]}"
    line = {"corpus": found.corpus, "id": found.id, "start": a, "end": b, "right": None, "why": ""}
    return f"--- {f.rule} ({f.severity.label}): {f.text()}\n{context}\n{json.dumps(line, ensure_ascii=False)}\n"


def row(book: Book, rule: str, found: list[Found], columns: Sequence[str]) -> str:
    per = {c: sum(f.corpus == c for f in found) * 100 / max(CORPUS_SIZES[c], 1) for c in columns}
    known = verdicts(rule)
    sample = sorted(found, key=lambda f: f.rank)[:SIZE]
    said = [known[f.place] for f in sample if f.place in known]
    right, wrong = said.count(True), said.count(False)
    precision = f"{right / (right + wrong):.2f} ({right} of {right + wrong})" if right + wrong else "-"
    severity = book.rules[rule].severity.label + ("" if book.rules[rule].default else ", off")
    open_ = len(sample) - len(said)
    unread = f"{open_} not read" if open_ else ""
    unsure = f"{said.count(None)} can't be told" if None in said else ""
    notes = ", ".join(n for n in (unread, unsure) if n)
    return f"| `{rule}` | {severity} | {' | '.join(f'{per[c]:.1f}' for c in columns)} | {precision} | {notes} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("sample", "report"), nargs="?", default="report")
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
    if arguments.what == "sample":
        for rule, found in by_rule.items():
            known = verdicts(rule)
            for f in sorted(found, key=lambda f: f.rank)[:SIZE]:
                if not (arguments.unread and f.place in known):
                    print(shown(f))
        return 0
    columns = ("eml", "templates") if arguments.files else ("mails", "ham")
    print(f"| rule | severity | findings in 100 {columns[0]} | in 100 {columns[1]} | precision of the sample | |")
    print("|---|---|---|---|---|---|")
    for rule, found in by_rule.items():
        print(row(book, rule, found, columns))
    print(f"\n{CORPUS_SIZES[columns[0]]} {columns[0]}, {CORPUS_SIZES[columns[1]]} {columns[1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
