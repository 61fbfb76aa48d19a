"""Compiled patterns kept from run to run: the same patterns, and none at all rather than a wrong one."""

from __future__ import annotations

import marshal
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from outlint_cli import patterns

PATTERNS = [
    (r"(?P<a>x)|(?P<b>y+?)(?!z)", re.I),
    (r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*", 0),
    ("[\u3040-\u30ff\u4e00-\u9fff]+", 0),
    (rb"\x00[\x80-\xff]*", 0),
    (r"^(a|b)\1$", re.M | re.X),
]


@pytest.mark.parametrize(("pattern", "flags"), PATTERNS)
def test_a_kept_pattern_is_the_one_that_re_makes(pattern: str | bytes, flags: int) -> None:
    import _sre  # type: ignore[import-not-found, unused-ignore]
    from re import _compiler, _parser  # type: ignore[attr-defined]

    entry = patterns._entry(_parser, _compiler._code, (pattern, int(flags)))
    made = _sre.compile(pattern, entry[0], list(memoryview(entry[1]).cast("I")), *entry[2:])
    fresh = re.compile(pattern, flags)
    assert made == fresh
    assert (made.groups, dict(made.groupindex)) == (fresh.groups, dict(fresh.groupindex))


def check(draft: Path, prefix: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(prefix)
    command = [sys.executable, "-m", "outlint_cli", "check", str(draft), "--format", "json"]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def without_time(output: str) -> str:
    return re.sub(r'"elapsed_s": [\d.]+', "", output)


def test_a_damaged_or_foreign_file_of_patterns_changes_nothing(tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("Subject: FREE sinks!!!\n\nDear Mr. Harris,\n\nOur lowest price is {{price}}.\n", "utf-8")
    first = check(draft, tmp_path / "cache")
    kept = next((tmp_path / "cache").rglob("*.patterns"))
    assert first.returncode == 1
    again = check(draft, tmp_path / "cache")
    whole = kept.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], whole[:-9] + b"\xff" * 9, b"no marshal"):
        kept.write_bytes(damaged)
        report = check(draft, tmp_path / "cache")
        assert (report.returncode, report.stderr) == (1, "")
        assert without_time(report.stdout) == without_time(again.stdout) == without_time(first.stdout)


def test_the_methods_of_dataclasses_are_kept_and_work(tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("Subject: Sinks\n\nDear Mr. Harris,\n\nCan you call?\n", "utf-8")
    check(draft, tmp_path / "cache")
    _stamp, held = marshal.loads(next((tmp_path / "cache").rglob("*.patterns")).read_bytes())
    assert any("def __init__" in key for key in held if isinstance(key, str))
    code = "from outlint_cli import main; from outlint.text import Span; print(Span(1, 2), Span(1, 2) == Span(1, 2))"
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "Span(start=1, end=2) True"


def test_a_second_run_compiles_nothing_anew(tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    offer = "Our price is USD 21.80 per piece FOB Ningbo, 10% off, password: Tr0ub4dor, CE certified, free samples."
    draft.write_text(f"Subject: FREE sinks!!!\n\nDear Mr. Harris,\n\n{offer}\n\nBest regards,\nLi Na\n", "utf-8")
    kept = []
    for _ in range(3):  # with another order of sets in each
        check(draft, tmp_path / "cache")
        kept.append(next((tmp_path / "cache").rglob("*.patterns")).stat())
    assert kept[1].st_mtime_ns == kept[2].st_mtime_ns


def test_what_is_kept_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text("Subject: Sinks\n\nDear Mr. Harris,\n\nCan you call?\n", "utf-8")
    check(draft, tmp_path / "cache")
    kept = next((tmp_path / "cache").rglob("*.patterns"))
    stamp, held = marshal.loads(kept.read_bytes())
    held |= {(f"x{i}", 0): b"\0" * 4000 for i in range(400)}
    kept.write_bytes(marshal.dumps((stamp, held)))
    draft.write_text("Subject: 铅笔\n\n王经理：\n\n您好，免费样品！！！请问？\n", "utf-8")
    check(draft, tmp_path / "cache")
    assert kept.stat().st_size < 1_000_000
    assert ("x1", 0) not in marshal.loads(kept.read_bytes())[1]
