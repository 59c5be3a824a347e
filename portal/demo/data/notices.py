"""Notices as they might hang out on a market day. days: shown from, until, counted from today."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """A notice in one language."""

    title: str
    body: str


class Sample(NamedTuple):
    """A notice in three languages."""

    level: str
    days: tuple[int, int]
    source: Text
    taiwan: Text
    english: Text


NOTICES = (
    Sample(
        "warning",
        (-1, 6),
        Text(
            "唐山启动重污染天气Ⅱ级响应，丰润库限运",
            "响应期间国五及以下货车不能进入厂区和仓库，国六车辆和铁路发运不受影响。已约车的客户，运输部会逐一电话确认。",
        ),
        Text(
            "唐山啟動重污染天氣Ⅱ級應變，豐潤庫限運",
            "應變期間國五及以下貨車不能進入廠區和倉庫，國六車輛和鐵路發運不受影響。已約車的客戶，運輸部會逐一電話確認。",
        ),
        Text(
            "Tangshan: level II pollution response limits haulage at Fengrun warehouse",
            "Trucks of emission class China V and below may not enter mills and warehouses while it lasts; China VI trucks and rail are not affected. Transport rings everybody who has booked a truck.",
        ),
    ),
    Sample(
        "info",
        (-3, 12),
        Text(
            "北辰库夜间提货：16:00 前登记",
            "北辰库夜间作业延长到 22:00，需要夜间提货的请在当天 16:00 前通过会话登记车牌。夜间作业费 5 元/吨。",
        ),
        Text(
            "北辰庫夜間提貨：16:00 前登記",
            "北辰庫夜間作業延長到 22:00，需要夜間提貨的請在當天 16:00 前透過對話登記車牌。夜間作業費 5 元/噸。",
        ),
        Text(
            "Beichen warehouse: collect at night, register by 16:00",
            "Beichen warehouse now works until 22:00. To collect at night, send the number plate in a thread by 16:00 the same day. Night work costs 5 yuan a tonne.",
        ),
    ),
    Sample(
        "info",
        (-8, 20),
        Text(
            "服务标准更新：询价 30 分钟内回应",
            "即日起询价首次回应由 60 分钟缩短为 30 分钟，质量、重量异议和投诉同样 30 分钟。达成情况每周公布在“服务标准”页面。",
        ),
        Text(
            "服務標準更新：詢價 30 分鐘內回應",
            "即日起詢價首次回應由 60 分鐘縮短為 30 分鐘，品質、重量異議和投訴同樣 30 分鐘。達成情況每週公佈在「服務標準」頁面。",
        ),
        Text(
            "Service standards: inquiries answered within 30 minutes",
            "From today the first response to an inquiry takes 30 minutes instead of 60, as it does for claims and complaints. What we achieve is published every week on the page “Service standards”.",
        ),
    ),
    Sample(
        "info",
        (-20, 30),
        Text(
            "GB/T 1499.2-2024 质保书核对提示",
            "螺纹钢现行标准为 GB/T 1499.2-2024。提货时请核对质保书标准号、炉号与标牌一致，不一致的请先不要卸车，立即联系质量部。",
        ),
        Text(
            "GB/T 1499.2-2024 材質證明書核對提示",
            "螺紋鋼現行標準為 GB/T 1499.2-2024。提貨時請核對材質證明書標準號、爐號與標牌一致，不一致的請先不要卸車，立即聯絡品質部。",
        ),
        Text(
            "GB/T 1499.2-2024: check certificates when you collect",
            "The current standard for rebar is GB/T 1499.2-2024. See that standard and heat number on certificate and tag agree; if they do not, do not unload and tell quality control at once.",
        ),
    ),
)
