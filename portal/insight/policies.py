"""Who sees which figures: supervision all of them, everybody else of the staff their own. Pure.

| who | house and departments | a person | complaints, causes and costs |
|---|---|---|---|
| supervision, administrators | yes | anybody | yes, but never those about themselves |
| other staff | no | themselves | no |
| customers | nothing: the page does not exist | | |
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.casework.policies import sees_figures_of
from portal.core.errors import NotFound
from portal.core.permissions import Actor
from portal.threads.models import DEPARTMENTS
from portal.threads.policies import supervises


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures: the house's, a department's or a person's."""

    department: str = ""
    person: int | None = None


def scope_for(actor: Actor, *, department: str = "", person: int | None = None) -> Scope:
    """What was asked for, if the actor may see it; without a wish the most they may. Raises: NotFound."""
    if not actor.is_staff or actor.user_id is None:
        raise NotFound("页面不存在")
    if not supervises(actor) and person is None:
        person = actor.user_id
    if person is not None and not sees_figures_of(actor, person):
        raise NotFound("没有这个人的统计")
    if department and (not supervises(actor) or person is not None or department not in DEPARTMENTS):
        raise NotFound("没有这个部门的统计")
    return Scope(department, person)
