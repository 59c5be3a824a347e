"""The member's own list, /me/listings, and the one-press actions on a listing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import current_app, flash, redirect, render_template, request

from portal.core.clock import now
from portal.core.errors import Conflict, Invalid
from portal.core.paging import page_number
from portal.listings import services, terms
from portal.listings.queries.own import SIZE, TABS, OwnRow, count_own, list_own
from portal.listings.values import last_day
from portal.listings.views import bp
from portal.listings.views.words import freshness, locale
from portal.materials.units import unit_name
from portal.web.auth import current_actor
from portal.web.filters import ago
from portal.web.forms import clean
from portal.web.guards import member, writer
from portal.web.i18n import _, _n, say
from portal.web.uow import reading, writing


@bp.get("/me/listings")
@member
def mine() -> Any:
    """The company's own listings by state; what needs confirming comes first."""
    actor = current_actor()
    tab = request.args.get("state", "")
    tab = tab if tab in TABS else next(iter(TABS))
    kind = request.args.get("kind", "")
    kind = kind if kind in terms.KINDS else ""
    words = clean(request.args.get("q", ""))[:80]
    number = page_number(request.args.get("page"), size=SIZE)
    with reading() as session:
        counts = count_own(session, actor, kind=kind)
        page = list_own(
            session, actor, tab=tab, kind=kind, words=words, number=number, total=counts[tab],
            matches=current_app.extensions["portal.match_count"],  # matching stands above listings
        )  # fmt: skip
    language, moment = locale(), now()
    return render_template(
        "listings/mine.html",
        page=page,
        rows=[shown(row, moment, language) for row in page.items],
        tab=tab,
        kind=kind,
        words=words,
        tabs=[(text, _address(tab=code, kind=kind), code == tab, counts[code]) for code, text in _tab_names()],
        kinds=[(text, _address(tab=tab, kind=code), code == kind) for code, text in _kind_names()],
        page_url=lambda one: _address(tab=tab, kind=kind, words=words, page=one),
    )


def shown(row: OwnRow, moment: Any, language: str) -> dict[str, Any]:
    """A row and its words: unit, age, state."""
    tone, state = "", ""
    if row.status == terms.PUBLISHED and row.is_resting:
        tone, state = "warn", _("休眠中")
    elif row.status == terms.PUBLISHED and not row.is_public:
        tone, state = "warn", _("待企业认证") if row.kind == terms.SUPPLY else _("待确认邮箱")
    elif row.withdrawn_reason:
        tone, state = "danger", _("平台已下架")
    elif row.status == terms.WITHDRAWN:
        tone, state = "mute", _("已撤回")
    return {
        "row": row,
        "unit": unit_name(row.unit, language),
        "freshness": freshness().state(row.confirmed_at, moment),
        "when": ago(row.confirmed_at if row.status == terms.PUBLISHED else row.updated_at),
        "until": last_day(row.valid_until).isoformat() if row.valid_until else "",
        "ends_soon": bool(row.valid_until and 0 <= (row.valid_until - moment).days < 3),
        "tone": tone,
        "state": state,
    }


@bp.post("/me/listings/confirm")
@writer
def confirm() -> Any:
    """Still as it stands: one listing or many."""
    nos = request.form.getlist("no")[:500]
    with writing() as session:
        done = services.confirm_fresh(session, current_actor(), nos=nos)
    flash(_n("已确认 %(num)d 条", "已确认 %(num)d 条", done), "success")
    return redirect(_back(), 303)


@bp.post("/me/listings/<no>/publish")
@writer
def publish(no: str) -> Any:
    """Publish a draft as previewed."""
    version = request.form.get("version", "")
    return _act(
        no,
        lambda session, actor: services.publish_listing(
            session, actor, no=no, version=int(version) if version.isdecimal() and len(version) < 10 else None
        ),
        _("已发布"),
    )


@bp.post("/me/listings/<no>/reopen")
@writer
def reopen(no: str) -> Any:
    """Publish again what ended."""
    return _act(no, lambda session, actor: services.reopen_listing(session, actor, no=no), _("已重新发布"))


@bp.post("/me/listings/<no>/close")
@writer
def close(no: str) -> Any:
    """Done: sold, or bought."""
    return _act(no, lambda session, actor: services.close_listing(session, actor, no=no), _("已关闭"))


@bp.post("/me/listings/<no>/withdraw")
@writer
def withdraw(no: str) -> Any:
    """Take it back."""
    return _act(no, lambda session, actor: services.withdraw_listing(session, actor, no=no), _("已撤回"))


@bp.post("/me/listings/<no>/copy")
@writer
def copy(no: str) -> Any:
    """A draft with the same content, opened for writing."""
    with writing() as session:
        made = services.copy_listing(session, current_actor(), no=no).no
    flash(_("已复制成草稿，改好后发布"), "success")
    return redirect(f"/me/listings/{made}/edit", 303)


def _act(no: str, act: Callable[[Any, Any], Any], done: str) -> Any:
    try:
        with writing() as session:
            act(session, current_actor())
    except Invalid as error:  # unfinished: the form says where
        flash(say(error), "error")
        return redirect(f"/me/listings/{no}/edit", 303)
    except Conflict as error:
        flash(say(error), "error")
        return redirect(f"/listings/{no}", 303)
    flash(done, "success")
    return redirect(_back(default=f"/listings/{no}"), 303)


def _back(default: str = "/me/listings") -> str:
    """Where the form says to return to: only to a listing or the own list."""
    wanted = request.form.get("next", "")
    ours = wanted.startswith(("/listings/", "/me/listings")) and "\\" not in wanted and wanted.isprintable()
    return wanted if ours else default


def _address(*, tab: str, kind: str, words: str = "", page: int = 1) -> str:
    values = {
        "state": "" if tab == next(iter(TABS)) else tab, "kind": kind, "q": words, "page": "" if page == 1 else str(page)
    }  # fmt: skip
    query = urlencode({name: value for name, value in values.items() if value})
    return f"/me/listings?{query}" if query else "/me/listings"


def _tab_names() -> list[tuple[str, str]]:
    return [("published", _("已发布")), ("draft", _("草稿")), ("expired", _("已过期")), ("closed", _("已关闭"))]


def _kind_names() -> list[tuple[str, str]]:
    return [("", _("全部")), (terms.SUPPLY, _("供应")), (terms.DEMAND, _("求购"))]
