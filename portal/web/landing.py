"""Who computes landed prices in this application. What they are is described in `portal.core.landing`."""

from __future__ import annotations

from flask import current_app

from portal.core.landing import Landing


def landing() -> Landing:
    """The application's."""
    found: Landing = current_app.extensions["portal.landing"]
    return found
