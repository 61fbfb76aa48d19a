"""Precision and recall of rules on labelled mails: `python bench/evaluate.py [--half tune|held-out|all] [--show RULE]`.

Labels stand in tests/labels/*.jsonl; the texts of real mails in the folder OUTLINT_CORPORA (default ../shared/corpora),
which is not part of the project. Mails of our own are labelled with their text. A mail belongs to the held-out half
when the last hex digit of its id's MD5 is even. docs/evaluation.md says which rules' held-out mails have been read since.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker, FileReport
from outlint.source import Source
from outlint.text import Span

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "tests/labels"
CORPORA = Path(os.environ.get("OUTLINT_CORPORA", ROOT.parent / "shared/corpora"))
SPAN_RULES = {
    "unfilled-variable": ("unfilled", "unfilled_doubt"),
    "trigger-phrase": ("trigger", "trigger_doubt"),
    "price-claim-without-validity": ("price_claim", "price_claim_doubt"),
}
RULES = ("missing-cta", *SPAN_RULES)
Label = dict[str, Any]


@dataclass
class Tally:
    """Counts of one rule; `wrong` and `missed` keep (mail id, text) to read."""

    right: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    missed: list[tuple[str, str]] = field(default_factory=list)

    def row(self) -> str:
        found, real = self.right + len(self.wrong), self.right + len(self.missed)
        precision = f"{self.right / found:.3f}" if found else "n/a"
        recall = f"{self.right / real:.3f}" if real else "n/a"
        return f"{found:5} found  {real:5} real  precision {precision}  recall {recall}"


def held_out(identity: str) -> bool:
    return int(hashlib.md5(identity.encode()).hexdigest()[-1], 16) % 2 == 0


def labelled(half: str) -> Iterator[tuple[str, str, Label]]:
    """(set, text, label) of each labelled mail of a half."""
    spam = None
    for path in sorted(LABELS.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            label = json.loads(line)
            if half != "all" and held_out(label["id"]) != (half == "held-out"):
                continue
            if "text" in label:
                yield path.stem, label["text"], label
                continue
            if "/" in label["id"]:
                spam = spam if spam is not None else {m["id"]: m for m in archive()}
                if label["id"] in spam:
                    yield path.stem, spam[label["id"]]["text"], label
                continue
            file = CORPORA / "mails" / f"{label['id']}.md"
            if file.is_file():
                yield path.stem, file.read_bytes().decode("utf-8"), label


def archive() -> Iterator[dict[str, Any]]:
    """Mails of the SpamAssassin corpus: id, label, subject, text."""
    path = CORPORA / "spamham/spamassassin.jsonl.gz"
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def score(report: FileReport, text: str, label: Label, tallies: dict[str, Tally]) -> None:
    by_rule: dict[str, list[Span]] = {}
    for f in report.findings:
        by_rule.setdefault(f.rule, []).append(f.span)
    if "missing_cta" in label and not label.get("cta_doubt"):
        tally, said = tallies["missing-cta"], "missing-cta" in by_rule
        if said and label["missing_cta"]:
            tally.right += 1
        elif said:
            tally.wrong.append((label["id"], ""))
        elif label["missing_cta"]:
            tally.missed.append((label["id"], ""))
    for rule, (key, doubt) in SPAN_RULES.items():
        if key in label:
            _spans(tallies[rule], label["id"], text, by_rule.get(rule, []), label[key], label.get(doubt, []))


def _spans(tally: Tally, identity: str, text: str, found: list[Span], real: list[Any], doubt: list[Any]) -> None:
    """A finding is right when it overlaps a labelled span; a labelled span is found when a finding overlaps it."""
    wanted = [Span(*r) for r in real]
    unsure = [Span(*d) for d in doubt]
    for f in found:
        if not any(f.overlaps(w) for w in wanted) and not any(f.overlaps(u) for u in unsure):
            tally.wrong.append((identity, text[f.start : f.end]))
    for w in wanted:
        if any(f.overlaps(w) for f in found):
            tally.right += 1
        else:
            tally.missed.append((identity, text[w.start : w.end]))


def ham(checker: Checker, half: str) -> str:
    """How many ham mails carry a trigger-phrase finding at the default level."""
    total = touched = 0
    for mail in archive():
        if mail["label"] != "ham" or (half != "all" and held_out(mail["id"]) != (half == "held-out")):
            continue
        total += 1
        body = f"Subject: {' '.join(mail['subject'].split())}\n\n{mail['text']}"
        touched += bool(checker.check(Source("ham.txt", body)).findings)
    return f"{touched} of {total} ham mails carry a trigger-phrase finding ({touched / max(total, 1):.2%})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices=("tune", "held-out", "all"), default="held-out")
    parser.add_argument("--show", choices=RULES, help="list what the rule got wrong (of the tuning half only)")
    parser.add_argument("--no-ham", action="store_true")
    arguments = parser.parse_args()
    if arguments.show and arguments.half != "tune":
        parser.error("--show is for --half tune: the held-out half is not read")
    if not CORPORA.is_dir():
        print(f"no corpus at {CORPORA}: only the mails of our own are measured; set OUTLINT_CORPORA", file=sys.stderr)
    settings = Settings(select=RULES, today=date(2026, 11, 24))
    checker = Checker(outlint_rules.load(), settings)
    by_set: dict[str, dict[str, Tally]] = {}
    for name, text, label in labelled(arguments.half):
        group = (
            "own mails"
            if name.startswith("own")
            else "real mails"
            if "spam" not in name
            else "spam/ham with price words"
        )
        tallies = by_set.setdefault(group, {r: Tally() for r in RULES})
        score(checker.check(Source(f"{label['id']}.md".replace("/", "_"), text)), text, label, tallies)
    for group, tallies in by_set.items():
        print(f"{group}, {arguments.half} half")
        for rule in RULES:
            print(f"  {rule:30} {tallies[rule].row()}")
            if rule == arguments.show:
                for kind in ("wrong", "missed"):
                    for identity, quoted in getattr(tallies[rule], kind):
                        print(f"      {kind}: {identity} {quoted!r}")
    if not arguments.no_ham:
        print(ham(Checker(outlint_rules.load(), Settings(select=("trigger-phrase",))), arguments.half))
    return 0


if __name__ == "__main__":
    sys.exit(main())
