"""Loads what landed prices need besides: the buyer's places, and rates within cities, to districts and to a whole province."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.core.clock import SHANGHAI
from portal.demo.dice import Dice, insert_all, insert_plain
from portal.demo.people import BUYER, Cast
from portal.landed.models import DeliveryPlace
from portal.logistics.models import FreightPrice, FreightRate
from portal.materials.places import find_place, place_ends

_PLACES = (
    ("北京通州", "通州三号工地", "宋庄镇丛林庄路 16 号"),
    ("天津武清", "武清加工厂", "京滨大道 88 号"),
    ("佛山顺德", "顺德项目部", "乐从镇佛平路 5 号"),
)
_WITHIN = "上海 佛山 广州 杭州 无锡 武汉 成都 西安 郑州 唐山 济南 沈阳 长沙 南京 宁波".split()
# Start, end, yuan a tonne, minimum tonnes, minimum charge.
_ROADS = (
    ("天津", "北京通州", "55", "30", ""), ("天津", "河北", "98", "30", ""), ("天津", "天津武清", "26", "10", "400"),
    ("上海", "江苏", "92", "32", ""), ("上海", "上海浦东", "32", "10", "480"), ("广州", "佛山顺德", "36", "10", "500"),
    ("唐山", "河北", "70", "32", ""), ("武汉", "湖北", "88", "32", ""),
)  # fmt: skip


def load_landing(session: Session, dice: Dice, cast: Cast) -> None:
    """Insert them; the rates are the house's own."""
    buyer = cast.companies[BUYER]
    insert_plain(
        session,
        DeliveryPlace,
        [
            {
                "no": f"P1000000{number}", "org_id": buyer.id, "name": name, "region_code": found.code, "address": address,
                "is_default": number == 1, "created_at": dice.now - timedelta(days=60), "created_by": buyer.contact.id,
            }
            for number, (region, name, address) in enumerate(_PLACES, 1)
            if (found := find_place(region)) is not None
        ],
    )  # fmt: skip
    clerk = cast.staff["transport"][0].id
    entered = dice.now - timedelta(days=2)
    last = (dice.now + timedelta(days=28)).astimezone(SHANGHAI).replace(hour=23, minute=59, second=59, microsecond=0)
    rows = [(city, city, "30", "10", "450") for city in _WITHIN] + list(_ROADS)
    values = []
    for number, (start, end, price, least, charge) in enumerate(rows, 1):
        from_code, from_region, from_city = place_ends(start)
        to_code, to_region, to_city = place_ends(end)
        values.append(
            {
                "no": f"F100000{number:02d}", "from_code": from_code, "from_region": from_region, "from_city": from_city,
                "to_code": to_code, "to_region": to_region, "to_city": to_city, "mode": "road", "price": Decimal(price),
                "min_tonnes": Decimal(least), "min_charge": Decimal(charge) if charge else None, "days_min": 0 if start == end else 1,
                "days_max": 1 if start == end else 2, "carrier": "物资通车队", "valid_from": entered, "valid_until": last,
                "confirmed_at": entered, "created_at": entered, "created_by": clerk, "changed_at": entered, "changed_by": clerk,
            }
        )  # fmt: skip
    ids = insert_all(session, FreightRate, values)
    prices = [
        {"rate_id": number, "price": value["price"], "at": entered, "user_id": clerk}
        for number, value in zip(ids, values, strict=True)
    ]
    insert_plain(session, FreightPrice, prices)
