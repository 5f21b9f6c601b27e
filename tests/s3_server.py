"""A server of the protocol of S3 on this machine, as a process of its own; one before it that fails when told to."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest

SECRET = "a-secret-that-no-file-may-hold"


def environment(port: int) -> dict[str, str]:
    """What tells s3fs where the server is, in this process and those it starts."""
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "an-id-that-no-file-may-hold",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "2",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@contextmanager
def server() -> Iterator[int]:
    """The port of a running server, which ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        begun = time.monotonic()
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert process.poll() is None, "the server does not start"
                assert time.monotonic() - begun < 120
                time.sleep(0.1)
        yield port
    finally:
        process.kill()
        process.wait()


class Gate:
    """Passes requests on to the server; for a key that ends in one of `failing`, it answers 503 so many times."""

    def __init__(self, port: int) -> None:
        gate = self
        self.failing: dict[str, int] = {}
        self.asked: Counter[str] = Counter()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # which answers `Expect: 100-continue`

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                key = unquote(self.path.partition("?")[0])
                for end, times in gate.failing.items():
                    if key.endswith(end):
                        gate.asked[end] += 1
                        if gate.asked[end] <= times:
                            self.answer(503, {}, b"")
                            return
                connection = http.client.HTTPConnection("127.0.0.1", port)
                headers = {name: value for name, value in self.headers.items() if name.lower() != "expect"}
                connection.request(self.command, self.path, body, headers)
                found = connection.getresponse()
                self.answer(found.status, dict(found.getheaders()), found.read())
                connection.close()

            def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response_only(status)
                for name, value in headers.items():
                    if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                        self.send_header(name, value)
                length = headers.get("Content-Length", len(body)) if self.command == "HEAD" else len(body)
                self.send_header("Content-Length", str(length))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        for method in ("GET", "PUT", "POST", "HEAD", "DELETE"):
            setattr(Handler, f"do_{method}", Handler.handle_any)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def opened(port: int, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An environment that leads to the server, on which the bucket `archive` is empty; its file system."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:  # of a user's own cloud
        monkeypatch.delenv(name)
    for name, value in environment(port).items():
        monkeypatch.setenv(name, value)
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    system = s3fs.S3FileSystem()
    if system.exists("archive"):
        system.rm("archive", recursive=True)
    system.mkdir("archive")
    return system
