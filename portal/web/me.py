"""The member's own page `/me`: its sections come from the features, in an order; nothing here knows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from portal.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Section:
    """One part of `/me`: a template of its feature and the frozen view it shows as `view`."""

    template: str
    view: Any


Provider = Callable[[Session, Actor], Section | None]
"""Answers None when there is nothing to show; at most two queries."""


def add_section(app: Flask, order: int, provider: Provider) -> None:
    """Show a section on `/me`. order: 10 what needs doing, 20 threads, 30 listings, 40 orders and the rest."""
    sections: list[tuple[int, Provider]] = app.extensions.setdefault("portal.me", [])
    sections.append((order, provider))
    sections.sort(key=lambda entry: entry[0])


def sections_for(app: Flask, session: Session, actor: Actor) -> list[Section]:
    """The sections this person sees, in order."""
    entries: list[tuple[int, Provider]] = app.extensions.get("portal.me", [])
    found = [provider(session, actor) for _order, provider in entries]
    return [section for section in found if section is not None]
