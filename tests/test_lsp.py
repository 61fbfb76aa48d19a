"""The language server as an editor sees it: every capability it announces, through the real protocol."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lsprotocol import types as lsp

from lsp_client import Client, applied, at, edits_of, identity, server
from model_server import Step, serve
from outlint_cli.commands import cli
from outlint_server import folder
from outlint_server.command import make_server

pytestmark = pytest.mark.asyncio

SHOUT = (
    "Subject: FREE SAMPLES!!\n\nDear Anna,\n\nWe have the lowest price for sinks. Our plant in Foshan has made them since"
    " 1998, and forty containers leave it each month for shops in Hamburg, Lyon and Leeds.\n\nBest regards,\nWei\n"
)
TEMPLATE = "Subject: Sinks for {{ company }}\n\nDear {{ name }},\n\n{% if name %}Shall I send a sample?{% endif %}\n\nBest regards,\nWei\n"
TOP = lsp.Range(at(0, 0), at(0, 0))
ALL = lsp.Range(at(0, 0), at(9999, 0))


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, "utf-8")


async def actions(
    client: Client, uri: str, range_: lsp.Range = ALL, only: list[lsp.CodeActionKind | str] | None = None
) -> list[lsp.CodeAction]:
    context = lsp.CodeActionContext(list(client.diagnostics.get(uri, [])), only)
    found = await client.text_document_code_action_async(lsp.CodeActionParams(identity(uri), range_, context))
    return [a for a in found or [] if isinstance(a, lsp.CodeAction)]


async def edit_of(client: Client, action: lsp.CodeAction) -> lsp.WorkspaceEdit:
    if action.edit is None:
        action = await client.code_action_resolve_async(action)
    assert action.edit is not None
    return action.edit


def check(path: Path, *options: str) -> dict[str, Any]:
    """What the command line says of a file."""
    said = CliRunner().invoke(cli, ["check", str(path), "--format", "json", "--ui-lang", "en", *options])
    found: dict[str, Any] = json.loads(said.stdout)["files"][0]
    return found


async def test_a_draft_gets_its_squiggles(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        found = await client.settled(uri)
        write(tmp_path, a__md=SHOUT)
        expected = [(f["rule"], f["start"]["line"] - 1, f["message"]) for f in check(tmp_path / "a.md")["findings"]]
        assert [(d.code, d.range.start.line, d.message) for d in found] == expected
        assert client.status[uri]["score"] == check(tmp_path / "a.md")["score"]
        price = next(d for d in found if d.code == "price-claim-without-validity")
        assert price.source == "outlint"
        assert price.severity == lsp.DiagnosticSeverity.Warning
        page = Path(str(price.code_description and price.code_description.href).removeprefix("file://"))
        assert "# price-claim-without-validity" in page.read_text("utf-8")


async def test_fixes_travel_in_the_diagnostics(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        found = await client.settled(uri)
        shout = next(d for d in found if d.data and "fix" in d.data)
        edits = json.loads(json.dumps(shout.data, default=vars))["fix"]["edits"]
        assert {"range", "newText"} <= edits[0].keys()


async def test_changes_are_followed_and_closed_documents_cleared(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        assert await client.settled(uri)
        place = lsp.Range(at(4, 12), at(4, 24))  # "lowest price"
        await client.change(uri, [lsp.TextDocumentContentChangePartial(range=place, text="a good finish")])
        assert "price-claim-without-validity" not in {d.code for d in await client.settled(uri)}
        await client.close(uri)
        await client.until(lambda: not client.diagnostics.get(uri, True))


async def test_pulled_diagnostics_are_those_pushed(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        pushed = await client.settled(uri)
    async with server(tmp_path, "neovim", push=False) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        first = await client.pull(uri)
        assert isinstance(first, lsp.RelatedFullDocumentDiagnosticReport)
        assert list(first.items) == pushed
        again = await client.pull(uri, first.result_id)
        assert isinstance(again, lsp.RelatedUnchangedDocumentDiagnosticReport)
        assert not client.diagnostics.get(uri), "a client that pulls would show them twice"


async def test_a_workspace_can_be_pulled(tmp_path: Path) -> None:
    write(tmp_path, a__md=SHOUT, b__txt=SHOUT)
    async with server(tmp_path, "neovim", {"workspaceDiagnostics": True}, push=False) as client:
        params = lsp.WorkspaceDiagnosticParams([])
        report = await client.workspace_diagnostic_async(params)
        assert sorted(i.uri.rpartition("/")[2] for i in report.items) == ["a.md", "b.txt"]
        known = [lsp.PreviousResultId(i.uri, str(i.result_id)) for i in report.items]
        again = await client.workspace_diagnostic_async(lsp.WorkspaceDiagnosticParams(known))
        assert {i.kind for i in again.items} == {"unchanged"}


async def test_one_fix(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        found = await client.settled(uri)
        marks = next(d for d in found if d.data and "fix" in d.data)
        action = next(a for a in await actions(client, uri, marks.range) if a.diagnostics and a.is_preferred)
        assert action.diagnostics is not None
        assert action.diagnostics[0].code == marks.code
        edit = await edit_of(client, action)
        change = (edit.document_changes or [])[0]
        assert isinstance(change, lsp.TextDocumentEdit)
        assert change.text_document.version == 1, "the client refuses it for another text"
        await client.replace(uri, applied(SHOUT, edits_of(edit, uri)))
        assert marks.code not in {d.code for d in await client.settled(uri)}


async def test_all_safe_fixes_are_those_of_the_command_line(tmp_path: Path) -> None:
    write(tmp_path, a__md=SHOUT)
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        await client.settled(uri)
        (action,) = await actions(client, uri, TOP, ["source.fixAll.outlint"])
        assert action.kind == "source.fixAll.outlint"
        fixed = applied(SHOUT, edits_of(await edit_of(client, action), uri))
        CliRunner().invoke(cli, ["check", str(tmp_path / "a.md"), "--fix"])
        assert fixed == (tmp_path / "a.md").read_text("utf-8") != SHOUT
        assert [a.title for a in await actions(client, uri, TOP, ["source.fixAll"])] == [action.title]
        assert await actions(client, uri, TOP, ["source.organizeImports"]) == []


async def test_all_of_a_rule(tmp_path: Path) -> None:
    text = (
        "Subject: Sinks\n\nDear Anna,\n\nWe ship sinks!!! They last!!! So good!!! Can we talk?\n\nBest regards,\nWei\n"
    )
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", text)
        found = await client.settled(uri)
        action = next(a for a in await actions(client, uri) if a.title.startswith("Fix all") and " of " in a.title)
        rule = action.title.split(" of ")[1].split()[0]
        assert sum(1 for d in found if d.code == rule) >= 2
        await client.replace(uri, applied(text, edits_of(await edit_of(client, action), uri)))
        left = [d for d in await client.settled(uri) if d.code == rule and d.data and "fix" in d.data]
        assert not left


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html", "a.md.j2"])
@pytest.mark.parametrize("reach", ["here", "in this file"])
async def test_ignoring(tmp_path: Path, name: str, reach: str) -> None:
    body = "We have the lowest price for sinks."
    text = f"Dear Anna,\n\n{body}\n\nBest regards,\nWei\n"
    if name.endswith(".html"):
        text = f"<p>Dear Anna,</p>\n<p>{body}</p>\n<p>Best regards,<br>Wei</p>\n"
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / name, text)
        price = next(d for d in await client.settled(uri) if d.code == "price-claim-without-validity")
        title = f"Ignore price-claim-without-validity {reach}"
        action = next((a for a in await actions(client, uri, price.range) if a.title == title), None)
        if name == "a.txt" and reach == "here":
            assert action is None, "plain text has no comments"
            return
        assert action is not None
        await client.replace(uri, applied(text, edits_of(await edit_of(client, action), uri)))
        codes = {d.code for d in await client.settled(uri)}
        assert not codes & {"price-claim-without-validity", "unused-suppression"}


async def test_ignoring_twice_in_one_file(tmp_path: Path) -> None:
    text = SHOUT
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", text)
        await client.settled(uri)
        for rule in ("price-claim-without-validity", "missing-cta"):
            title = f"Ignore {rule} in this file"
            action = next(a for a in await actions(client, uri) if a.title == title)
            text = applied(text, edits_of(await edit_of(client, action), uri))
            await client.replace(uri, text)
            await client.settled(uri)
        assert "ignore: [price-claim-without-validity, missing-cta]" in text
        codes = {d.code for d in await client.settled(uri)}
        assert not codes & {"price-claim-without-validity", "missing-cta", "unused-suppression"}


async def test_ignoring_in_the_workspace(tmp_path: Path) -> None:
    write(tmp_path, outlint__toml='# ours\nmarkets = ["DE"]  # Germany\n\n[profile]\nname = "Wei"\n')
    config = tmp_path / "outlint.toml"
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        await client.settled(uri)
        title = "Ignore missing-cta in this workspace"
        action = next(a for a in await actions(client, uri) if a.title == title)
        new = applied(config.read_text("utf-8"), edits_of(await edit_of(client, action), config.as_uri()))
        assert '# ours\nmarkets = ["DE"]  # Germany' in new
        write(tmp_path, outlint__toml=new)
        event = lsp.FileEvent(config.as_uri(), lsp.FileChangeType.Changed)
        client.diagnostics.pop(uri, None)
        client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))
        await client.until(lambda: uri in client.diagnostics)
        assert "missing-cta" not in {d.code for d in client.diagnostics[uri]}


async def test_ignoring_in_a_workspace_without_configuration(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        await client.settled(uri)
        action = next(a for a in await actions(client, uri) if a.title == "Ignore missing-cta in this workspace")
        edit = await edit_of(client, action)
        create, change = edit.document_changes or ()
        assert isinstance(create, lsp.CreateFile)
        assert isinstance(change, lsp.TextDocumentEdit)
        assert change.edits[0].new_text == 'ignore = ["missing-cta"]\n'  # type: ignore[union-attr]


async def test_hover_says_what_why_and_the_example(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        price = next(d for d in await client.settled(uri) if d.code == "price-claim-without-validity")
        hover = await client.text_document_hover_async(lsp.HoverParams(identity(uri), price.range.start))
        assert hover is not None
        assert isinstance(hover.contents, lsp.MarkupContent)
        assert price.message in hover.contents.value
        assert "**Bad**" in hover.contents.value
        assert hover.range == price.range
        nothing = await client.text_document_hover_async(lsp.HoverParams(identity(uri), at(6, 2)))
        assert nothing is None


CONTACTS = "name,company\nAnna Berg,Berg GmbH\n,Ohne GmbH\n"
CONFIG = 'contacts = "people.csv"\n\n[variables]\nname = "Tom"\n'


async def test_a_variable_knows_its_value_and_who_lacks_it(tmp_path: Path) -> None:
    write(tmp_path, outlint__toml=CONFIG, people__csv=CONTACTS)
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "t.md.j2", TEMPLATE)
        await client.settled(uri)
        hover = await client.text_document_hover_async(lsp.HoverParams(identity(uri), at(2, 9)))
        assert hover is not None
        assert isinstance(hover.contents, lsp.MarkupContent)
        assert "`Tom`" in hover.contents.value
        assert "1 of 2 contacts have none: Ohne GmbH (2)" in hover.contents.value


async def completions(client: Client, uri: str, position: lsp.Position) -> dict[str, lsp.CompletionItem]:
    found = await client.text_document_completion_async(lsp.CompletionParams(identity(uri), position))
    items = found.items if isinstance(found, lsp.CompletionList) else found or []
    return {i.label: i for i in items}


async def test_variables_are_completed_in_the_dialect_of_the_draft(tmp_path: Path) -> None:
    write(tmp_path, outlint__toml=CONFIG, people__csv=CONTACTS)
    for typed, wanted in (("{{ n", "{{ name }}"), ("*|na", "*|name|*"), ("%%n", "%%name%%"), ("{{n}}", "{{ name }}")):
        text = f"Subject: Hi\n\nDear {typed}"
        async with server(tmp_path) as client:
            uri = await client.open(tmp_path / "t.md", text + "\n")
            column = len(f"Dear {typed}") - (2 if typed.endswith("}}") else 0)
            found = await completions(client, uri, at(2, column))
            edit = found["name"].text_edit
            assert isinstance(edit, lsp.TextEdit)
            assert applied(text, [edit]) == f"Subject: Hi\n\nDear {wanted}"
            assert found["name"].detail == "Tom"
            assert found["company"].detail == "Berg GmbH"


async def test_front_matter_is_completed(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", "---\nsubject: Sinks\nm\nmarket: D\nlang: d\n---\n\nDear Anna,\n")
        keys = await completions(client, uri, at(2, 1))
        assert "template" in keys
        assert "subject" not in keys
        assert (await completions(client, uri, at(3, 9)))["DE"].detail == "Germany"
        assert "de" in await completions(client, uri, at(4, 7))


async def test_suppressions_are_completed(tmp_path: Path) -> None:
    text = "Subject: Hi\n\n<!-- outlint: ignore mis -->\n"
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", text)
        found = await completions(client, uri, at(2, 24))
        edit = found["missing-cta"].text_edit
        assert isinstance(edit, lsp.TextEdit)
        assert "<!-- outlint: ignore missing-cta -->" in applied(text, [edit])


async def test_greeting_and_closing_are_those_of_the_market(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", "---\nmarket: DE\nlang: de\n---\n\n\n")
        found = await completions(client, uri, at(5, 0))
        assert "Sehr geehrte Frau …," in found
        assert "Mit freundlichen Grüßen" in found
        assert "Dear …," not in found


async def test_the_outline_has_the_parts_of_a_mail(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        found = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(identity(uri)))
        assert [s.name for s in found or []] == ["Subject", "Greeting", "Body", "Closing", "Signature"]


async def test_folding(tmp_path: Path) -> None:
    text = "---\nsubject: Hi\nmarket: DE\n---\n\nHi,\n\nOne\ntwo\nthree\n\n> old\n> mail\n"
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", text)
        found = await client.text_document_folding_range_async(lsp.FoldingRangeParams(identity(uri)))
        assert {(0, 3), (7, 9), (11, 12)} <= {(f.start_line, f.end_line) for f in found or []}


async def test_lenses_say_score_market_and_words(tmp_path: Path) -> None:
    options = {"clientCommands": ["outlint.changeMarket"]}
    async with server(tmp_path, options=options) as client:
        uri = await client.open(tmp_path / "a.md", "---\nmarket: DE\n---\n" + SHOUT)
        await client.settled(uri)
        found = await client.text_document_code_lens_async(lsp.CodeLensParams(identity(uri)))
        commands = [lens.command for lens in found or [] if lens.command]
        assert commands[0].title.startswith(f"score {client.status[uri]['score']} · ")
        assert (commands[1].title, commands[1].command) == ("market: DE", "outlint.changeMarket")
        assert commands[2].title.startswith("en · ")
        assert commands[2].command == "", "a command the client does not have would only fail"


async def test_hints_and_inline_values_of_the_chosen_contact(tmp_path: Path) -> None:
    write(tmp_path, outlint__toml=CONFIG, people__csv=CONTACTS)
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "t.md.j2", TEMPLATE)
        params = lsp.InlayHintParams(identity(uri), ALL)
        assert not await client.text_document_inlay_hint_async(params)
        command = lsp.ExecuteCommandParams("outlint.server.selectContact", [uri, 0])
        await client.workspace_execute_command_async(command)
        hints = await client.text_document_inlay_hint_async(params)
        assert [h.label for h in hints or []] == ["= Berg GmbH", "= Anna Berg"]
        context = lsp.InlineValueContext(0, TOP)
        values = await client.text_document_inline_value_async(lsp.InlineValueParams(identity(uri), ALL, context))
        assert [v.text for v in values or [] if isinstance(v, lsp.InlineValueText)] == ["Berg GmbH", "Anna Berg"]


async def test_an_overlong_paragraph_is_measured(tmp_path: Path) -> None:
    text = (
        "Subject: Hi\n\nDear Anna,\n\n"
        + "We make sinks in Foshan and ship them every month. " * 14
        + "\n\nShall we talk?\n"
    )
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", text)
        assert "paragraph-too-long" in {d.code for d in await client.settled(uri)}
        hints = await client.text_document_inlay_hint_async(lsp.InlayHintParams(identity(uri), ALL))
        assert any(str(h.label).endswith(" lines") for h in hints or [])


async def test_variants_for_other_markets(tmp_path: Path) -> None:
    profile = "".join(f'{k} = "{v}"\n' for k, v in (("company", "Hart Ltd"), ("address", "1 Quay Road, Ningbo, China")))
    write(tmp_path, outlint__toml=f'[profile]\n{profile}email = "li@hart.example"\n')
    text = "Subject: Steel sinks\n\nDear Ms. Weber,\n\nMOQ 500 pcs. Shall I send two samples on Tuesday?\n\nBest regards,\nLi\n"
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", text)
        command = lsp.ExecuteCommandParams("outlint.server.localize", [uri, ["de", "us", "xx"]])
        de, us = await client.workspace_execute_command_async(command)
    assert (de["market"], de["how"], us["how"]) == ("DE", "library", "kept")
    assert "Sehr geehrte Frau Weber," in de["text"]
    assert "1 Quay Road" in us["text"]
    assert "MOQ 500 pcs" in us["text"]


async def test_send_at_shows_the_readers_clock(tmp_path: Path) -> None:
    write(tmp_path, outlint__toml='[profile]\ntime-zone = "Asia/Shanghai"\n')
    text = "---\nsubject: Sinks\nmarket: DE, JP\nsend_at: 2026-12-01 16:30\n---\nDear Anna,\n\nshall we talk?\n"
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", text)
        await client.settled(uri)
        hints = await client.text_document_inlay_hint_async(lsp.InlayHintParams(identity(uri), ALL))
        assert [h.label for h in hints or []] == ["DE 2026-12-01 09:30 Berlin there", "JP 2026-12-01 17:30 Tokyo there"]


async def test_links_open_and_attachments_too(tmp_path: Path) -> None:
    write(tmp_path, quote__pdf="x")
    text = "---\nsubject: Hi\nattachments: [quote.pdf, gone.pdf]\n---\n\nSee [our site](https://example.com/a) now.\n"
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", text)
        found = await client.text_document_document_link_async(lsp.DocumentLinkParams(identity(uri)))
        targets = {str(link.target): link.range for link in found or []}
        assert set(targets) == {"https://example.com/a", (tmp_path / "quote.pdf").as_uri()}
        assert targets["https://example.com/a"].start == at(5, 15)


async def test_semantic_tokens(tmp_path: Path) -> None:
    write(tmp_path, outlint__toml=CONFIG)
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "t.md.j2", TEMPLATE)
        found = await client.text_document_semantic_tokens_full_async(lsp.SemanticTokensParams(identity(uri)))
        assert found is not None
        legend = client.answer.capabilities.semantic_tokens_provider.legend.token_types  # type: ignore[union-attr]
        rows = [found.data[i : i + 5] for i in range(0, len(found.data), 5)]
        shown, line, column = [], 0, 0
        for down, right, length, kind, modifiers in rows:
            column = right if down else column + right
            line += down
            shown.append((TEMPLATE.split("\n")[line][column : column + length], legend[kind], modifiers))
        assert shown == [
            ("{{ company }}", "variable", 0),
            ("{{ name }}", "variable", 1),
            ("{% if name %}", "keyword", 0),
            ("{% endif %}", "keyword", 0),
        ]


async def test_definition_of_a_variable(tmp_path: Path) -> None:
    write(tmp_path, outlint__toml=CONFIG, people__csv=CONTACTS)
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "t.md.j2", TEMPLATE)
        declared = await client.text_document_definition_async(lsp.DefinitionParams(identity(uri), at(2, 9)))
        column = await client.text_document_definition_async(lsp.DefinitionParams(identity(uri), at(0, 24)))
        assert isinstance(declared, lsp.Location)
        assert (declared.uri, declared.range.start) == ((tmp_path / "outlint.toml").as_uri(), at(3, 0))
        assert isinstance(column, lsp.Location)
        assert (column.uri, column.range.start) == ((tmp_path / "people.csv").as_uri(), at(0, 5))


async def test_definition_follows_the_configuration_as_it_is_open(tmp_path: Path) -> None:
    write(tmp_path, outlint__toml=CONFIG)
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "t.md.j2", TEMPLATE)
        await client.open(tmp_path / "outlint.toml", "# one\n# two\n" + CONFIG, "toml")
        declared = await client.text_document_definition_async(lsp.DefinitionParams(identity(uri), at(2, 9)))
        assert isinstance(declared, lsp.Location)
        assert declared.range.start == at(5, 0)


async def test_renaming_reaches_every_template(tmp_path: Path) -> None:
    other = 'Hi {{ name|title }}, {% for x in name %}{{ "name" }}{% endfor %}{{ company.name }}\n'
    write(tmp_path, outlint__toml=CONFIG, people__csv=CONTACTS, o__txt__j2=other)
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "t.md.j2", TEMPLATE)
        await client.settled(uri)
        prepared = await client.text_document_prepare_rename_async(lsp.PrepareRenameParams(identity(uri), at(2, 9)))
        assert isinstance(prepared, lsp.PrepareRenamePlaceholder)
        assert prepared.placeholder == "name"
        edit = await client.text_document_rename_async(lsp.RenameParams(identity(uri), at(2, 9), "first_name"))
        assert edit is not None
        assert applied(TEMPLATE, edits_of(edit, uri)) == TEMPLATE.replace("name", "first_name")
        expected = {
            "o.txt.j2": other.replace("name|title", "first_name|title").replace("in name", "in first_name"),
            "outlint.toml": CONFIG.replace("name =", "first_name ="),
            "people.csv": CONTACTS.replace("name,", "first_name,"),
        }
        for name, text in expected.items():
            path = tmp_path / name
            assert applied(path.read_text("utf-8"), edits_of(edit, path.as_uri())) == text
        with pytest.raises(Exception, match="can't be the name"):
            await client.text_document_rename_async(lsp.RenameParams(identity(uri), at(2, 9), "a b"))


async def test_changing_the_market_edits_the_front_matter(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        await client.settled(uri)
        for codes, expected in ((["de", "US"], "---\nmarket: DE, US\n---\n"), (["JP"], "---\nmarket: JP\n---\n")):
            command = lsp.ExecuteCommandParams("outlint.server.setMarkets", [uri, codes])
            assert await client.workspace_execute_command_async(command)
            text = applied(client.texts[uri], edits_of(client.applied[-1], uri))
            assert text.startswith(expected)
            await client.replace(uri, text)
            await client.settled(uri)
        assert client.status[uri]["markets"] == ["JP"]
        markets = await client.protocol.send_request_async("outlint/markets", {"uri": uri})
        assert [m["code"] for m in markets if m["current"]] == ["JP"]


async def test_preview_fills_a_template_and_is_harmless(tmp_path: Path) -> None:
    write(tmp_path, outlint__toml=CONFIG, people__csv=CONTACTS)
    text = "Subject: For {{ company }}\n\n<p onclick='x()'>Dear {{ name }},</p><script>x()</script>{% for i in [1,2] %}<b>{{ i }}</b>{% endfor %}{{ gone }}\n"
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "t.html.j2", text)
        shown = await client.protocol.send_request_async("outlint/preview", {"uri": uri, "contact": 0})
        assert (shown.subject, shown.contacts[0], shown.missing) == (
            "For Berg GmbH",
            "Anna Berg · Berg GmbH",
            ["gone"],
        )
        assert "Dear Anna Berg," in shown.html
        assert "<b>1</b><b>2</b>" in shown.html
        assert "script" not in shown.html
        assert "onclick" not in shown.html


async def test_a_template_that_never_ends_is_shown_unrendered(tmp_path: Path) -> None:
    text = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}Dear {{ name }}\n"
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "t.md.j2", text)
        shown = await client.protocol.send_request_async("outlint/preview", {"uri": uri})
        assert "too much" in shown.error
        assert "Dear ⟦name⟧" in shown.html


async def test_a_folder_is_checked_on_request(tmp_path: Path) -> None:
    write(tmp_path, a__md=SHOUT, b__txt=SHOUT, c__html=f"<p>{SHOUT}</p>")
    async with server(tmp_path) as client:
        command = lsp.ExecuteCommandParams("outlint.server.checkFolder", [tmp_path.as_uri()])
        tally = await client.workspace_execute_command_async(command)
        assert tally["files"] == 3
        uri = (tmp_path / "b.txt").as_uri()
        assert len(client.diagnostics[uri]) == len(check(tmp_path / "b.txt")["findings"])
        assert client.progress_reports, "the client was told how far it is"


async def test_a_folder_reads_other_encodings_as_the_command_line_does(tmp_path: Path) -> None:
    draft = tmp_path / "a.eml"
    draft.write_bytes((Path(__file__).parent.parent / "examples/drafts/11-gb2312.mutt.eml").read_bytes())
    async with server(tmp_path) as client:
        command = lsp.ExecuteCommandParams("outlint.server.checkFolder", [tmp_path.as_uri()])
        await client.workspace_execute_command_async(command)
        found = [(d.code, d.message) for d in client.diagnostics[draft.as_uri()]]
    assert found == [(f["rule"], f["message"]) for f in check(draft)["findings"]] != []


async def test_a_folder_beyond_the_limit_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    made = make_server()
    monkeypatch.setattr(made, "window_show_message", lambda params: told.append(params.message))
    for count in (10_000, 10_001, 10_001):
        folder.beyond(made, count)
    assert told == ["The first 10000 of 10001 drafts are shown; `outlint check` reads them all"]


async def test_broken_configuration_keeps_the_last_good_one(tmp_path: Path) -> None:
    write(tmp_path, outlint__toml='ignore = ["missing-cta"]\n')
    config = tmp_path / "outlint.toml"
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        assert "missing-cta" not in {d.code for d in await client.settled(uri)}
        write(tmp_path, outlint__toml='ignore = ["missing-cta"]\nmarket = "DE"\n')
        client.diagnostics.pop(uri)
        event = lsp.DidChangeWatchedFilesParams([lsp.FileEvent(config.as_uri(), lsp.FileChangeType.Changed)])
        client.workspace_did_change_watched_files(event)
        await client.until(lambda: uri in client.diagnostics and client.messages)
        assert "missing-cta" not in {d.code for d in client.diagnostics[uri]}
        await client.until(lambda: client.diagnostics.get(config.as_uri()))
        (wrong,) = client.diagnostics[config.as_uri()]
        assert wrong.range == lsp.Range(at(1, 0), at(1, 6))
        assert "markets" in wrong.message
        assert len(client.messages) == 1
        write(tmp_path, outlint__toml="")
        client.workspace_did_change_watched_files(event)
        await client.until(lambda: "missing-cta" in {d.code for d in client.diagnostics[uri]})
        await client.until(lambda: not client.diagnostics[config.as_uri()])


async def test_configuration_is_checked_and_completed_while_typing(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        text = 'market = ["DE"]\nui-lang = ""\nselect = ["missing"]\n[rules.paragraph-too-long]\nlin\n'
        uri = await client.open(tmp_path / "outlint.toml", 'market = ["DE"]\n', "toml")
        await client.until(lambda: client.diagnostics.get(uri))
        assert "did you mean markets?" in client.diagnostics[uri][0].message
        await client.replace(uri, text)
        assert "lines" in await completions(client, uri, at(4, 3))
        assert {"en", "zh"} <= set(await completions(client, uri, at(1, 11)))
        assert "missing-cta" in await completions(client, uri, at(2, 11))
        hover = await client.text_document_hover_async(lsp.HoverParams(identity(uri), at(1, 3)))
        assert hover is not None


async def test_settings_of_the_editor(tmp_path: Path) -> None:
    async with server(tmp_path, options={"markets": ["de"], "uiLanguage": "zh"}) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        found = await client.settled(uri)
        assert client.status[uri]["markets"] == ["DE"]
        assert any("\u4e00" <= c <= "\u9fff" for c in found[0].message)
        client.diagnostics.pop(uri)
        settings = {"outlint": {"markets": [], "uiLanguage": "en", "codeLens": False}}
        client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(settings))
        await client.until(lambda: uri in client.diagnostics)
        assert client.diagnostics[uri][0].message.isascii()
        assert not await client.text_document_code_lens_async(lsp.CodeLensParams(identity(uri)))


@pytest.mark.parametrize("encoding", list(lsp.PositionEncodingKind))
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
async def test_positions_in_every_encoding(tmp_path: Path, encoding: lsp.PositionEncodingKind, newline: str) -> None:
    text = "\ufeffSubject: Hi\n\nDear Anna,\n\n😀 你好 نحن é we have the lowest price for sinks 😀\u2028x\n\nShall we talk?\n"
    text = text.replace("\n", newline)
    async with server(tmp_path, encodings=[encoding]) as client:
        assert client.answer.capabilities.position_encoding == encoding
        uri = await client.open(tmp_path / "a.md", text)
        price = next(d for d in await client.settled(uri) if d.code == "price-claim-without-validity")
        marked = applied(text, [lsp.TextEdit(price.range, "⟦⟧")], encoding.value)
        assert "we have the ⟦⟧ for sinks 😀" in marked


async def test_unsaved_and_unknown_documents(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        item = lsp.TextDocumentItem("untitled:Untitled-1", "eml", 1, "Subject: FREE!!\n\nWe have the lowest price.\n")
        client.versions[item.uri] = 1
        client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        assert "price-claim-without-validity" in {d.code for d in await client.settled(item.uri)}
        hover = lsp.HoverParams(identity((tmp_path / "never-opened.md").as_uri()), at(0, 0))
        assert await client.text_document_hover_async(hover) is None


async def test_a_binary_file_and_a_huge_paste(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "picture.md", "\x00\x01\x02PNG\x00\x00" * 500)
        (said,) = await client.settled(uri)
        assert "binary" in said.message
        big = await client.open(tmp_path / "big.md", SHOUT)
        await client.settled(big)
        await client.replace(big, SHOUT + "We make sinks and ship them each month. " * 250_000)
        small = await client.open(tmp_path / "small.md", SHOUT)
        hover = lsp.CompletionParams(identity((tmp_path / "none.md").as_uri()), at(0, 0))
        assert await asyncio.wait_for(client.text_document_completion_async(hover), 20) is None, "it still answers"
        await client.replace(big, SHOUT)
        assert await client.settled(big)
        assert await client.settled(small)


async def test_a_rule_that_crashes_takes_nothing_down(tmp_path: Path) -> None:
    pack = tmp_path / "pack" / "own"
    pack.mkdir(parents=True)
    (pack / "boom.py").write_text("def check(ctx):\n    raise RuntimeError('boom')\n    yield\n")
    (pack / "boom.toml").write_text(BOOM)
    write(tmp_path, outlint__toml='packs = ["pack"]\n')
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        found = await client.settled(uri)
        assert "price-claim-without-validity" in {d.code for d in found}
        assert [d.message for d in found if "boom" in d.message and "other rules ran" in d.message]


async def test_a_changed_hook_of_a_pack_is_taken_up(tmp_path: Path) -> None:
    pack = tmp_path / "pack" / "own"
    pack.mkdir(parents=True)
    hook = pack / "boom.py"
    hook.write_text("def check(ctx):\n    return ()\n")
    (pack / "boom.toml").write_text(BOOM)
    write(tmp_path, outlint__toml='packs = ["pack"]\n')
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", SHOUT)
        assert not [d for d in await client.settled(uri) if "boom" in d.message]
        hook.write_text("def check(ctx):\n    raise RuntimeError('boom')\n    yield\n")
        changed = lsp.FileEvent(hook.as_uri(), lsp.FileChangeType.Changed)
        client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([changed]))
        await client.until(lambda: any("boom" in d.message for d in client.diagnostics[uri]))


BOOM = """severity = "info"
kind = "python"
message = "Never said"
what = "Crashes."
why = "To see what happens."
[[bad]]
draft = "⟦x⟧"
[[bad]]
draft = "⟦y⟧"
[[good]]
draft = "a"
[[good]]
draft = "b"
"""


@pytest.mark.parametrize("way", ["--tcp", "--ws"])
async def test_network_transports_listen_on_loopback(tmp_path: Path, way: str) -> None:
    import sys

    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "outlint_cli", "lsp", way, "0", stderr=asyncio.subprocess.PIPE
    )
    try:
        assert started.stderr is not None
        said = (await asyncio.wait_for(started.stderr.readline(), 30)).decode()
        host, port = said.split()[-1].split(":")
        assert host == "127.0.0.1"
        client = Client()
        for _attempt in range(100):
            try:
                await (client.start_tcp if way == "--tcp" else client.start_ws)(host, int(port))
                break
            except OSError:
                await asyncio.sleep(0.1)
        answer = await client.initialize_session(lsp.InitializeParams(capabilities=lsp.ClientCapabilities()))
        assert answer.server_info is not None
        assert answer.server_info.name == "outlint"
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


ANNOUNCED = {
    "code_action_provider": "text_document_code_action_async",
    "code_lens_provider": "text_document_code_lens_async",
    "completion_provider": "text_document_completion_async",
    "definition_provider": "text_document_definition_async",
    "diagnostic_provider": "client.pull",
    "document_link_provider": "text_document_document_link_async",
    "document_symbol_provider": "text_document_document_symbol_async",
    "execute_command_provider": "workspace_execute_command_async",
    "folding_range_provider": "text_document_folding_range_async",
    "hover_provider": "text_document_hover_async",
    "inlay_hint_provider": "text_document_inlay_hint_async",
    "inline_value_provider": "text_document_inline_value_async",
    "position_encoding": "PositionEncodingKind",
    "rename_provider": "text_document_rename_async",
    "semantic_tokens_provider": "text_document_semantic_tokens_full_async",
    "text_document_sync": "client.replace",
    "workspace": "workspace_diagnostic_async",
}
"""Each capability the server announces, and what a test of this file calls to use it."""


async def test_every_announced_capability_is_used_by_a_test(tmp_path: Path) -> None:
    async with server(tmp_path, "neovim", push=False) as client:
        told = {k for k, v in vars_of(client.answer.capabilities).items() if v}
    assert told == set(ANNOUNCED)
    source = Path(__file__).read_text("utf-8")
    assert [k for k, call in ANNOUNCED.items() if not re.search(rf"{re.escape(call)}\b[^\"]", source)] == []


def vars_of(capabilities: lsp.ServerCapabilities) -> dict[str, Any]:
    return {name: getattr(capabilities, name) for name in capabilities.__slots__ if not name.startswith("__")}  # type: ignore[attr-defined]


PLAIN = (
    "Subject: Sinks\n\nDear Anna,\n\nOur sinks cost 12.50 USD. Our plant has made them for many years, and many containers"
    " leave it each month for shops in all parts of the world.\n\nBest regards,\nWei\n"
)
GOOD = json.dumps({"subject": "Sinks for Berg", "body": "Our sinks cost 12.50 USD. Shall I send you a sample?"})


async def test_a_model_rewrites_when_asked_and_the_guard_decides(tmp_path: Path) -> None:
    invented = json.dumps({"subject": "Sinks", "body": "Our sinks cost 9.90 USD. Shall I send a sample?"})
    with serve([Step(GOOD), Step(invented)]) as model:
        llm = f'[llm]\nbase-url = "{model.url}"\nmodel = "m"\nrounds = 0\n'
        write(tmp_path, outlint__toml=llm)
        async with server(tmp_path) as client:
            uri = await client.open(tmp_path / "a.md", PLAIN)
            await client.settled(uri)
            found = await actions(client, uri, TOP, [lsp.CodeActionKind.RefactorRewrite])
            titles = ["Rewrite this draft with m", "Shorten this draft with m", "Add a call to action with m"]
            assert [a.title for a in found] == titles
            assert not model.bodies, "nothing is sent before somebody chooses"
            resolved = await client.code_action_resolve_async(found[0])
            assert resolved.edit is not None
            text = applied(PLAIN, edits_of(resolved.edit, uri))
            assert "Shall I send you a sample?" in text
            assert text.startswith("Subject: Sinks for Berg\n")
            refused = await client.code_action_resolve_async(found[1])
            assert refused.edit is None
            await client.until(lambda: client.messages)
            assert "9.90" in client.messages[-1].message
            command = lsp.ExecuteCommandParams("outlint.server.showPrompt", [uri, "Be brief"])
            prompt = await client.workspace_execute_command_async(command)
            assert "Be brief" in prompt
            assert "12.50 USD" in prompt
            command = lsp.ExecuteCommandParams("outlint.server.rewrite", [uri, ""])
            assert await client.workspace_execute_command_async(command), "the accepted answer is still at hand"
            assert applied(PLAIN, edits_of(client.applied[-1], uri)) == text
            assert len(model.bodies) == 2


async def test_without_a_model_no_rewrite_is_offered(tmp_path: Path) -> None:
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.md", PLAIN)
        await client.settled(uri)
        assert await actions(client, uri, TOP, [lsp.CodeActionKind.RefactorRewrite]) == []


async def test_trade_terms_are_explained(tmp_path: Path) -> None:
    text = "Subject: Sinks\n\nOur price is USD 21.80 FOB Shenzhen, HS code 7324.10, FOBS and ABC mean nothing.\n"
    async with server(tmp_path) as client:
        uri = await client.open(tmp_path / "a.txt", text)

        async def said(word: str) -> str:
            place = at(2, text.split("\n")[2].index(word) + 1)
            hover = await client.text_document_hover_async(lsp.HoverParams(identity(uri), place))
            return hover.contents.value if hover and isinstance(hover.contents, lsp.MarkupContent) else ""

        assert "Free on Board" in await said("FOB ")
        assert "port of shipment" in await said("FOB ")
        assert "Chapter 73" in await said("7324")
        assert "Incoterms" not in await said("FOBS") + await said("ABC")
