"""What a listing showed before, and the steps of its life."""

from __future__ import annotations

from flask import render_template

from portal.core.texts import N_
from portal.listings.forms import ListingForm
from portal.listings.queries.history import history_of
from portal.listings.views import bp
from portal.listings.views.differences import differences
from portal.web.auth import current_actor
from portal.web.guards import signed_in
from portal.web.i18n import _
from portal.web.uow import reading

ACTIONS = {
    "created": N_("建立草稿"),
    "edited": N_("修改"),
    "repriced": N_("改价格和数量"),
    "published": N_("发布"),
    "confirmed": N_("确认"),
    "closed": N_("关闭"),
    "reopened": N_("重新发布"),
    "withdrawn": N_("撤回"),
    "expired": N_("到期下架"),
    "rested": N_("久未确认，暂停展示"),
    "file_added": N_("添加文件"),
    "file_removed": N_("移除文件"),
}


@bp.get("/listings/<no>/history")
@signed_in
def past(no: str) -> str:
    """For the listing's company and for staff; nobody else's business."""
    with reading() as session:
        history = history_of(session, current_actor(), no)
    form = ListingForm(formdata=None)
    edits = [(edit.at, edit.who, differences(form, edit.before, edit.after)) for edit in history.edits]
    steps = [
        (
            step.at,
            _(ACTIONS[step.action]) if step.action in ACTIONS else step.action,
            step.who or _("平台"),
            step.reason,
        )
        for step in history.steps
    ]
    return render_template("listings/history.html", listing=history.listing, edits=edits, steps=steps)
