"""The request as pages read it: a parameter that is not there is no exception. Pages ask for twenty that mostly are not."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict


class Parameters(ImmutableMultiDict[str, str]):
    """What werkzeug offers, except that looking for what is absent builds no HTTP error only to drop it: an eighth of the time."""

    def get(self, key: Any, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        return super().get(key, default, type) if key in self else default


class PortalRequest(Request):
    """A request whose `args` and `form` are `Parameters`."""

    parameter_storage_class = Parameters


def init_app(app: Flask) -> None:
    app.request_class = PortalRequest
