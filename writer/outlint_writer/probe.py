"""Tries an endpoint with one small question, and tells how it takes it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from outlint_writer.endpoint import Endpoint
from outlint_writer.provider import Usage, ask, models, parsed

_SHAPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["kettle"],
    "properties": {"kettle": {"type": "string", "maxLength": 20}},
}
_QUESTION = "Greet me in one short sentence. Answer as JSON."
"""It does not name the key of the schema: only an endpoint that holds its model to the schema answers with it."""


@dataclass(frozen=True, slots=True)
class Probe:
    """`form` is how JSON could be asked for; `held` whether the schema was kept."""

    form: str
    held: bool
    usage: Usage
    seconds: float


def probe(endpoint: Endpoint) -> Probe:
    """Ask. Raises ProviderError."""
    started = time.monotonic()
    answer = ask(endpoint, [{"role": "user", "content": _QUESTION}], _SHAPE)
    seconds = time.monotonic() - started
    found = parsed(answer.text)
    held = answer.form == "json_schema" and found is not None and found.keys() == {"kettle"}
    return Probe(answer.form, held, answer.usage, seconds)


def listed(endpoint: Endpoint, most: int = 12) -> tuple[str, ...]:
    """Names of models that the endpoint has, where it says."""
    return tuple(models(endpoint)[:most])
