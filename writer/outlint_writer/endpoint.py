"""Which model is asked, and where: from the environment and the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`timeout` in seconds; `rounds` how often a refused rewrite goes back to the model."""

    base_url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 60.0
    retries: int = 2
    rounds: int = 2

    @property
    def local(self) -> bool:
        """Whether nothing sent there leaves this machine."""
        return is_loopback(self.base_url)


def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def from_settings(llm: Mapping[str, str | int], environment: Mapping[str, str]) -> Endpoint | None:
    """The endpoint that is configured, or None. The environment counts more than the file.

    OPENAI_API_KEY goes to OpenAI, and to the endpoint the environment names; one that only a file names (which may
    come with somebody else's repository) gets OUTLINT_LLM_API_KEY. `model` is "" when nothing names one.
    """
    told = environment.get("OUTLINT_LLM_BASE_URL") or ""
    key = environment.get("OUTLINT_LLM_API_KEY") or None
    openai_key = environment.get("OPENAI_API_KEY") or None
    base = told or str(llm.get("base-url", ""))
    if not base and not openai_key and not key:
        return None
    base = (base or OPENAI).rstrip("/")
    if told or base == OPENAI:
        key = key or openai_key
    return Endpoint(
        base,
        environment.get("OUTLINT_LLM_MODEL") or str(llm.get("model", "")),
        key,
        float(llm.get("timeout", 60)),
        int(llm.get("retries", 2)),
        int(llm.get("rounds", 2)),
    )
