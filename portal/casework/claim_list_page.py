"""What a list of claims shows, in the reader's words: tabs with their numbers, whose move it is, what is due."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.casework import windows
from portal.casework.moves import REMEDIED, STATES
from portal.casework.queries import claim_lists as lists
from portal.casework.queries.claim_lists import ClaimRow
from portal.core.clock import now
from portal.core.permissions import Actor
from portal.threads.due_words import moment_words
from portal.web.i18n import _


def gather(session: Session, actor: Actor, *, view: str, page: int, path: str) -> dict[str, Any]:
    """The page of a list. A view that is not known is that of the open ones."""
    view = view if view in lists.VIEWS or view in STATES else lists.OPEN
    found, counts = lists.list_claims(session, actor, view=view, page=page), lists.count_claims(session, actor)
    kinds = {key: str(_(words)) for key, words in windows.KINDS.items()}
    states = {key: str(_(words)) for key, words in STATES.items()}

    def address(wanted: str, number: int = 1) -> str:
        said = [f"state={wanted}"] if wanted != lists.OPEN else []
        said += [f"page={number}"] if number > 1 else []
        return path + ("?" + "&".join(said) if said else "")

    return {
        "page": found,
        "rows": [(row, kinds[row.kind], states[row.state], _tone(row), *_due(actor, row)) for row in found.items],
        "tabs": [(words, address(key), key == view, counts.of(key)) for key, words in _tabs(actor)],
        "chosen": states.get(view, ""),
        "view": view,
        "by_state": [(key, words, counts.of(key)) for key, words in states.items() if counts.of(key)],
        "path": path,
        "url_for_page": lambda number: address(view, number),
    }


def _tabs(actor: Actor) -> list[tuple[str, str]]:
    if not actor.is_staff:
        return [
            (lists.OPEN, _("进行中")), (lists.THEIR_MOVE, _("等您处理")), (lists.ENDED, _("已结束")), (lists.ALL, _("全部")),
        ]  # fmt: skip
    return [
        (lists.OPEN, _("进行中")), (lists.OUR_MOVE, _("等我方处理")), (lists.THEIR_MOVE, _("等客户")), (lists.LATE, _("已超时")),
        (lists.ARBITRATED, _("仲裁中")), (lists.ENDED, _("已结束")), (lists.ALL, _("全部")),
    ]  # fmt: skip


def _tone(row: ClaimRow) -> str:
    return "mute" if row.is_over else "warn" if row.is_theirs else "info"


def _due(actor: Actor, row: ClaimRow) -> tuple[str, str]:
    """What is due, and its colour: the customer's own answer, else our next word. Two empty words where nothing is."""
    if row.is_over:
        return "", ""
    if row.state == REMEDIED and row.silence_until is not None:
        when = moment_words(row.silence_until)
        words = _("%(when)s 自动关闭", when=when) if actor.is_staff else _("请在%(when)s 前确认", when=when)
        return str(words), "warn"
    if row.is_theirs:
        return str(_("等客户答复") if actor.is_staff else _("等您答复")), "warn"
    if row.due_at is None:
        return "", ""
    if row.due_at <= now():
        words = _("应于%(when)s 前答复，已超时", when=moment_words(row.due_at))
        return str(words), "danger"
    return str(_("%(when)s 前答复", when=moment_words(row.due_at))), "info"
