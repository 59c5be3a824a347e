"""Reads quotations with their versions: customers find those that were sent, in their own threads, and no costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.orders.models import Order, Quotation, QuotationLine, QuotationNote, QuotationVersion
from portal.orders.policies import visible_quotations
from portal.orders.terms import DRAFT, FREIGHT, LAPSED, SENT
from portal.organisations.models import Organisation
from portal.threads.models import Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLine:
    """A line of a version. wished_price, wished_quantity: what a counter-offer asks for."""

    position: int
    kind: str
    listing_id: int | None
    listing_no: str
    title: str
    detail: str
    unit: str
    quantity: Decimal
    pieces: int | None
    price: Decimal
    amount: Decimal
    wished_price: Decimal | None = None
    wished_quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """One version as it stands; `status` says lapsed from the deadline on, whether or not the job has run."""

    id: int
    number: int
    status: str
    title: str
    price_basis: str
    tax_included: bool
    weighing_basis: str
    payment: str
    delivery: str
    place: str
    lead_time: str
    valid_until: datetime | None
    remarks: str
    goods_amount: Decimal
    freight_amount: Decimal
    tax_amount: Decimal
    total: Decimal
    sent_at: datetime | None
    sent_name: str
    answered_at: datetime | None
    answered_name: str
    answer: str
    version: int
    lines: tuple[QuotedLine, ...] = ()

    @property
    def goods(self) -> tuple[QuotedLine, ...]:
        return tuple(line for line in self.lines if line.kind != FREIGHT)

    @property
    def has_wishes(self) -> bool:
        return any(line.wished_price is not None or line.wished_quantity is not None for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationView:
    """A quotation; `shown` is the version asked for, `versions` all the actor knows of, newest first, without lines."""

    id: int
    no: str
    thread_id: int
    thread_no: str
    thread_subject: str
    thread_owner: int | None
    org_id: int
    org_no: str
    org_name: str
    org_address: str
    org_phone: str
    opener: int
    shown: VersionView
    versions: tuple[VersionView, ...]
    order_no: str
    costs: Mapping[int, Decimal]
    note: str
    """Costs and note: for staff only; empty for everybody else, who are not even asked for them."""

    @property
    def url(self) -> str:
        return f"/quotations/{self.no}"

    @property
    def newest(self) -> VersionView:
        return self.versions[0]


_VERSION = (
    QuotationVersion.id, QuotationVersion.number, QuotationVersion.status, QuotationVersion.title,
    QuotationVersion.price_basis, QuotationVersion.tax_included, QuotationVersion.weighing_basis, QuotationVersion.payment,
    QuotationVersion.delivery, QuotationVersion.place, QuotationVersion.lead_time, QuotationVersion.valid_until,
    QuotationVersion.remarks, QuotationVersion.goods_amount, QuotationVersion.freight_amount, QuotationVersion.tax_amount,
    QuotationVersion.total, QuotationVersion.sent_at, QuotationVersion.sent_name, QuotationVersion.answered_at,
    QuotationVersion.answered_name, QuotationVersion.answer, QuotationVersion.version,
)  # fmt: skip


def status_at(status: str, valid_until: datetime | None, moment: datetime) -> str:
    """What was sent and is past its deadline has lapsed."""
    return LAPSED if status == SENT and valid_until is not None and valid_until <= moment else status


def find_quotation(session: Session, actor: Actor, no: str, *, number: int = 0) -> QuotationView:
    """The quotation. number: a version's; 0 for the newest the actor knows of. Raises: NotFound."""
    head = session.execute(
        select(
            Quotation.id, Quotation.no, Quotation.thread_id, Thread.no.label("thread_no"), Thread.subject, Thread.owner_id,
            Thread.opened_by, Quotation.org_id, Organisation.no.label("org_no"), Organisation.name.label("org_name"),
            Organisation.address, Organisation.phone,
        )
        .join(Thread, Thread.id == Quotation.thread_id)
        .join(Organisation, Organisation.id == Quotation.org_id)
        .where(Quotation.no == no[:20], visible_quotations(actor))
    ).first()  # fmt: skip
    if head is None:
        raise NotFound("报价单不存在")
    versions = _versions(session, actor, head.id)
    shown = next((one for one in versions if one.number == number), None) if number else versions[0]
    if shown is None:
        raise NotFound("报价单不存在")
    return QuotationView(
        id=head.id,
        no=head.no,
        thread_id=head.thread_id,
        thread_no=head.thread_no,
        thread_subject=head.subject,
        thread_owner=head.owner_id,
        org_id=head.org_id,
        org_no=head.org_no,
        org_name=head.org_name,
        org_address=head.address,
        org_phone=head.phone,
        opener=head.opened_by,
        shown=with_lines(session, shown),
        versions=versions,
        order_no=session.scalar(select(Order.no).where(Order.version_id.in_([one.id for one in versions])).limit(1))
        or "",
        **_private(session, actor, shown.id),
    )


def _versions(session: Session, actor: Actor, quotation_id: int) -> tuple[VersionView, ...]:
    query = (
        select(*_VERSION).where(QuotationVersion.quotation_id == quotation_id).order_by(QuotationVersion.number.desc())
    )
    if not actor.is_staff:
        query = query.where(QuotationVersion.status != DRAFT, QuotationVersion.sent_at.is_not(None))
    moment = now()
    return tuple(
        VersionView(**{**row._mapping, "status": status_at(row.status, row.valid_until, moment)})
        for row in session.execute(query)
    )


def with_lines(session: Session, version: VersionView) -> VersionView:
    """The version with its lines, and beside them what a counter-offer asks for."""
    rows = session.execute(
        select(
            QuotationLine.position, QuotationLine.kind, QuotationLine.listing_id, QuotationLine.listing_no,
            QuotationLine.title, QuotationLine.detail, QuotationLine.unit, QuotationLine.quantity, QuotationLine.pieces,
            QuotationLine.price, QuotationLine.amount, QuotationVersion.wishes,
        )
        .join(QuotationVersion, QuotationVersion.id == QuotationLine.version_id)
        .where(QuotationLine.version_id == version.id)
        .order_by(QuotationLine.position)
    )  # fmt: skip
    lines = []
    for row in rows:
        values = dict(row._mapping)
        wish = (values.pop("wishes") or {}).get(str(row.position), {})
        for name in ("price", "quantity"):
            values[f"wished_{name}"] = Decimal(wish[name]) if wish.get(name) else None
        lines.append(QuotedLine(**values))
    known = {name: getattr(version, name) for name in VersionView.__dataclass_fields__ if name != "lines"}
    return VersionView(**known, lines=tuple(lines))


def _private(session: Session, actor: Actor, version_id: int) -> dict[str, Any]:
    if not actor.is_staff:
        return {"costs": {}, "note": ""}
    row = session.execute(
        select(QuotationNote.costs, QuotationNote.text).where(QuotationNote.version_id == version_id)
    ).first()
    if row is None:
        return {"costs": {}, "note": ""}
    return {"costs": {int(position): Decimal(cost) for position, cost in row.costs.items()}, "note": row.text}
