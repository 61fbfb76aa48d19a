"""JUnit XML: a suite per file, a failed case per finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from outlint_cli.render.summary import Tally
from outlint_cli.report import Result

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(results: Iterator[Result], tally: Tally, *, color: bool, quiet: bool) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="outlint">\n'
    for r in results:
        failures, errors = len(r["findings"]), len(r["errors"])
        tests = max(failures + errors, 1)
        yield f'  <testsuite name={_attr(r["path"])} tests="{tests}" failures="{failures}" errors="{errors}">\n'
        for message in r["errors"]:
            yield f'    <testcase name="unreadable" classname={_attr(r["path"])}><error message={_attr(message)}/></testcase>\n'
        for f in r["findings"]:
            place = f"{r['path']}:{f['start']['line']}:{f['start']['column']}"
            yield f"    <testcase name={_attr(f['rule'])} classname={_attr(r['path'])}>"
            yield f"<failure type={_attr(f['severity'])} message={_attr(f['message'])}>{escape(_xml(place))}</failure></testcase>\n"
        if not failures and not errors:
            yield f'    <testcase name="clean" classname={_attr(r["path"])}/>\n'
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _attr(text: str) -> str:
    return quoteattr(_xml(text))


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
