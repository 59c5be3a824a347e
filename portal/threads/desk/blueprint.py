"""The blueprint the staff's pages of threads hang on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("threads_desk", __name__)
