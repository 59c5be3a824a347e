"""Names of topics and paces, as readers see them."""

from __future__ import annotations

from collections.abc import Mapping

from portal.core.paces import DAILY, NEVER, NOW, WEEKLY
from portal.core.texts import N_

TOPIC_NAMES: Mapping[str, str] = {
    "matches": N_("供需匹配"),
    "searches": N_("保存的搜索"),
    "watches": N_("关注的货源"),
    "orders": N_("报价和订单"),
    "stock": N_("我的库存"),
    "service": N_("服务进展"),
}
TOPIC_HELP: Mapping[str, str] = {
    "matches": N_("和您的求购或供应对得上的新信息"),
    "searches": N_("保存的搜索有了新结果，或者价格有变"),
    "watches": N_("关注的货调价、缺货、到货、下架"),
    "orders": N_("报价、订单、发运、签收的每一步"),
    "stock": N_("库存快过期，要您确认"),
    "service": N_("异议、投诉和转办的进展"),
}
PACE_NAMES: Mapping[str, str] = {
    NOW: N_("马上"),
    DAILY: N_("每天早上"),
    WEEKLY: N_("每周一早上"),
    NEVER: N_("不发邮件"),
}
