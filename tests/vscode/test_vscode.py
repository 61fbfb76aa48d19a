"""The extension as it is shipped, in a real VS Code: what its host sees, and what a person sees."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from vscode import editor

pytestmark = pytest.mark.vscode
DRAFT = editor.ROOT / "examples" / "drafts" / "01-free-samples.en.md"


@pytest.fixture(scope="module")
def vsix() -> Path:
    editor.install()
    return editor.package()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder with an outlint in its .venv that notes each start's process number in starts.txt."""
    folder = tmp_path / "mails"
    program = folder / ".venv" / "bin" / "outlint"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho $$ >> "{folder}/starts.txt"\nexec "{sys.executable}" -m outlint_cli "$@"\n')
    program.chmod(0o755)
    (folder / "outlint.toml").write_text(
        '[profile]\ncompany = "Hart Ltd"\naddress = "1 Quay Road, Ningbo, China"\nemail = "li@hart.example"\n'
    )
    (folder / "drafts").mkdir()
    for name in ("one.md", "two.md"):
        shutil.copy(DRAFT, folder / "drafts" / name)
    return folder


def test_the_package_holds_what_it_needs_and_no_more(vsix: Path) -> None:
    with zipfile.ZipFile(vsix) as package:
        names = {n.removeprefix("extension/") for n in package.namelist()}
        manifest = json.loads(package.read("extension/package.json"))
        english = json.loads(package.read("extension/package.nls.json"))
        chinese = json.loads(package.read("extension/package.nls.zh-cn.json"))
    assert {"dist/extension.js", "images/icon.png", "l10n/bundle.l10n.zh-cn.json", "readme.md"} <= names
    assert not [n for n in names if n.startswith(("src/", "node_modules/")) or n.endswith(".map")]
    steps = manifest["contributes"]["walkthroughs"][0]["steps"]
    assert {s["media"]["image"] for s in steps if "image" in s["media"]} <= names
    assert {english["walkthrough.install.media"], chinese["walkthrough.install.media"]} <= names
    assert english.keys() == chinese.keys()


def test_inside_the_extension_host(vsix: Path, workspace: Path, tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    with editor.serve(vsix, tmp_path, {"OUTLINT_VSCODE_RESULTS": str(results)}) as address:
        editor.browse(address, workspace, "host", results, payload=editor.host_payload(address))
    outcome = json.loads(results.read_text())
    failures = {name: error for name, error in outcome.items() if error}
    assert not failures, "\n\n".join(f"{n}: {e}" for n, e in failures.items())
    assert len(outcome) > 10


def test_a_person_writes_a_draft(vsix: Path, workspace: Path, tmp_path: Path) -> None:
    draft = workspace / "samples.md"
    draft.write_text("")
    Path(f"{draft}.txt").write_bytes(DRAFT.read_bytes())
    images = tmp_path / "images"
    with editor.serve(vsix, tmp_path, {}) as address:
        editor.browse(address, workspace, "person", draft, images)
    text = draft.read_text()
    assert "Free samples" in text
    assert "DE" in text.split("---")[1]
    assert {p.name for p in images.iterdir()} == {
        f"vscode-{n}.png" for n in ("editor", "hover", "quickfix", "markets", "preview")
    }
