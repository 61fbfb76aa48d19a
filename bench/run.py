"""Times outlint against its budgets and the peers found installed: `python bench/run.py [--quick]`.

Prints one Markdown table. Whole processes are timed from outside, each the median of several runs after a warm-up;
ratios compare runs of the same session. Mails are made by `make_mail`, from sentences of our own.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

PYTHON = sys.executable
OUTLINT = [PYTHON, "-m", "outlint_cli"]
# As on a user's machine: modules (and patterns) compiled once stay compiled.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
SENTENCES = (
    "We have made stainless steel sinks since 1998 and ship forty containers a month.",
    "Most of our clients came because their supplier could not keep the finish even.",
    "The two samples left Shenzhen last week and should be with you on Monday.",
    "Our price is USD 21.80 FOB Shenzhen, valid until 31 March 2027.",
    "You asked for a drain of 114 mm; the drawing shows it on the left side.",
    "Each sink is measured on the line before it is packed.",
    "Could you tell me by Friday whether the brushed finish matches your worktops?",
    "Our plant was audited by two retailers in the last year.",
    "The carton passes a drop test of 80 cm on all its corners.",
    "We sent the test report to your lab, and it was accepted there.",
)


class Run(NamedTuple):
    seconds: float
    peak_mib: float


def once(command: list[str], cwd: Path) -> Run:
    """Wall seconds and peak memory (MiB, of the largest process) of one run."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    _, _, usage = os.wait4(process.pid, 0)
    return Run(time.perf_counter() - started, usage.ru_maxrss / 1024)


def median(command: list[str], cwd: Path, runs: int) -> Run:
    once(command, cwd)
    taken = [once(command, cwd) for _ in range(runs)]
    return Run(statistics.median(t.seconds for t in taken), max(t.peak_mib for t in taken))


def make_mail(size: int, seed: int) -> str:
    """A mail of about `size` characters: headers, greeting, paragraphs of one to four sentences, closing."""
    pick = random.Random(seed)
    out = [f"Subject: Sinks for order {seed}\n\nDear Mr. Harris,\n"]
    length = len(out[0])
    while length < size - 60:
        paragraph = " ".join(pick.choice(SENTENCES) for _ in range(pick.randint(1, 4))) + "\n"
        out.append(paragraph)
        length += len(paragraph) + 1
    out.append("Best regards,\nLi Na\n")
    return "\n".join(out)


def startup(folder: Path, runs: int) -> list[str]:
    (folder / "one.md").write_text(make_mail(2048, 1), "utf-8")
    bare = median([PYTHON, "-c", "pass"], folder, runs)
    version = median([*OUTLINT, "--version"], folder, runs)
    one = median([*OUTLINT, "check", "one.md"], folder, runs)
    rows = [
        row("bare `python -c pass`", ms(bare), "", ""),
        row("`outlint --version`", ms(version), ratio(version, bare), ""),
        row(
            "`outlint check` of one 2 KB draft",
            ms(one),
            ratio(one, bare),
            verdict(one.seconds <= 8 * bare.seconds, "≤ 8 ×"),
        ),
    ]
    for name, command in peers(folder / "one.md").items():
        peer = median(command, folder, max(3, runs // 2))
        rows.append(row(f"{name}, the same draft", ms(peer), ratio(peer, bare), "peer"))
    return rows


def peers(file: Path) -> dict[str, list[str]]:
    """Other linters of prose that are installed here."""
    local = Path(PYTHON).parent
    known = {
        "proselint": ["check", str(file)],
        "write-good": [str(file)],
        "textlint": ["--rule", "no-todo", str(file)],
        "harper-cli": ["lint", str(file)],
    }
    found = {}
    for name, arguments in known.items():
        program = shutil.which(name) or shutil.which(name, path=f"{local}:{Path('node_modules/.bin').resolve()}")
        if program:
            found[name] = [program, *arguments]
    return found


def folder_of_mails(folder: Path, count: int, runs: int) -> list[str]:
    mails = folder / "mails"
    mails.mkdir()
    for i in range(count):
        (mails / f"{i:04}.md").write_text(make_mail(4096, i), "utf-8")
    rows = []
    for jobs in (1, 2):
        taken = median([*OUTLINT, "check", "--no-cache", "--jobs", str(jobs), "mails"], folder, runs)
        rate = count / taken.seconds
        good = verdict(rate >= 600, "≥ 600/s") if jobs == 2 else ""
        rows.append(
            row(
                f"{count} mails of 4 KB, {jobs} job(s)",
                f"{taken.seconds:.2f} s, {rate:.0f} mails/s, peak {taken.peak_mib:.0f} MiB a process",
                "",
                good,
            )
        )
    cold = median([*OUTLINT, "check", "--no-cache", "mails"], folder, runs)
    warm = median([*OUTLINT, "check", "mails"], folder, runs)
    times = cold.seconds / warm.seconds
    rows.append(
        row(
            "the same again, from the cache",
            f"{warm.seconds:.2f} s",
            f"{times:.1f} × faster",
            verdict(times >= 10, "≥ 10 ×"),
        )
    )
    return rows


def growth(folder: Path, sizes: list[int]) -> list[str]:
    """Time inside one process, so that start-up does not flatter the ratio."""
    rows = []
    hostile: dict[str, Callable[[int], str]] = {
        "ordinary text": lambda n: make_mail(n, 7),
        "one line of words": lambda n: "word " * (n // 5),
        "brackets": lambda n: "[({<" * (n // 4),
        "exclamation marks": lambda n: "!" * n,
        "capitals": lambda n: "FREE NOW " * (n // 9),
        "links": lambda n: "[a](b) " * (n // 7),
        "Chinese questions": lambda n: "吗？" * (n // 2),
        "requests": lambda n: "please send " * (n // 12),
        "variables": lambda n: "{{a}} " * (n // 6),
        "Chinese": lambda n: "我们提供最低价产品，" * (n // 10),
    }
    for name, make in hostile.items():
        # the least of three: what else the machine does only adds
        taken = [min(inside(folder, make(size)) for _ in range(3)) for size in sizes]
        steps = [b / a for a, b in pairwise(taken)]
        figures = ", ".join(f"{s // 1000} KB {t:.2f} s" for s, t in zip(sizes, taken, strict=True))
        rows.append(
            row(f"growth: {name}", figures, f"{max(steps):.1f} × a step of 10", verdict(max(steps) <= 11, "≤ 11 ×"))
        )
    return rows


def inside(folder: Path, text: str) -> float:
    file = folder / "grow.md"
    file.write_text(text, "utf-8")
    code = (
        # outlint_cli.main for the garbage collector's thresholds, which a run from the command line has
        "import sys, time, outlint_rules, outlint_cli.main\n"
        "from outlint.config import Settings\nfrom outlint.engine import Checker\nfrom outlint.source import read_source\n"
        "c = Checker(outlint_rules.load(), Settings()); c.check(read_source(b'Subject: x\\n\\nHi Tom,\\n\\nshall I?', 'a.md'))\n"
        "d = open(sys.argv[1], 'rb').read(); t = time.perf_counter(); c.check(read_source(d, 'a.md'))\n"
        "print(time.perf_counter() - t)"
    )
    done = subprocess.run([PYTHON, "-c", code, str(file)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def ms(run: Run) -> str:
    return f"{run.seconds * 1000:.0f} ms, peak {run.peak_mib:.0f} MiB"


def ratio(a: Run, b: Run) -> str:
    return f"{a.seconds / b.seconds:.1f} × bare Python"


def verdict(good: bool, budget: str) -> str:
    return f"{budget}: {'met' if good else '**missed**'}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer runs and sizes, for a look")
    parser.add_argument("--full", action="store_true", help="growth up to 10 MB (many minutes)")
    arguments = parser.parse_args()
    quick = arguments.quick
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = startup(folder, 5 if quick else 15)
        rows += folder_of_mails(folder, 200 if quick else 1000, 1 if quick else 2)
        rows += growth(
            folder, [10_000, 100_000, *([] if quick else [1_000_000]), *([10_000_000] if arguments.full else [])]
        )
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores\n")
    print("| what | measured | ratio | budget |\n|---|---|---|---|")
    print("\n".join(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
