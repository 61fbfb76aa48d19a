"""Configuration: what it means, where it is found, and what is said about each mistake (golden sessions)."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from outlint import messages
from outlint.config import Override, Settings, Variable, glob_pattern
from outlint.config_discovery import discover
from outlint.config_errors import ConfigError
from outlint.config_file import load
from outlint.config_schema import SCHEMA, faults
from outlint.finding import Severity
from outlint.toml_places import places
from outlint_cli.commands import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

SESSIONS = Path(__file__).with_name("golden") / "config"
DOCS = Path(__file__).resolve().parent.parent / "docs"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    yield
    messages.use({})


def session(text: str) -> tuple[dict[str, str], str]:
    """A golden session: the files it starts from, and what standard error has to say."""
    parts = {}
    for block in text.split("==> ")[1:]:
        name, _newline, content = block.partition("\n")
        parts[name] = content
    return {k: v for k, v in parts.items() if k != "stderr"}, parts["stderr"]


def say(files: dict[str, str], folder: Path) -> str:
    """Run `outlint check` in a folder of these files; \\x in them is a byte."""
    for name, content in files.items():
        data = content.encode().replace(b"\\xe9", b"\xe9")
        (folder / name).write_bytes(data)
    (folder / "draft.md").write_text("Subject: Hi\n\nHello\n", "utf-8")
    lang = ["--ui-lang", "zh"] if 'ui-lang = "zh"' in "".join(files.values()) else []
    result = CliRunner().invoke(cli, ["check", "draft.md", *lang])
    assert result.exit_code == 2, result.output
    assert not result.stdout
    return result.stderr


@pytest.mark.parametrize("path", sorted(SESSIONS.glob("*.txt")), ids=lambda p: p.stem)
def test_each_mistake_is_told_as_before(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python tests/test_config.py` renews the sessions; read the diff."""
    monkeypatch.chdir(tmp_path)
    files, told = session(path.read_text("utf-8"))
    assert say(files, tmp_path) == told


def test_schema_of_docs_is_the_codes() -> None:
    assert json.loads((DOCS / "config.schema.json").read_text("utf-8")) == SCHEMA
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@given(
    st.dictionaries(
        st.sampled_from([*SCHEMA["properties"], "other"]),
        st.recursive(
            st.none() | st.booleans() | st.integers(-5, 120) | st.sampled_from(["DE", "en", "error", "off", "zh"]),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["paths", "a", "name"]), inner),
            max_leaves=6,
        ).filter(lambda v: v is not None),
    )
)
def test_own_checks_agree_with_the_schema(data: dict[str, Any]) -> None:
    """What a schema validator (in an editor) accepts, outlint accepts, and the other way round."""
    if _has_none(data):
        return
    valid = jsonschema.Draft202012Validator(SCHEMA).is_valid(data)
    assert valid == (not list(faults(data)))


def _has_none(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_none, value.values()))
    return any(map(_has_none, value)) if isinstance(value, list) else value is None


def write(folder: Path, text: str, name: str = "outlint.toml") -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return str(path)


def test_every_key_arrives(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    file = write(
        tmp_path,
        """
markets = ["de", "US"]
lang = "en"
ui-lang = "zh"
template = true
select = ["all"]
ignore = ["spam"]
accept = ["ＦＲＥＥ Shipping"]
fail-level = "error"
min-score = 70
packs = ["own"]
severity = {law = "off"}
[rules.paragraph-too-long]
lines = 4
[profile]
name = "Li Na"
brands = ["ACME"]
[variables]
city = "Foshan"
"contact.name" = {sample = "Tom", required = true, fallback = "there"}
[[override]]
paths = ["fr/**"]
markets = ["FR"]
""",
    )
    s = load(file).settings
    assert (s.markets, s.lang, s.ui_lang, s.template) == (("DE", "US"), "en", "zh", True)
    assert (s.select, s.ignore, s.severity) == (("all",), ("spam",), {"law": "off"})
    assert s.accept == {"free shipping"}
    assert (s.fail_level, s.min_score, s.rule_options) == ("error", 70, {"paragraph-too-long": {"lines": 4}})
    assert s.profile == {"name": "Li Na", "brands": ["ACME"]}
    assert s.variables == {"city": Variable("Foshan"), "contact.name": Variable("Tom", True, "there")}
    assert Path(s.packs[0]).resolve() == tmp_path / "own"
    assert s.for_path(str(tmp_path / "fr/a.md")).markets == ("FR",)
    assert set(s.origins) >= {"markets", "accept", "overrides", "packs"}
    assert "today" not in s.origins
    assert s.today == date.today()


def test_the_nearest_file_is_taken_whole(tmp_path: Path) -> None:
    write(tmp_path, 'markets = ["DE"]\nignore = ["spam"]\n')
    near = write(tmp_path / "a", 'lang = "fr"\n')
    (tmp_path / "a/b").mkdir()
    assert discover(str(tmp_path / "a/b")) == near
    assert load(near).settings.markets == ()


def test_pyproject_counts_only_with_our_table(tmp_path: Path) -> None:
    outer = write(tmp_path, "", "outlint.toml")
    write(tmp_path / "a", '[project]\nname = "outlint-user"\n', "pyproject.toml")
    assert discover(str(tmp_path / "a")) == outer
    inner = write(tmp_path / "a", '[tool.outlint]\nlang = "de"\n', "pyproject.toml")
    assert discover(str(tmp_path / "a")) == inner
    assert load(inner).settings.lang == "de"


def test_broken_pyproject_of_somebody_else_is_passed_over(tmp_path: Path) -> None:
    outer = write(tmp_path, "")
    write(tmp_path / "a", "name = outlint\n", "pyproject.toml")
    assert discover(str(tmp_path / "a")) == outer


def test_extend_lays_files_over_each_other(tmp_path: Path) -> None:
    write(tmp_path, 'markets = ["DE"]\nignore = ["spam"]\n[severity]\ncta = "info"\nlength = "info"\n', "base.toml")
    file = write(tmp_path, 'extend = ["base.toml"]\nignore = ["law"]\n[severity]\ncta = "error"\n')
    config = load(file)
    s = config.settings
    assert (s.markets, s.ignore) == (("DE",), ("spam", "law"))
    assert s.severity == {"cta": "error", "length": "info"}
    assert s.origins["markets"].endswith("base.toml")
    assert [Path(d.file).name for d in config.documents] == ["base.toml", "outlint.toml"]


def test_overrides_apply_in_order_below_the_command_line() -> None:
    s = Settings(
        overrides=(
            Override(("de/**",), {"markets": ("DE",), "lang": "de"}),
            Override(("*.html",), {"markets": ("FR",), "ignore": ("spam",)}),
        )
    )
    assert s.for_path("de/a.html").markets == ("FR",)
    assert s.for_path("de/a.html").lang == "de"
    assert s.for_path("de/a.md") is s.for_path("de/b/c.md")
    assert s.for_path("x.md").ignore == ()
    told = s.with_command_line({"markets": ("US",), "ignore": ("cta",)})
    assert told.for_path("de/a.html").markets == ("US",)
    assert told.for_path("de/a.html").ignore == ("cta", "spam")
    assert told.origins["markets"] == "command line"


def rule(name: str, group: str, default: bool = True) -> Any:
    return SimpleNamespace(name=name, group=group, default=default, severity=Severity.WARNING)


@pytest.mark.parametrize(
    ("settings", "picked"),
    [
        (Settings(), {"a", "b"}),
        (Settings(select=("all",)), {"a", "b", "c"}),
        (Settings(select=("c",)), {"c"}),
        (Settings(select=("two",)), {"b", "c"}),
        (Settings(ignore=("two",)), {"a"}),
        (Settings(select=("b",), ignore=("two",)), {"b"}),
        (Settings(select=("b",), ignore=("b",)), set()),
        (Settings(severity={"two": "off"}), {"a"}),
        (Settings(severity={"two": "off", "b": "info"}), {"a", "b"}),
    ],
)
def test_which_rules_run(settings: Settings, picked: set[str]) -> None:
    rules = [rule("a", "one"), rule("b", "two"), rule("c", "two", default=False)]
    assert {r.name for r in rules if settings.picks(r)} == picked


def test_a_select_of_the_command_line_clears_the_files_ignore() -> None:
    told = Settings(ignore=("a",)).with_command_line({"select": ("a",)})
    assert told.picks(rule("a", "one"))


@pytest.mark.parametrize(
    ("glob", "yes", "no"),
    [
        ("*.md", ["a.md", "x/y/a.md"], ["a.mdx", "a.md.txt"]),
        ("de", ["de", "de/a.md", "x/de/b/c.md"], ["den", "made/x"]),
        ("de/*.md", ["de/a.md"], ["de/x/a.md", "x/de/a.md"]),
        ("de/**", ["de/a", "de/x/y"], ["den/a"]),
        ("a/**/z.md", ["a/z.md", "a/b/c/z.md"], ["a/bz.md/x.md"]),
        ("**/t/*.j2", ["t/a.j2", "x/t/a.j2"], ["t/x/a.j2"]),
        ("*.{md,html}", ["a.md", "a.html"], ["a.txt"]),
        ("[a-c]?.txt", ["b1.txt"], ["d1.txt", "b.txt"]),
        ("[!a]*.txt", ["b.txt"], ["a.txt"]),
        ("./de/", ["de/a"], ["x/de/a"]),
        ("a+b(c).md", ["a+b(c).md"], ["aab(c).md"]),
        ("价格/*", ["价格/a"], ["价/a"]),
    ],
)
def test_globs(glob: str, yes: list[str], no: list[str]) -> None:
    pattern = glob_pattern(glob)
    assert [p for p in yes if not pattern.fullmatch(p)] == []
    assert [p for p in no if pattern.fullmatch(p)] == []


@given(st.text("ab*?[]{}!/,\\.-", max_size=20), st.text("ab/.", max_size=20))
def test_globs_match_or_say_why_not(glob: str, path: str) -> None:
    with contextlib.suppress(ValueError):
        glob_pattern(glob).fullmatch(path)


def test_settings_cross_processes(tmp_path: Path) -> None:
    import pickle

    s = load(write(tmp_path, 'markets = ["DE"]\n[[override]]\npaths = ["a"]\nlang = "de"\n')).settings
    s.for_path(str(tmp_path / "a"))
    assert pickle.loads(pickle.dumps(s)).for_path(str(tmp_path / "a")).lang == "de"
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, "x = 1\n"))
    assert pickle.loads(pickle.dumps(caught.value)).mistakes == caught.value.mistakes


KEY = st.text("abc-_1", min_size=1, max_size=4) | st.sampled_from(['"a b"', "'x.y'", '"\\u0041"'])
VALUE = st.recursive(
    st.sampled_from(["1", "true", '"text"', "'lit'", '"""a\nb # no"""', "'''q''q'''", "2027-01-01", '"\\""', '"]"']),
    lambda inner: st.lists(inner, max_size=3).map(lambda v: "[ " + ",\n # note\n ".join(v) + " ]"),
    max_leaves=5,
)


@given(st.dictionaries(KEY, VALUE, max_size=5), st.dictionaries(KEY, VALUE, max_size=3))
def test_places_name_the_text_of_every_value(top: dict[str, str], table: dict[str, str]) -> None:
    import tomllib

    text = "".join(f"{k} = {v} # note\n" for k, v in top.items())
    text += "[[zz.list]]\n" + "".join(f"{k}={v}\n" for k, v in table.items()) + "[zz.other]\nk = {a = 1}\n"
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # two spellings of one key
        return
    found = places(text)
    for path, value in _leaves(data):
        span = found[path].value
        assert tomllib.loads(f"k = {text[span.start : span.end]}")["k"] == value


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if path and (path[0] != "zz" or (len(path) > 2 and not isinstance(value, dict))):
        yield path, value
    for key, inner in items:
        yield from _leaves(inner, (*path, key))


def test_a_huge_file_is_told_quickly(tmp_path: Path) -> None:
    file = write(tmp_path, "accept = [" + '"word", ' * 60_000 + "]\nx = 1\n")
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert [m.line for m in caught.value.mistakes] == [2]


if __name__ == "__main__":
    import os
    import tempfile

    os.environ["LC_ALL"] = "C.UTF-8"
    for path in sorted(SESSIONS.glob("*.txt")):
        head = path.read_text("utf-8").partition("==> stderr\n")[0]
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            path.write_text(head + "==> stderr\n" + say(session(head + "==> stderr\n")[0], Path(folder)), "utf-8")
