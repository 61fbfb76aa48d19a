"""The command line as its users see it: exit codes, streams, files, languages."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner, Result

from outlint import __version__, messages
from outlint_cli.checking import WITHOUT_OPTIONS
from outlint_cli.commands import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

BAD = """Subject: Two samples for Harris

Hi Tom,

Your shop sells the sinks we make for three chains in Leeds, and the next container leaves on 4 May!!!
May I send you two samples, at our cost, so that you can show them to your fitters next week?

Best regards,
Li Na, Export Manager
Ningbo Hart Co., Ltd.
+86 574 8700 0000 · ningbohart.example
"""
GOOD = BAD.replace("!!!", ".")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder, English, no cache of results between tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    messages.use({})


def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], input=stdin)


def check(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return run("check", *arguments, "--no-cache", stdin=stdin)


def write(name: str, content: str | bytes = BAD) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rules_of(result: Result) -> list[str]:
    return [f["rule"] for file in json.loads(result.stdout)["files"] for f in file["findings"]]


# What excerpts show


@pytest.mark.parametrize(("charset", "encoding"), [("windows-1251", "8bit"), ("utf-8", "base64")])
def test_an_encoded_mail_is_shown_as_its_reader_sees_it(charset: str, encoding: str) -> None:
    body = "Уважаемый Иван!\n\nЛучшая цена!!! Купите сейчас.\n".encode(charset)
    head = f"Subject: Hi\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    raw = head.encode() + (base64.encodebytes(body) if encoding == "base64" else body)
    lines = check(write("a.eml", raw), "--select", "punctuation-run").stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if "Лучшая цена!!!" in line)
    shown = lines[at].split("| ")[1]
    assert lines[at + 1].split("| ")[1].index("^") == shown.index("!!!")


# Exit codes


def test_clean_is_0() -> None:
    result = check(write("a.md", GOOD))
    assert (result.exit_code, result.stdout) == (0, "No problems in 1 file.\n")


def test_findings_are_1() -> None:
    assert check(write("a.md")).exit_code == 1


def test_a_missing_file_is_2_and_the_rest_is_checked() -> None:
    result = check("none.md", write("a.md"))
    assert result.exit_code == 2
    assert "error: none.md: there is no such file or folder" in result.stdout
    assert "a.md:5:" in result.stdout


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_level(level: str, code: int) -> None:
    assert check(write("a.md"), "--fail-level", level).exit_code == code


def test_min_score() -> None:
    result = check(write("a.md"), "--fail-level", "never", "--min-score", "99")
    assert result.exit_code == 1
    assert "a.md scores 95, less than 99" in result.stderr
    assert check("a.md", "--fail-level", "never", "--min-score", "95").exit_code == 0


def test_each_folder_fails_by_its_own_configuration() -> None:
    write("strict/a.md")
    write("easy/a.md")
    write("easy/outlint.toml", 'fail-level = "error"\n')
    assert check("easy").exit_code == 0
    assert check("strict", "easy").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--market", "XX"],
        ["--select", "triger-phrase"],
        ["--ignore", "nothing"],
        ["--format", "xml"],
        ["--jobs", "0"],
        ["--min-score", "101"],
        ["--no-such-option"],
        ["--config", "none.toml"],
        ["--diff", "--format", "json"],
        ["--statistics", "--format", "json"],
    ],
)
def test_wrong_use_is_2(arguments: list[str]) -> None:
    result = check(write("a.md", GOOD), *arguments)
    assert result.exit_code == 2
    assert result.stderr.strip()


def test_wrong_names_are_answered_by_the_nearest() -> None:
    write("a.md")
    assert "did you mean trigger-phrase?" in check("a.md", "--select", "triger-phrase").stderr
    assert "did you mean check?" in run("chek").stderr
    assert "did you mean missing-cta?" in run("explain", "mising-cta").stderr


# Input


def test_folders_give_drafts_and_templates_only() -> None:
    for name in ("b/z.txt", "a.md", "b/a.HTML", "b/c.eml", "t.md.j2", "t.liquid", "x.py", "README.md", ".git/a.md"):
        write(name, GOOD)
    write("node_modules/a.md", GOOD)
    paths = [f["path"] for f in json.loads(check(".", "--format", "json", "--fail-level", "never").stdout)["files"]]
    assert sorted(paths) == sorted(["a.md", "t.liquid", "t.md.j2", "b/a.HTML", "b/c.eml", "b/z.txt"])


def test_a_named_file_is_read_whatever_its_name() -> None:
    assert check(write("README.md", GOOD)).exit_code == 0
    assert check(write("draft", GOOD)).exit_code == 0


def test_a_path_given_twice_is_checked_once() -> None:
    write("d/a.md")
    assert len(json.loads(check("d", "d/a.md", "./d/a.md", "--format", "json").stdout)["files"]) == 1


def test_a_link_that_leads_back_is_no_trap() -> None:
    write("d/a.md", GOOD)
    os.symlink("..", "d/up")
    assert check("d").exit_code == 0


def test_a_folder_without_drafts_is_2() -> None:
    Path("empty").mkdir()
    result = check("empty")
    assert result.exit_code == 2
    assert "error: empty: no drafts in this folder" in result.stdout


def test_what_is_no_draft_is_told() -> None:
    write("a.md", GOOD)
    write("b.md", bytes(range(256)) * 40)
    with Path("c.md").open("wb") as big:
        big.truncate(100 * 1024 * 1024)
    result = check(".")
    assert result.exit_code == 2
    assert "b.md: a binary file, not a draft" in result.stdout
    assert "c.md: the file is larger than 25 MiB" in result.stdout
    assert "No problems in 1 file." in result.stdout


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_told() -> None:
    write("a.md").chmod(0)
    assert "a.md: can't be read: Permission denied" in check("a.md").stdout


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_a_folder_is_passed_over() -> None:
    write("d/a.md", GOOD)
    os.mkfifo("d/b.md")
    assert check("d").exit_code == 0


def test_standard_input_is_checked_like_the_file() -> None:
    write("a.md")
    from_file = check("a.md", "--format", "json").stdout
    from_stdin = check("-", "--stdin-filename", "a.md", "--format", "json", stdin=BAD).stdout
    assert json.loads(from_file)["files"] == json.loads(from_stdin)["files"]


def test_standard_input_stands_alone() -> None:
    assert check("-", write("a.md"), stdin=BAD).exit_code == 2


def test_standard_input_takes_its_names_configuration() -> None:
    write("d/outlint.toml", 'ignore = ["punctuation-run"]\n')
    assert check("-", "--stdin-filename", "d/x.md", stdin=BAD).exit_code == 0


# Configuration


def test_command_line_over_file() -> None:
    write("a.md")
    write("outlint.toml", 'ignore = ["spam"]\n')
    assert check("a.md").exit_code == 0
    assert check("a.md", "--select", "punctuation-run").exit_code == 1
    assert check("a.md", "--isolated").exit_code == 1
    write("other.toml", 'select = ["length"]\n')
    assert check("a.md", "--config", "other.toml").exit_code == 0


def test_commas_and_repetition_name_the_same() -> None:
    write("a.md", BAD.replace("Two samples", "FREE SAMPLES"))
    one = check("a.md", "--format", "json", "--select", "spam,subject-shouting")
    two = check("a.md", "--format", "json", "--select", "spam", "--select", "subject-shouting")
    assert rules_of(one) == rules_of(two) == ["subject-shouting", "punctuation-run"]


def test_markets_are_upper_cased_and_shown() -> None:
    file = json.loads(check(write("a.md"), "--market", "de,us", "--format", "json").stdout)["files"][0]
    assert file["markets"] == ["DE", "US"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_broken_configuration_costs_only_its_own_drafts(jobs: str) -> None:
    for i in range(70):
        write(f"d{i % 2}/{i}.md")
    write("d1/outlint.toml", "marktes = []\n")
    result = check(".", "--format", "json", "--jobs", jobs)
    assert result.exit_code == 2
    report = json.loads(result.stdout)
    assert len(report["files"]) == len(report["errors"]) == 35
    assert 'd1/outlint.toml:1:1: unknown key "marktes"' in report["errors"][0]["message"]


# Processes, cache, baseline


def test_any_number_of_processes_says_the_same() -> None:
    for i in range(80):
        write(f"{i:02}.md", BAD if i % 3 else GOOD)
    one, two = (check(".", "--jobs", n, "--format", "json").stdout for n in "12")
    assert json.loads(one)["files"] == json.loads(two)["files"]
    assert len(json.loads(one)["files"]) == 80


def test_a_dying_process_costs_only_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    from outlint_cli import work

    def deadly(session: object, path: str, fix: str | None = None) -> object:
        if path.endswith("17.md"):
            os._exit(9)
        return check_file(session, path, fix)  # type: ignore[arg-type]

    check_file = work.check_file
    if sys.platform != "linux":
        pytest.skip("needs fork to carry the patch over")
    monkeypatch.setattr(work, "check_file", deadly)
    for i in range(80):
        write(f"{i:02}.md")
    result = check(".", "--jobs", "2", "--format", "json")
    report = json.loads(result.stdout)
    assert result.exit_code == 2
    assert [e["path"] for e in report["errors"]] == ["17.md"]
    assert [f["path"] for f in report["files"]] == [f"{i:02}.md" for i in range(80) if i != 17]


def test_a_report_from_the_cache_is_the_same_and_names_files_as_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write("drafts/a.md")
    write("drafts/b.md", BAD.replace("!!!", "???!!!"))
    fresh = run("check", "drafts").stdout
    assert run("check", "drafts").stdout == fresh
    quiet = run("check", "drafts", "--quiet").stdout
    assert quiet.count("punctuation-run") == 2
    assert "score" not in quiet
    assert "\x1b[" in run("check", "drafts", "--color", "always").stdout
    run("check", "drafts", "--baseline", "known.json")
    assert "punctuation-run" not in run("check", "drafts", "--baseline", "known.json").stdout
    assert run("check", "drafts").stdout == fresh
    monkeypatch.chdir("drafts")
    inside = run("check", ".").stdout
    assert inside == fresh.replace("drafts/", "")


def test_the_cache_says_the_same_and_forgets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write("d/a.md")
    write("d/b.md")
    first, again = (run("check", "d", "--format", "json") for _ in range(2))
    assert json.loads(first.stdout)["files"] == json.loads(again.stdout)["files"]
    write("d/a.md", GOOD)
    assert rules_of(run("check", "d", "--format", "json")) == ["punctuation-run"]
    assert rules_of(run("check", "d", "--format", "json", "--ignore", "spam")) == []


def test_a_baseline_keeps_what_was_there_and_shows_what_is_new() -> None:
    write("a.md")
    assert check("a.md", "--baseline", "known.json").exit_code == 0
    assert check("a.md", "--baseline", "known.json").exit_code == 0
    write("a.md", "\n\n" + BAD)
    assert check("a.md", "--baseline", "known.json").exit_code == 0
    write("a.md", BAD.replace("Hi Tom,", "Hi Tom,\n\nLook here???"))
    result = check("a.md", "--baseline", "known.json", "--format", "json")
    assert (result.exit_code, rules_of(result)) == (1, ["punctuation-run"])
    assert json.loads(result.stdout)["files"][0]["score"] == 95
    write("known.json", "[]")
    assert check("a.md", "--baseline", "known.json").exit_code == 2


# Fixes


def test_fix_writes_and_reports_what_is_left() -> None:
    path = write("a.md", BAD.replace("Best regards", "Act now. Act now.\n\nBest regards"))
    path.chmod(0o640)
    result = check(path, "--fix")
    assert "!!!" not in path.read_text("utf-8")
    assert path.stat().st_mode & 0o777 == 0o640
    assert "Fixed 1 problem in 1 file." in result.stdout
    assert "trigger-phrase" in result.stdout
    assert sorted(os.listdir()) == ["a.md"]
    before = path.read_bytes()
    assert "Fixed" not in check(path, "--fix").stdout
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("bom", "encoding"), [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"", "cp1252")]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_fix_keeps_encoding_bom_and_line_ends(bom: bytes, encoding: str, newline: str) -> None:
    text = BAD.replace("Leeds", "Köln, Café à gogo, dès demain, déjà prêt").replace("\n", newline)
    path = write("a.md", bom + text.encode(encoding))
    check(path, "--fix", "--lang", "en")
    assert path.read_bytes() == bom + text.replace("!!!", "!").encode(encoding)


def test_fix_goes_through_a_link() -> None:
    target = write("real/a.md")
    os.symlink("real/a.md", "a.md")
    check("a.md", "--fix")
    assert Path("a.md").is_symlink()
    assert "!!!" not in target.read_text("utf-8")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere")
def test_fix_leaves_a_protected_file() -> None:
    write("a.md").chmod(0o444)
    result = check("a.md", "--fix")
    assert result.exit_code == 2
    assert "a.md: not fixed, can't be written" in result.stdout


def test_fix_that_the_encoding_lacks_leaves_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    from outlint.source import Source

    def lacking(source: Source, text: str) -> bytes:
        return "价".encode("latin-1")

    path = write("a.md")
    monkeypatch.setattr(Source, "encode", lacking)
    result = check(path, "--fix")
    assert result.exit_code == 2
    assert "a.md: not fixed: utf-8 has no 价; save the file as UTF-8" in result.stdout
    assert path.read_text("utf-8") == BAD


def test_fix_many_in_processes() -> None:
    for i in range(80):
        write(f"{i}.md")
    assert "Fixed 80 problems in 80 files." in check(".", "--fix", "--jobs", "2").stdout
    assert all("!!!" not in p.read_text("utf-8") for p in Path().glob("*.md"))


def test_diff_shows_and_writes_nothing() -> None:
    path = write("a.md")
    result = check(path, "--diff")
    assert result.exit_code == 1
    assert "--- a.md\n+++ a.md\n" in result.stdout
    assert "-Your shop" in result.stdout
    assert path.read_text("utf-8") == BAD
    assert (check(write("b.md", GOOD), "--diff").exit_code, check("none.md", "--diff").exit_code) == (0, 2)


def test_standard_input_is_fixed_to_standard_output() -> None:
    result = check("-", "--fix", stdin=BAD)
    assert (result.exit_code, result.stdout) == (0, BAD.replace("!!!", "!"))
    assert check("-", "--diff", stdin=BAD).exit_code == 1


# Output


def test_output_goes_to_a_file_whole() -> None:
    result = check(write("a.md"), "--format", "json", "--output", "out.json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert json.loads(Path("out.json").read_text("utf-8"))["summary"]["files"] == 1
    assert check("a.md", "--output", "no/such/folder.txt").exit_code == 2


def test_quiet_and_statistics() -> None:
    assert check(write("a.md", GOOD), "--quiet").stdout == ""
    result = check(write("b.md"), "--statistics")
    assert result.exit_code == 1
    assert "1  warning  punctuation-run" in result.stdout


def test_colour_is_asked_for_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.md")
    assert "\x1b[" not in check("a.md").stdout
    assert "\x1b[" in CliRunner().invoke(cli, ["check", "a.md", "--color", "always"], color=True).stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in CliRunner().invoke(cli, ["check", "a.md"], color=True).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in CliRunner().invoke(cli, ["check", "a.md"], color=True).stdout


@pytest.mark.parametrize(
    ("environment", "option", "chinese"),
    [
        ("zh_CN.UTF-8", [], True),
        ("de_DE.UTF-8", [], False),
        ("C", ["--ui-lang", "zh"], True),
        ("zh_TW", ["--ui-lang", "en"], False),
    ],
)
def test_language(monkeypatch: pytest.MonkeyPatch, environment: str, option: list[str], chinese: bool) -> None:
    monkeypatch.setenv("LC_ALL", environment)
    said = check(write("a.md"), *option).stdout
    assert ("个问题" in said) == chinese


def test_language_of_the_configuration() -> None:
    write("outlint.toml", 'ui-lang = "zh"\n')
    assert "个问题" in check(write("a.md")).stdout


# Other commands


def test_rules_and_explain() -> None:
    assert "  missing-cta" in run("rules").stdout
    listed = json.loads(run("rules", "--group", "spam", "--format", "json").stdout)
    assert {r["group"] for r in listed} == {"spam"}
    assert run("rules", "--group", "spma").exit_code == 2
    for r in listed:
        assert run("explain", r["name"]).stdout.startswith(f"{r['name']} (spam, ")
    assert "正文" in run("explain", "paragraph-too-long", "--ui-lang", "zh").stdout


def test_init_writes_a_file_that_works() -> None:
    assert run("init", "--market", "de").exit_code == 0
    text = Path("outlint.toml").read_text("utf-8")
    assert run("config").exit_code == 0
    assert run("init").exit_code == 2
    assert run("init", "--market", "XX", "--force").exit_code == 2
    assert Path("outlint.toml").read_text("utf-8") == text
    assert run("init", "--force").exit_code == 0


def test_every_line_init_comments_out_is_valid() -> None:
    run("init")
    lines = Path("outlint.toml").read_text("utf-8").splitlines()
    bare = [x[2:] if x.startswith("# ") and (" = " in x or x.startswith("# [")) else x for x in lines]
    write("outlint.toml", "\n".join(bare))
    result = run("config", "--format", "json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["profile"]["value"]["name"] == "Li Na"


def test_config_tells_each_origin() -> None:
    write("outlint.toml", 'markets = ["DE"]\n[[override]]\npaths = ["fr"]\nmarkets = ["FR"]\n')
    shown = json.loads(run("config", "--format", "json").stdout)
    assert shown["markets"] == {"value": ["DE"], "origin": "outlint.toml"}
    assert shown["lang"]["origin"] == "default"
    assert json.loads(run("config", "fr/a.md", "--format", "json").stdout)["markets"]["value"] == ["FR"]
    write("outlint.toml", "x = 1\n")
    assert run("config").exit_code == 2


# The process itself


def outlint(*arguments: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "outlint_cli", *arguments]
    return subprocess.run(command, capture_output=True, timeout=60, check=False, **more)  # type: ignore[call-overload,no-any-return]


def test_version_and_help_as_a_process() -> None:
    assert outlint("--version").stdout.decode().strip().endswith(__version__)
    assert b"Commands" in outlint("--help").stdout
    helped = outlint("check", "--help", env={**os.environ, "LC_ALL": "zh_CN.UTF-8"}).stdout.decode()
    assert "检查草稿和模板" in helped


def test_a_closed_pipe_ends_quietly() -> None:
    for i in range(60):
        write(f"{i}.md", BAD.replace(".", "!!! ") * 20)
    process = subprocess.Popen(
        [sys.executable, "-m", "outlint_cli", "check", ".", "--no-cache"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    process.wait(60)


def test_bytes_that_are_no_text_reach_the_output_as_utf8() -> None:
    name = os.fsdecode(b"caf\xe9.md")
    write(name, BAD.encode().replace(b"Leeds", b"Leeds \xff\xfe!!!"))
    for format_ in ("text", "json", "github", "gitlab", "junit", "sarif", "html"):
        result = outlint("check", name, "--format", format_)
        assert b"Traceback" not in result.stderr, format_
        result.stdout.decode("utf-8")


def test_without_options_check_is_what_click_makes_of_it() -> None:
    command = cli.get_command(click.Context(cli), "check")
    assert command is not None
    for paths in ([], ["a.md"], ["a b", "c*", "\udce9"]):
        assert command.make_context("check", list(paths)).params == {**WITHOUT_OPTIONS, "paths": tuple(paths)}


@pytest.mark.parametrize("error", [KeyboardInterrupt, BrokenPipeError])
def test_without_options_check_ends_as_click_ends_it(error: type[BaseException]) -> None:
    program = (
        "import sys\nfrom outlint_cli import checking, main\n"
        f"def stop(options): raise {error.__name__}\n"
        "checking.check = stop\nmain.main()"
    )
    ended = [
        subprocess.run([sys.executable, "-c", program, "check", *rest], capture_output=True, text=True)
        for rest in (["a.md"], ["a.md", "--format", "text"])
    ]
    assert ended[0].returncode == ended[1].returncode == 1
    assert ended[0].stderr == ended[1].stderr


def test_nothing_heavy_is_imported_for_one_plain_draft() -> None:
    write("a.md", GOOD)
    code = "import os, sys, outlint_cli.main as m\nos._exit = lambda code: print(*sys.modules)\nm.main()"
    program = [sys.executable, "-c", code, "check", "a.md"]
    # As a user runs it the second time: what the first compiled is kept beside the modules.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for _run in range(2):
        loaded = subprocess.run(program, capture_output=True, text=True, check=True, env=env).stdout.split()
    heavy = {"yaml", "jinja2", "wcwidth", "rapidfuzz", "spacy", "langdetect", "email", "concurrent.futures", "babel"}
    heavy |= {"click", "inspect", "pathlib", "platformdirs", "tempfile", "traceback", "urllib.parse"}
    heavy |= {"tomllib", "multiprocessing", "difflib", "outlint_cli.render.html", "outlint_cli.fixing"}
    assert sorted(heavy.intersection(loaded)) == []
