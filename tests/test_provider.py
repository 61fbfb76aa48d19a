"""What an endpoint can do wrong, and how each kind of endpoint is spoken to, with a scripted one on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import outlint_rules
from isolated import isolate
from model_server import Step, serve
from outlint import messages
from outlint_cli.commands import cli
from outlint_writer import Endpoint, ProviderError, from_settings
from outlint_writer.provider import ask, parsed

GOOD = json.dumps({"answer": "yes"})
SHAPE = {"type": "object"}
ASKED = [{"role": "user", "content": "x"}]


def endpoint(url: str, **more: Any) -> Endpoint:
    return Endpoint(url, "m", **{"timeout": 10.0, "retries": 0, **more})


FAULTS = [
    (Step("bad key", 401), "the endpoint wants a key"),
    (Step("The model `m` does not exist", 404), "no model is called m"),
    (Step("Model Not Exist", 400), "no model is called m"),
    (Step("Not Found", 404), "no such address"),
    (Step("slow down", 429), "too many requests"),
    (Step("You exceeded your current quota", 429), "no credit is left"),
    (Step("oops", 500), "says 500"),
    (Step("the context size was exceeded", 400), "too long"),
    (Step(GOOD, cut=True), "broke"),
    (Step(GOOD, reason="length"), "cut off"),
    (Step(GOOD, reason="content_filter"), "withheld"),
    (Step(raw=b"<html><body>Welcome to nginx</body></html>", kind="text/html"), "not as a model does"),
    (Step(raw=b'data: {"choices": [{"delta"\n\ndata: [DONE]\n\n'), "no chat completion"),
    (Step(raw=b'data: ["a list"]\n\n'), "no chat completion"),
    (Step(raw=b"\xff\xfe\x00garbage\n\n"), "no chat completion|not as a model does"),
    (Step("a" * 5000, endless=True), "does not end"),
    (Step(raw=b"x" * 65536, endless=True), "does not end"),
]


@pytest.mark.parametrize(("step", "said"), FAULTS, ids=[f"{n} {said}" for n, (_, said) in enumerate(FAULTS)])
def test_faults_are_told_plainly(step: Step, said: str) -> None:
    with serve([step]) as served, pytest.raises(ProviderError, match=said) as caught:
        ask(endpoint(served.url, timeout=8.0), ASKED, SHAPE)
    assert "\n" not in caught.value.said()


def test_a_refused_key_is_told_from_none() -> None:
    with serve([Step("no", 401)]) as served, pytest.raises(ProviderError, match="the key is refused"):
        ask(endpoint(served.url, api_key="wrong"), ASKED, SHAPE)


@pytest.mark.parametrize("step", [Step(GOOD, delay=600), Step(drip=0.2)], ids=["silent", "dripping"])
def test_ten_minutes_of_nothing_end_at_the_timeout(step: Step) -> None:
    started = time.monotonic()
    step.delay = min(step.delay, 4)  # the server's thread must end with the test
    with serve([step]) as served, pytest.raises(ProviderError, match="within 1 s"):
        ask(endpoint(served.url, timeout=1.0), ASKED, SHAPE)
    assert time.monotonic() - started < 3.5


@pytest.mark.parametrize("status", [429, 500, 503])
def test_retries_are_bounded(status: int) -> None:
    with serve([Step("later", status, {"Retry-After": "0.1"})] * 9) as served, pytest.raises(ProviderError):
        ask(endpoint(served.url, retries=2), ASKED, SHAPE)
    assert len(served.bodies) == 3


@pytest.mark.parametrize("date", [False, True], ids=["seconds", "HTTP date"])
def test_retry_after_is_honoured(date: bool) -> None:
    after = formatdate(time.time() + 2.5, usegmt=True) if date else "1"
    with serve([Step("later", 429, {"Retry-After": after}), Step(GOOD)]) as served:
        started = time.monotonic()
        ask(endpoint(served.url, retries=1), ASKED, SHAPE)
    assert time.monotonic() - started >= 1.0
    assert len(served.bodies) == 2


def test_what_an_endpoint_does_not_know_is_left_out() -> None:
    refused = [
        "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
        "Unsupported value: 'temperature' does not support 0.2 with this model.",
        "unknown field stream_options",
        "response_format json_schema is not supported",
    ]
    with serve([*(Step(said, 400) for said in refused), Step(GOOD)]) as served:
        answer = ask(endpoint(served.url), ASKED, SHAPE)
    assert answer.form == "json_object"
    last = served.asked()
    assert last["max_completion_tokens"] > 0
    assert {"max_tokens", "temperature", "stream_options"}.isdisjoint(last)


def test_a_models_thoughts_are_passed_over() -> None:
    assert parsed('<think>maybe {"a": 2}?</think>\n{"a": 1}') == {"a": 1}


def test_azure_by_its_dated_api() -> None:
    with serve([Step(GOOD)]) as served:
        base = served.url.removesuffix("/v1")
        llm = {"base-url": base, "model": "mails", "api-version": "2024-10-21", "retries": 0}
        found = from_settings(llm, {"OUTLINT_LLM_API_KEY": "secret"})
        assert found is not None
        ask(found, ASKED, SHAPE)
    assert served.paths == ["/openai/deployments/mails/chat/completions?api-version=2024-10-21"]
    assert served.headers[0]["api-key"] == "secret"
    assert "Authorization" not in served.headers[0]


@pytest.mark.parametrize(
    ("base", "version", "url"),
    [
        ("https://r.openai.azure.com", "", "https://r.openai.azure.com/openai/v1"),
        ("https://r.openai.azure.com/openai/v1/", "", "https://r.openai.azure.com/openai/v1"),
        ("https://r.openai.azure.com/", "2024-10-21", "https://r.openai.azure.com/openai/deployments/m"),
        ("https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21", "", "https://r.openai.azure.com/openai/deployments/d"),
        ("https://api.deepseek.com", "", "https://api.deepseek.com"),
        ("http://localhost:11434/v1/chat/completions", "", "http://localhost:11434/v1"),
    ],
)  # fmt: skip
def test_base_urls_as_people_copy_them(base: str, version: str, url: str) -> None:
    found = from_settings({"base-url": base, "model": "m", "api-version": version}, {})
    assert found is not None
    assert found.base_url == url
    assert found.api_version == ("2024-10-21" if "2024" in base + version else "")


def test_nothing_of_openais_environment_goes_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "OPENAI_API_KEY",
        "OPENAI_ORG_ID",
        "OPENAI_PROJECT_ID",
        "AZURE_OPENAI_AD_TOKEN",
        "AZURE_OPENAI_API_KEY",
    ):
        monkeypatch.setenv(name, "for-openai-only")
    with serve([Step(GOOD)]) as served:
        ask(endpoint(served.url), ASKED, SHAPE)
    assert "for-openai-only" not in str(served.headers)


# the command line


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    isolate(tmp_path, monkeypatch)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


DOCTORED = [
    (Step("no", 401), ["the endpoint wants a key", "OUTLINT_LLM_API_KEY"], 2),
    (Step("Not Found", 404), ["no such address", "base URL"], 2),
    (Step("model 'm' not found", 404), ["no model is called m", "models there: big, small"], 2),
    (Step('{"kettle": "Hello"}'), ["holds answers to a JSON schema"], 0),
    (Step('{"greeting": "Hello"}'), ["does not keep to it"], 0),
]


@pytest.mark.parametrize(("step", "said", "code"), DOCTORED, ids=lambda x: str(x)[:20])
def test_doctor_says_what_is_wrong(
    place: Path, monkeypatch: pytest.MonkeyPatch, step: Step, said: list[str], code: int
) -> None:
    monkeypatch.setenv("OUTLINT_LLM_MODEL", "m")
    with serve([step], ["small", "big"]) as served:
        monkeypatch.setenv("OUTLINT_LLM_BASE_URL", served.url)
        done = run("doctor")
    assert done.exit_code == code
    assert all(x in done.output for x in said), done.output


def test_doctor_tells_of_an_endpoint_without_schemas(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTLINT_LLM_MODEL", "m")
    with serve([Step("response_format is not supported", 400)] * 2 + [Step(GOOD)]) as served:
        monkeypatch.setenv("OUTLINT_LLM_BASE_URL", served.url)
        assert "takes no JSON schema" in run("doctor").output


def test_doctor_says_how_to_set_a_model_up(place: Path) -> None:
    done = run("doctor")
    assert done.exit_code == 0
    assert all(x in done.output for x in ("Ollama", "llama.cpp", "DeepSeek", "Qwen", "Azure", "11434"))


def test_doctor_lists_the_models_when_none_is_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve([], ["qwen3:8b"]) as served:
        monkeypatch.setenv("OUTLINT_LLM_BASE_URL", served.url)
        done = run("doctor")
    assert done.exit_code == 2
    assert "models there: qwen3:8b" in done.output


def test_faults_speak_chinese() -> None:
    messages.use(outlint_rules.messages("zh"))
    try:
        said = ProviderError("{url}: no answer within {n} s", "raise timeout under [llm]", url="http://x", n=5).said()
    finally:
        messages.use({})
    assert said == "http://x：5 秒内没有回答; 在 [llm] 下调大 timeout"


def test_the_cost_line(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Subject: LOWEST PRICE for fitters\n\nHi Tom,\n\nOur sinks are made of steel. Shall I send you two?\n\nBest regards,\nLi Na\n"
    Path("m.md").write_text(text, "utf-8")
    prices = '[llm]\nmodel = "m"\nprice-sent = 2.5\nprice-received = 10\ncurrency = "EUR"\n'
    Path("outlint.toml").write_text(prices, "utf-8")
    answer = Step(
        json.dumps({"subject": "Steel sinks for fitters", "body": "Our sinks are of steel. Shall I send you two?"})
    )
    with serve([answer]) as served:
        monkeypatch.setenv("OUTLINT_LLM_BASE_URL", served.url)
        done = run("rewrite", "m.md")
    assert "100 tokens sent, 20 received, about EUR 0.0004" in done.output


def test_a_fault_in_the_middle_of_a_command_is_one_line(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("m.md").write_text("Hi Tom,\n\nAct now!!!\n\nBest regards,\nLi Na\n", "utf-8")
    monkeypatch.setenv("OUTLINT_LLM_MODEL", "m")
    monkeypatch.setenv("OUTLINT_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    done = subprocess.run(
        [sys.executable, "-m", "outlint_cli", "rewrite", "m.md", "--apply"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "can't be reached" in done.stderr
    assert Path("m.md").read_text("utf-8").endswith("Act now!!!\n\nBest regards,\nLi Na\n")
