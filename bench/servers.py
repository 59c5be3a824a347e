"""Starts the reference and the portal as they are served, and a signed-in customer's browser for the latter."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from portal.config import ROOT

_CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(
    command: list[str], *, environ: Mapping[str, str], log: Path, port: int | None = None, folder: Path = ROOT
) -> Iterator[int]:
    """The command in `folder`, until the block ends; yields its process id once `port` answers."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environ}, stdout=out, stderr=out)
        try:
            if port is not None:
                _wait_for(port, process, log)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def gunicorn(app: str, port: int, *options: str) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{port}", "--no-control-socket", *options, app,
    ]  # fmt: skip


def cpu_seconds(pid: int) -> float:
    """What a server's worker processes have used so far; 0 where /proc is not to be had."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        stats = [Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split() for child in children]
    except OSError:
        return 0
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/healthz")  # any answer will do: a worker is there, not only the socket
            connection.getresponse().read()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
    raise RuntimeError(f"the server on port {port} did not start:\n{log.read_text()[-2000:]}")


class Browser:
    """A customer who signs in by the form and keeps the cookie."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""

    def sign_in(self, email: str, password: str) -> None:
        """Raises: RuntimeError when the form refuses."""
        token = self.csrf("/login")
        status, _ = self._ask("POST", "/login", {"csrf_token": token, "email": email, "password": password})
        if status not in (302, 303):
            raise RuntimeError(f"signing in failed: {status}")

    def csrf(self, path: str) -> str:
        """The CSRF token of a page's form."""
        _, page = self._ask("GET", path)
        found = _CSRF.search(page)
        return found[1] if found else ""

    def send(self, path: str, form: Mapping[str, str]) -> None:
        """Post a form. Raises: RuntimeError when it is refused."""
        status, _ = self._ask("POST", path, form)
        if status not in (302, 303):
            raise RuntimeError(f"{path} was refused: {status}")

    def status(self, path: str) -> int:
        return self._ask("GET", path)[0]

    def _ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Accept": "text/html", "Accept-Language": "zh-CN", "Cookie": self.cookie}
        body = urlencode(form) if form else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        for value in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            others = [part for part in self.cookie.split("; ") if part and not part.startswith(f"{name}=")]
            self.cookie = "; ".join([*others, f"{name}={rest.partition(';')[0]}"])
        connection.close()
        return response.status, text
