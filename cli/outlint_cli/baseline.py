"""A baseline: findings that were there before, left out until their words change."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from outlint.messages import _
from outlint_cli.report import Result, passes
from outlint_cli.session import WrongUseError


def against(path: str, results: Iterator[Result]) -> Iterator[Result]:
    """Results without the findings of the baseline file. Makes the file of all findings when there is none."""
    if not os.path.exists(path):
        kept = list(results)
        content = {r["path"]: sorted(_print(f) for f in r["findings"]) for r in kept if r["findings"]}
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"outlint-baseline": 1, "files": content}, file, indent=1)
        for r in kept:
            yield _left(r, [])
        return
    known = _read(path)
    for r in results:
        left = Counter(known.get(r["path"], ()))
        findings = []
        for f in r["findings"]:
            mark = _print(f)
            if left[mark]:
                left[mark] -= 1
            else:
                findings.append(f)
        yield _left(r, findings)


def _left(r: Result, findings: list[dict[str, Any]]) -> Result:
    """The result with these findings only, scored by them; what the mail resembles stays as it is."""
    from outlint.finding import Severity
    from outlint.scores import WEIGHTS

    left = r.copy()
    left["findings"], left["shown"] = findings, None
    left["score"] = max(0, 100 - sum(WEIGHTS[Severity.parse(f["severity"])] for f in findings if not passes(f)))
    return left


def _read(path: str) -> dict[str, list[str]]:
    try:
        with open(path, encoding="utf-8") as file:
            files: dict[str, list[str]] = json.load(file)["files"]
        return files
    except (OSError, ValueError, KeyError, TypeError):
        raise WrongUseError(_("{path}: not a baseline of outlint; delete it to make a new one", path=path)) from None


def _print(found: dict[str, Any]) -> str:
    """Marks a finding by its rule and the words it stands on, not by its line."""
    words = " ".join(found["quoted"].split())
    return sha256(f"{found['rule']}\0{found['market']}\0{words}".encode()).hexdigest()[:16]
