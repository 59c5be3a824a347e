"""What stands beside a conversation for staff: who the customer is, what else there is with them, what they looked at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from flask import current_app, render_template, request
from sqlalchemy.orm import Session

from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.listings.looks import looked_at
from portal.organisations.queries import company_by_no, list_members
from portal.standards.terms import TIERS
from portal.threads import models, queries
from portal.threads.desk.blueprint import bp
from portal.threads.queries.company import dealings_of, listings_of
from portal.web.auth import current_actor
from portal.web.filters import day, dt
from portal.web.guards import staff
from portal.web.i18n import _
from portal.web.uow import reading

Orders = Callable[[Session, Actor, int], Sequence[tuple[str, str, str, str]]]
"""A company's orders: (address, title, state, when). Handed over by the wiring, since orders stand above threads."""


Troubles = Callable[[Session, Collection[str]], Mapping[str, Any]]
"""Of mail addresses those that mail came back from. Handed over likewise: the mailroom stands above threads."""


@bp.get("/threads/<no>/customer")
@staff()
def customer(no: str) -> str:
    """The customer's file, their other threads, listings and orders, and what they looked at. `?part`: without the frame."""
    actor = current_actor()
    orders: Orders | None = current_app.extensions.get("portal.orders_of")
    troubles: Troubles | None = current_app.extensions.get("portal.mail_troubles")
    with reading() as session:
        thread = queries.find_thread(session, actor, no)
        if thread.is_masked:
            raise NotFound("页面不存在")
        company = company_by_no(session, actor, thread.org_no)
        members = list_members(session, thread.org_id)[:12]
        context: dict[str, Any] = {
            "members": members,
            "troubles": troubles(session, [member.email for member in members]) if troubles else {},
            "dealings": dealings_of(session, actor, thread.org_id),
            "others": [
                (other.url, other.subject, _(models.STATUSES[other.status]))
                for other in queries.threads_of_company(session, actor, thread)
            ],
            "listings": listings_of(session, thread.org_id),
            "orders": list(orders(session, actor, thread.org_id))[:8] if orders else [],
            "looked": [
                (one.url, one.title, one.spec, one.times, dt(one.at)[5:]) for one in looked_at(session, thread.org_id)
            ],
        }
    dealings = context["dealings"]
    context |= {
        "t": thread,
        "file": [
            (_("企业"), company.name),
            (_("编号"), company.no),
            (_("客户等级"), _(TIERS.get(dealings.tier, TIERS[""]))),
            (_("所在地"), company.city),
            (_("地址"), company.address),
            (_("电话"), company.phone),
            (_("客户自"), day(company.created_at)),
            (_("会话"), _("%(n)s 个，进行中 %(open)s 个", n=dealings.threads, open=dealings.open)),
            (_("质量异议"), str(dealings.claims) if dealings.claims else ""),
            (_("投诉"), str(dealings.complaints) if dealings.complaints else ""),
        ],
    }  # fmt: skip
    return render_template("threads/_beside.html" if "part" in request.args else "threads/beside.html", **context)
