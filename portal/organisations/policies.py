"""Who may see and change what of a company; lifetimes and limits. Pure."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.policies import DAY_S, Limit
from portal.core.permissions import Actor, OrgKind, OrgRole
from portal.core.texts import N_
from portal.organisations.models import VERIFIED

REGISTRATION_LASTS = timedelta(hours=48)
INVITATION_LASTS = timedelta(days=7)
MAX_INVITATIONS = 50

REGISTER_PER_NETWORK = Limit("register.network", 10, 3600)
RESEND_PER_ACCOUNT = Limit("resend.account", 2, DAY_S)
RESEND_PER_NETWORK = Limit("resend.network", 20, DAY_S)
FINISH_PER_LINK = Limit("confirm.link", 10, 300)
INVITE_PER_COMPANY = Limit("invite.company", 20, DAY_S)
INVITE_PER_ADDRESS = Limit("invite.address", 2, DAY_S)

ROLE_NAMES = {OrgRole.MANAGER: N_("管理员"), OrgRole.MEMBER: N_("成员"), OrgRole.VIEWER: N_("只读")}
TIER_NAMES = {"": N_("普通客户"), "key": N_("重点客户"), "strategic": N_("战略客户")}
"""What a customer's tier is called; what it brings is for the service standards to say."""
KIND_NAMES = {OrgKind.BUYER: N_("采购方"), OrgKind.SUPPLIER: N_("供应商"), OrgKind.BOTH: N_("采购兼供应")}
STATE_NAMES = {"pending": N_("待审核"), "verified": N_("已认证"), "refused": N_("未通过")}

REFUSAL_REASONS = {
    "licence_missing": N_("没有上传营业执照"),
    "licence_unreadable": N_("营业执照图片不清楚或不完整"),
    "name_differs": N_("企业名称与营业执照不一致"),
    "uscc_differs": N_("统一社会信用代码与营业执照不一致"),
    "licence_expired": N_("营业执照已过期或已注销"),
    "out_of_scope": N_("经营范围与材料贸易无关"),
}
"""What staff choose from; kept as these texts, so that each reader sees them in their own language."""


def is_public(verification: str) -> bool:
    """Whether everybody may see the company's page."""
    return verification == VERIFIED


def can_see_company(actor: Actor, *, org_id: int, verification: str) -> bool:
    """A verified company is public; any company is seen by its own people and by staff."""
    return is_public(verification) or actor.is_staff or (actor.is_customer and actor.org_id == org_id)


def can_verify(actor: Actor) -> bool:
    """Sales know the trade, supervision watches it."""
    return actor.works_in("sales", "supervision")
