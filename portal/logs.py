"""How logs look: one JSON object a line on standard error, or plain lines on a terminal."""

from __future__ import annotations

import json
import logging
import sys
from functools import lru_cache

import structlog

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


def configure(*, level: int = logging.INFO) -> None:
    """Set up structlog once a process."""
    terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _hide_secrets,
            structlog.processors.format_exc_info,
            _keep_to_one_line,
            structlog.dev.ConsoleRenderer()
            if terminal
            else structlog.processors.JSONRenderer(serializer=lambda event, **_: _encode(event)),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
