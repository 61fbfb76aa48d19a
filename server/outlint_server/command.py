"""`outlint lsp`: starts the server."""

from __future__ import annotations

import gc
import logging
import sys
from typing import TYPE_CHECKING

import click

from outlint import __version__

if TYPE_CHECKING:
    from outlint_server.server import Server


@click.command()
@click.option(
    "--tcp",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    help="Listen on this port of the loopback; 0 takes a free one.",
)
@click.option("--ws", type=click.IntRange(0, 65535), metavar="PORT", help="The same, speaking WebSocket.")
@click.option(
    "--log", "log_file", type=click.Path(dir_okay=False, writable=True), help="Write the server's log to a file."
)
@click.option("--stdio", is_flag=True, hidden=True, help="Speak over standard input and output; it does so anyway.")
def lsp(tcp: int | None, ws: int | None, log_file: str | None, stdio: bool) -> None:
    """Serve editors by the Language Server Protocol, over standard input and output."""
    if tcp is not None and ws is not None:
        raise click.UsageError("--tcp and --ws exclude each other")
    gc.set_threshold(100_000, 20, 20)  # oftener than a check does: nobody who types should wait for a million objects
    logging.basicConfig(filename=log_file, level=logging.INFO if log_file else logging.ERROR)
    server = make_server()
    if tcp is None and ws is None:
        server.start_io()
        return
    port = _free_port() if (tcp if tcp is not None else ws) == 0 else (tcp if tcp is not None else ws)
    assert port is not None
    print(f"outlint: listening on 127.0.0.1:{port}", file=sys.stderr, flush=True)
    try:
        if tcp is not None:
            server.start_tcp("127.0.0.1", port)
        else:
            server.start_ws("127.0.0.1", port)
    except OSError as error:
        sys.exit(f"outlint: can't listen on 127.0.0.1:{port}: {error.strerror}")


def make_server() -> Server:
    """A server with all its features."""
    from outlint_server.features import register
    from outlint_server.server import Server

    server = Server(__version__)
    register(server)
    return server


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
