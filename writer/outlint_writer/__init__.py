"""Rewrites drafts with a language model, and lets nothing through that the guard has not passed.

`rewrite` is all a front end needs, with an `Endpoint` from `from_settings`. The model's client is imported on use.
"""

from __future__ import annotations

from outlint_writer.endpoint import Endpoint, from_settings
from outlint_writer.faults import ProviderError
from outlint_writer.guard import Failure, examine
from outlint_writer.provider import CancelledError, Usage
from outlint_writer.rewriting import Rewrite, prompt_for, rewrite

__all__ = [
    "CancelledError",
    "Endpoint",
    "Failure",
    "ProviderError",
    "Rewrite",
    "Usage",
    "examine",
    "from_settings",
    "prompt_for",
    "rewrite",
]
