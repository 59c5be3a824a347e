"""The portal as it really runs: web and worker as processes of their own, over HTTP."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from portal.config import ROOT, Settings


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningPortal:
    """`flask serve` in a folder of its own. `kill` ends web or worker outright; the supervisor starts them again."""

    def __init__(self, folder: Path, *, demo: bool = False) -> None:
        self.folder = folder
        self.port = free_port()
        self.environment = os.environ | {
            "PORTAL_DATA_DIR": str(folder),
            "PORT": str(self.port),
            "PORTAL_DEMO": "1" if demo else "0",
            "PORTAL_MAIL_BATCH_S": "1",
        }
        self.log = (folder / "serve.log").open("ab")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self.environment)

    def start(self, *, within_s: float = 60) -> None:
        """Start and wait until the portal says that it is ready."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
        )
        self.wait_ready(within_s)

    def wait_ready(self, within_s: float = 60) -> None:
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if self.get("/readyz")[0] == 200:
                return
            time.sleep(0.2)
        raise AssertionError("the portal did not become ready:\n" + (self.folder / "serve.log").read_text()[-3000:])

    def wait_for_both(self, within_s: float = 20) -> list[psutil.Process]:
        """Wait for the second web process: the first answers while it is being made. One that serves has threads."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            processes = self.children("gunicorn")
            if sum(process.num_threads() > 1 for process in processes) >= 2:
                return processes
            time.sleep(0.1)
        raise AssertionError("one of the web processes did not come")

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
        self.log.close()

    def children(self, word: str) -> list[psutil.Process]:
        """Processes below the supervisor whose command line has `word`: `gunicorn` or `worker`."""
        assert self.process is not None
        found = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.Error):
                if word in " ".join(child.cmdline()):
                    found.append(child)
        return found

    def kill(self, word: str) -> None:
        """kill -9 every such process."""
        for child in self.children(word):
            with suppress(psutil.Error):
                child.kill()

    def get(self, path: str, *, cookie: str = "") -> tuple[int, bytes]:
        """Status and body; status 0 when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            response = connection.getresponse()
            return response.status, response.read()
        except OSError:
            return 0, b""
        except http.client.HTTPException:
            return 0, b""
        finally:
            connection.close()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """A running portal without sample data, one a module: starting takes seconds."""
    folder = tmp_path_factory.mktemp("portal")
    folder.chmod(0o755)  # as a folder made by hand
    running = RunningPortal(folder)
    running.start()
    yield running
    running.stop()
