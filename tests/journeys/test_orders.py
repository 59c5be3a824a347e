"""From a quotation in a thread to goods taken over, through the forms both sides use."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.clock import SHANGHAI, now
from portal.core.uow import Database
from portal.logistics.models import StockLot
from portal.orders.models import OrderLine
from tests.factories.logistics import make_rate
from tests.factories.orders import line_of, make_order, make_quotation, order_version, ship
from tests.integration.orders.conftest import Market, market

__all__ = ["market"]

SignIn = Callable[[User], FlaskClient]
SECRET = "毛利暗语"


def form_of(page: Any) -> dict[str, str]:
    """What the draft's form holds, as a browser would send it."""
    text = page.get_data(as_text=True)
    found = {}
    for name, value in re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', text):
        found[name] = value
    for name, options in re.findall(r'<select[^>]*? name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'<option[^>]*? selected[^>]*? value="([^"]*)"', options)
        first = re.search(r'<option[^>]*? value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else first[1] if first else ""
    return {name: value for name, value in found.items() if name not in ("q", "csrf_token")}


def test_from_inquiry_to_goods_taken_over(database: Database, sign_in: SignIn, market: Market) -> None:
    sales, buyer, keeper = sign_in(market.sales), sign_in(market.buyer), sign_in(market.warehouse)
    with database.writing() as session:
        make_rate(session)
    assert f"/threads/{market.thread.no}/quotations" in sales.get(f"/threads/{market.thread.no}").get_data(as_text=True)
    assert "新建报价单" in sales.get(f"/threads/{market.thread.no}/quotations").get_data(as_text=True)
    begun = sales.post(f"/threads/{market.thread.no}/quotations")
    assert begun.status_code == 303
    edit = begun.headers["Location"]

    # find, add, freight: each keeps what was typed
    data = form_of(sales.get(edit)) | {"do": "find", "find": "螺纹 25", "payment": "款到发货", "place": "北京"}
    page = sales.post(edit, data=data)
    assert page.status_code == 200
    assert f'value="add-{market.listing.no}"' in page.get_data(as_text=True)
    data = form_of(page) | {"do": f"add-{market.listing.no}", "remarks": "周五前提货"}
    page = sales.post(edit, data=data)
    assert 'value="款到发货"' in page.get_data(as_text=True)
    assert "周五前提货" in page.get_data(as_text=True)
    data = form_of(page) | {"lines-0-quantity": "60", "lines-0-cost": "3500", "remarks": "周五前提货", "do": "freight"}
    page = sales.post(edit, data=data)
    data = form_of(page)
    assert (data["lines-1-kind"], data["lines-1-price"], data["lines-1-quantity"]) == ("freight", "85", "60")
    wrong = sales.post(edit, data=data | {"do": "send", "lines-0-price": "", "note": SECRET})
    assert wrong.status_code == 422
    assert "请填写单价" in wrong.get_data(as_text=True)
    assert SECRET in wrong.get_data(as_text=True)
    sent = sales.post(edit, data=data | {"do": "send", "note": SECRET, "tax_included": "y", "remarks": "周五前提货"})
    assert sent.status_code == 303
    address = sent.headers["Location"]
    no = address.rsplit("/", 1)[1]

    # the customer reads it, and nothing of what staff noted
    assert address in buyer.get(f"/threads/{market.thread.no}").get_data(as_text=True)
    for path in (address, f"{address}/print", f"/threads/{market.thread.no}/quotations", "/me/orders"):
        shown = buyer.get(path)
        assert shown.status_code == 200
        text = shown.get_data(as_text=True)
        assert no in text
        assert SECRET not in text
        assert "3,500" not in text
    assert "人民币贰拾贰万肆仟壹佰元整" in buyer.get(f"{address}/print").get_data(as_text=True)
    assert SECRET in sales.get(address).get_data(as_text=True)

    accepted = buyer.post(f"{address}/accept", data={"number": "1", "words": "尽快安排"})
    assert accepted.status_code == 303
    order = accepted.headers["Location"]
    assert buyer.post(f"{address}/accept", data={"number": "1"}).headers["Location"] == order
    assert "尽快安排" in buyer.get(f"/threads/{market.thread.no}").get_data(as_text=True)
    order_no = order.rsplit("/", 1)[1]
    for browser, path in ((buyer, "/me/orders"), (sales, "/desk/orders"), (sales, order), (buyer, f"{order}/print")):
        assert order_no in browser.get(path).get_data(as_text=True)

    with database.writing() as session:
        version = str(order_version(session, order_no))
    assert keeper.post(f"{order}/loading", data={"version": version}).status_code == 303
    data = form_of(keeper.get(f"{order}/ship"))
    with database.reading() as session:
        line = session.scalars(select(OrderLine.id)).one()
    load = {f"load-{line}": "60", "vehicle": "津C12345", "gross": "75", "tare": "15.1", "net": "60"}
    wrong = keeper.post(f"{order}/ship", data=data | load)
    assert wrong.status_code == 422
    assert "毛重减皮重不等于净重" in wrong.get_data(as_text=True)
    assert "津C12345" in wrong.get_data(as_text=True)
    picture = (io.BytesIO(_png()), "磅单.png")
    gone = keeper.post(
        f"{order}/ship", data=data | load | {"net": "", "ticket": picture}, content_type="multipart/form-data"
    )
    assert gone.status_code == 303
    page_text = buyer.get(order).get_data(as_text=True)
    assert "津C12345" in page_text
    file = re.search(rf'href="({order}/files/[^"]+)"', page_text)
    assert file is not None
    with buyer.get(file[1]) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert sign_in(market.rival).get(file[1]).status_code == 404
    with database.writing() as session:
        version = str(order_version(session, order_no))
    assert keeper.post(f"{order}/shipments/1/delivered", data={"version": version}).status_code == 303
    taken = buyer.post(f"{order}/shipments/1/receive", data={f"counted-{line}": "59.7"})
    assert taken.status_code == 303
    last = buyer.get(order).get_data(as_text=True)
    assert "超差" in last
    claim = re.findall(r'href="(/claims/new\?order=[A-Z0-9]+)"', last)[0]
    form = buyer.get(claim).get_data(as_text=True)
    today = str(now().astimezone(SHANGHAI).date())
    for name, value in (("order_no", order.rpartition("/")[2]), ("delivered_on", today), ("weighed", "59.7")):
        assert re.search(rf'name="{name}"[^>]* value="{value}"', form), f"{name} is known from the order"
    assert "已验收" in last


def _png() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


def test_lacking_stock_is_said_and_what_was_typed_is_kept(database: Database, sign_in: SignIn, market: Market) -> None:
    with database.writing() as session:
        no = make_quotation(session, market.sales, market.thread, line_of(market.listing, "130"))
    page = sign_in(market.buyer).post(f"/quotations/{no}/accept", data={"number": "1", "words": "请周五送到"})
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert "可供只有 100 吨，还缺 30 吨" in text
    assert "请周五送到" in text
    assert "订单已生成" not in text


def test_countering_by_form(database: Database, sign_in: SignIn, market: Market) -> None:
    with database.writing() as session:
        no = make_quotation(session, market.sales, market.thread, line_of(market.listing))
    buyer, sales = sign_in(market.buyer), sign_in(market.sales)
    nothing = buyer.post(f"/quotations/{no}/counter", data={"number": "1"})
    assert nothing.status_code == 422
    wrong = buyer.post(f"/quotations/{no}/counter", data={"number": "1", "price-1": "三千六", "words": "便宜点"})
    assert wrong.status_code == 422
    assert 'value="三千六"' in wrong.get_data(as_text=True)
    assert buyer.post(f"/quotations/{no}/counter", data={"number": "1", "price-1": "3600"}).status_code == 303
    assert no in sales.get("/desk/orders").get_data(as_text=True), "it waits for staff"
    edit = sales.post(f"/quotations/{no}/revise").headers["Location"]
    assert "客户对上一版的还价" in sales.get(edit).get_data(as_text=True)


def test_a_draft_somebody_else_saved_shows_both(database: Database, sign_in: SignIn, market: Market) -> None:
    sales = sign_in(market.sales)
    edit = sales.post(f"/threads/{market.thread.no}/quotations").headers["Location"]
    data = form_of(sales.get(edit)) | {
        "lines-0-title": "盘螺", "lines-0-quantity": "5", "lines-0-price": "3500", "lines-0-unit": "t", "do": "save",
    }  # fmt: skip
    assert sales.post(edit, data=data | {"payment": "现款"}).status_code == 303
    late = sales.post(edit, data=data | {"payment": "月结三十天"})
    assert late.status_code == 409
    text = late.get_data(as_text=True)
    assert "现款" in text
    assert "月结三十天" in text
    again = sales.post(edit, data=form_of(late) | {"do": "save"})
    assert again.status_code == 303


def test_withdrawing_and_cancelling_by_form(database: Database, sign_in: SignIn, market: Market) -> None:
    with database.writing() as session:
        no = make_quotation(session, market.sales, market.thread, line_of(market.listing))
        order = make_order(session, market.sales, market.buyer, market.thread, line_of(market.listing))
        version = str(order_version(session, order))
    sales, buyer = sign_in(market.sales), sign_in(market.buyer)
    assert sales.post(f"/quotations/{no}/withdraw", data={"reason": "写错"}).status_code == 303
    gone = buyer.post(f"/quotations/{no}/accept", data={"number": "1", "words": "要的"})
    assert gone.status_code == 409
    assert "要的" in gone.get_data(as_text=True)
    assert sales.post(f"/orders/{order}/cancel", data={"version": version}).status_code == 422
    assert sales.post(f"/orders/{order}/cancel", data={"version": version, "reason": "改期"}).status_code == 303
    assert "改期" in buyer.get(f"/orders/{order}").get_data(as_text=True)
    with database.reading() as session:
        assert sum(lot.reserved for lot in session.scalars(select(StockLot))) == 0


def test_pages_take_a_fixed_number_of_statements(
    database: Database, sign_in: SignIn, market: Market, count_queries: list[str]
) -> None:
    buyer = sign_in(market.buyer)

    def cost(path: str) -> int:
        buyer.get(path)
        count_queries.clear()
        assert buyer.get(path).status_code == 200
        return len(count_queries)

    def grow() -> str:
        with database.writing() as session:
            make_quotation(session, market.sales, market.thread, line_of(market.listing), line_of(), line_of())
            no = make_order(session, market.sales, market.buyer, market.thread, line_of(market.stated, "2"), line_of())
            ship(session, market.sales, no, "1", "1")
        return no

    order = grow()
    few = [cost(path) for path in ("/me/orders", f"/orders/{order}")]
    order = grow()
    grow()
    with database.writing() as session:
        ship(session, market.sales, order, "1", "5")
    assert [cost(path) for path in ("/me/orders", f"/orders/{order}")] == few
    assert few[0] <= 6
    assert few[1] <= 9


@pytest.mark.parametrize("path", ["/api/v1/quotations", "/api/v1/orders"])
def test_the_api_wants_a_token(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 401
