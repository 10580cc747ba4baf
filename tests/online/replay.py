"""A registry on this machine, which replays answers: errors, delays, hang-ups and redirects among them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any

from forum.stages.registries import Registries, Services, registries
from forum.tools.web import Limits

QUICK = Limits(connect=5, whole=5, most=100_000, pause=0, patience=2)


@dataclass
class Replay:
    """What to answer, by path with query; what is not there is a 404 in HTML. ``asked`` is what came, with headers.

    An answer is a status, a body, and headers; a function instead of a body writes to the connection itself.
    """

    port: int = 0
    answers: dict[str, tuple[int, Any, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def says(self, path: str, body: Any = "", status: int = 200, **headers: str) -> None:
        """Answer a path: a dict as JSON, and text as it is."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, dict):
            body, named = json.dumps(body), {"Content-Type": "application/json", **named}
        self.answers[path] = (status, body, named)

    def services(self) -> Services:
        """Return the services, all of them here."""
        return Services(*[self.url + f"/{name}" for name in ("cr", "dc", "doi", "arxiv", "pm", "ol")])

    def registries(self, limits: Limits = QUICK, mailto: str = "") -> Registries:
        return registries(self.services(), mailto, limits)


@contextmanager
def serving() -> Iterator[Replay]:
    """Give a server that is up."""
    replay = Replay()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            replay.asked.append((self.path, dict(self.headers)))
            answers = replay.answers.get(self.path, (404, "<html>no page</html>", {"Content-Type": "text/html"}))
            status, body, headers = answers.pop(0) if isinstance(answers, list) else answers
            if callable(body):
                body(self)
                return
            content = body if isinstance(body, bytes) else body.encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None: ...

    httpd = ThreadingTCPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    replay.port = httpd.server_address[1]
    threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield replay
    httpd.shutdown()
    httpd.server_close()


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection in the middle of a line."""
    handler.wfile.write(b"HTTP/1.1 200 O")
    handler.close_connection = True


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, so that no single wait is long."""
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass
