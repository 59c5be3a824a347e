"""A supplier's sheet on its way in: uploaded, read in the background, corrected in the preview, published, taken back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.intake.models import Import, ImportRow
from portal.listings.models import Listing, PriceChange
from portal.organisations.models import Membership, Organisation
from tests.factories.listings import make_listing
from tests.factories.people import make_member, make_organisation

SignIn = Callable[[User], FlaskClient]

SHEET = """天津某某公司今日报价,,,,,,
品名,规格,材质,钢厂,吨位,单价,备注
螺纹钢,Ф16/18-22/25,HRB400,马钢,,4420/4350/4420,货少
螺纹钢,Φ12*9,HRB400E,敬业,30,3680,
友钢,80,20,0,40,60,140
高线,8,HPB300,韶钢,20,面议,
合计,,,,50,,
"""


@pytest.fixture
def seller(database: Database) -> User:
    with database.writing() as session:
        return make_member(session, make_organisation(session, name="天津卖方物资有限公司", kind="supplier"))


def text(response: Any) -> str:
    return str(response.get_data(as_text=True))


def upload(client: FlaskClient, data: str | bytes, name: str = "报价.csv", **fields: str) -> str:
    """Upload and return the import's address."""
    raw = data.encode() if isinstance(data, str) else data
    answer = client.post("/me/import", data={"file": (io.BytesIO(raw), name), "text": "", "warehouse_no": "", **fields})
    assert answer.status_code == 303, text(answer)
    return str(answer.location)


def publish(client: FlaskClient, worker: Worker, address: str) -> None:
    assert client.post(f"{address}/choose", data={"do": "all"}).status_code == 303
    page = client.get(address)
    shown = re.findall(r'name="shown" value="(\d+)"', text(page))
    ticked = re.findall(r'name="row" value="(\d+)" checked', text(page))
    assert client.post(f"{address}/choose", data={"do": "publish", "shown": shown, "row": ticked}).status_code == 303
    worker.drain()


def listings(database: Database) -> list[Listing]:
    with database.reading() as session:
        return list(session.scalars(select(Listing).order_by(Listing.id)))


def rows(database: Database) -> list[ImportRow]:
    with database.reading() as session:
        newest = select(Import.id).order_by(Import.id.desc()).limit(1).scalar_subquery()
        return list(
            session.scalars(select(ImportRow).where(ImportRow.import_id == newest).order_by(ImportRow.position))
        )


def test_sheet_is_read_corrected_and_published(
    database: Database, sign_in: SignIn, worker: Worker, seller: User
) -> None:
    client = sign_in(seller)
    address = upload(client, SHEET)
    waiting = text(client.get(address))
    assert "<progress" in waiting
    assert 'http-equiv="refresh"' in waiting  # without a script too
    worker.drain()
    assert "data-running" not in text(client.get(f"{address}/progress"))

    page = text(client.get(address))
    assert listings(database) == []  # nothing is public before somebody says so
    assert page.count('name="row"') == 5
    assert "不认识这个品名" in page
    refused = next(row for row in rows(database) if row.status == "refused")
    answer = client.post(
        f"{address}/rows/{refused.id}",
        data={
            "product": "圆钢",
            "spec": "25",
            "grade": "Q235B",
            "mill": "友钢",
            "price": "3800",
            "quantity": "",
            "remark": "",
        },
        follow_redirects=True,
    )
    assert "已改" in text(answer)
    publish(client, worker, address)
    assert [(one.product_name, one.spec, one.price) for one in listings(database)] == [
        ("螺纹钢", "Φ16", Decimal(4420)), ("螺纹钢", "Φ18-22", Decimal(4350)), ("螺纹钢", "Φ25", Decimal(4420)),
        ("螺纹钢", "Φ12×9m", Decimal(3680)), ("圆钢", "Φ25", Decimal(3800)), ("高线", "Φ8", None),
    ]  # fmt: skip
    assert all(one.is_public and one.published_by == seller.id for one in listings(database))
    assert "可以撤销" in text(client.get(address))


def test_same_sheet_twice_changes_nothing_even_what_was_corrected(
    database: Database, sign_in: SignIn, worker: Worker, seller: User
) -> None:
    client = sign_in(seller)
    sheet = SHEET.replace("友钢,80,20,0,40,60,140", "螺纹钢,Φ20,HRB400E,敬业,10,36.5,")
    address = upload(client, sheet)
    worker.drain()
    (refused,) = [row for row in rows(database) if row.status == "refused"]
    client.post(f"{address}/rows/{refused.id}", data={"price": "3650"})
    group = next(row for row in rows(database) if row.shown.get("spec") == "Φ18-22")  # one of three sizes in a cell
    client.post(f"{address}/rows/{group.id}", data={"price": "4355", "mill": "首钢"})
    publish(client, worker, address)
    before = [(one.no, one.version, one.price) for one in listings(database)]
    assert len(before) == 6
    again = upload(client, sheet)
    worker.drain()
    assert {row.fate for row in rows(database)} == {"unchanged"}
    publish(client, worker, again)
    assert [(one.no, one.version, one.price) for one in listings(database)] == before


def test_next_sheet_shows_new_changed_unchanged_and_gone(
    database: Database, sign_in: SignIn, worker: Worker, seller: User
) -> None:
    client = sign_in(seller)
    first = upload(client, SHEET)
    worker.drain()
    publish(client, worker, first)
    lines = SHEET.replace("30,3680", "25,3650").replace("高线,8,HPB300,韶钢,20,面议,", "盘螺,8,HRB400E,韶钢,20,3750,")
    second = upload(client, lines)
    worker.drain()
    page = text(client.get(second))
    assert re.search(r"<del>3,680</del> → <ins>3,650</ins>", page)
    assert re.search(r"<del>30</del> → <ins>25</ins>", page)
    fates = [row.fate for row in rows(database)]
    assert sorted(fates) == sorted(["unchanged"] * 3 + ["changed", "", "new", "gone"])
    (gone,) = [row for row in rows(database) if row.fate == "gone"]
    assert not gone.is_chosen  # never closed unasked
    shown = [row.id for row in rows(database) if row.status == "ok"]
    client.post(f"{second}/choose", data={"do": "publish", "shown": shown, "row": [gone.id]})
    worker.drain()
    states = {(one.product_name, one.spec): one.status for one in listings(database)}
    assert states["高线", "Φ8"] == "closed"
    assert ("盘螺", "Φ8") not in states  # not ticked
    assert next(one for one in listings(database) if one.spec == "Φ12×9m").price == Decimal(3680)


def test_whole_import_is_taken_back_within_a_day(
    database: Database, sign_in: SignIn, worker: Worker, seller: User
) -> None:
    client = sign_in(seller)
    first = upload(client, SHEET)
    worker.drain()
    publish(client, worker, first)
    second = upload(
        client, SHEET.replace("30,3680", "25,3650").replace("4350", "4360") + "盘螺,8,HRB400E,韶钢,20,3750,\n"
    )
    worker.drain()
    publish(client, worker, second)
    bar = next(one for one in listings(database) if one.spec == "Φ12×9m")
    assert (bar.price, bar.quantity) == (Decimal(3650), Decimal(25))
    middle = next(one for one in listings(database) if one.spec == "Φ18-22")
    with database.writing() as session:  # somebody changes one of them by hand afterwards
        row = session.get(Listing, middle.id)
        assert row is not None
        row.price = Decimal(4400)
    assert client.post(f"{second}/undo").status_code == 303
    worker.drain()
    found = {one.spec + one.product_name: one for one in listings(database)}
    assert (found["Φ12×9m螺纹钢"].price, found["Φ12×9m螺纹钢"].quantity) == (Decimal(3680), Decimal(30))
    assert found["Φ18-22螺纹钢"].price == Decimal(4400)
    assert (found["Φ8盘螺"].status, found["Φ8盘螺"].is_public) == ("withdrawn", False)
    assert "已撤销" in text(client.get(second))
    with database.reading() as session:
        assert [change.new for change in session.scalars(select(PriceChange).order_by(PriceChange.id))][-1] == Decimal(
            3680
        )
    third = upload(client, SHEET + "盘螺,8,HRB400E,韶钢,20,3750,\n")
    worker.drain()
    assert [row.fate for row in rows(database)][-1] == "new"
    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        assert client.post(f"{first}/undo").status_code == 303
        worker.drain()
    assert found["Φ16螺纹钢"].status == "published"
    assert third


def test_cancelled_while_it_is_read(database: Database, sign_in: SignIn, worker: Worker, seller: User) -> None:
    client = sign_in(seller)
    address = upload(client, SHEET)
    client.post(f"{address}/cancel")
    worker.drain()
    assert "已取消" in text(client.get(address))
    assert rows(database) == []
    client.post(f"{address}/choose", data={"do": "publish"})
    worker.drain()
    assert listings(database) == []


def test_pasted_lines(database: Database, sign_in: SignIn, worker: Worker, seller: User) -> None:
    client = sign_in(seller)
    lines = "敬业 三级抗震 12*9 3680 现货60吨 天津库\n沙钢 HRB400E 25×12 3720  30件 含税过磅"
    answer = client.post("/me/import", data={"text": lines, "warehouse_no": ""})
    worker.drain()
    publish(client, worker, answer.location)
    first, second = listings(database)
    assert (first.mill, first.grade, first.spec, first.price, first.quantity, first.city) == (
        "敬业", "HRB400E", "Φ12×9m", Decimal(3680), Decimal(60), "天津",
    )  # fmt: skip
    assert (second.mill, second.spec, second.price, second.weighing_basis, second.tax_included) == (
        "沙钢", "Φ25×12m", Decimal(3720), "scale", True,
    )  # fmt: skip


def test_columns_that_were_chosen_are_remembered(
    database: Database, sign_in: SignIn, worker: Worker, seller: User
) -> None:
    client = sign_in(seller)
    sheet = "品名,规格,材质,内部价,网上\n螺纹钢,25,HRB400E,3500,3650\n螺纹钢,22,HRB400E,3510,3660\n"
    address = upload(client, sheet)
    worker.drain()
    page = text(client.get(address))
    assert "列没对上" in page
    chosen = {"column-0": "product", "column-1": "spec", "column-2": "grade", "column-3": "skip", "column-4": "price"}
    client.post(f"{address}/columns", data=chosen)
    worker.drain()
    assert [row.shown["price"] for row in rows(database)] == ["3650", "3660"]
    upload(client, sheet.replace("3650", "3640"))
    worker.drain()
    assert [row.shown["price"] for row in rows(database)] == ["3640", "3660"]


def test_bad_file_is_told_beside_the_field_and_the_text_is_kept(sign_in: SignIn, worker: Worker, seller: User) -> None:
    client = sign_in(seller)
    for data, told in (
        (b"", "请选择文件，或粘贴内容"),
        (b"%PDF-1.7", "不是表格"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "密码"),
    ):
        name = "库存.xlsx" if data else ""
        answer = client.post("/me/import", data={"file": (io.BytesIO(data), name), "text": "", "warehouse_no": ""})
        assert answer.status_code == 422
        assert told in text(answer)
    address = upload(client, "今天没有货\n明天再说\n")
    worker.drain()
    assert "没有找到货物" in text(client.get(address))


def test_export_imports_again_unchanged(database: Database, sign_in: SignIn, worker: Worker, seller: User) -> None:
    client = sign_in(seller)
    with database.writing() as session:
        from portal.organisations.models import Membership

        org = session.scalars(select(Membership.org_id).where(Membership.user_id == seller.id)).one()
        made = [
            make_listing(session, org_id=org, product_name="螺纹钢", spec="Φ25×12米", grade="HRB400E", price=Decimal("3650.50"), remarks="=1+1\n第二行", price_remark="+20"),
            make_listing(session, org_id=org, product_name="=cmd|' /C calc'!A0", spec="随便写的", grade="@SUM(1)", mill="-1+1", price=None, quantity=None),
        ]  # fmt: skip
        nos = [one.no for one in made]
    data = client.get("/me/import/export.xlsx").data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    for line in sheet.iter_rows():
        for cell in line:
            assert cell.data_type != "f"
            assert not (isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")))
    address = upload(client, data, "导出.xlsx")
    worker.drain()
    assert [(row.status, row.fate) for row in rows(database)] == [("ok", "unchanged")] * 2, [
        (row.reason, row.changes) for row in rows(database)
    ]
    before = [(one.no, one.version, one.spec, one.remarks) for one in listings(database)]
    publish(client, worker, address)
    assert [(one.no, one.version, one.spec, one.remarks) for one in listings(database)] == before
    assert {one.no for one in listings(database)} == set(nos)
    # A price changed in the sheet changes that listing and nothing else of it.
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    column = next(cell.column for cell in page[1] if cell.value == "单价")
    line = next(row for row in range(2, 4) if page.cell(row, 1).value == nos[0])
    page.cell(line, column).value = 3700
    out = io.BytesIO()
    book.save(out)
    changed = upload(client, out.getvalue(), "改过.xlsx")
    worker.drain()
    publish(client, worker, changed)
    first = next(one for one in listings(database) if one.no == nos[0])
    assert (first.price, first.spec, first.remarks) == (Decimal(3700), "Φ25×12米", "=1+1\n第二行")


def test_template_has_drop_downs_and_imports(database: Database, sign_in: SignIn, worker: Worker, seller: User) -> None:
    client = sign_in(seller)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/me/import/template.xlsx").data))
    sheet = book.worksheets[0]
    assert len(sheet.data_validations.dataValidation) >= 3
    titles = [cell.value for cell in sheet[1]]
    for title, value in (
        ("品名", "螺纹钢"),
        ("材质", "HRB400E"),
        ("规格", 25),
        ("单价", 3650),
        ("数量", 30),
        ("单位", "吨"),
    ):
        sheet.cell(2, titles.index(title) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    upload(client, out.getvalue(), "模板.xlsx")
    worker.drain()
    (row,) = rows(database)
    assert (row.status, row.doubts, row.shown["price"], row.shown["quantity"], row.shown["unit"]) == (
        "ok",
        [],
        "3650",
        "30",
        "t",
    )


def test_preview_asks_few_questions_whatever_its_length(
    database: Database, sign_in: SignIn, worker: Worker, seller: User, count_queries: list[str]
) -> None:
    client = sign_in(seller)
    lines = "".join(
        f"螺纹钢,{size},HRB400E,敬业,{weight},3680,\n" for size in (12, 14, 16, 18, 20) for weight in range(1, 21)
    )
    address = upload(client, "品名,规格,材质,钢厂,吨位,单价,备注\n" + lines)
    worker.drain()
    for path in (address, f"{address}?show=new&page=2", "/me/import"):
        count_queries.clear()
        assert client.get(path).status_code == 200
        assert len(count_queries) <= 6, count_queries


def test_reading_that_breaks_off_is_said(
    database: Database, sign_in: SignIn, worker: Worker, seller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: Any) -> Any:
        raise MemoryError

    client = sign_in(seller)
    address = upload(client, SHEET)
    monkeypatch.setattr("portal.intake.services.reading.raw_rows", broken)
    worker.drain()
    assert "读的时候出了问题" in text(client.get(address))


@pytest.mark.parametrize("how", ["left", "reads only"])
def test_who_goes_while_it_is_taken_back_leaves_it_to_a_colleague(
    database: Database, sign_in: SignIn, worker: Worker, seller: User, how: str
) -> None:
    """What nobody took back is not said to be."""
    client = sign_in(seller)
    address = upload(
        client, "品名,规格,材质,钢厂,单价,吨位\n螺纹钢,12,HRB400E,沙钢,3600,5\n螺纹钢,14,HRB400E,沙钢,3610,6\n"
    )
    worker.drain()
    publish(client, worker, address)
    assert client.post(f"{address}/undo").status_code == 303
    with database.writing() as session:
        member = session.scalars(select(Membership).where(Membership.user_id == seller.id)).one()
        colleague = make_member(session, session.get(Organisation, member.org_id))
        if how == "left":
            member.ended_at = now()
        else:
            member.role = "viewer"
    worker.drain()
    assert [one.is_public for one in listings(database)] == [True, True]
    page = text(sign_in(colleague).get(address))
    assert "已撤销" not in page
    assert "撤销整个导入" in page
    assert sign_in(colleague).post(f"{address}/undo").status_code == 303
    worker.drain()
    assert [one.is_public for one in listings(database)] == [False, False]
    assert "已撤销" in text(sign_in(colleague).get(address))
