"""The words of a new thread's acknowledgement, in its reader's language, made of what was stored when it was given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from portal.core.clock import SHANGHAI, now
from portal.threads.due_words import moment_words
from portal.threads.models import DEPARTMENTS
from portal.web.i18n import _, locale_tag


def acknowledgement(facts: Mapping[str, str]) -> str:
    """`已收到，由李娜（业务部门）跟进，今天 15:20 前回复。`; the same while the day lasts, as its moments are said by the day."""
    return _said(
        locale_tag(), now().astimezone(SHANGHAI).date(), facts.get("owner", ""), facts.get("department", ""),
        facts.get("due_at", ""), facts.get("resumes_at", ""),
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _said(_tag: str, _today: date, owner: str, department: str, due_at: str, resumes_at: str) -> str:
    who, due, resumes = who_words(owner, department), _moment(due_at), _moment(resumes_at)
    if resumes and due:
        return str(
            _(
                "已收到。提交时不在工作时间，%(resumes)s 恢复工作；由%(who)s跟进，最迟%(due)s 前回复。",
                resumes=resumes, who=who, due=due,
            )
        )  # fmt: skip
    if resumes:
        return str(_("已收到。提交时不在工作时间，%(resumes)s 恢复工作，由%(who)s跟进。", resumes=resumes, who=who))
    if due:
        return str(_("已收到，由%(who)s跟进，%(due)s 前回复。", who=who, due=due))
    return str(_("已收到，由%(who)s跟进，会尽快回复。", who=who))


def who_words(owner: str, department: str) -> str:
    """Who answers: a person, a department, or of a complaint somebody whose name is not for its writer."""
    team = str(_(DEPARTMENTS[department])) if department in DEPARTMENTS else ""
    if owner:
        return str(_("%(name)s（%(department)s部门）", name=owner, department=team)) if team else owner
    return str(_("%(department)s部门", department=team)) if team else str(_("专人"))


def _moment(iso: str) -> str:
    return moment_words(datetime.fromisoformat(iso)) if iso else ""
