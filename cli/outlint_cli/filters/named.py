"""The filters that a command line names."""

from __future__ import annotations

from outlint_cli.filters.addresses import rspamd_url, spamd_address
from outlint_cli.filters.panel import Filter, Panel
from outlint_cli.filters.rspamd import Rspamd
from outlint_cli.filters.spamd import Spamd


def panel(spamd: str | None, rspamd: str | None) -> Panel:
    """Whom to ask. Raises WrongUseError for an address that is none, or when aiospamc is missing."""
    filters: list[Filter] = []
    if spamd is not None:
        filters.append(Spamd(spamd_address(spamd)))
    if rspamd is not None:
        filters.append(Rspamd(rspamd_url(rspamd)))
    return Panel(filters)
