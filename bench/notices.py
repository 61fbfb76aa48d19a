"""Precision and recall of the notices "has a way to opt out" and "has a postal address" on labelled real mails.

`OUTLINT_CORPORA=… python bench/notices.py` prints one line a notice. The mails stay outside the project: labels hold ids.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker
from outlint.source import Source

LABELS = Path(__file__).resolve().parent.parent / "tests/labels/notices.jsonl"
RULES = {"opt-out": "missing-opt-out", "postal": "missing-postal-address"}


def main() -> int:
    corpora = Path(os.environ.get("OUTLINT_CORPORA", "../shared/corpora"))
    if not corpora.is_dir():
        print(f"no corpora at {corpora}: set OUTLINT_CORPORA")
        return 2
    labels = {e["id"]: e for e in map(json.loads, LABELS.read_text("utf-8").splitlines())}
    # The United States ask for both notices, so a mail without a finding has them.
    checker = Checker(outlint_rules.load(), Settings(markets=("US",), select=tuple(RULES.values())))
    counts = {name: [0, 0, 0, 0] for name in RULES}
    for mail, text in _mails(corpora, set(labels)):
        report = checker.check(Source(f"{mail.replace('/', '_')}.md", text))
        missing = {f.rule for f in report.findings}
        for name, rule in RULES.items():
            counts[name][2 * labels[mail][name] + (rule not in missing)] += 1
    for name, (clean, false, missed, right) in counts.items():
        precision = right / (right + false) if right + false else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        print(
            f"{name:8} mails {clean + false + missed + right}  has it {right + missed}  "
            f"precision {precision:.3f} ({right} of {right + false})  recall {recall:.3f} ({right} of {right + missed})"
        )
    return 0


def _mails(corpora: Path, wanted: set[str]) -> Iterator[tuple[str, str]]:
    for line in (corpora / "mails/index.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["id"] in wanted:
            yield row["id"], (corpora / "mails" / row["file"]).read_text("utf-8")
    with gzip.open(corpora / "spamham/spamassassin.jsonl.gz", "rt", encoding="utf-8") as rows:
        for line in rows:
            row = json.loads(line)
            if row["id"] in wanted:
                yield row["id"], row["text"]


if __name__ == "__main__":
    sys.exit(main())
