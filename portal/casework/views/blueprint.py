"""The blueprint of casework's pages, and the rules they go by."""

from __future__ import annotations

from flask import Blueprint, current_app

from portal.casework.rules import Rules

bp = Blueprint("casework", __name__)


def rules() -> Rules:
    """What this installation has set."""
    found: Rules = current_app.extensions["portal.casework"]
    return found
