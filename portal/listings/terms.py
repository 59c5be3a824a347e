"""The fixed words of a listing: kinds, states and conditions of sale, with the names they have on screen. Pure tables."""

from __future__ import annotations

from portal.core.texts import N_

SUPPLY, DEMAND = "supply", "demand"
DRAFT, PUBLISHED, EXPIRED, CLOSED, WITHDRAWN = "draft", "published", "expired", "closed", "withdrawn"
PICTURE, CERTIFICATE = "picture", "certificate"

KINDS: dict[str, str] = {SUPPLY: N_("供应"), DEMAND: N_("求购")}
PREFIXES: dict[str, str] = {SUPPLY: "S", DEMAND: "D"}
STATUSES: dict[str, str] = {
    DRAFT: N_("草稿"),
    PUBLISHED: N_("已发布"),
    EXPIRED: N_("已过期"),
    CLOSED: N_("已关闭"),
    WITHDRAWN: N_("已撤回"),
}
PRICE_BASES: dict[str, str] = {"one": N_("一票制"), "two": N_("两票制")}
WEIGHINGS: dict[str, str] = {"theory": N_("理计"), "scale": N_("过磅")}
PAYMENTS: dict[str, str] = {"cash": N_("现款"), "draft": N_("承兑"), "credit": N_("账期")}
DELIVERIES: dict[str, str] = {"pickup": N_("自提"), "delivered": N_("送到")}
CONTACTS: dict[str, str] = {
    "portal": N_("由物资通转达，不公开电话"),
    "members": N_("登录的企业成员可以看到"),
    "public": N_("所有人可以看到"),
}
FILE_ROLES: dict[str, str] = {PICTURE: N_("图片"), CERTIFICATE: N_("质保书")}

PRICE_BOUND = 10_000_000
QUANTITY_BOUND = 100_000_000


def codes(joined: str) -> tuple[str, ...]:
    """The codes of a column that holds several: `cash,draft` → (cash, draft)."""
    return tuple(part for part in joined.split(",") if part)


def joined(chosen: object, allowed: dict[str, str]) -> str:
    """Chosen codes in the table's order, as the column holds them; unknown ones fall away."""
    wanted = set(chosen) if isinstance(chosen, list | tuple | set | frozenset) else set()
    return ",".join(code for code in allowed if code in wanted)
