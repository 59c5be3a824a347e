"""What is remembered for a supplier's next sheet: which column is which, and how misread rows were corrected."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.intake.columns import Columns
from portal.intake.models import ImportCorrection, ImportMapping

MOST_CORRECTIONS = 5000

WHAT = ("goods", "product", "grade", "spec", "thickness", "width", "length", "mill", "origin", "warehouse", "city")
"""The cells that say what goods are; prices and quantities change from day to day."""


def signature_of(columns: Columns) -> str:
    """What sheets with these columns are known by."""
    return hashlib.sha256(columns.signature.encode()).hexdigest()


def mappings_of(session: Session, org_id: int) -> dict[str, dict[str, str]]:
    """Everything the supplier ever decided about columns: signature → plain name → field."""
    query = select(ImportMapping.signature, ImportMapping.chosen).where(ImportMapping.org_id == org_id).limit(500)
    return {row.signature: dict(row.chosen) for row in session.execute(query)}


def remember_mapping(session: Session, *, org_id: int, signature: str, chosen: Mapping[str, str]) -> None:
    """Keep what was decided; a later decision replaces it."""
    known = session.scalars(
        select(ImportMapping).where(ImportMapping.org_id == org_id, ImportMapping.signature == signature)
    ).first()
    if known is None:
        known = ImportMapping(org_id=org_id, signature=signature)
        session.add(known)
    known.chosen, known.changed_at = dict(chosen), now()


def fingerprint(cells: Mapping[str, Any]) -> str:
    """What goods as they stand in a sheet are known by."""
    text = json.dumps([cells.get(name, "") for name in WHAT], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def corrections_of(session: Session, org_id: int) -> dict[str, dict[str, Any]]:
    """What the supplier corrected before, the latest first forgotten last: fingerprint → field → [as it stood, as it should be]."""
    query = (
        select(ImportCorrection.fingerprint, ImportCorrection.changed)
        .where(ImportCorrection.org_id == org_id)
        .order_by(ImportCorrection.changed_at.desc())
        .limit(MOST_CORRECTIONS)
    )
    return {row.fingerprint: dict(row.changed) for row in session.execute(query)}


def remember_correction(
    session: Session, *, org_id: int, cells: Mapping[str, Any], corrected: Mapping[str, Any]
) -> None:
    """Keep how a row was corrected."""
    mark = fingerprint(cells)
    known = session.scalars(
        select(ImportCorrection).where(ImportCorrection.org_id == org_id, ImportCorrection.fingerprint == mark)
    ).first()
    if known is None:
        known = ImportCorrection(org_id=org_id, fingerprint=mark)
        session.add(known)
    names = {*cells, *corrected}
    known.changed = {
        name: [cells.get(name, ""), corrected.get(name, "")]
        for name in sorted(names)
        if cells.get(name, "") != corrected.get(name, "")
    }
    known.changed_at = now()


def corrected_as_before(cells: Mapping[str, str], changed: Mapping[str, Any]) -> dict[str, str]:
    """The cells with remembered corrections, each only where the cell stands as it stood then."""
    fixed = dict(cells)
    for name, (was, should) in changed.items():
        if fixed.get(name, "") == was:
            fixed[name] = should
    return {name: text for name, text in fixed.items() if text}
