"""A table of rates comes in by command and by page; twice changes nothing; nobody brings in another's."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.core.audit import AuditEvent
from portal.core.uow import Database
from portal.logistics.models import FreightPrice, FreightRate
from portal.organisations.models import PENDING
from tests.factories.logistics import make_rate
from tests.factories.people import make_member, make_organisation, make_staff

TABLE = "起运地,目的地,运价,起运量\n天津,河北,95,\n天津,石家庄,78,30\n天津,石家庄长安区,88,30\n天津,乌有,60,\n"


def bring(app: Flask, folder: Path, text: str | bytes, *options: str, name: str = "rates.csv") -> Any:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return app.test_cli_runner().invoke(args=["import-freight", str(file), *options])


def rates(database: Database) -> list[Any]:
    with database.reading() as session:
        columns = (
            FreightRate.to_code,
            FreightRate.price,
            FreightRate.min_tonnes,
            FreightRate.version,
            FreightRate.confirmed_at,
            FreightRate.valid_until,
        )
        return list(session.execute(select(*columns).order_by(FreightRate.to_code)).all())


@pytest.fixture
def company(database: Database) -> str:
    with database.writing() as session:
        return make_organisation(session, kind="supplier").no


def test_the_same_table_twice_changes_nothing(app: Flask, database: Database, tmp_path: Path, company: str) -> None:
    first = json.loads(bring(app, tmp_path, TABLE, "--company", company.lower(), "--json").stdout)
    assert (first["rows_read"], first["created"], first["updated"], first["unchanged"]) == (4, 3, 0, 0)
    assert [(one["row"], one["column"], one["value"]) for one in first["skipped"]] == [(5, "目的地", "乌有")]
    assert [one["to"]["code"] for one in first["rates"]] == ["13", "1301", "130102"]
    before = rates(database)
    assert [(row.to_code, row.price, row.min_tonnes) for row in before] == [
        ("13", D(95), None),
        ("1301", D(78), D(30)),
        ("130102", D(88), D(30)),
    ]
    with database.reading() as session:
        events = session.scalar(select(func.count()).select_from(AuditEvent))
    second = json.loads(bring(app, tmp_path, TABLE, "--company", company, "--json").stdout)
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, 3)
    assert rates(database) == before
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == events


def test_a_changed_price_is_kept_as_history(app: Flask, database: Database, tmp_path: Path, company: str) -> None:
    bring(app, tmp_path, TABLE, "--company", company)
    told = json.loads(bring(app, tmp_path, TABLE.replace(",78,", ",80,"), "--company", company, "--json").stdout)
    assert (told["created"], told["updated"], told["unchanged"]) == (0, 1, 2)
    with database.reading() as session:
        prices = session.scalars(select(FreightPrice.price).order_by(FreightPrice.id)).all()
    assert prices == [D(95), D(78), D(88), D(80)]


def test_a_dry_run_changes_nothing(app: Flask, database: Database, tmp_path: Path, company: str) -> None:
    told = json.loads(bring(app, tmp_path, TABLE, "--company", company, "--dry-run", "--json").stdout)
    assert told["created"] == 3
    assert rates(database) == []


def test_a_workbook_is_read_as_well(app: Flask, database: Database, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["运价表"])
    book.active.append(["起运地", "目的地", "方式", "运价"])
    book.active.append(["天津", "440606", "铁路", 185.5])
    data = io.BytesIO()
    book.save(data)
    told = bring(app, tmp_path, data.getvalue(), name="rates.xlsx")
    assert "新增 1 条" in told.output
    with database.reading() as session:
        rate = session.scalars(select(FreightRate)).one()
    assert (rate.org_id, rate.from_code, rate.to_code, rate.to_city, rate.mode, rate.price) == (
        None,
        "12",
        "440606",
        "佛山",
        "rail",
        D("185.5"),
    )


def test_anothers_rates_are_not_touched(app: Flask, database: Database, tmp_path: Path, company: str) -> None:
    with database.writing() as session:
        make_rate(session, to_city="石家庄", to_region="河北", price=D(78), carrier="", min_tonnes=D(30))
    told = json.loads(bring(app, tmp_path, TABLE, "--company", company, "--json").stdout)
    assert told["created"] == 3


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (TABLE, ["--company", "C00000"], "企业不存在"),
        ("甲,乙\n1,2\n", [], "起运地"),
        (b"%PDF-1.4", [], "PDF"),
        (b"", [], "空"),
        (TABLE, ["--valid-until", "tomorrow"], "valid-until"),
    ],
)
def test_what_cannot_be_brought_in_is_said(
    app: Flask, database: Database, tmp_path: Path, text: str | bytes, options: list[str], said: str
) -> None:
    done = bring(app, tmp_path, text, *options)
    assert done.exit_code == 1
    assert said in done.output
    assert rates(database) == []


def test_a_buyer_has_no_rates(app: Flask, database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        no = make_organisation(session, kind="buyer").no
    assert bring(app, tmp_path, TABLE, "--company", no).exit_code == 1


SignIn = Callable[[User], FlaskClient]


def test_a_supplier_looks_before_publishing(database: Database, sign_in: SignIn) -> None:
    with database.writing() as session:
        user = make_member(session, make_organisation(session, kind="supplier"))
    browser = sign_in(user)
    assert browser.get("/me/freight/import").status_code == 200
    sent = {
        "do": "preview",
        "file": (io.BytesIO(("\t" + TABLE.replace(",", "\t").replace("\n", "\n\t")).encode()), "rates.txt"),
    }
    page = browser.post("/me/freight/import", data=sent)
    assert page.status_code == 200
    assert "天津 → 河北石家庄长安区" in page.text
    assert "新增 3 条" in page.text
    assert "乌有" in page.text
    assert rates(database) == []
    found = re.search(r'<textarea name="table" hidden>\n(.*?)</textarea>', page.text, re.S)
    assert found
    done = browser.post("/me/freight/import", data={"do": "publish", "table": found[1]}, follow_redirects=True)
    assert "新增 3 条" in done.text
    assert [row.to_code for row in rates(database)] == ["13", "1301", "130102"]
    again = browser.post("/me/freight/import", data={"do": "preview", "text": TABLE})
    assert "和现有运价一样" in again.text


def test_what_is_wrong_stands_beside_its_field(database: Database, sign_in: SignIn) -> None:
    with database.writing() as session:
        clerk = make_staff(session, "transport")
    browser = sign_in(clerk)
    empty = browser.post("/desk/freight/import", data={"do": "preview"})
    assert (empty.status_code, "请选择文件" in empty.text) == (422, True)
    picture = browser.post(
        "/desk/freight/import", data={"do": "preview", "file": (io.BytesIO(b"\x89PNG\r\n\x1a\n"), "x.csv")}
    )
    assert (picture.status_code, "PNG" in picture.text) == (422, True)
    wrong = browser.post("/desk/freight/import", data={"do": "preview", "text": "a\tb\n1\t2"})
    assert (wrong.status_code, "起运地、目的地、运价" in wrong.text) == (422, True)
    late = browser.post(
        "/desk/freight/import", data={"do": "preview", "text": "从\t到\t运价\t有效期至\n天津\t北京\t62\t2020-01-01"}
    )
    assert "2020-01-01" in late.text
    assert browser.post(
        "/desk/freight/import", data={"do": "publish", "table": "\n\t\nx\ty\n9\t=cmd|x"}
    ).status_code in (303, 422)
    assert rates(database) == []


def test_who_may_not_enter_rates_may_not_bring_them_in(database: Database, sign_in: SignIn) -> None:
    with database.writing() as session:
        people = [
            make_member(session, make_organisation(session, kind="buyer")),
            make_member(session, make_organisation(session, kind="supplier"), role="viewer"),
            make_member(session, make_organisation(session, kind="supplier", verification=PENDING)),
        ]
        clerk = make_staff(session, "sales")
    for user in people:
        assert (
            sign_in(user)
            .post("/me/freight/import", data={"do": "publish", "table": "1\t从\t到\t运价\n2\t天津\t北京\t62"})
            .status_code
            == 403
        )
    assert sign_in(clerk).post("/desk/freight/import", data={"do": "publish", "table": ""}).status_code == 403
    assert rates(database) == []
