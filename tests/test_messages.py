"""Every text a user reads exists in English and 简体中文."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import outlint_rules
from outlint import messages
from outlint.config import Settings
from outlint.engine import Checker
from outlint.pack import compile_phrases, read_pack
from outlint.source import Source

ROOT = Path(__file__).resolve().parent.parent
CALLS = ("_", "plural")


def texts_of_rules() -> Iterator[str]:
    for file in read_pack(outlint_rules.FOLDER):
        main = file.main
        yield from (str(main[k]).strip() for k in ("message", "fix", "what", "why") if k in main)
        yield from (m["text"] for m in main.get("messages", {}).values())
        yield from (o["doc"] for o in main.get("options", {}).values())
        for lang, data in file.languages.items():
            yield from (p["reason"] for p in compile_phrases(data, file.paths[lang]) if p["reason"])


def texts_of_code() -> Iterator[str]:
    for folder in ("cli/outlint_cli", "core/outlint"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                    arguments = node.args if node.func.id == "_" else node.args[1:]
                    yield from (a.value for a in arguments if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_everything_is_translated() -> None:
    catalog = outlint_rules.messages("zh")
    missing = sorted({t for t in (*texts_of_rules(), *texts_of_code()) if t not in catalog})
    assert missing == []


def test_messages_are_short() -> None:
    long = [m for f in read_pack(outlint_rules.FOLDER) for m in [f.main.get("message", "")] if len(m) > 90]
    assert long == []


def test_a_finding_speaks_chinese() -> None:
    messages.use(outlint_rules.messages("zh"))
    try:
        report = Checker(outlint_rules.load(), Settings(select=("trigger-phrase",))).check(
            Source("a.md", "Hi Tom,\n\nact now. Shall I?\n")
        )
        assert [f.text(messages.translate) for f in report.findings] == ["“act now”读起来像群发邮件（施压）"]
    finally:
        messages.use({})
