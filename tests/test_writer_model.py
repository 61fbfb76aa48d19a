"""A real model behind a real server: the plumbing works, and what the small model writes meets the guard."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker
from outlint.source import Source
from outlint_writer import Endpoint, ProviderError, rewrite
from outlint_writer.provider import ask, parsed

pytestmark = pytest.mark.model
SHAPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["answer"],
    "properties": {"answer": {"type": "string", "maxLength": 40}},
}
DRAFT = "Subject: LOWEST PRICE!!!\n\nHi Tom,\n\nAct now: our sinks cost 12.50 USD, risk free.\n\nBest regards,\nLi Na\n"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    command = [sys.executable, str(Path(__file__).with_name("llama_process.py"))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            line = next((x for x in process.stdout if x.startswith("at http")), "")
            assert line, "the model's server did not start"
            yield line.split()[1].rstrip("/") + "/v1"
        finally:
            process.stdin.close()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def test_it_streams_json_by_schema(url: str) -> None:
    seen: list[int] = []
    asked = [{"role": "user", "content": "Say hello as JSON."}]
    answer = ask(Endpoint(url, "small"), asked, SHAPE, progress=seen.append)
    found = parsed(answer.text)
    assert found is not None
    assert found.keys() == {"answer"}
    assert len(seen) > 1
    assert answer.usage.received > 0


def test_a_draft_too_long_is_told(url: str) -> None:
    with pytest.raises(ProviderError, match="too long"):
        ask(Endpoint(url, "small"), [{"role": "user", "content": "word " * 9000}], SHAPE)


def test_whatever_it_writes_the_guard_decides(url: str) -> None:
    checker = Checker(outlint_rules.load(), Settings())
    try:
        done = rewrite(checker, Source("m.md", DRAFT), endpoint=Endpoint(url, "small", timeout=120, rounds=1))
    except ProviderError as error:
        if "cut off" in str(error):  # so small a model sometimes writes until its room is full
            return
        raise
    assert done.accepted != bool(done.failures)
    assert "12.50 USD" in done.text
    assert done.usage.sent > 0
