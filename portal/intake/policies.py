"""Who may import: those who may write supply for their company; and whose import it is."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false

from portal.core.errors import Forbidden
from portal.core.permissions import Actor
from portal.intake.models import Import
from portal.listings.policies import can_post
from portal.listings.terms import SUPPLY


def own_clause(actor: Actor) -> ColumnElement[bool]:
    """The imports of the actor's company."""
    return Import.org_id == actor.org_id if actor.is_customer else false()


def must_supply(actor: Actor) -> None:
    """Raises: Forbidden for a buyer's company, and for a viewer."""
    if not can_post(actor, SUPPLY):
        if actor.is_customer and actor.can_write:
            raise Forbidden("贵公司登记为采购方，不能发布供应。请在企业资料中改为供应商")
        raise Forbidden("您在企业中的角色只能查看，请联系企业管理员")
