"""Spam filters that are asked for their verdict: what they are sent, what is made of their answers, and every way they fail."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from filter_servers import Served, free_port, http, said, scored, served, verdicts
from outlint import messages
from outlint_cli.commands import cli
from outlint_cli.filters import panel, spamd
from outlint_cli.filters.addresses import rspamd_url, spamd_address
from outlint_cli.filters.mail import STAND_INS, as_mail
from outlint_cli.session import Session, WrongUseError

DRAFT = """Subject: Two sink samples for Harris Kitchens
To: tom.harris@harris-kitchens.co.uk

Dear Mr. Harris,

The two samples are packed, 400 and 500 mm. Does Tuesday suit you for the parcel?

Best regards,
Li Na
"""
SCHEMA = json.loads((Path(__file__).resolve().parent.parent / "docs/report.schema.json").read_text("utf-8"))


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    yield tmp_path
    messages.use({})


def check(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["check", "--isolated", *map(str, arguments)], input=stdin)


def report(*arguments: object, stdin: str | None = None) -> tuple[int, Any]:
    done = check("--format", "json", *arguments, stdin=stdin)
    told = json.loads(done.stdout)
    jsonschema.validate(told, SCHEMA)
    return done.exit_code, told


def drafts(n: int, text: str = DRAFT) -> None:
    for i in range(n):
        Path(f"{i:03}.txt").write_text(text, "utf-8")


def environment() -> dict[str, str]:
    """For a process of its own: the modules that these tests have."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}


def at(here: Served) -> list[str]:
    return ["--spamd", f"127.0.0.1:{here.port}"]


def url(here: Served) -> list[str]:
    return ["--rspamd", f"http://127.0.0.1:{here.port}"]


# What is made of an answer


def test_what_spamassassin_takes_for_spam() -> None:
    drafts(1)
    with served(lambda _mail: said()) as here:
        code, told = report(*at(here), "--select", "filter-verdict")
    [found] = verdicts(told)
    assert code == 1
    assert found["severity"] == "warning"
    assert found["message"] == "SpamAssassin takes this for spam, 6.5 of 5.0: MISSING_DATE, RISK_FREE and 2 more"
    assert (found["start"]["column"], found["end"]["column"]) == (10, 46)
    assert found["verdict"] == {
        "filter": "SpamAssassin",
        "score": 6.5,
        "threshold": 5.0,
        "spam": True,
        "action": None,
        "symbols": [
            {"name": "MISSING_DATE", "score": 2.7, "description": "Missing Date: header"},
            {"name": "RISK_FREE", "score": 1.0, "description": "No risk!"},
            {
                "name": "MIME_HEADER_CTYPE_ONLY",
                "score": 0.1,
                "description": "'Content-Type' found without required MIME headers",
            },
            {"name": "NO_RELAYS", "score": 0.0, "description": "Informational: message was not relayed via SMTP"},
        ],
    }
    assert told["files"][0]["score"] == 95
    assert here.requests[0].startswith(b"REPORT SPAMC/")


def test_what_it_lets_pass_is_told_and_costs_nothing() -> None:
    drafts(1)
    with served(lambda _mail: said(False, "2.0")) as here:
        code, told = report(*at(here), "--select", "filter-verdict", "--fail-level", "info", "--min-score", "100")
        text = check(*at(here), "--select", "filter-verdict").stdout
    [found] = verdicts(told)
    assert (code, found["severity"], told["files"][0]["score"]) == (0, "info", 100)
    assert found["message"].startswith("SpamAssassin scores this 2.0 of 5.0: MISSING_DATE")
    assert "  = +2.7 MISSING_DATE: Missing Date: header\n" in text
    assert "NO_RELAYS:" not in text
    assert "source: SpamAssassin's configuration" in text
    assert "source: rspamd" not in text


def test_a_report_worded_anew_gives_names_only() -> None:
    drafts(1)

    def answer(request: bytes) -> bytes:
        named = request.startswith(b"SYMBOLS")
        return said(False, body="MISSING_MID,HTML_MESSAGE\r\n" if named else "Our own words, 2.0 points")

    with served(answer) as here:
        found = verdicts(report(*at(here))[1])
    assert [s["name"] for s in found[0]["verdict"]["symbols"]] == ["HTML_MESSAGE", "MISSING_MID"]
    assert found[0]["message"].endswith(": HTML_MESSAGE, MISSING_MID")


@pytest.mark.parametrize(
    ("action", "severity", "message"),
    [
        ("no action", "info", "rspamd scores this 1.9 of 15.0 (no action): MISSING_MID"),
        ("greylist", "info", "rspamd scores this 1.9 of 15.0 (greylist): MISSING_MID"),
        ("tell the boss", "info", "rspamd scores this 1.9 of 15.0 (tell the boss): MISSING_MID"),
        ("add header", "warning", "rspamd takes this for spam (add header), 1.9 of 15.0: MISSING_MID"),
        ("reject", "warning", "rspamd takes this for spam (reject), 1.9 of 15.0: MISSING_MID"),
    ],
)
def test_what_rspamd_does_is_its_verdict(action: str, severity: str, message: str) -> None:
    drafts(1)
    with served(lambda _mail: scored(action=action)) as here:
        found = verdicts(report(*url(here))[1])
    assert [(f["severity"], f["message"]) for f in found] == [(severity, message)]
    assert here.requests[0].startswith(b"POST /checkv2 HTTP/1.1\r\n")


def test_rspamd_without_a_threshold_or_rules() -> None:
    drafts(1)
    with served(lambda _mail: http('{"score": -0.04, "required_score": null, "action": "no action"}')) as here:
        [found] = verdicts(report(*url(here))[1])
    assert found["message"] == "rspamd scores this 0.0 of – (no action): none of its rules"
    assert found["verdict"]["threshold"] is None


def test_names_of_an_answer_never_reach_a_terminal_raw() -> None:
    drafts(1)
    symbols = {"\x1b[31mEVIL\x07": {"score": 3.0, "description": "\x1b]0;x\x07 tail\nline"}}
    with served(lambda _mail: scored(symbols=symbols)) as here:
        told = check(*url(here)).stdout
    assert "EVIL" in told
    assert "\x1b" not in told
    assert "\x07" not in told


def test_many_rules_are_cut() -> None:
    drafts(1)
    symbols = {f"RULE_{i:04}": {"score": i / 1000} for i in range(1, 5000)}
    with served(lambda _mail: scored(symbols=symbols)) as here:
        [found] = verdicts(report(*url(here))[1])
        text = check(*url(here), "--select", "filter-verdict").stdout
    assert len(found["verdict"]["symbols"]) == 200
    assert found["message"].endswith("RULE_4999, RULE_4998, RULE_4997 and 4996 more")
    assert "… 188 more" in text


def test_both_and_the_other_rules_in_order() -> None:
    drafts(1, DRAFT.replace("Two sink", "FREE FREE sink"))
    with served(lambda _mail: said()) as here, served(lambda _mail: scored()) as there:
        told = report(*at(here), *url(there))[1]["files"][0]["findings"]
    places = [(f["start"]["offset"], f["end"]["offset"]) for f in told]
    assert places == sorted(places)
    assert [f["verdict"]["filter"] for f in told if "verdict" in f] == ["SpamAssassin", "rspamd"]
    assert any("verdict" not in f for f in told)


def test_sarif_and_the_other_formats_have_it() -> None:
    drafts(1)
    with served(lambda _mail: said()) as here:
        sarif = json.loads(check(*at(here), "--format", "sarif").stdout)
        for name in ("github", "gitlab", "junit", "html", "text"):
            assert "takes this for spam, 6.5 of 5.0" in check(*at(here), "--format", name).stdout
        assert "filter-verdict" in check(*at(here), "--statistics").stdout
    [found] = [r for r in sarif["runs"][0]["results"] if r["ruleId"] == "filter-verdict"]
    assert found["properties"]["verdict"]["score"] == 6.5


def test_in_chinese() -> None:
    drafts(1)
    with served(lambda _mail: said()) as here:
        told = check(*at(here), "--ui-lang", "zh", "--select", "filter-verdict").stdout
    assert "SpamAssassin 判定这封邮件为垃圾邮件" in told


# What the settings say of it


@pytest.mark.parametrize("how", ["--ignore=filter-verdict", "--ignore=spam"])
def test_who_ignores_it_asks_nobody(how: str) -> None:
    drafts(2)
    with served(lambda _mail: said()) as here:
        told = report(*at(here), how)[1]
    assert (verdicts(told), here.requests) == ([], [])


def test_other_severities_are_for_spam_only() -> None:
    drafts(1)
    Path("outlint.toml").write_text('[severity]\nfilter-verdict = "error"\n', "utf-8")
    answers = iter([said(), said(False)])
    with served(lambda _mail: next(answers)) as here:
        asked = ["check", "--format", "json", *at(here)]
        told = [json.loads(CliRunner().invoke(cli, asked).stdout) for _ in range(2)]
    assert [f["severity"] for t in told for f in verdicts(t)] == ["error", "info"]


def test_a_suppression_holds_and_is_not_called_useless_without_a_filter() -> None:
    Path("a.md").write_text("---\nsubject: Sinks\noutlint: {ignore: [filter-verdict]}\n---\nHello Tom,\n", "utf-8")
    with served(lambda _mail: said()) as here:
        told = report(*at(here))[1]
    alone = report("--select", "all")[1]
    for one in (told, alone):
        names = {f["rule"] for f in one["files"][0]["findings"]}
        assert not names & {"filter-verdict", "unused-suppression"}


def test_a_verdict_is_never_kept() -> None:
    drafts(2)
    with served(lambda _mail: said(len(here.requests) > 2)) as here:
        first = verdicts(report(*at(here))[1])
        second = verdicts(report(*at(here))[1])
    assert [f["verdict"]["spam"] for f in first + second] == [False, False, True, True]
    assert verdicts(report()[1]) == []


def test_fixed_files_are_judged_as_fixed() -> None:
    drafts(1, DRAFT.replace("parcel?", "parcel???"))
    with served(lambda _mail: said(False)) as here:
        check(*at(here), "--fix")
    assert b"parcel???" not in here.requests[0]


def test_baseline_and_statistics_count_it() -> None:
    drafts(1)
    with served(lambda _mail: said(len(here.requests) < 2)) as here:
        check(*at(here), "--baseline", "old.json", "--no-cache")
        code, told = report(*at(here), "--baseline", "old.json", "--no-cache")
    assert (code, verdicts(told)) == (0, [])


def test_standard_input_and_names_of_any_bytes() -> None:
    Path(os.fsdecode(b"caf\xe9.txt")).write_text(DRAFT, "utf-8")
    with served(lambda _mail: said(False)) as here:
        told = report("-", *at(here), stdin=DRAFT)[1]
        odd = report(*at(here))[1]
    assert len(verdicts(told)) == len(verdicts(odd)) == 1


def test_many_files_in_several_processes() -> None:
    drafts(70)
    with served(lambda _mail: said(False)) as here:
        told = report(*at(here), "--jobs", "2")[1]
    assert (len(verdicts(told)), told["errors"]) == (70, [])


# What goes wrong


@pytest.mark.parametrize("option", ["--spamd=127.0.0.1:{}", "--rspamd=http://127.0.0.1:{}", "--rspamd=http://[::1]:{}"])
def test_unreachable_is_told_once_and_the_check_goes_on(option: str) -> None:
    drafts(9, DRAFT.replace("parcel?", "parcel!!!"))
    code, told = report(option.format(free_port()))
    assert code == 2
    [trouble] = told["errors"]
    assert re.fullmatch(r"\w+: can't be reached: [\w ]+; 9 drafts have no verdict of it", trouble["message"])
    assert sum(f["rule"] == "punctuation-run" for file in told["files"] for f in file["findings"]) == 9
    assert told["summary"]["files"] == 9
    text = check(option.format(free_port()), "-q").stdout
    assert text.count("can't be reached") == 1


def test_a_name_that_is_nobody_s() -> None:
    drafts(1)
    assert "can't be reached: " in check("--spamd", "nobody.invalid:783").stdout


GARBAGE = [
    b"",
    b"\x00\xff" * 500,
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    b"SPAMD/1.1 0 EX_OK\r\n\r\n",
    b"SPAMD/1.1 0 EX_OK\r\nSpam: Maybe ; 1 / 5\r\n\r\n",
    b"SPAMD/1.1 0 EX_OK\r\nSpam: True ; nan / 5\r\n\r\n",
    b"SPAMD/1.1 0 EX_OK\r\nSpam: True ; 1 / inf\r\n\r\n",
    b"SPAMD/1.1 0 EX_OK\r\nContent-length: 99\r\nSpam: True ; 1 / 5\r\n\r\ncut off",
    b"SPAMD/1.1 0 EX_OK\r\nContent-length: x\r\n\r\n",
    b"SPAMD/1.1 0 EX_OK\r\n\xff\xfe: 1\r\n\r\n",
    b"SPAMD/1.1 zero EX_OK\r\n\r\n",
    b"SPAMD/1.1 0 EX_OK\r\n" + b"a:b\r\n" * 12_000 + b"\r\n",
]


@pytest.mark.parametrize("answer", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_from_spamd(answer: bytes) -> None:
    drafts(1)
    with served(lambda _mail: answer) as here:
        code, told = report(*at(here))
    expected = "SpamAssassin: its answer can't be read; is that the filter's address?; 1 draft has no verdict of it"
    assert (code, [e["message"] for e in told["errors"]]) == (2, [expected])


def test_a_fault_that_spamd_tells() -> None:
    drafts(1)
    with served(lambda _mail: b"SPAMD/1.0 76 Bad header line: \x1b(EX)\r\n\r\n") as here:
        text = check(*at(here)).stdout
    assert "SpamAssassin: it answers Bad header line" in text
    assert "\x1b" not in text


JUNK = [
    http("no JSON"),
    http("[1, 2]"),
    http("null"),
    http('{"score": 1}'),
    http('{"score": "x", "action": "reject"}'),
    http('{"score": NaN, "action": "reject"}'),
    http('{"score": true, "action": "reject"}'),
    http('{"score": 1, "action": "reject", "symbols": [1]}'),
    http('{"score": 1, "action": "reject", "symbols": {"A": 1}}'),
    http('{"score": 1, "action": "reject", "symbols": {"A": {"score": {}}}}'),
    http("[" * 100_000),
    http(b"\xff\xfe\x00"),
    b"SPAMD/1.0 76 Bad header line\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
]


@pytest.mark.parametrize("answer", JUNK, ids=range(len(JUNK)))
def test_garbage_from_rspamd(answer: bytes) -> None:
    drafts(1)
    with served(lambda _mail: answer) as here:
        code, told = report(*url(here))
    expected = "rspamd: its answer can't be read; is that the filter's address?; 1 draft has no verdict of it"
    assert (code, [e["message"] for e in told["errors"]]) == (2, [expected])


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (http("", "403 Forbidden"), "it answers 403 Forbidden"),
        (http("", "302 Found\r\nLocation: http://127.0.0.1:9/"), "it answers 302 Found"),
        (scored(is_skipped=True), "its settings let it skip the mail"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", "its answer can't be read"),
    ],
)
def test_what_rspamd_says_instead(answer: bytes, why: str) -> None:
    drafts(1)
    with served(lambda _mail: answer) as here:
        [trouble] = report(*url(here))[1]["errors"]
    assert trouble["message"].startswith(f"rspamd: {why}")


@pytest.mark.parametrize("kind", [at, url])
def test_an_answer_without_an_end(kind: Any) -> None:
    def endless(_mail: bytes) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n" if kind is url else b"SPAMD/1.1 0 EX_OK\r\n"
        while True:
            yield b"x: y\r\n" * 4096

    drafts(1)
    with served(endless) as here:
        assert "its answer can't be read" in check(*kind(here)).stdout


@pytest.mark.parametrize("kind", [at, url])
@pytest.mark.parametrize("drip", [False, True])
def test_a_filter_that_hangs_is_given_up(kind: Any, drip: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def dripping(_mail: bytes) -> Iterator[bytes]:
        for piece in b"HTTP/1.1 200 OK\r\nA: b\r\n" * 30:
            yield bytes([piece])
            time.sleep(0.1)

    monkeypatch.setattr(panel, "PATIENCE", 0.5)
    drafts(30)
    started = time.monotonic()
    with served(dripping if drip else lambda _mail: None) as here:
        code, told = report(*kind(here))
    assert time.monotonic() - started < 10
    [trouble] = told["errors"]
    assert (code, trouble["message"].partition(": ")[2]) == (
        2,
        "no answer within 0.5 s; 30 drafts have no verdict of it",
    )
    assert len(here.requests) <= 2 * panel.AT_A_TIME


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("kind", [at, url])
def test_an_interrupt_ends_it_at_once_and_quietly(kind: Any) -> None:
    drafts(5)
    with served(lambda _mail: None) as here:
        run = [sys.executable, "-m", "outlint_cli", "check", "--isolated", *kind(here)]
        pipe = subprocess.PIPE
        # a shell's background job ignores the signal, and so would its children
        heed = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)  # noqa: E731
        with subprocess.Popen(run, stdout=pipe, stderr=pipe, text=True, env=environment(), preexec_fn=heed) as process:
            until = time.monotonic() + 30
            while not here.requests:
                assert time.monotonic() < until
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            told = process.communicate(timeout=15)
    assert (told[0], told[1].strip()) == ("", "Aborted!")


def test_one_failure_does_not_end_it() -> None:
    drafts(10)
    with served(lambda mail: b"" if b"Subject: Bad" in mail else said(False)) as here:
        for name in ("003.txt", "007.txt"):
            Path(name).write_text(DRAFT.replace("Two sink", "Bad"), "utf-8")
        code, told = report(*at(here))
    assert (code, len(verdicts(told))) == (2, 8)
    assert told["errors"][0]["message"].endswith("; 2 drafts have no verdict of it")


def test_the_other_filter_goes_on() -> None:
    drafts(3)
    with served(lambda _mail: scored()) as here:
        code, told = report("--spamd", f"127.0.0.1:{free_port()}", *url(here))
    assert (code, len(verdicts(told)), len(told["errors"])) == (2, 3, 1)


def test_several_mails_at_once_and_not_too_many() -> None:
    drafts(24)
    meeting = threading.Barrier(3, timeout=10)

    def answer(_mail: bytes) -> bytes:
        meeting.wait()
        return said(False)

    with served(answer) as here:
        assert report(*at(here))[1]["errors"] == []
    assert 3 <= here.most <= panel.AT_A_TIME


def test_a_proxy_of_the_environment_gets_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("no_proxy", raising=False)
    drafts(1)
    with served(lambda _mail: scored()) as here:
        assert len(verdicts(report(*url(here))[1])) == 1


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_ipv6() -> None:
    drafts(1)
    with served(lambda _mail: said(False), "::1") as here, served(lambda _mail: scored(), "::1") as there:
        told = report("--spamd", f"[::1]:{here.port}", "--rspamd", f"http://[::1]:{there.port}/")[1]
    assert (len(verdicts(told)), told["errors"]) == (2, [])


# Wrong use


def test_addresses() -> None:
    assert spamd_address("localhost") == ("localhost", 783)
    assert spamd_address("mail.example-1.com:7830") == ("mail.example-1.com", 7830)
    assert spamd_address("[::1]") == ("::1", 783)
    assert rspamd_url("http://localhost:11333") == "http://localhost:11333/checkv2"
    assert rspamd_url("https://mail.example.com/filter/") == "https://mail.example.com/filter/checkv2"
    assert rspamd_url("http://[::1]:11333/checkv2") == "http://[::1]:11333/checkv2"


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--spamd", "", "write HOST:PORT, such as 127.0.0.1:783 or [::1]:783"),
        ("--spamd", "localhost:", "write HOST:PORT"),
        ("--spamd", "localhost:spam", "write HOST:PORT"),
        ("--spamd", "localhost:0", "write HOST:PORT"),
        ("--spamd", "localhost:65536", "write HOST:PORT"),
        ("--spamd", "localhost:99999999999999999999", "write HOST:PORT"),
        ("--spamd", "a b:783", "write HOST:PORT"),
        ("--spamd", "::1", "write [::1]:783"),
        ("--spamd", "http://localhost:783/x", "write localhost:783"),
        ("--rspamd", "", "write http://HOST:PORT, such as http://127.0.0.1:11333"),
        ("--rspamd", "localhost:11333", "write http://localhost:11333"),
        ("--rspamd", "ftp://localhost", "write http://HOST:PORT"),
        ("--rspamd", "http://:11333", "write http://HOST:PORT"),
        ("--rspamd", "http://localhost:port", "write http://HOST:PORT"),
        ("--rspamd", "http://me:secret@localhost", "write http://HOST:PORT"),
        ("--rspamd", "http://localhost/?a=b", "write http://HOST:PORT"),
        ("--rspamd", "http://local\x00host", "write http://HOST:PORT"),
        ("--rspamd", "http://[::1", "write http://HOST:PORT"),
    ],
)
def test_a_wrong_address_is_wrong_use(option: str, value: str, hint: str) -> None:
    drafts(1)
    done = check(f"{option}={value}")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"outlint: {option}: ")
    assert hint in done.stderr


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_address_is_one_or_wrong_use(text: str) -> None:
    for read in (spamd_address, rspamd_url):
        try:
            read(text)
        except WrongUseError:
            continue


def test_what_they_do_not_go_with() -> None:
    drafts(1)
    assert "don't go with --diff" in check("--spamd", "localhost", "--diff").stderr
    done = check("-", "--fix", "--spamd", "localhost", stdin=DRAFT)
    assert (done.exit_code, done.stdout) == (2, "")


def test_aiospamc_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spamd, "find_spec", lambda _name: None)
    done = check("--spamd", "localhost")
    assert done.exit_code == 2
    assert "pip install aiospamc" in done.stderr


def test_nobody_pays_who_does_not_ask() -> None:
    drafts(1)
    script = "import sys; from outlint_cli.commands import cli\ntry: cli(['check', '000.txt', '--no-cache'])\nexcept SystemExit: pass\n"
    script += "print([m for m in sys.modules if m.startswith(('aiospamc', 'httpx', 'asyncio', 'outlint_cli.filters'))])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment())
    assert done.stdout.splitlines()[-1] == "[]"


# What is sent


def sent(name: str, text: str | bytes, config: str = "") -> tuple[bytes, EmailMessage]:
    data = text if isinstance(text, bytes) else text.encode()
    Path(name).write_bytes(data)
    Path("outlint.toml").write_text(config, "utf-8")
    session = Session(None, False, {})
    from outlint.source import read_source

    checker = session.checker(name)
    mail = as_mail(checker.read(read_source(data, name)), checker, checker.settings.for_path(name), data)
    return mail, email.message_from_bytes(mail, policy=email.policy.default)


def body(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


def test_a_mail_file_is_sent_as_it_is() -> None:
    raw = b"From: a@b.cn\r\nSubject: =?gb2312?B?xPq6ww==?=\n\n\xc4\xfa\xba\xc3 {{ name }}\r\n.\r\n"
    assert sent("a.eml", raw)[0] == raw
    drafts(0)
    with served(lambda _mail: said(False)) as here:
        report("a.eml", *at(here))
    assert here.requests[0].endswith(b"\r\n\r\n" + raw)


def test_a_draft_becomes_a_mail() -> None:
    text = """---
from: 李娜 <li.na@ningbohart.cn>
to: Tom Harris <tom@harris.co.uk>, Ann <ann@harris.co.uk>
cc: "Müller, Jörg" <jm@kueche.de>
subject: 两款水槽样品，给 Harris
list-unsubscribe: <mailto:off@ningbohart.cn>
---
<!-- outlint: ignore missing-cta -->
Dear Tom,

Zwei Muster für Sie: **400** und 500 mm.
"""
    raw, mail = sent("a.md", text)
    assert mail["From"] == "李娜 <li.na@ningbohart.cn>"
    assert [a.addr_spec for a in mail["To"].addresses] == ["tom@harris.co.uk", "ann@harris.co.uk"]
    assert mail["Cc"].addresses[0].display_name == "Müller, Jörg"
    assert mail["Subject"] == "两款水槽样品，给 Harris"
    assert mail["List-Unsubscribe"] == "<mailto:off@ningbohart.cn>"
    assert mail["Message-ID"].strip("<>").endswith("@ningbohart.cn")
    assert mail["Date"].datetime is not None
    assert mail["MIME-Version"] == "1.0"
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
    assert body(mail) == "Dear Tom,\n\nZwei Muster für Sie: **400** und 500 mm.\n"
    assert not [line for line in raw.split(b"\r\n") if b"\n" in line]
    assert all(not part.defects for part in mail.walk())


def test_html_and_stand_ins() -> None:
    config = '[profile]\nname = "Li Na"\nemail = "li.na@ningbohart.cn"\n'
    text = "<html><body><p>Hello</p></body></html>"
    assert sent("a.html", text, config)[1]["From"] == "Li Na <li.na@ningbohart.cn>"
    mail = sent("a.html", text)[1]
    assert (mail["From"], mail["To"]) == (STAND_INS["from"], STAND_INS["to"])
    assert (mail.get_content_type(), mail["Content-Transfer-Encoding"]) == ("text/html", "7bit")
    assert body(mail).strip() == text
    assert "Subject" not in mail


def test_variables_have_their_samples() -> None:
    config = '[variables]\nfirst_name = { sample = "Tom" }\ncompany = { fallback = "your <shop>" }\n'
    text = "Subject: For {{ first_name }}\n\nDear {{ first_name }} of {{ company }} ({{ product_line }}),\n"
    mail = sent("a.txt", text, config)[1]
    assert (mail["Subject"], body(mail)) == ("For Tom", "Dear Tom of your <shop> (product line),\n")
    html = sent("a.html", "<p>{{ company }} {# not this #}</p>", config)[1]
    assert body(html).strip() == "<p>your &lt;shop&gt; </p>"
    blocks = "Subject: Hi\n\n{% if first_name %}Dear {{ first_name }},{% else %}Hello,{% endif %}\n"
    assert body(sent("a.txt.j2", blocks, config)[1]) == "Dear Tom,\n"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_no_header_can_be_smuggled_in(name: str) -> None:
    config = '[variables]\nfirst_name = { sample = "Tom\\r\\nBcc: all@x.com" }\n'
    text = '---\nsubject: "Hi {{ first_name }}\\r\\nX-Evil: 1"\nto: "Tom\\nX-Evil: 2 <t@x.com>"\n---\nHello\n'
    mail = sent(name, text, config)[1]
    assert set(mail.keys()) <= {"Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID"} | {
        "Content-Transfer-Encoding"
    }


@given(st.text(max_size=300), st.sampled_from(["a.txt", "a.md", "a.html", "a.txt.j2"]))
@settings(max_examples=150, deadline=None)
def test_any_draft_becomes_some_mail(text: str, name: str) -> None:
    checker = SESSION.checker(name)
    from outlint.source import UnreadableError, read_source

    data = text.encode("utf-8", "surrogatepass")
    try:
        source = read_source(data, name)
    except UnreadableError:
        return
    mail = as_mail(checker.read(source), checker, checker.settings, data)
    assert email.message_from_bytes(mail)["Message-ID"]
    assert max(map(len, mail.split(b"\r\n"))) < 999


SESSION = Session(None, True, {})
