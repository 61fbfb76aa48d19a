"""Times the language server from outside: `python bench/lsp.py`. Prints one Markdown table.

A bare client speaks JSON-RPC over the server's standard streams, so that the figures are the server's own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from run import make_mail


class Session:
    """One server process."""

    def __init__(self) -> None:
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "outlint_cli", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
        )
        self.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, identity=1)
        while self.receive().get("id") != 1:
            pass
        self.send("initialized", {})

    def send(self, method: str, params: Any, identity: int | None = None) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if identity is not None:
            message["id"] = identity
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        size = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        found: dict[str, Any] = json.loads(self.process.stdout.read(size))
        return found

    def published(self, uri: str, version: int) -> None:
        """Wait for the diagnostics of a version."""
        while True:
            said = self.receive()
            if said.get("method") == "textDocument/publishDiagnostics":
                told = said["params"]
                if told["uri"] == uri and told.get("version") == version:
                    return

    def open(self, uri: str, text: str) -> None:
        item = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, line: int, text: str) -> None:
        place = {"line": line, "character": 0}
        change = {"range": {"start": place, "end": place}, "text": text}
        identity = {"uri": uri, "version": version}
        self.send("textDocument/didChange", {"textDocument": identity, "contentChanges": [change]})

    @property
    def work(self) -> float:
        """Milliseconds of processor time that all threads have taken so far."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((t / "schedstat").read_text().split()[0]) for t in threads) / 1e6

    @property
    def mib(self) -> float:
        """Resident memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def first_diagnostics() -> float:
    """Seconds from starting the process to the first published diagnostics of a 2 KB draft."""
    session = Session()
    session.open("file:///bench/a.md", make_mail(2000, 1))
    session.published("file:///bench/a.md", 1)
    taken = time.perf_counter() - session.started
    session.stop()
    return taken


class Times(NamedTuple):
    """Milliseconds of one kind, of many changes."""

    median: float
    high: float  # the 95th percentile

    @classmethod
    def of(cls, taken: list[float]) -> Times:
        return cls(statistics.median(taken), statistics.quantiles(taken, n=20)[18])

    def __str__(self) -> str:
        return f"median {self.median:.1f} ms, 95th percentile {self.high:.1f} ms"


def changes(size: int, count: int) -> tuple[Times, Times]:
    """Of changes one after the other: (processor time of the server, time until the diagnostics are there).

    The first is the work; the second has the pause for typing in it too, and whatever else the machine does.
    """
    session = Session()
    uri = "file:///bench/a.md"
    session.open(uri, make_mail(size, 2))
    session.published(uri, 1)
    worked, waited = [], []
    for version in range(2, count + 2):
        before, started = session.work, time.perf_counter()
        session.change(uri, version, 6, "a " if version % 2 else "b ")
        session.published(uri, version)
        waited.append((time.perf_counter() - started) * 1000)
        time.sleep(0.02)  # what follows the diagnostics (status, upkeep) is work too
        worked.append(session.work - before)
    session.stop()
    return Times.of(worked), Times.of(waited)


def memory() -> tuple[float, float, float]:
    """MiB at first, after 10,000 edits of one document, and with 1,000 documents of 4 KB opened and closed."""
    session = Session()
    uri = "file:///bench/a.md"
    session.open(uri, make_mail(2000, 3))
    session.published(uri, 1)
    first = session.mib
    for version in range(2, 10_002):
        place = {"start": {"line": 6, "character": 0}, "end": {"line": 6, "character": 1 if version > 2 else 0}}
        identity = {"uri": uri, "version": version}
        changes = [{"range": place, "text": "a" if version % 2 else "b"}]
        session.send("textDocument/didChange", {"textDocument": identity, "contentChanges": changes})
        if version % 100 == 0:
            session.published(uri, version)
    session.published(uri, 10_001)
    edited = session.mib
    for i in range(1000):
        other = f"file:///bench/{i}.md"
        session.open(other, make_mail(4000, i))
        session.published(other, 1)
        session.send("textDocument/didClose", {"textDocument": {"uri": other}})
    opened = session.mib
    session.stop()
    return first, edited, opened


def main() -> None:
    print("| what | measured | budget |\n|---|---|---|")
    starts = [first_diagnostics() for _ in range(5)]
    print(
        f"| start to first diagnostics, 2 KB | {statistics.median(starts):.2f} s (median of 5) | ≤ 1.0 s |", flush=True
    )
    for size, count, budget in ((2_000, 200, 5), (100_000, 40, 50)):
        work, wait = changes(size, count)
        print(f"| work for a change, {size // 1000} KB | {work} ({count} changes) | ≤ {budget} ms |")
        print(f"| change to diagnostics, {size // 1000} KB | {wait} | |", flush=True)
    first, edited, opened = memory()
    print(f"| memory after the first draft | {first:.0f} MiB | |")
    print(f"| memory after 10,000 edits | {edited:.0f} MiB | |")
    print(f"| memory after 1,000 documents more, opened and closed | {opened:.0f} MiB | |")


if __name__ == "__main__":
    main()
