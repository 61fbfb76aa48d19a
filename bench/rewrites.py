"""How often a small model's rewrites pass the guard, and whether those that pass keep what they must.

`python bench/rewrites.py [N]` rewrites N (100) of the project's own labelled mails with the model of the tests and prints the
counts. The check of what passed is this file's own and shares no code with the guard: digits, addresses, merge variables, the lines
outside the body, the language.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker
from outlint.source import Source
from outlint_writer import Endpoint, ProviderError, rewrite

TESTS = Path(__file__).resolve().parent.parent / "tests"
GOAL = "say the same in other words, clear and short"


def main(count: int) -> int:
    mails = [json.loads(line) for line in (TESTS / "labels/own-mails.jsonl").read_text("utf-8").splitlines()]
    mails.sort(key=lambda m: (m["lang"] != "en", len(m["text"])))
    checker = Checker(outlint_rules.load(), Settings())
    outcome: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    broken: list[str] = []
    started = time.monotonic()
    with subprocess.Popen(
        [sys.executable, str(TESTS / "llama_process.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        url = next(x for x in process.stdout if x.startswith("at http")).split()[1].rstrip("/") + "/v1"
        endpoint = Endpoint(url, "small", timeout=60.0, retries=0, rounds=2)
        for mail in mails[:count]:
            source = Source(f"{mail['id']}.txt", mail["text"])
            try:
                done = rewrite(checker, source, endpoint=endpoint, goal=GOAL)
            except ProviderError:
                outcome["no answer (too long, cut off, timeout)"] += 1
                continue
            if not done.accepted:
                outcome["refused"] += 1
                reasons.update({f.kind for f in done.failures})
                continue
            same = " ".join(done.text.split()) == " ".join(source.text.split())
            outcome["passed at once" if done.rounds == 1 else "passed after repair"] += 1
            outcome["  of these unchanged text"] += same
            broken += [f"{mail['id']}: {why}" for why in breaks(source.text, done.text)]
        process.stdin.close()
    print(f"{count} rewrites in {time.monotonic() - started:.0f} s")
    for name, n in outcome.items():
        print(f"{n:4}  {name}")
    print("reasons of the last refusals: " + ", ".join(f"{k} {n}" for k, n in reasons.most_common()))
    print(f"passed rewrites that break something by the independent check: {len(broken)}")
    print("\n".join(broken))
    return int(bool(broken))


def breaks(before: str, after: str) -> list[str]:
    """What a rewrite lost or made up, by plain patterns."""
    out = []
    for name, pattern in (
        ("digits", r"\d+"),
        ("address", r"[\w.+-]+@[\w-]+\.[\w.]+|https?://\S+|www\.\S+"),
        ("variable", r"\{\{.*?\}\}|\{%.*?%\}|\*\|.*?\|\*|\[[A-Z][\w ]+\]|%\w+%"),
        ("certificate", r"\b(?:ISO|CE|FDA|UL|RoHS|REACH|TÜV|GOTS|BSCI)\b"),
    ):
        old, new = set(re.findall(pattern, before)), set(re.findall(pattern, after))
        out += [f"{name} {x!r} {'lost' if x in old else 'invented'}" for x in sorted(old ^ new)]
    if before.strip().splitlines()[-2:] != after.strip().splitlines()[-2:]:
        out.append("the last lines changed")
    return out + _language(before, after)


def _language(before: str, after: str) -> list[str]:
    from langdetect import DetectorFactory, detect

    DetectorFactory.seed = 0
    old, new = detect(before), detect(after)
    return [] if old == new else [f"language {old} became {new}"]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
