"""Every text a user reads exists in English and 简体中文."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click

import outlint_rules
from outlint import messages
from outlint.config import Settings
from outlint.config_schema import TYPE_WORDS
from outlint.engine import Checker
from outlint.pack import compile_phrases, read_pack
from outlint.source import Source
from outlint_cli.commands import _COMMANDS as COMMANDS
from outlint_cli.commands import cli
from outlint_rules import compiling

ROOT = Path(__file__).resolve().parent.parent
CALLS = ("_", "plural")
FAULTS = (
    "config.py",
    "config_errors.py",
    "config_file.py",
    "config_names.py",
    "config_schema.py",
    "fixing.py",
    "source.py",
)
"""Modules that hand English texts on, to be translated where they are printed."""


def texts_of_rules() -> Iterator[str]:
    for file in read_pack(compiling.FOLDER):
        main = file.main
        yield from (str(main[k]).strip() for k in ("message", "fix", "what", "why") if k in main)
        yield from (m["text"] for m in main.get("messages", {}).values())
        yield from main["data"]["names"].values() if file.name == "wrong-language" else ()
        yield from (o["doc"] for o in main.get("options", {}).values())
        for lang, data in file.languages.items():
            yield from (p["reason"] for p in compile_phrases(data, file.paths[lang]) if p["reason"])


def texts_of_code() -> Iterator[str]:
    for folder in ("cli/outlint_cli", "core/outlint", "server/outlint_server"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                    arguments = node.args if node.func.id == "_" else node.args[1:]
                    yield from (a.value for a in arguments if isinstance(a, ast.Constant) and isinstance(a.value, str))


def texts_of_the_guard() -> Iterator[str]:
    for path in (ROOT / "writer/outlint_writer").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Failure":
                yield from (a.value for a in node.args[1:2] if isinstance(a, ast.Constant))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ProviderError":
                yield from (a.value for a in node.args[:2] if isinstance(a, ast.Constant))


def texts_handed_on() -> Iterator[str]:
    """Sentences inside the functions of FAULTS, without docstrings; what TOML words are called; help of commands."""
    for path in (*(ROOT / "core/outlint").glob("*.py"), *(ROOT / "cli/outlint_cli").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        if path.name in FAULTS:
            for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
                yield from _sentences(function)
        if path.name == "commands.py":
            yield from (text for _module, text in COMMANDS.values())
    yield from TYPE_WORDS.values()
    for command in (cli, *(cli.get_command(click.Context(cli), name) for name in COMMANDS)):
        assert command is not None
        yield cleandoc(command.help or "")
        yield from (p.help for p in command.params if isinstance(p, click.Option) and p.help and p.name != "version")


def _sentences(function: ast.FunctionDef) -> Iterator[str]:
    parts = {id(p) for node in ast.walk(function) if isinstance(node, ast.JoinedStr) for p in ast.walk(node)}
    documents = {ast.get_docstring(n, clean=False) for n in ast.walk(function) if isinstance(n, ast.FunctionDef)}
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in parts
            and (
                " " in node.value.strip()
                and node.value not in documents
                and node.value[0] not in "( "
                and node.value != "invalid value"
            )
        ):
            yield node.value


def test_everything_is_translated() -> None:
    catalog = outlint_rules.messages("zh")
    missing = sorted(
        {
            t
            for t in (*texts_of_rules(), *texts_of_code(), *texts_of_the_guard(), *texts_handed_on())
            if t and t not in catalog
        }
    )
    assert missing == []


def test_messages_are_short() -> None:
    long = [m for f in read_pack(compiling.FOLDER) for m in [f.main.get("message", "")] if len(m) > 90]
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


def test_a_list_in_a_message_is_translated_word_by_word() -> None:
    settings = Settings(select=("incomplete-signature",))
    mail = "Hi Tom,\n\nshall I send two samples?\n\nBest regards,\nLi Na\nHart Tools Ltd\nwww.hart.example\n"
    (finding,) = Checker(outlint_rules.load(), settings).check(Source("a.md", mail)).findings
    assert finding.text() == "The signature lacks job title, telephone: complete it"
    messages.use(outlint_rules.messages("zh"))
    try:
        assert finding.text(messages.translate) == "签名缺少职位、电话：请补全"
    finally:
        messages.use({})
