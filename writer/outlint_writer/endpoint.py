"""Which model is asked, and where: from the environment and the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlsplit, urlunsplit

OPENAI = "https://api.openai.com/v1"
_AZURE = (".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`timeout` in seconds; `rounds` how often a refused rewrite goes back to the model.

    `api_version` is Azure's, for its dated API. `price_sent` and `price_received` are for a million tokens; 0 is unknown.
    """

    base_url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 60.0
    retries: int = 2
    rounds: int = 2
    api_version: str = ""
    price_sent: float = 0.0
    price_received: float = 0.0
    currency: str = "USD"

    @property
    def local(self) -> bool:
        """Whether nothing sent there leaves this machine."""
        return is_loopback(self.base_url)

    def cost(self, sent: int, received: int) -> float:
        """What tokens cost, by the prices that are set."""
        return (sent * self.price_sent + received * self.price_received) / 1_000_000


def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def from_settings(llm: Mapping[str, str | int | float], environment: Mapping[str, str]) -> Endpoint | None:
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
    model = environment.get("OUTLINT_LLM_MODEL") or str(llm.get("model", ""))
    asked = environment.get("OUTLINT_LLM_API_VERSION") or str(llm.get("api-version", ""))
    base, version = _addressed(base or OPENAI, model, asked)
    if told or base == OPENAI:
        key = key or openai_key
    return Endpoint(
        base,
        model,
        key,
        float(llm.get("timeout", 60)),
        int(llm.get("retries", 2)),
        int(llm.get("rounds", 2)),
        version,
        float(llm.get("price-sent", 0)),
        float(llm.get("price-received", 0)),
        str(llm.get("currency", "USD")),
    )


def _addressed(base: str, model: str, version: str) -> tuple[str, str]:
    """(base URL, API version). An address as Azure's portal shows it is made a base URL: the v1 API's, or with an API
    version the deployment's; "/chat/completions" at the end of any address goes."""
    parts = urlsplit(base)
    version = version or dict(parse_qsl(parts.query)).get("api-version", "")
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    if (parts.hostname or "").endswith(_AZURE) or version:
        path = path.removesuffix("/openai")
        if not path:
            path = f"/openai/deployments/{model}" if version else "/openai/v1"
    return urlunsplit((parts.scheme, parts.netloc, path, "", "")), version
