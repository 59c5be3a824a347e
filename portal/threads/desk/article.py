"""A help article's draft made of what was answered: the words without whose they were. Staff read it over before it is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import current_app
from sqlalchemy.orm import Session

from portal.core.errors import Invalid, NotFound
from portal.core.permissions import Actor
from portal.materials.regions import cities, provinces
from portal.organisations.queries import list_members, named_in
from portal.threads import models, nameless, queries
from portal.web.i18n import _

DraftArticle = Callable[..., str]
"""(session, actor, title=…, body=…) → the address of the draft. Handed over by the wiring: threads know no help."""
MOST = 20


def make_article(session: Session, actor: Actor, no: str, ids: Sequence[int]) -> str:
    """Draft it and return its address. Raises: NotFound, Invalid("messages")."""
    thread = queries.find_thread(session, actor, no)
    draft: DraftArticle | None = current_app.extensions.get("portal.draft_article")
    if draft is None:
        raise NotFound("页面不存在")
    if thread.kind in models.RESTRICTED_KINDS:  # all staff read drafts, whom a complaint is about among them
        raise Invalid("messages", "投诉和建议的内容不能整理成帮助文章")
    said = [queries.find_message(session, thread, one) for one in sorted(set(ids))[:MOST]]
    if not said:
        raise Invalid("messages", "请选择要整理的消息")
    body = "\n\n".join(message.body for message in said)
    members = [member.name for member in list_members(session, thread.org_id)]
    ours = [name for _user_id, name, _departments in queries.staff_choices(session)]
    known = {
        nameless.COMPANY: named_in(session, f"{thread.subject}\n{body}"),
        nameless.COLLEAGUE: [*ours, *(one.author_name for one in said if one.by_staff)],
        nameless.CUSTOMER: [
            thread.org_name, thread.org_short_name, thread.opener_name, *members, *(one.author_name for one in said if not one.by_staff)
        ],
    }  # fmt: skip
    places = [region.short for region in (*cities(), *provinces())]
    marks = {word: str(_(word)) for word in nameless.MARKS}

    def clear(text: str) -> str:
        return nameless.nameless(text, known=known, places=places, marks=marks)

    return draft(session, actor, title=clear(thread.subject), body=clear(body))
