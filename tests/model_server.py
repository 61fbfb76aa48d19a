"""A scripted OpenAI-compatible endpoint on loopback: each request takes the next step of the script."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Step:
    """`text` is streamed; `status` other than 200 is an error with `text` as its message; `cut` breaks off midway.

    `raw` are bytes sent as they are as a body of `kind`; `endless` goes on for ever with `text`, or with `raw`; `drip` sends a
    piece of nothing every so many seconds and never ends.
    """

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False
    reason: str = "stop"
    raw: bytes | None = None
    kind: str = "text/event-stream"
    endless: bool = False
    drip: float = 0.0


@dataclass
class Served:
    url: str
    bodies: list[bytes] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def asked(self, n: int = -1) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.bodies[n])
        return told


@contextmanager
def serve(steps: Sequence[Step], models: Sequence[str] = ()) -> Iterator[Served]:
    left = list(steps)
    served = Served("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            served.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            served.headers.append(dict(self.headers))
            served.paths.append(self.path)
            step = left.pop(0) if left else Step("script is over", 500)
            time.sleep(step.delay)
            try:
                self._answer(step)
            except OSError:
                return  # the client went away, as some tests want it to

        def do_GET(self) -> None:
            served.paths.append(self.path)
            body = json.dumps({"object": "list", "data": [{"id": m, "object": "model"} for m in models]}).encode()
            self.send_response(200 if models else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _answer(self, step: Step) -> None:
            self.send_response(step.status)
            for name, value in step.headers.items():
                self.send_header(name, value)
            if step.status != 200:
                body = json.dumps({"error": {"message": step.text}}).encode()
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                return
            self.send_header("Content-Type", step.kind)
            self.end_headers()
            while step.drip:
                time.sleep(step.drip)
                self.wfile.write(b": still here\n\n")
                self.wfile.flush()
            if step.raw is not None:
                self.wfile.write(step.raw)
                while step.endless:
                    self.wfile.write(step.raw)
                return
            while step.endless:
                self._event({"choices": [_choice(step.text, None)]})
            for start in range(0, len(step.text), 7):
                self._event({"choices": [_choice(step.text[start : start + 7], None)]})
                if step.cut and start > 10:
                    return
            self._event({"choices": [_choice("", step.reason)]})
            usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
            self._event({"choices": [], "usage": usage})
            self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, data: dict[str, Any]) -> None:
            whole = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", **data}
            self.wfile.write(b"data: " + json.dumps(whole).encode() + b"\n\n")

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()


def _choice(text: str, reason: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": reason}
