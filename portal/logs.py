"""How logs look: one JSON object a line on standard error, or plain lines on a terminal; the libraries' lines as well as ours."""

from __future__ import annotations

import json
import logging
import re
import sys
from functools import lru_cache
from typing import TextIO

import structlog

from portal.core.audit import request_id
from portal.web.requests import SECRET_PATHS

_SECRET_WORDS = ("password", "token", "secret", "cookie", "authorization")


# Made once: `json.dumps` with arguments of ours would make an encoder for each line.
_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


@lru_cache(maxsize=512)
def _is_secret(key: str) -> bool:
    return any(word in key.lower() for word in _SECRET_WORDS)


def _hide_secrets(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    for key in event:
        if _is_secret(key):
            event[key] = "…"
    return event


def _keep_to_one_line(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Show what does not print (line breaks, terminal codes, direction marks) as escapes: no visitor writes lines of their own."""
    for key, value in event.items():
        if isinstance(value, str) and not value.isprintable() and key != "exception":
            event[key] = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in value)
    return event


def _say_which_request(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if "id" not in event and request_id.get():
        event["id"] = request_id.get()
    return event


def _cut_addresses(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Of a library's line: what we leave out of our own, the keys in addresses and what follows a question mark."""
    event["event"] = _QUERY.sub("?…", SECRET_PATHS.sub(r"\1…", str(event["event"])))
    return event


_QUERY = re.compile(r"\?\S+")
_PROCESSORS: tuple[structlog.typing.Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _say_which_request,
    _hide_secrets,
    structlog.processors.format_exc_info,
    _keep_to_one_line,
)


def _renderer() -> structlog.typing.Processor:
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(serializer=lambda event, **_: _encode(event))


class Formatter(structlog.stdlib.ProcessorFormatter):
    """A library's line in our form."""

    def __init__(self) -> None:
        super().__init__(
            foreign_pre_chain=[*_PROCESSORS, _cut_addresses],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer()],
        )


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes to standard error as it is at that moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(Formatter())

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


def configure(*, level: int = logging.INFO) -> None:
    """Set up structlog once a process, and take in what libraries have to say from warnings on."""
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if isinstance(handler, _Stderr)]:
        root.removeHandler(old)
    root.addHandler(_Stderr())
    structlog.configure(
        processors=[*_PROCESSORS, _renderer()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
