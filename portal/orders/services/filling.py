"""What a version says: read from the form, checked, reckoned up and kept. Part of the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.errors import Invalid, refuse
from portal.core.permissions import Actor
from portal.listings.models import Listing
from portal.listings.policies import visible_to
from portal.listings.terms import DELIVERIES, PRICE_BASES, SUPPLY, WEIGHINGS
from portal.materials.units import UNITS
from portal.orders.amounts import line_amount, sums
from portal.orders.models import Quotation, QuotationLine, QuotationNote, QuotationVersion
from portal.orders.terms import FREIGHT, GOODS
from portal.organisations.models import Organisation

MAX_LINES = 50
LONGEST = timedelta(days=180)
MOST_QUANTITY = Decimal(10_000_000)
"""Of a line: fifty such lines at the highest price still make a total that can be written in capitals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineInput:
    """A line as the form says it. cost: what the house pays, for staff only."""

    kind: str = GOODS
    listing_no: str = ""
    title: str = ""
    detail: str = ""
    unit: str = "t"
    quantity: Decimal | None = None
    pieces: int | None = None
    price: Decimal | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionInput:
    """A version as the form says it."""

    lines: tuple[LineInput, ...]
    price_basis: str = ""
    tax_included: bool = True
    weighing_basis: str = ""
    payment: str = ""
    delivery: str = ""
    place: str = ""
    lead_time: str = ""
    valid_until: datetime | None = None
    remarks: str = ""
    note: str = ""


def check_version(values: VersionInput, *, sending: bool) -> None:
    """Raises: Invalid of every field that is wrong; what must be known before it is sent only then."""
    wrong: list[Invalid] = []
    if not any(line.kind == GOODS for line in values.lines):
        wrong.append(Invalid("lines", "请至少加一行货物"))
    if len(values.lines) > MAX_LINES:
        wrong.append(Invalid("lines", "最多 %(max)d 行", max=MAX_LINES))
    for index, line in enumerate(values.lines):
        if not line.title:
            wrong.append(Invalid(f"lines-{index}-title", "请填写"))
        if line.quantity is None or line.quantity <= 0:
            wrong.append(Invalid(f"lines-{index}-quantity", "请填写大于 0 的数量"))
        elif line.quantity > MOST_QUANTITY:
            wrong.append(
                Invalid(f"lines-{index}-quantity", "请填写 0 到 %(max)s 之间的数字", max=f"{MOST_QUANTITY:,f}")
            )
        if line.price is None:
            wrong.append(Invalid(f"lines-{index}-price", "请填写单价"))
        if line.unit not in UNITS:
            wrong.append(Invalid(f"lines-{index}-unit", "请从列表中选择"))
    for field, value, known in (
        ("price_basis", values.price_basis, PRICE_BASES),
        ("weighing_basis", values.weighing_basis, WEIGHINGS),
        ("delivery", values.delivery, DELIVERIES),
    ):
        if value and value not in known:
            wrong.append(Invalid(field, "请从列表中选择"))
    moment = now()
    if sending and values.valid_until is None:
        wrong.append(Invalid("valid_until", "请填写有效期"))
    # A draft keeps a deadline that has just passed, but none out of the calendar's first year: no database holds that.
    if values.valid_until is not None and values.valid_until <= (moment if sending else moment - LONGEST):
        wrong.append(Invalid("valid_until", "有效期已过，请改成以后的时间"))
    if values.valid_until is not None and values.valid_until > moment + LONGEST:
        wrong.append(Invalid("valid_until", "有效期最长 180 天"))
    refuse(wrong)


def fill_draft(
    session: Session, actor: Actor, quotation: Quotation, draft: QuotationVersion, values: VersionInput
) -> None:
    listings = _listings(session, actor, quotation, values)
    for name in (
        "price_basis", "tax_included", "weighing_basis", "payment", "delivery", "place", "lead_time", "valid_until", "remarks",
    ):  # fmt: skip
        setattr(draft, name, getattr(values, name))
    session.execute(delete(QuotationLine).where(QuotationLine.version_id == draft.id))
    rows: list[dict[str, Any]] = []
    for position, line in enumerate(values.lines, start=1):
        quantity, price = line.quantity or Decimal(0), line.price or Decimal(0)
        listing = listings.get(line.listing_no)
        rows.append(
            {
                "version_id": draft.id, "position": position, "kind": line.kind, "listing_id": listing,
                "listing_no": line.listing_no if listing else "", "title": line.title, "detail": line.detail, "unit": line.unit,
                "quantity": quantity, "pieces": line.pieces, "price": price, "amount": line_amount(quantity, price),
            }
        )  # fmt: skip
    session.execute(insert(QuotationLine), rows)
    sum_up(draft, [(row["kind"], row["amount"]) for row in rows])
    goods = [line.title for line in values.lines if line.kind == GOODS]
    draft.title = goods[0][:190] + (f" 等 {len(goods)} 项" if len(goods) > 1 else "")
    costs = {
        str(position): f"{line.cost:f}" for position, line in enumerate(values.lines, start=1) if line.cost is not None
    }
    session.execute(delete(QuotationNote).where(QuotationNote.version_id == draft.id))
    session.execute(insert(QuotationNote).values(version_id=draft.id, costs=costs, text=values.note))
    draft.changed_at = now()  # a change of lines alone moves the row's version on too
    session.flush()


def sum_up(draft: QuotationVersion, lines: list[tuple[str, Decimal]]) -> None:
    come_to = sums(lines, tax_included=draft.tax_included, price_basis=draft.price_basis)
    draft.goods_amount, draft.freight_amount = come_to.goods, come_to.freight
    draft.tax_amount, draft.total = come_to.tax, come_to.total


def _listings(session: Session, actor: Actor, quotation: Quotation, values: VersionInput) -> dict[str, int]:
    """Ids of the listings the lines name. Raises: Invalid for one that cannot be quoted to this customer, in this unit."""
    wanted = {line.listing_no for line in values.lines if line.listing_no}
    if not wanted:
        return {}
    rows = session.execute(
        select(Listing.no, Listing.id, Listing.unit, Listing.org_id)
        .join(Organisation, Organisation.id == Listing.org_id)
        .where(Listing.no.in_(wanted), Listing.kind == SUPPLY, visible_to(actor, now()))
    ).all()
    known = {row.no: row for row in rows}
    wrong = []
    for index, line in enumerate(values.lines):
        if not line.listing_no:
            continue
        row = known.get(line.listing_no)
        if row is None or line.kind == FREIGHT:
            wrong.append(Invalid(f"lines-{index}-title", "找不到供应信息 %(no)s", no=line.listing_no))
        elif row.org_id == quotation.org_id:
            wrong.append(Invalid(f"lines-{index}-title", "这是客户自己的供应信息"))
        elif row.unit != line.unit:
            wrong.append(Invalid(f"lines-{index}-unit", "供应信息按另一个单位卖，库存要按它的单位锁定"))
    refuse(wrong)
    return {row.no: row.id for row in rows}
