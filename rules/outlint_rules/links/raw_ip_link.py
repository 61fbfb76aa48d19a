"""raw-ip-link: a number where a host's name belongs."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.links.hosts import links


def check(ctx: Context) -> Iterator[Finding]:
    for led in links(ctx):
        if led.host and (led.host[0] == "[" or led.host.rpartition(".")[2][:1].isdigit()) and _is_number(led.host):
            yield ctx.finding(led.link.span, host=led.host)


def _is_number(host: str) -> bool:
    from ipaddress import ip_address

    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return all(map(_counts, host.split(".")))  # browsers read 3232235521 and 0xC0A80001 as addresses too
    return not address.is_loopback  # that is placeholder-link's


def _counts(label: str) -> bool:
    return label.isdecimal() or (label[:2] == "0x" and all(c in "0123456789abcdef" for c in label[2:]))
