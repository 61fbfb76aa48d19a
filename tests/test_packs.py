"""Rule packs: `outlint test`, packs named by a configuration, packs that are installed, and the page that tells of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import outlint_rules
from test_cli import GOOD, place, run, write

__all__ = ["place"]  # the fixture: an empty folder

ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "examples/pack"
RULE = """severity = "warning"
kind = "existence"
message = "“{phrase}” is too old"
what = "Old words."
why = "They are old."

[[phrases]]
items = ["esteemed"]

[[bad]]
draft = \"\"\"
Our ⟦esteemed⟧ firm.
\"\"\"

[[good]]
draft = "Our old firm."
"""


def rule(text: str = RULE, name: str = "my-pack/house/old-words.toml") -> Path:
    return write(name, text)


def test_the_example_pack_passes() -> None:
    done = run("test", PACK)
    assert (done.exit_code, done.stdout) == (0, "4 rules, 16 examples: all pass\n")
    assert "kindly, bad example 2 passes" in run("test", "-v", "--rule", "kindly", PACK).stdout


def test_a_mark_that_is_not_found_and_a_find_that_is_not_marked() -> None:
    rule(RULE.replace("⟦esteemed⟧ firm", "esteemed ⟦firm⟧"))
    done = run("test", "my-pack")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "my-pack/house/old-words.toml:10: old-words, bad example 1 fails",
        "  marked, and not found:",
        "  12 | Our esteemed firm.",
        "     |              ^^^^",
        "  found, and not marked: “esteemed” is too old",
        "  12 | Our esteemed firm.",
        "     |     ^^^^^^^^",
        "",
        "1 rule, 2 examples: 1 failed",
    ]


def test_a_fix_that_makes_another_text() -> None:
    told = RULE.replace('items = ["esteemed"]', 'items = ["esteemed"]\nreplace = "old"').replace(
        "[[good]]", 'unsafe = """\nOur young firm.\n"""\n\n[[good]]'
    )
    rule(told)
    done = run("test", "my-pack")
    assert done.exit_code == 1
    assert "  - Our young firm.\n  + Our old firm.\n" in done.stdout


def test_a_message_that_asks_for_what_nobody_gives() -> None:
    rule(RULE.replace("{phrase}", "{word}"))
    done = run("test", "my-pack")
    assert done.exit_code == 1
    assert "can't be filled: 'word'" in done.stdout


def test_a_python_rule_that_raises() -> None:
    rule(RULE.replace('"existence"', '"python"').split("[[phrases]]")[0] + "[[bad]]" + RULE.split("[[bad]]")[1])
    write("my-pack/house/old_words.py", "def check(ctx):\n    yield 1 / 0\n")
    done = run("test", "my-pack")
    assert done.exit_code == 1
    assert "ZeroDivisionError" in done.stdout
    assert "check, line 2" in done.stdout


def test_examples_of_each_kind_are_asked_for() -> None:
    rule(RULE.split("[[good]]")[0])
    done = run("test", "my-pack")
    assert done.exit_code == 1
    assert "my-pack/house/old-words.toml: no example under [[good]]: add one" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"warning"', '"warn"', ":1: severity: 'warn' is unknown; did you mean warning?"),
        ("what =", 'needs = "link"\nwhat =', "needs: 'link' is unknown; did you mean links?"),
        ("what =", 'needs-phrases = ["old"]\nwhat =', "needs-phrases[1]: 'old' is unknown; "),
        ("message =", "mesage =", ":3: mesage: unknown key mesage; did you mean message?"),
        ('items = ["esteemed"]', 'item = ["esteemed"]', ":8: phrases[1].item: unknown key item; did you mean items?"),
        ('["esteemed"]', '["x"]', ":8: phrases[1].items[1]: 'x' begins with fewer than two letters"),
        ('why = "They are old."\n', "", ":1: the key why is missing; say in a sentence why it matters"),
        ("⟦esteemed⟧", "esteemed", ":11: bad[1].draft: bad examples mark what is found with ⟦ ⟧"),
        ("⟦esteemed⟧", "⟦esteemed", ":11: bad[1].draft: a ⟦ has no ⟧"),
        ('"existence"', '"python"', "old-words.toml:2: kind: there is no house/old_words.py beside it"),
        ("[[good]]", "[[good]]\nconfig = { marktes = [] }", "good[1].config.marktes: unknown key marktes; did you mean markets?"),
        ("[[phrases]]", "[check]\npatterns = [{pattern = '('}]\n[[phrases]]", ":8: check.patterns[1].pattern: no regular expression"),
        ("[[phrases]]", "[check]\nsave = true\n[[phrases]]", ":8: check.save: unknown key save; did you mean safe?"),
        ('what = "Old words."', 'what = ["Old words."]', ":4: what: this must be text in quotes"),
        ('"They are old."', '"They are old.', ":5: not valid TOML"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_line_and_key(old: str, new: str, said: str) -> None:
    rule(RULE.replace(old, new))
    done = run("test", "my-pack")
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_all_broken_files_are_told_at_once() -> None:
    rule(RULE.replace("warning", "warn"))
    rule(RULE.replace("kind =", "sort ="), "my-pack/house/other.toml")
    assert run("test", "my-pack").stderr.count("outlint: my-pack/house/") == 2


def test_what_is_no_pack() -> None:
    assert "there is no folder none" in run("test", "none").stderr
    Path("empty").mkdir()
    assert "no rule is in empty; rules stand in <pack>/<group>/<rule-name>.toml" in run("test", "empty").stderr
    assert 'packs = ["my-pack"]' in run("test").stderr
    assert "did you mean kindly?" in run("test", "--rule", "kindle", PACK).stderr


def test_a_configuration_names_packs_and_extends_another() -> None:
    rule(name="company/my-pack/house/old-words.toml")
    write("company/outlint.toml", 'packs = ["my-pack"]\n[severity]\nold-words = "error"\n')
    write("team/outlint.toml", 'extend = ["../company/outlint.toml"]\nselect = ["house"]\n')
    write("team/drafts/a.md", GOOD.replace("Your shop", "Your esteemed shop"))
    done = run("check", "team/drafts/a.md", "--no-cache")
    assert done.exit_code == 1
    assert "team/drafts/a.md:5:6 error[old-words] “esteemed” is too old" in done.stdout
    assert "old-words" in run("test", "-v", "--config", "team/outlint.toml").stdout
    os.chdir("team")
    assert "Old words." in run("explain", "old-words").stdout
    assert "packs: " in run("doctor", "--offline").stdout


def test_a_changed_pack_counts_at_once() -> None:
    rule()
    write("outlint.toml", 'packs = ["my-pack"]\nselect = ["house"]\n')
    write("a.md", GOOD.replace("Your shop", "Your antique shop"))
    assert run("check", "a.md").exit_code == 0
    rule(RULE.replace("esteemed", "antique"))
    assert run("check", "a.md").exit_code == 1


def installed(folder: Path, value: str = "acme_outlint_rules") -> dict[str, str]:
    """An environment in which a distribution with the example pack is installed."""
    site = folder / "site-packages"
    package = site / "acme_outlint_rules"
    shutil.copytree(PACK, package)
    for made in (package, package / "house"):
        (made / "__init__.py").touch()
    info = site / "acme_outlint_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-outlint-rules\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[outlint.rules]\nacme = {value}\n", "utf-8")
    core = [str(ROOT / p) for p in ("core", "rules", "server", "writer", "cli")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join([*core, str(site)]), "LC_ALL": "C.UTF-8"}


def outlint(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "outlint_cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def test_an_installed_pack_is_simply_there(tmp_path: Path) -> None:
    environment = installed(tmp_path)
    mail = "Dear Ms. Harris,\n\nThe pump costs EUR 1,250.00, and the samples are on their way. Please kindly call me.\n"
    write("a.md", mail)
    done = outlint(environment, "check", "--select", "house", "--no-cache", "a.md")
    assert done.returncode == 1, done.stderr
    assert "[missing-payment-terms]" in done.stdout
    assert "[kindly]" in done.stdout
    assert "packs: acme_outlint_rules" in outlint(environment, "doctor", "--offline").stdout
    assert "Set phrases of export letters" in outlint(environment, "explain", "kindly").stdout


def test_an_entry_point_that_names_nothing_is_told(tmp_path: Path) -> None:
    done = outlint(installed(tmp_path, "nobody_there"), "rules")
    assert done.returncode == 2
    assert "acme-outlint-rules:1: the entry point acme names nobody_there, which is no package" in done.stderr


def test_nobody_pays_for_packs_that_are_not_installed() -> None:
    code = "import sys, outlint_rules; outlint_rules.load(); print('importlib.metadata' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / p) for p in ("core", "rules"))}
    outlint_rules.load()  # compiled, so that the run below has nothing to compile
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


_BLOCK = re.compile(r"(?:`(?P<file>[\w./-]+)`(?P<more> \(more\))?:\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)```\n", re.S)


def test_every_command_of_the_page_prints_what_it_says() -> None:
    page = (ROOT / "docs/packs.md").read_text("utf-8")
    rule(RULE.replace("warning", "warn"), "broken-pack/house/calm.toml")
    commands = 0
    for block in _BLOCK.finditer(page):
        if block["more"]:
            path = Path(block["file"])
            path.write_text(path.read_text("utf-8").replace("the needful", "the needfull") + block["text"], "utf-8")
        elif block["file"]:
            write(block["file"], block["text"])
        elif block["kind"] == "console":
            line, _newline, expected = block["text"].partition("\n")
            done = run(*line.removeprefix("$ outlint ").split())
            assert done.output == expected, line
            commands += 1
    assert commands == 4
