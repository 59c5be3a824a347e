"""The blueprint the pages of the mailroom's desk hang on. Owns no page."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("mailroom_desk", __name__)
