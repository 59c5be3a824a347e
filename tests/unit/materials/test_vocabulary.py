"""Categories, units, places, mills and grades: complete, consistent and found under every name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.materials import categories, grades, mills, regions, units

NAMED_IN_THE_PLAN = (
    "螺纹钢 盘螺 高线 圆钢 方钢 扁钢 热轧卷板 冷轧板卷 中厚板 花纹板 镀锌板卷 彩涂板卷 带钢 硅钢 不锈钢板卷 H型钢 工字钢 槽钢 角钢 "
    "无缝管 焊管 镀锌管 方矩管 水泥 商品混凝土 砂石 砖瓦砌块 电解铜 紫铜板 黄铜 铝锭 铝板 锌锭 镍 木材 化工原料"
).split()


@pytest.mark.parametrize("name", NAMED_IN_THE_PLAN)
def test_every_planned_category_exists(name: str) -> None:
    found = categories.find_category(name)
    assert found is not None
    assert found.name_zh == name


def test_no_name_or_alias_stands_for_two_categories() -> None:
    names = [name for entry in categories.CATEGORIES for name in (entry.name_zh, *entry.aliases)]
    assert len(names) == len(set(names))


def test_categories_use_known_groups_units_and_dimensions() -> None:
    for entry in categories.CATEGORIES:
        assert categories.group(entry.group), entry.code
        assert entry.units, entry.code
        assert all(unit in units.UNITS for unit in entry.units), entry.code
        assert all(dimension in categories.DIMENSIONS for dimension in entry.dimensions), entry.code
        assert entry.code in grades.GRADES, entry.code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("三级抗震螺纹钢", "rebar"),
        ("螺紋鋼", "rebar"),
        ("热轧卷", "hot-rolled"),
        ("低合金中板", "plate"),
        ("不锈钢冷轧板", "stainless-flat"),
        ("H 型鋼", "h-beam"),
        ("无缝钢管", "seamless"),
        ("普硅水泥", "cement"),
        ("优质高线现货", "wire-rod"),
    ],
)
def test_category_is_found_under_the_names_of_the_trade(typed: str, code: str) -> None:
    found = categories.find_category(typed)
    assert found is not None
    assert found.code == code


def test_unknown_product_has_no_category() -> None:
    assert categories.find_category("苹果") is None
    assert categories.find_category("") is None


def test_category_name_follows_the_reader() -> None:
    assert categories.category_name("rebar") == "螺纹钢"
    assert categories.category_name("rebar", "en") == "Rebar"
    assert categories.category_name("rebar", "zh_Hant_TW") == "螺紋鋼"
    assert categories.category_name("flat", "en") == "Flat steel"
    assert categories.category_name("no-such") == "no-such"


def test_group_code_stands_for_its_categories() -> None:
    assert "rebar" in categories.leaf_codes("construction")
    assert categories.leaf_codes("rebar") == ("rebar",)
    assert categories.leaf_codes("no-such") == ()


def test_units_convert_exactly_within_a_dimension_only() -> None:
    assert units.convert(Decimal("1.5"), source="t", target="kg") == Decimal(1500)
    assert units.convert(Decimal(1), source="kg", target="t") == Decimal("0.001")
    with pytest.raises(ValueError, match="cannot convert"):
        units.convert(Decimal(1), source="t", target="bar")


@pytest.mark.parametrize(
    ("typed", "code"), [("吨", "t"), ("噸", "t"), ("T", "t"), ("公斤", "kg"), ("根", "bar"), ("方", "m3")]
)
def test_unit_is_found_under_the_names_of_the_trade(typed: str, code: str) -> None:
    found = units.find_unit(typed)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("佛山市", "佛山"),
        ("广西壮族自治区", "广西"),
        ("内蒙古自治区", "内蒙古"),
        ("延边朝鲜族自治州", "延边"),
        ("巴音郭楞蒙古自治州", "巴音郭楞"),
        ("大兴安岭地区", "大兴安岭"),
        ("香港特别行政区", "香港"),
        ("吉县", "吉县"),
    ],
)
def test_short_name_is_what_people_type(name: str, short: str) -> None:
    assert regions.short_name(name) == short


@pytest.mark.parametrize(
    ("place", "city", "province"),
    [
        ("天津", "天津", "天津"),
        ("佛山市", "佛山", "广东"),
        ("乐从", "佛山", "广东"),
        ("浦东新区", "上海", "上海"),
        ("江阴", "无锡", "江苏"),
        ("济源", "济源", "河南"),
        ("火星", "", ""),
    ],
)
def test_place_is_known_with_its_city_and_province(place: str, city: str, province: str) -> None:
    assert regions.city_of(place) == city
    assert regions.province_of(place) == province


def test_all_provinces_and_cities_are_there() -> None:
    assert len(regions.provinces()) == 34
    assert len(regions.cities()) > 330


def test_mills_stand_in_known_cities_under_one_name_each() -> None:
    names = [name for mill in mills.MILLS for name in (mill.short, *mill.aliases)]
    assert len(names) == len(set(names))
    for mill in mills.MILLS:
        assert regions.find_region(mill.city), mill.short
        assert mills.find_mill(mill.name) is mill


def test_mill_is_found_by_other_spellings() -> None:
    for typed in ("唐钢", "河钢唐钢", "唐鋼"):
        found = mills.find_mill(typed)
        assert found is not None
        assert found.short == "唐钢"
    assert mills.find_mill("无此钢厂") is None
