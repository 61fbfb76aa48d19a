"""However a document is edited, the server's diagnostics are those of a fresh check of the same text."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from lsprotocol import types as lsp
from pytest_lsp import client_capabilities

import outlint_rules
from lsp_client import Client, applied
from outlint.config import Settings
from outlint.engine import Checker
from outlint.source import UnreadableError
from outlint_server.analysis import as_file
from outlint_server.positions import Positions

PIECES = st.sampled_from(
    (
        "Subject: FREE!!\n", "---\nsubject: Hi\n---\n", "We have the lowest price. ", "最低价，", "أقل سعر ", "😀", "é", "\r\n", "\n", "\r", "\u2028",
        "\x0c", "\x00", "\ufeff", "{{ name }}", "{% if x %}", "[Name]", "> quoted\n", "\n\nBest regards,\nWei\n", "act now!!! ", "<p>", "\ud800",
    )
)  # fmt: skip
CHECKER = Checker(outlint_rules.load(), Settings())


class Edits(RuleBasedStateMachine):
    """One server a run; two documents that are opened, changed, undone, closed and opened again."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.client = Client()
        self.texts: dict[str, list[str]] = {}
        self.do(self._start())

    def do(self, what: object) -> object:
        return self.loop.run_until_complete(asyncio.wait_for(what, 60))  # type: ignore[arg-type]

    async def _start(self) -> None:
        told_by = client_capabilities("visual-studio-code")
        assert told_by.text_document is not None
        told_by.text_document.diagnostic = None
        await self.client.start_io(sys.executable, "-m", "outlint_cli", "lsp")
        await self.client.initialize_session(lsp.InitializeParams(capabilities=told_by, root_uri=self.folder.as_uri()))

    @initialize()
    def first(self) -> None:
        self.open("a.md", "Subject: Hi\n\nDear Anna,\n")

    @rule(
        name=st.sampled_from(("a.md", "b.txt", "c.html", "d.eml", "e.md.j2")),
        text=st.lists(PIECES, max_size=6).map("".join),
    )
    def open(self, name: str, text: str) -> None:
        uri = (self.folder / name).as_uri()
        if uri in self.texts:
            self.do(self.client.close(uri))
        self.do(self.client.open(self.folder / name, text))
        self.texts[uri] = [text]

    @rule(data=st.data(), new=st.lists(PIECES, max_size=3).map("".join))
    def edit(self, data: st.DataObject, new: str) -> None:
        uri = data.draw(st.sampled_from(sorted(self.texts)))
        text = self.texts[uri][-1]
        at = Positions(text, "utf-16")
        low = data.draw(st.integers(0, len(text)))
        high = data.draw(st.integers(low, min(len(text), low + 30)))
        change = lsp.TextEdit(lsp.Range(at.position(low), at.position(high)), new)
        self.texts[uri].append(applied(text, [change]))
        event = lsp.TextDocumentContentChangePartial(range=change.range, text=new)
        self.do(self.client.change(uri, [event]))

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        uri = data.draw(st.sampled_from(sorted(self.texts)))
        if len(self.texts[uri]) > 1:
            self.texts[uri].pop()
            self.do(self.client.replace(uri, self.texts[uri][-1]))

    @invariant()
    def agrees_with_a_fresh_check(self) -> None:
        for uri, texts in self.texts.items():
            found = self.do(self.client.settled(uri))
            text = texts[-1].encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\ufffd" * 3, "\ufffd")
            told = [(d.code, d.message) for d in found if d.code]  # type: ignore[attr-defined]
            try:
                report = CHECKER.check(as_file(text, uri.removeprefix("file://")))
            except UnreadableError:
                assert told == []
                continue
            assert told == [(f.rule, f.text()) for f in report.findings]
            at = Positions(text, "utf-16", int(text.startswith("\ufeff")))
            ranges = [d.range for d in found if d.code]  # type: ignore[attr-defined]
            assert ranges == [at.range(f.span) for f in report.findings]

    def teardown(self) -> None:
        self.do(self.client.shutdown_session())
        self.do(self.client.stop())
        self.loop.close()


Edits.TestCase.settings = settings(
    max_examples=10, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
TestEdits = Edits.TestCase
