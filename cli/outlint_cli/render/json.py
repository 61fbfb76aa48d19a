"""JSON, as docs/report.schema.json has it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from outlint import __version__
from outlint_cli.render.summary import Tally
from outlint_cli.report import Result, public


def render(results: Iterator[Result], tally: Tally, *, color: bool, quiet: bool) -> Iterator[str]:
    files = []
    errors = []
    for r in results:
        errors += [{"path": r["path"], "message": m} for m in r["errors"]]
        if r["findings"] or not r["errors"]:
            keys = ("path", "language", "markets", "score", "spam_score")
            files.append({k: r[k] for k in keys} | {"findings": [public(f) for f in r["findings"]]})  # type: ignore[literal-required]
    summary = {"files": tally.files, **tally.counts, "elapsed_s": round(tally.elapsed, 3)}
    report = {"outlint": __version__, "files": files, "errors": errors, "summary": summary}
    yield json.dumps(report, ensure_ascii=False, indent=2) + "\n"
