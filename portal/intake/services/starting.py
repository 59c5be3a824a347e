"""An import begins, is read again with other columns, or is cancelled. The work itself is done by jobs."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.files import TakenFile, keep
from portal.core.live import announce
from portal.core.numbers import new_number
from portal.core.outbox import enqueue
from portal.core.permissions import Actor
from portal.intake.columns import FIELDS
from portal.intake.models import CANCELLED, FAILED, READING, READY, RUNNING, Import
from portal.intake.policies import must_supply, own_clause
from portal.intake.services.remembering import remember_mapping
from portal.listings.storage import find_warehouse

MOST_AT_ONCE = 3


def own_import(session: Session, actor: Actor, no: str, *, lock: bool = False) -> Import:
    """An import of the actor's company. Raises: NotFound (absent, or another company's)."""
    query = select(Import).where(own_clause(actor), Import.no == no)
    found = session.scalars(query.with_for_update() if lock else query).first()
    if found is None:
        raise NotFound("没有这次导入")
    return found


def start_import(
    session: Session, actor: Actor, *, taken: TakenFile, is_text: bool, total: int, warehouse_no: str = ""
) -> Import:
    """Keep the file and have it read.

    Raises: Forbidden, Invalid("warehouse_no"), Conflict (several are being worked on already).
    """
    must_supply(actor)
    if warehouse_no and find_warehouse(session, warehouse_no) is None:
        raise Invalid("warehouse_no", "没有这个仓库，请从列表中选择")
    working = select(func.count()).select_from(Import).where(own_clause(actor), Import.state.in_(RUNNING))
    if (session.execute(working).scalar() or 0) >= MOST_AT_ONCE:
        raise Conflict("还有几个导入正在进行，请等它们完成")
    stored = keep(session, actor, taken)
    found = Import(
        no=new_number("I"), org_id=actor.org_id, created_by=actor.user_id, created_at=now(), name=taken.name, file_id=stored.id,
        is_text=is_text, warehouse_no=warehouse_no, state=READING, total=total,
    )  # fmt: skip
    session.add(found)
    session.flush()  # its id goes into the job
    enqueue(session, "intake.read", {"import_id": found.id})
    audit(session, actor, "import.started", f"import:{found.id}", no=found.no, name=taken.name)
    return found


def choose_columns(session: Session, actor: Actor, *, no: str, chosen: Mapping[str, str]) -> Import:
    """Read the sheet again with these columns, and remember them for sheets of the same kind.

    Raises: NotFound, Forbidden, Conflict (it is not in preview), Invalid (an unknown field).
    """
    must_supply(actor)
    found = own_import(session, actor, no, lock=True)
    if found.state not in (READY, FAILED, CANCELLED) or found.is_text:
        raise Conflict("这次导入已经不能改了，请重新上传")
    if any(field not in FIELDS for field in chosen.values()):
        raise Invalid("columns", "请从列表中选择")
    found.chosen = dict(chosen)
    if found.signature:
        remember_mapping(session, org_id=found.org_id, signature=found.signature, chosen=chosen)
    found.state, found.done, found.error = READING, 0, ""
    found.reading += 1  # one that was cancelled may still be at its rows
    enqueue(session, "intake.read", {"import_id": found.id})
    audit(session, actor, "import.columns", f"import:{found.id}", no=no)
    return found


def cancel_import(session: Session, actor: Actor, *, no: str) -> Import:
    """Stop reading, or throw a preview away. What is being published goes on to its end and can be undone.

    Raises: NotFound, Forbidden, Conflict.
    """
    must_supply(actor)
    found = own_import(session, actor, no, lock=True)
    if found.state == CANCELLED:
        return found
    if found.state not in (READING, READY, FAILED):
        raise Conflict("已经在发布了，不能取消；发布后一天内可以撤销")
    found.state = CANCELLED
    audit(session, actor, "import.cancelled", f"import:{found.id}", no=no)
    tell(session, found)
    return found


def tell(session: Session, found: Import) -> None:
    """Say to open pages that it moved on."""
    announce(session, f"org:{found.org_id}", "import", no=found.no, state=found.state)
