"""`outlint doctor`: what works here."""

from __future__ import annotations

import os
import sys

import click

from outlint.messages import _, safe
from outlint_cli.session import Session, complaining, use_language


@click.command()
@click.option("--offline", is_flag=True, help="Don't call the model's endpoint.")
@click.option("--ui-lang", type=click.Choice(("en", "zh")), help="Language of messages; the locale's by default.")
def doctor(offline: bool, ui_lang: str | None) -> None:
    """Look at the environment, the configuration and the model's endpoint. Exit code 2 when one of them is broken."""
    from outlint_cli.main import VERSION

    lang = use_language(ui_lang)
    print(f"outlint {VERSION}, Python {sys.version.split()[0]}, {sys.platform}")
    with complaining():
        session = Session(None, False, {}, lang)
        settings = session.settings(os.path.join(os.curdir, "x"))
        rules = session.book(settings).rules
    print(_("rules: {n} loaded", n=len(rules)))
    from outlint_writer import from_settings

    endpoint = from_settings(settings.llm, os.environ)
    if endpoint is None:
        print(_("model: none configured; `outlint rewrite` applies the rules' fixes only"))
        return
    told = _("has a key") if endpoint.api_key else _("has no key")
    print(_("model: {model} at {url}, {key}", model=endpoint.model or "-", url=endpoint.base_url, key=told))
    if not endpoint.local:
        print(_("personal data is replaced by tokens before it is sent there"))
    if not endpoint.model:
        print(_("no model is named; set model under [llm], or OUTLINT_LLM_MODEL"), file=sys.stderr)
        sys.exit(2)
    if not offline:
        _try(endpoint)


def _try(endpoint: object) -> None:
    """One small question to the endpoint."""
    from outlint_writer import Endpoint, ProviderError
    from outlint_writer.provider import ask

    assert isinstance(endpoint, Endpoint)
    shape = {
        "type": "object",
        "additionalProperties": False,
        "required": ["answer"],
        "properties": {"answer": {"type": "string", "maxLength": 20}},
    }
    try:
        answer = ask(endpoint, [{"role": "user", "content": 'Answer with {"answer": "yes"} as JSON.'}], shape)
    except ProviderError as error:
        print(f"outlint: {safe(error.said())}", file=sys.stderr)
        sys.exit(2)
    print(_("the endpoint answers: {n} tokens", n=answer.usage.received))
