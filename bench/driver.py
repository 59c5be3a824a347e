"""A small load generator: a few keep-alive connections in a closed loop, on loopback only."""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
_CLOSE = re.compile(rb"\r\nconnection: *close", re.I)

NextRequest = Callable[[], bytes]


@dataclass(slots=True)
class Result:
    """What came of driving a page for a while."""

    seconds: float = 0
    cpu_s: float = 0
    """What the server's workers used meanwhile; filled in by the caller."""
    times: list[float] = field(default_factory=list)
    wrong: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Right answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0


class _Connection:
    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._open()
        self.received = b""
        self.needed = -1
        self.began = 0.0

    def _open(self) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def send(self, request: bytes) -> None:
        self.received, self.needed = b"", -1
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def reopen(self) -> None:
        self.socket.close()
        self.socket = self._open()

    def read(self) -> bool:
        """Read what is there; True when the answer is whole."""
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionResetError
        self.received += data
        if self.needed < 0:
            head, found, _body = self.received.partition(b"\r\n\r\n")
            if not found:
                return False
            length = _LENGTH.search(head)
            self.needed = len(head) + 4 + (int(length[1]) if length else 0)
        return len(self.received) >= self.needed


def drive(port: int, next_request: NextRequest, *, status: int, seconds: float, connections: int) -> Result:
    """Ask as fast as answers come. status: what a right answer has."""
    result = Result()
    right = b"HTTP/1.1 %d " % status
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connection = _Connection(port)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(next_request())
        began = time.perf_counter()
        end = began + seconds
        moment = began
        while moment < end:
            for key, _events in selector.select(timeout=1):
                connection = key.data
                try:
                    whole = connection.read()
                except ConnectionResetError:  # it was closed before the answer: ask again on a new one
                    whole, connection.received = True, b""
                if not whole:
                    continue
                moment = time.perf_counter()
                if connection.received.startswith(right):
                    result.times.append(moment - connection.began)
                elif connection.received:
                    result.wrong.append(connection.received[:400])
                if not connection.received or _CLOSE.search(connection.received.partition(b"\r\n\r\n")[0]):
                    selector.unregister(connection.socket)
                    connection.reopen()
                    selector.register(connection.socket, selectors.EVENT_READ, connection)
                connection.send(next_request())
            moment = time.perf_counter()
        result.seconds = moment - began
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    return result


def get(path: str, *, cookie: str = "") -> bytes:
    """A GET as a browser sends it."""
    return _request("GET", path, cookie)


def post(path: str, body: bytes, *, cookie: str) -> bytes:
    """A form's POST."""
    extra = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return _request("POST", path, cookie, extra) + body


def _request(method: str, path: str, cookie: str, extra: str = "") -> bytes:
    lines = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html,application/xhtml+xml\r\n"
        f"Accept-Language: zh-CN,zh;q=0.9\r\nUser-Agent: Mozilla/5.0 (bench)\r\n{extra}"
    )
    return (lines + (f"Cookie: {cookie}\r\n" if cookie else "") + "\r\n").encode()
