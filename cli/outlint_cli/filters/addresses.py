"""Where filters are, as the command line names them."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from outlint.messages import _
from outlint_cli.session import WrongUseError

SPAMD_PORT = 783
_ADDRESS = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+(?:%\w+)?)\]|(?P<host>[\w.-]+))(?::(?P<port>\d+))?")


class Address(NamedTuple):
    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def spamd_address(text: str) -> Address:
    """HOST or HOST:PORT; an IPv6 address in brackets. Raises WrongUseError."""
    found = _ADDRESS.fullmatch(text)
    port = int(found["port"] or SPAMD_PORT) if found and len(found["port"] or "") < 6 else 0
    if found is None or not 0 < port < 65536:
        hint = _hint(text) or _("write HOST:PORT, such as 127.0.0.1:783 or [::1]:783")
        raise WrongUseError(_("{option}: {value} is no address; {hint}", option="--spamd", value=text, hint=hint))
    return Address(found["six"] or found["host"], port)


def _hint(text: str) -> str:
    """What was most likely meant."""
    bare = re.sub(r"^\w+://|/.*$", "", text)
    if text.count(":") > 1 and "//" not in text and "[" not in text:
        bare = f"[{text}]:{SPAMD_PORT}"
    found = _ADDRESS.fullmatch(bare)
    if bare == text or found is None or not 0 < int(found["port"] or SPAMD_PORT) < 65536:
        return ""
    return _("write {new}", new=bare)


def rspamd_url(text: str) -> str:
    """The URL that a mail is posted to: http(s), with a host; /checkv2 is put behind it. Raises WrongUseError."""
    hint = _("write http://HOST:PORT, such as http://127.0.0.1:11333")
    try:
        parts = urlsplit(text)
        port = parts.port
        wrong = parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or not text.isprintable()
        wrong = wrong or " " in text or bool(parts.query or parts.fragment or parts.username or parts.password)
    except ValueError:
        wrong = True
    if wrong:
        if _ADDRESS.fullmatch(text) and ":" in text:
            hint = _("write {new}", new=f"http://{text}")
        raise WrongUseError(_("{option}: {value} is no address; {hint}", option="--rspamd", value=text, hint=hint))
    base = text.rstrip("/")
    return base if base.endswith("/checkv2") else f"{base}/checkv2"
