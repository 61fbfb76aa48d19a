"""What a stranger installs: the built wheel in a bare environment, run from another folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(out),
        str(ROOT),
    ]
    subprocess.run(build, check=True)
    return next(out.glob("*.whl"))


def test_rules_are_compiled_into_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "outlint_rules/_compiled/rules.json" in names
    assert "outlint_rules/_compiled/lang-de.json" in names
    assert "outlint_rules/_compiled/messages-zh.json" in names
    assert "outlint_rules/cta/missing-cta/rule.toml" in names  # explain reads it
    assert {"outlint_writer/facts.toml", "outlint_writer/prompts/rewrite.j2"} <= set(names)
    assert {"outlint_rules/_compiled/market-DE.json", "outlint_writer/library/de/quotation.j2"} <= set(names)
    assert not [n for n in names if n.startswith(("tests/", "bench/"))]


def test_it_works_in_a_bare_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    binaries = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([binaries / "python", "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    (tmp_path / "draft.md").write_text("Subject: FREE!!!\n\nHi Tom,\n\nnew sinks.\n", "utf-8")
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | {"HOME": str(tmp_path)}

    def outlint(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(binaries / "outlint"), *arguments]
        return subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True, encoding="utf-8")

    done = outlint("check", "draft.md", "--format", "json")
    assert done.returncode == 1, done.stderr
    found = {f["rule"] for f in json.loads(done.stdout)["files"][0]["findings"]}
    assert {"subject-shouting", "subject-punctuation-run"} <= found
    assert "大写" in outlint("check", "draft.md", "--ui-lang", "zh").stdout
    assert "missing-cta" in outlint("explain", "missing-cta").stdout
    assert outlint("rules").returncode == 0
    assert "UWG" in outlint("markets", "de").stdout
    (tmp_path / "outlint.toml").write_text('[profile]\nname = "Li Na"\ncompany = "Hart Ltd"\n', "utf-8")
    made = outlint("compose", "--scenario", "introduction", "--market", "DE")
    assert "Sehr geehrte Damen und Herren," in made.stdout, made.stderr
