"""Filters on loopback: scripted ones that answer whatever a test wants, and Debian's own SpamAssassin and rspamd."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Answer = Callable[[bytes], bytes | Iterator[bytes] | None]
"""What a scripted filter answers to a request: bytes, pieces of them, or None for a connection that hangs."""
PATIENCE = 240
"""Seconds a real filter may take to start: half a minute, and more on a busy machine."""
TABLE = """Spam detection software, running on the system "vm"

Content analysis details:   (6.5 points, 5.0 required)

 pts rule name              description
---- ---------------------- --------------------------------------------------
 2.7 MISSING_DATE           Missing Date: header
-0.0 NO_RELAYS              Informational: message was not relayed via SMTP
 0.1 MIME_HEADER_CTYPE_ONLY 'Content-Type' found without required MIME
                            headers
 1.0 RISK_FREE              No risk!

The original message was not completely plain text.
"""


@dataclass
class Served:
    """`requests` in the order they came; `most` how many were open at once."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    open: int = 0
    most: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def served(answer: Answer, host: str = "127.0.0.1") -> Iterator[Served]:
    """A server that takes a request, of spamd's protocol or HTTP, and says what `answer` makes of it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, 0), family=family, backlog=64)
    here = Served(listening.getsockname()[1])
    ended = threading.Event()

    def serve(line: socket.socket) -> None:
        with line, suppress(OSError):
            request = _read(line)
            with here.lock:
                here.requests.append(request)
                here.open += 1
                here.most = max(here.most, here.open)
            try:
                told = answer(request)
                if told is None:
                    ended.wait(30)
                    return
                for piece in (told,) if isinstance(told, bytes) else told:
                    if ended.is_set():
                        return
                    line.sendall(piece)
            finally:
                with here.lock:
                    here.open -= 1

    def accept() -> None:
        with suppress(OSError):
            while True:
                line, _who = listening.accept()
                threading.Thread(target=serve, args=(line,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield here
    finally:
        ended.set()
        listening.close()


def _read(line: socket.socket) -> bytes:
    """A whole request: spamd's client closes its side, one of HTTP says how long it is."""
    data = b""
    while piece := line.recv(65536):
        data += piece
        head, found, body = data.partition(b"\r\n\r\n")
        if data.startswith(b"POST") and found:
            length = next(int(h[15:]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length:"))
            if len(body) >= length:
                break
    return data


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def said(spam: bool = True, score: str = "6.5", body: str = TABLE, threshold: str = "5.0") -> bytes:
    """An answer of spamd's."""
    data = body.encode()
    word = "True" if spam else "False"
    return b"SPAMD/1.1 0 EX_OK\r\nContent-length: %d\r\nSpam: %s ; %s / %s\r\n\r\n%s" % (
        len(data),
        word.encode(),
        score.encode(),
        threshold.encode(),
        data,
    )


def http(body: bytes | str, status: str = "200 OK") -> bytes:
    data = body if isinstance(body, bytes) else body.encode()
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(data)}\r\nConnection: close\r\n\r\n".encode() + data


def scored(score: object = 1.9, action: str = "no action", symbols: Any = None, **more: Any) -> bytes:
    """An answer of rspamd's."""
    listed = {"MISSING_MID": {"name": "MISSING_MID", "score": 2.5, "description": "Message id is missing"}}
    told = {"score": score, "required_score": 15.0, "action": action, "symbols": symbols or listed, **more}
    return http(json.dumps(told))


@contextmanager
def _running(command: Sequence[str], ready: Callable[[], bool], log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd="/")
    try:
        until = time.monotonic() + PATIENCE
        while not ready():
            told = log.read_text("utf-8", "replace")[-2000:]
            assert process.poll() is None, f"{command[0]} ended:\n{told}"
            assert time.monotonic() < until, f"{command[0]} is not ready after {PATIENCE} s:\n{told}"
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _program(name: str) -> str:
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin")
    assert found, f"no {name}: install Debian's spamassassin and rspamd"
    return found


@contextmanager
def spamd() -> Iterator[int]:
    """Debian's SpamAssassin with its own rules and no network; gives the port."""
    port = free_port()
    with _open_to_all() as home:
        command = [_program("spamd"), "--local", "--nouser-config", f"--helper-home-dir={home}", "--syslog=stderr"]
        command += [f"--listen=127.0.0.1:{port}", f"--pidfile={home / 'spamd.pid'}", "--max-children=4"]
        if os.geteuid() == 0:
            command.append("--username=nobody")
        with _running(command, lambda: _connects(port), home / "spamd.log"):
            yield port


_NEED_THE_NETWORK = """
    antivirus arc asn aws_s3 bimi clickhouse dcc dkim dkim_signing dmarc elastic external_relay external_services
    fuzzy_check greylist hfilter history_redis http_headers metadata_exporter metric_exporter milter_headers multimap
    mx_check neural p0f ratelimit rbl redis replies reputation rspamd_update spamassassin spamtrap spf surbl
    url_redirector whitelist
"""
_RSPAMD = """
.include "$CONFDIR/common.conf"
options {{
    pidfile = "$DBDIR/rspamd.pid";
    .include "$CONFDIR/options.inc"
    .include(priority=10) "$LOCAL_CONFDIR/override.d/options.inc"
}}
logging {{ type = "console"; level = "warning"; }}
worker "normal" {{ bind_socket = "127.0.0.1:{port}"; count = 1; }}
"""
# A few top-level domains and no compiled patterns: to compile all of them takes most of the start.
_OPTIONS = """
filters = "chartable,regexp";
tempdir = "$DBDIR";
rrd = "";
url_tld = "$LOCAL_CONFDIR/tlds.dat";
disable_hyperscan = true;
dns { nameserver = ["127.0.0.1:1:1"]; timeout = 0.1s; retransmits = 1; }
"""


@contextmanager
def rspamd() -> Iterator[str]:
    """Debian's rspamd with its own rules and without the modules that ask the network; gives the URL."""
    port = free_port()
    with _open_to_all() as folder:
        (folder / "override.d").mkdir()
        for module in _NEED_THE_NETWORK.split():
            (folder / "override.d" / f"{module}.conf").write_text("enabled = false;\n", "utf-8")
        (folder / "override.d/options.inc").write_text(_OPTIONS, "utf-8")
        (folder / "tlds.dat").write_text("cn\ncom\nde\nuk\nco.uk\n", "utf-8")
        (folder / "rspamd.conf").write_text(_RSPAMD.format(port=port), "utf-8")
        command = [_program("rspamd"), "--no-fork", "--insecure", f"--config={folder / 'rspamd.conf'}"]
        command += [f"--var={name}={folder}" for name in ("LOCAL_CONFDIR", "DBDIR", "RUNDIR", "LOGDIR")]
        if os.geteuid() == 0:
            command += ["--user=_rspamd", "--group=_rspamd"]
        url = f"http://127.0.0.1:{port}"
        with _running(command, lambda: _pongs(url), folder / "rspamd.log"):
            yield url


@contextmanager
def _open_to_all() -> Iterator[Path]:
    """A folder that the filter's own user can get at, whoever runs the tests (pytest's own are closed)."""
    with tempfile.TemporaryDirectory(prefix="outlint-filter-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


def _connects(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _pongs(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/ping", timeout=2) as answer:
            return bool(answer.read().strip() == b"pong")
    except OSError:
        return False


def verdicts(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings of filter-verdict in a JSON report."""
    return [f for file in report["files"] for f in file["findings"] if f["rule"] == "filter-verdict"]
