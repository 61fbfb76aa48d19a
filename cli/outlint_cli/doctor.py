"""`outlint doctor`: what works here."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from outlint.messages import _, safe
from outlint_cli.session import Session, complaining, use_language
from outlint_rules import installed_packs

if TYPE_CHECKING:
    from outlint_writer import Endpoint

_PATIENCE = 60.0
"""Seconds a small question may take."""
_WAYS = """
  Ollama      OUTLINT_LLM_BASE_URL=http://localhost:11434/v1  OUTLINT_LLM_MODEL=<one of `ollama list`>
  llama.cpp   llama-server -m model.gguf --port 8080;  OUTLINT_LLM_BASE_URL=http://127.0.0.1:8080/v1  OUTLINT_LLM_MODEL=any
  OpenAI      OPENAI_API_KEY=…  OUTLINT_LLM_MODEL=…
  DeepSeek    OUTLINT_LLM_BASE_URL=https://api.deepseek.com  OUTLINT_LLM_API_KEY=…  OUTLINT_LLM_MODEL=…
  Qwen        OUTLINT_LLM_BASE_URL=https://dashscope.aliyuncs.com/compatible-mode/v1  OUTLINT_LLM_API_KEY=…  OUTLINT_LLM_MODEL=…
  Azure       OUTLINT_LLM_BASE_URL=https://<resource>.openai.azure.com/openai/v1  OUTLINT_LLM_API_KEY=…  OUTLINT_LLM_MODEL=<deployment>
"""


@click.command()
@click.option("--offline", is_flag=True, help="Don't call the model's endpoint.")
@click.option("--ui-lang", type=click.Choice(("en", "zh")), help="Language of messages; the locale's by default.")
def doctor(offline: bool, ui_lang: str | None) -> None:
    """Look at the environment, the configuration and the model's endpoint. Exit code 2 when one of them is broken."""
    from outlint import __version__

    lang = use_language(ui_lang)
    print(f"outlint {__version__}, Python {sys.version.split()[0]}, {sys.platform}")
    with complaining():
        session = Session(None, False, {}, lang)
        settings = session.settings(os.path.join(os.curdir, "x"))
        rules = session.book(settings).rules
    print(_("rules: {n} loaded", n=len(rules)))
    added = [*(name for name, _folder in installed_packs()), *(os.path.relpath(p) for p in settings.packs)]
    if added:
        print(_("packs: {names}", names=safe(", ".join(added))))
    from outlint_writer import from_settings, scenarios

    mails, languages = len(scenarios.names()), len(scenarios.languages())
    print(_("library: {n} mails in {m} languages, for compose and localize without a model", n=mails, m=languages))
    endpoint = from_settings(settings.llm, os.environ)
    if endpoint is None:
        print(_("model: none configured; `outlint rewrite` applies the rules' fixes only"))
        print(_("To use one, set in the environment, or under [llm] in outlint.toml (not the key):") + _WAYS.rstrip())
        return
    told = _("has a key") if endpoint.api_key else _("has no key")
    print(_("model: {model} at {url}, {key}", model=endpoint.model or "-", url=endpoint.base_url, key=told))
    if not endpoint.local:
        print(_("personal data is replaced by tokens before it is sent there"))
    if not endpoint.model:
        print(_("no model is named; set model under [llm], or OUTLINT_LLM_MODEL"), file=sys.stderr)
        _list(endpoint, offline)
        sys.exit(2)
    if not offline:
        _try(endpoint)


def _list(endpoint: Endpoint, offline: bool) -> None:
    """The models that the endpoint has, where it says."""
    from outlint_writer.probe import listed

    there = () if offline else listed(replace(endpoint, timeout=min(endpoint.timeout, 10.0), retries=0))
    if there:
        print(_("models there: {names}", names=safe(", ".join(there))), file=sys.stderr)


def _try(endpoint: Endpoint) -> None:
    """One small question to the endpoint."""
    from outlint_writer import ProviderError
    from outlint_writer.probe import probe

    try:
        found = probe(replace(endpoint, timeout=min(endpoint.timeout, _PATIENCE), retries=min(endpoint.retries, 1)))
    except ProviderError as error:
        print(f"outlint: {safe(error.said())}", file=sys.stderr)
        if "no model" in error.message:
            _list(endpoint, False)
        sys.exit(2)
    print(_("the endpoint answers in {s} s: {n} tokens", s=f"{found.seconds:.1f}", n=found.usage.received))
    if found.held:
        print(_("it holds answers to a JSON schema"))
    elif found.form == "json_schema":
        print(_("it takes a JSON schema but does not keep to it: answers are checked, and asked for again"))
    else:
        print(_("it takes no JSON schema: answers are asked for as JSON, checked, and asked for again"))
