"""Imports under attack: rows of other imports, hostile text in cells, who may not write, jobs whose person has left."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.intake.models import Import, ImportRow
from portal.intake.services import reading
from portal.listings.models import Listing
from portal.organisations.models import Membership
from tests.attacks.test_files import book_of
from tests.factories.listings import make_listing
from tests.factories.people import make_member, make_organisation, make_staff

SignIn = Callable[[User], FlaskClient]
SHEET = '品名,规格,材质,钢厂,单价,备注\n螺纹钢,25,HRB400E,沙钢,3650,<script>alert(1)</script>\n友钢,<b>1</b>,"""><img src=x>",0,40,\n'


@pytest.fixture
def people(database: Database) -> dict[str, User]:
    with database.writing() as session:
        company = make_organisation(session, kind="supplier")
        return {
            "owner": make_member(session, company),
            "viewer": make_member(session, company, role="viewer"),
            "rival": make_member(session, make_organisation(session, kind="supplier")),
            "buyer": make_member(session, make_organisation(session, kind="buyer")),
            "staff": make_staff(session),
        }


def upload(client: FlaskClient, data: bytes, name: str = "a.csv") -> Any:
    return client.post("/me/import", data={"file": (io.BytesIO(data), name), "text": "", "warehouse_no": ""})


def one_row(database: Database, no: str) -> int:
    with database.reading() as session:
        query = select(ImportRow.id).join(Import, Import.id == ImportRow.import_id).where(Import.no == no)
        return session.scalars(query.order_by(ImportRow.position)).first() or 0


@pytest.mark.parametrize("who", ["viewer", "buyer", "staff"])
def test_who_may_not_write_supply_may_not_import(sign_in: SignIn, people: dict[str, User], who: str) -> None:
    client = sign_in(people[who])
    for path in ("/me/import", "/me/import/template.xlsx", "/me/import/export.xlsx"):
        assert client.get(path).status_code == 403
    assert upload(client, SHEET.encode()).status_code == 403


def test_row_of_another_import_is_not_there(
    database: Database, sign_in: SignIn, worker: Worker, people: dict[str, User]
) -> None:
    mine = upload(sign_in(people["owner"]), SHEET.encode()).location
    theirs = upload(sign_in(people["rival"]), SHEET.encode()).location
    worker.drain()
    row = one_row(database, mine.rsplit("/", 1)[1])
    rival = sign_in(people["rival"])
    assert rival.post(f"{theirs}/rows/{row}", data={"price": "1000"}).status_code == 404
    rival.post(f"{theirs}/choose", data={"do": "save", "shown": [row], "row": []})
    with database.reading() as session:
        kept = session.get(ImportRow, row)
        assert kept is not None
        assert (kept.cells["price"], kept.corrected, kept.is_chosen) == ("3650", {}, True)


def test_number_of_another_companys_listing_changes_nothing(
    database: Database, sign_in: SignIn, worker: Worker, people: dict[str, User]
) -> None:
    with database.writing() as session:
        org = session.scalars(select(Membership.org_id).where(Membership.user_id == people["owner"].id)).one()
        no = make_listing(session, org_id=org).no
    rival = sign_in(people["rival"])
    address = upload(rival, f"信息编号,品名,规格,单价\n{no},螺纹钢,25,1000\n".encode()).location
    worker.drain()
    assert "没有这个编号" in rival.get(address).text
    rival.post(f"{address}/choose", data={"do": "all"})
    rival.post(f"{address}/choose", data={"do": "publish", "shown": [], "row": []})
    worker.drain()
    with database.reading() as session:
        assert session.scalars(select(Listing.version).where(Listing.no == no)).one() == 1


def test_hostile_cells_are_text(sign_in: SignIn, worker: Worker, people: dict[str, User]) -> None:
    client = sign_in(people["owner"])
    address = upload(client, SHEET.encode(), '<script>"><b>.csv').location
    worker.drain()
    for path in (
        address,
        f"{address}?edit={10**30}",
        f"{address}?show=__class__&page=-1",
        f"{address}?show=refused&page=99999999999999999999",
    ):
        page = client.get(path)
        assert page.status_code == 200
        assert not re.search(r"<script>|<img src=x|<b>1</b>", page.text)


def test_rights_that_ended_publish_nothing(
    database: Database, sign_in: SignIn, worker: Worker, people: dict[str, User]
) -> None:
    client = sign_in(people["owner"])
    address = upload(client, SHEET.encode()).location
    worker.drain()
    row = one_row(database, address.rsplit("/", 1)[1])
    assert client.post(f"{address}/choose", data={"do": "publish", "shown": [row], "row": [row]}).status_code == 303
    with database.writing() as session:
        session.execute(update(Membership).where(Membership.user_id == people["owner"].id).values(ended_at=now()))
    worker.drain()
    with database.reading() as session:
        assert session.scalars(select(Listing)).all() == []


def test_published_twice_at_once_is_published_once(
    database: Database, sign_in: SignIn, worker: Worker, people: dict[str, User]
) -> None:
    client = sign_in(people["owner"])
    address = upload(client, SHEET.encode()).location
    worker.drain()
    row = one_row(database, address.rsplit("/", 1)[1])
    for _press in range(2):
        client.post(f"{address}/choose", data={"do": "publish", "shown": [row], "row": [row]})
    worker.drain()
    with database.reading() as session:
        assert len(session.scalars(select(Listing)).all()) == 1


def test_a_cancelled_reading_does_not_go_on_under_other_columns(
    database: Database, sign_in: SignIn, worker: Worker, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is cancelled and asked for anew while its rows are being written: the preview is the new reading's alone."""
    client, keep, interfered = sign_in(people["owner"]), reading._keep, []
    rows = "".join(f"螺纹钢,{size},HRB400E,沙钢,{3000 + at},\n" for at, size in enumerate([12, 14, 16, 18] * 100))
    address = upload(client, ("品名,规格,材质,钢厂,单价,备注\n" + rows).encode()).location

    def interfere(*args: Any) -> bool:
        if not interfered:
            interfered.append(client.post(f"{address}/cancel").status_code)
            wanted = {"column-0": "product", "column-1": "spec", "column-3": "mill", "column-4": "price"}
            with database.writing() as session:
                session.execute(
                    update(Import).values(columns=[["品名"], ["规格"], ["材质"], ["钢厂"], ["单价"], ["备注"]])
                )
            interfered.append(client.post(f"{address}/columns", data=wanted | {"column-2": "remark"}).status_code)
        return keep(*args)

    monkeypatch.setattr(reading, "_keep", interfere)
    worker.drain()
    with database.reading() as session:
        found = session.scalars(select(Import)).one()
        cells = session.scalars(select(ImportRow.cells).where(ImportRow.import_id == found.id)).all()
    assert interfered == [303, 303]
    assert (found.state, found.rows_read, len(cells)) == ("ready", 400, 400)
    assert [one for one in cells if "grade" in one] == [], "材质 was to be a remark"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (book_of('<row r="1">' + "<c/>" * 1_000_000 + "</row>"), "宽.xlsx"),
        (book_of('<row r="1"><c t="inlineStr"><is><t>' + "A" * 60_000_000 + "</t></is></c></row>"), "大.xlsx"),
        (book_of('<row r="1"><c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>'), "末列.xlsx"),
        (b"," * 450_000, "逗号.csv"),
        (b"\x89PNG\r\n\x1a\n", "图.xlsx"),
        (b"MZ\x90\x00", "程序.csv"),
        (b"<svg onload=alert(1)>", "a.csv"),
    ],
    ids=["wide", "bomb", "last column", "commas", "picture", "program", "svg"],
)
def test_hostile_file_gets_one_sentence_in_time(
    sign_in: SignIn, people: dict[str, User], data: bytes, name: str
) -> None:
    client = sign_in(people["owner"])
    began = time.perf_counter()
    answer = upload(client, data, name)
    assert time.perf_counter() - began < 3
    assert answer.status_code == 422
    assert answer.text.count('class="field-error"') == 1


def test_formulas_in_a_sheet_are_their_values_or_nothing(
    database: Database, sign_in: SignIn, worker: Worker, people: dict[str, User]
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["品名", "规格", "材质", "单价", "备注"])
    book.active.append(["螺纹钢", 25, "HRB400E", 3650, '=HYPERLINK("http://evil.example","x")'])
    book.active.append(["螺纹钢", 22, "HRB400E", "=WEBSERVICE(1)", "'=1+1"])
    out = io.BytesIO()
    book.save(out)
    upload(sign_in(people["owner"]), out.getvalue(), "a.xlsx")
    worker.drain()
    with database.reading() as session:
        first, second = session.scalars(select(ImportRow).order_by(ImportRow.position)).all()
    assert "remark" not in first.cells
    assert (second.shown["price"], second.cells["remark"]) == ("", "=1+1")
