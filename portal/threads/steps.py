"""The steps of a thread in words: what happened, and what comes next, for either side."""

from __future__ import annotations

from collections.abc import Sequence

from portal.core.permissions import Actor
from portal.standards.terms import PROMISES
from portal.threads import models
from portal.threads.queries import StepView, ThreadView
from portal.web.filters import dt
from portal.web.i18n import _


def steps_of(actor: Actor, thread: ThreadView, steps: Sequence[StepView]) -> list[tuple[str, str, str]]:
    """The timeline: what happened, when, and what comes next."""
    out = [(_step_words(actor, step), dt(step.created_at)[5:], "") for step in steps]
    asked = _departments_asked(steps)
    if thread.status == models.ANSWERED and asked and not actor.is_staff:
        # Answered, and yet the next word is ours: a department has not said what it was asked for.
        return out + [(_("%(to)s部门处理中，有结果会告诉您", to=department), "", "next") for department in asked]
    nexts = {
        models.OPEN: _("等待回复") if not actor.is_staff else _("等待我方回复"),
        models.ANSWERED: _("等待客户确认") if actor.is_staff else _("等您确认"),
        models.WAITING: _("等待客户补充") if actor.is_staff else _("等您补充"),
    }
    if thread.status in nexts:
        out.append((nexts[thread.status], "", "next"))
    return out


def _departments_asked(steps: Sequence[StepView]) -> list[str]:
    """The names of the departments that were asked and have neither answered nor given it back, first asked first."""
    asked: dict[str, None] = {}
    for step in steps:
        department = step.facts.get("to", "")
        if step.kind == "handed":
            asked[department] = None
        elif step.kind in ("handed_done", "handed_back"):
            asked.pop(department, None)
    return [str(_(models.DEPARTMENTS.get(department, ""))) for department in asked]


def _step_words(actor: Actor, step: StepView) -> str:
    facts, by = step.facts, step.by_name

    def to(table: dict[str, str]) -> str:
        return str(_(table.get(facts.get("to", ""), "")))

    words = {
        "opened": lambda: _("%(name)s 发起会话", name=by),
        "answered": lambda: _("%(name)s 首次回复", name=by),
        "acknowledged": lambda: _("已自动确认收到"),
        "taken": lambda: _("%(name)s 接手", name=by),
        "assigned": lambda: _("由 %(name)s 负责", name=facts.get("name", "")),
        "released": lambda: _("%(name)s 取消了负责人", name=by),
        "department": lambda: _("转到%(to)s部门（%(name)s）", to=to(models.DEPARTMENTS), name=by),
        "priority": lambda: _("优先级改为%(to)s（%(name)s）", to=to(models.PRIORITIES), name=by),
        "status": lambda: _("%(name)s 标记为%(to)s", to=to(models.STATUSES), name=by),
        "reopened": lambda: _("%(name)s 重新打开", name=by),
        "supplier": lambda: _("邀请供应商 %(name)s", name=facts.get("name", "")),
        "guest": lambda: _("请 %(name)s 协助", name=facts.get("name", "")),
        # Packages above say their steps in their own words, marked for translation there.
        "said": lambda: _(facts.get("says", ""), **facts.get("values", {})),
        "handed": lambda: (
            _("已转%(to)s部门：%(what)s", to=to(models.DEPARTMENTS), what=facts["said"])
            if facts.get("said")
            else _("已转%(to)s部门处理", to=to(models.DEPARTMENTS))
        ),
        "handed_done": lambda: _("%(to)s部门已给出结果", to=to(models.DEPARTMENTS)),
        "accepted": lambda: _("%(to)s部门 %(name)s 接收转办", to=to(models.DEPARTMENTS), name=by),
        "handed_back": lambda: (
            _("%(name)s 退回转办（%(to)s）", to=to(models.DEPARTMENTS), name=by)
            if actor.is_staff
            else _("%(to)s部门已转回负责人", to=to(models.DEPARTMENTS))
        ),
        "escalated": lambda: _("转办无人接收，已报监督部门（%(to)s）", to=to(models.DEPARTMENTS)),
        "task": lambda: _("%(name)s 添加任务：%(title)s", name=by, title=facts.get("title", "")),
        "task_done": lambda: _("%(name)s 完成任务：%(title)s", name=by, title=facts.get("title", "")),
        "tags": lambda: _("%(name)s 改了标签", name=by),
        "late": lambda: _("%(what)s超时，已报监督部门", what=_(PROMISES.get(facts.get("what", ""), ""))),
        "snoozed": lambda: _("%(name)s 设为稍后处理", name=by),
        "linked": lambda: _("%(name)s 关联了 %(no)s", name=by, no=facts.get("no", "")),
        "unlinked": lambda: _("%(name)s 取消关联 %(no)s", name=by, no=facts.get("no", "")),
        "merged": lambda: _("已并入会话 %(no)s", no=facts.get("no", "")),
        "merged_from": lambda: _("并入了会话 %(no)s 的消息", no=facts.get("no", "")),
        "split": lambda: _("部分消息移到会话 %(no)s", no=facts.get("no", "")),
        "rated": lambda: _(
            "%(name)s 评价：质量 %(quality)s，速度 %(speed)s，态度 %(attitude)s",
            name=by,
            **{score: facts.get(score, "") for score in ("quality", "speed", "attitude")},
        ),
        "claim": lambda: _("异议单 %(no)s：%(state)s", no=facts.get("no", ""), state=_(facts.get("says", ""))),
        "recovery": lambda: _("我们正在补救：%(promise)s", promise=facts.get("promise", "")),
        "recovered": lambda: _("补救已完成并回访"),
        "continued": lambda: _("关闭后有新问题，在会话 %(no)s 继续", no=facts.get("no", "")),
        "continues": lambda: _("接着已关闭的会话 %(no)s", no=facts.get("no", "")),
        "split_from": lambda: _("由会话 %(no)s 拆分而来", no=facts.get("no", "")),
    }
    return str(words[step.kind]()) if step.kind in words else step.kind
