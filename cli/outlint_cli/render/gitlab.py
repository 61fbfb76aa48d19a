"""GitLab Code Quality."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

from outlint_cli.render.summary import Tally
from outlint_cli.report import Result

_LEVEL = {"error": "critical", "warning": "minor", "info": "info"}


def render(results: Iterator[Result], tally: Tally, *, color: bool, quiet: bool) -> Iterator[str]:
    out = []
    seen: dict[str, int] = {}
    for r in results:
        found = [
            (f["rule"], f["message"], _LEVEL[f["severity"]], f["start"]["line"], f["quoted"]) for f in r["findings"]
        ]
        found += [("unreadable", m, "critical", 1, "") for m in r["errors"]]
        for rule, message, severity, line, quoted in found:
            mark = sha256(f"{r['path']}\0{rule}\0{quoted}".encode()).hexdigest()
            seen[mark] = seen.get(mark, 0) + 1
            out.append(
                {
                    "description": message,
                    "check_name": rule,
                    "fingerprint": sha256(f"{mark}{seen[mark]}".encode()).hexdigest(),
                    "severity": severity,
                    "location": {"path": r["path"], "lines": {"begin": line}},
                }
            )
    yield json.dumps(out, ensure_ascii=False, indent=2) + "\n"
