"""Every address with an id in it, once for each method: what to send, and who may. An architecture of attacks, not a test itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from portal.core.clock import SHANGHAI, now

A = ("a_manager", "a_member", "a_viewer")
WRITERS = ("a_manager", "a_member")
STAFF = ("sales", "warehouse", "transport", "supervision", "admin")
TODAY = now().astimezone(SHANGHAI).date()
SOON = (TODAY + timedelta(days=10)).isoformat()

ABSENT: dict[str, Any] = {
    "thread": "T00000000", "offer": "T00000000", "claim": "T00000000", "message": 999999, "answer": 999999,
    "offered": 999999, "file": 999999, "note_file": 999999, "offer_file": 999999, "draft": "S00000000",
    "shown": "S00000000", "ended": "S00000000", "lot": "K00000000", "rate": "F00000000", "place": "P00000000", "house_rate": "F00000000",
    "warehouse": "W00000000", "org": "C00000", "pending": "C00000", "supplier_org": "C00000", "member_id": 999999,
    "invitation_id": 999999, "token_id": 999999, "job_id": 999999, "invitation": "A" * 32, "draft_picture": "A" * 32,
    "draft_certificate": "A" * 32, "shown_picture": "A" * 32, "staff_id": 999999, "saved": "Q00000000", "user_notice": 999999, "watch": "G00000000", "word_id": 999999, "old_word_id": 999999, "slug": "absent", "notice": "N00000000", "import": "I00000000", "imported": "I00000000", "import_row": 999999,
    "handoff": 999999, "accepted": 999999, "task": 999999, "view": 999999, "shared_view": 999999,
    "its_claim": "Y00000000", "claim_file": 999999, "claim_test": 999999, "claim_thread": "T00000000",
    "settled": "T00000000", "recovery": "B00000000", "recovery_promised": "B00000000", "recovery_complaint": "B00000000", "cause_id": 999999,
    "wish": "D00000000", "dull": "D00000000", "answering": "S00000000", "unwanted": "S00000000",
    "quote": "Q00000000", "quote_draft": "Q00000000", "quote_draft_version": 1, "order": "O00000000", "order_version": 1, "gone": "O00000000",
    "gone_version": 2, "paper": "A" * 32, "order_line": 999999, "gone_line": 999999,
    "mine": 999999, "second": "T00000000", "sales_reply": 999999, "rule": 999999, "later_rule": 999999, "absence": 999999, "mailed": 999999, "letter": 999999, "answer_letter": 999999, "writer": 999999, "letter_file": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Verb:
    """One request. may: who gets what they ask for. events: how many audit events it leaves when it succeeds."""

    endpoint: str
    path: str
    method: str = "GET"
    data: dict[str, Any] = field(default_factory=dict)
    may: tuple[str, ...] = ()
    events: int = 1
    api: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def get(endpoint: str, path: str, *may: str, api: bool = False) -> Verb:
    return Verb(endpoint, path, may=may, api=api)


def post(
    endpoint: str, path: str, *may: str, events: int = 1, api: bool = False, method: str = "POST", **data: Any
) -> Verb:
    return Verb(endpoint, path, method, data, may, events, api)


LISTING: dict[str, Any] = {
    "version": "1", "category": "rebar", "product_name": "改过", "unit": "t", "quantity": "9", "price": "99", "city": "天津",
    "valid_until": SOON, "contact_visible": "portal", "tax_included": "y", "price_basis": "two",
}  # fmt: skip
RATE: dict[str, Any] = {
    "version": "1", "from_city": "天津", "to_city": "北京", "mode": "road", "price": "77", "valid_from": TODAY.isoformat(),
    "valid_until": SOON,
}  # fmt: skip
LOT: dict[str, Any] = {"version": "1", "warehouse_no": "{warehouse}", "on_hand": "77", "reason": "盘点"}
NOTE: dict[str, Any] = {"as": "note"}
ROW: dict[str, Any] = {"no": "{shown}", "version-{shown}": "1", "price-{shown}": "1", "quantity-{shown}": "1"}
WORK: dict[str, Any] = {"status": "resolved", "owner_id": "", "department": "sales", "priority": "high", "version": "1"}

THREADS = [
    get("threads.thread", "/threads/{thread}", *A, *STAFF),
    get("threads.thread", "/threads/{offer}", "supplier", *STAFF),
    get("threads.thread", "/threads/{claim}", "a_manager", "a_member", "supervision", "admin"),
    get("threads.messages", "/threads/{thread}/messages?after=0", *A, *STAFF),
    get("threads.messages", "/threads/{claim}/messages?after=0", "a_manager", "a_member", "supervision", "admin"),
    get("threads.messages", "/threads/{offer}/messages?only={offered}", "supplier", *STAFF),
    get("threads.state", "/threads/{thread}/state", *A, *STAFF),
    get("threads.state", "/threads/{claim}/state", "a_manager", "a_member", "supervision", "admin"),
    get("threads.side", "/threads/{thread}/side", *A, *STAFF),
    get("threads.side", "/threads/{offer}/side", "supplier", *STAFF),
    get("threads.edit", "/threads/{thread}/messages/{message}/edit", "a_manager"),
    get("threads.history", "/threads/{thread}/messages/{message}/history", *A, *STAFF),
    get("threads.download", "/threads/{thread}/files/{file}/file.pdf", *A, *STAFF),
    get("threads.download", "/threads/{thread}/files/{note_file}/note_file内部暗语.pdf", *STAFF),
    get("threads.download", "/threads/{offer}/files/{offer_file}/offer.pdf", "supplier", *STAFF),
    post("threads.post", "/threads/{thread}/messages", *WRITERS, *STAFF, body="新话"),
    post("threads.post", "/threads/{offer}/messages", "supplier", *STAFF, body="新话"),
    post("threads.post", "/threads/{thread}/messages", *STAFF, body="新备注", **NOTE),
    post("threads.post", "/threads/{claim}/messages", "supervision", "admin", body="新备注", **NOTE),
    post("threads.save_edit", "/threads/{thread}/messages/{message}/edit", "a_manager", body="改过"),
    post("threads.save_edit", "/threads/{offer}/messages/{offered}/edit", "supplier", body="改过"),
    post("threads.read", "/threads/{thread}/read", *A, *STAFF, events=0, to="{message}"),
    post("threads.presence", "/threads/{thread}/presence", *A, *STAFF, events=0, state="typing"),
    post("threads.resolve", "/threads/{thread}/resolve", *WRITERS, *STAFF),
    post("threads.reopen", "/threads/{thread}/reopen", *WRITERS, *STAFF, events=0),
    post("threads_desk.take", "/threads/{thread}/take", *STAFF),
    post("threads_desk.take", "/threads/{claim}/take", "supervision", "admin"),
    post("threads_desk.work", "/threads/{thread}/work", *STAFF, **WORK),
    post("threads_desk.work", "/threads/{claim}/work", "supervision", "admin", **WORK | {"department": "supervision"}),
    post("threads_desk.guests", "/threads/{claim}/guests", "supervision", "admin", user_id="{staff_id}"),
    get("threads_desk.supplier", "/threads/{thread}/supplier", *STAFF),
    post("threads_desk.open_supplier", "/threads/{thread}/supplier", *STAFF, org_no="{supplier_org}", kind="inquiry",
         subject="询价", body="请报价"),
    get("threads.merged", "/threads/{thread}/merged"),  # it was not
    post("threads.draft", "/threads/{thread}/draft", *WRITERS, *STAFF, events=0, body="草稿"),
    get("threads_desk.case", "/threads/{thread}/case", *STAFF),
    get("threads_desk.case", "/threads/{claim}/case?part=1", "supervision", "admin"),
    post("threads_desk.hand_off", "/threads/{thread}/handoffs", *STAFF,
         **{"handoff-department": "quality", "handoff-reason": "原因", "handoff-asked": "结果"}),
    post("threads_desk.move_hand_off", "/threads/{thread}/handoffs/{handoff}/accept", "transport", "admin"),
    post("threads_desk.move_hand_off", "/threads/{thread}/handoffs/{accepted}/done", "warehouse", "admin", outcome="办好"),
    post("threads_desk.move_hand_off", "/threads/{thread}/handoffs/{handoff}/back", "sales", "transport", "admin", outcome="退"),
    post("threads_desk.add_task", "/threads/{thread}/tasks", *STAFF,
         **{"task-title": "核实", "task-department": "transport", "task-assignee_id": ""}),
    post("threads_desk.finish_task", "/threads/{thread}/tasks/{task}/done", *STAFF, outcome="好了"),
    post("threads_desk.bulk", "/desk/bulk", *STAFF, no="{thread}", do="take"),
    post("threads_desk.bulk", "/desk/bulk", *STAFF, no="{thread}", do="tag", tag="急单"),
    post("threads_desk.bulk", "/desk/bulk", "supervision", "admin", no="{claim}", do="resolve"),
    get("threads_desk.customer", "/threads/{thread}/customer", *STAFF),
    get("threads_desk.customer", "/threads/{claim}/customer?part=1", "supervision", "admin"),
    get("threads_desk.answers", "/threads/{thread}/answers", *STAFF),
    get("threads_desk.answers", "/threads/{claim}/answers?part=1", "supervision", "admin"),
    get("threads_desk.pick", "/threads/{thread}/pick", *STAFF),
    get("threads_desk.pick", "/threads/{claim}/pick", "supervision", "admin"),
    post("threads_desk.take_out", "/threads/{thread}/pick", *STAFF, do="split", message="{mine}", kind="order", subject="拆"),
    post("threads_desk.take_out", "/threads/{thread}/pick", *STAFF, do="article", message="{answer}"),
    post("threads_desk.tags", "/threads/{thread}/tags", *STAFF, tags="急单"),
    post("threads_desk.snooze", "/threads/{thread}/snooze", *STAFF, **{"for": "2h"}),
    post("threads_desk.watch", "/threads/{thread}/watch", *STAFF, on="1"),
    post("threads_desk.link", "/threads/{thread}/links", *STAFF, other="{offer}"),
    post("threads_desk.merge", "/threads/{thread}/merge", *STAFF, other="{second}"),
    get("threads_desk.reply", "/desk/replies/{sales_reply}", *STAFF),
    post("threads_desk.reply", "/desk/replies/{sales_reply}", "sales", "supervision", "admin", title="改", body="好", department="sales",
         version="1"),
    post("threads_desk.drop_reply", "/desk/replies/{sales_reply}/delete", "sales", "supervision", "admin"),
    post("threads_desk.end_absence", "/desk/duty/absences/{absence}/end", "sales", "supervision", "admin"),
    post("threads_desk.set_rule", "/desk/duty/rules/sales", "sales", "supervision", "admin", mode="round", accept_minutes="30",
         work_minutes="60", version="0"),
    post("threads_desk.drop_view", "/desk/views/{view}/delete", "sales"),
    post("threads_desk.drop_view", "/desk/views/{shared_view}/delete", "sales", "supervision", "admin"),
]  # fmt: skip

LISTINGS = [
    get("listings.show", "/listings/{draft}", *A),
    get("listings.past", "/listings/{draft}/history", *A),
    get("listings.past", "/listings/{shown}/history", *A, *STAFF),
    get("listings.preview", "/me/listings/{draft}/preview", *WRITERS),
    get("listings.edit", "/me/listings/{draft}/edit", *WRITERS),
    get("listings.grid", "/me/listings/grid?no={shown}", *WRITERS),
    get("listings.download", "/listings/{draft}/files/{draft_picture}", *A),
    get("listings.download", "/listings/{draft}/files/{draft_certificate}", *A),
    post("listings.save", "/me/listings/{draft}/edit", *WRITERS, **LISTING),
    post("listings.save", "/me/listings/{shown}/edit", *WRITERS, **LISTING),
    post("listings.publish", "/me/listings/{draft}/publish", *WRITERS, version="1"),
    post("listings.reopen", "/me/listings/{ended}/reopen", *WRITERS),
    post("listings.close", "/me/listings/{shown}/close", *WRITERS),
    post("listings.withdraw", "/me/listings/{shown}/withdraw", *WRITERS),
    post("listings.copy", "/me/listings/{shown}/copy", *WRITERS),
    post("listings.copy", "/me/listings/{draft}/copy", *WRITERS),
    post("listings.confirm", "/me/listings/confirm", *WRITERS, no="{shown}"),
    post("listings.bulk", "/me/listings/bulk", *WRITERS, no="{shown}", do="close"),
    post("listings.bulk", "/me/listings/bulk", *WRITERS, no="{shown}", do="copy"),
    post("listings.bulk", "/me/listings/bulk", *WRITERS, no="{shown}", do="confirm"),
    post("listings.save_grid", "/me/listings/grid", *WRITERS,
         **ROW),
    post("listings.settle", "/me/fresh/listing/{shown}", *WRITERS, do="confirm"),
    post("listings.settle", "/me/fresh/listing/{shown}", *WRITERS, do="change", version="1", price="9", quantity="9"),
    post("listings.settle", "/me/fresh/listing/{shown}", *WRITERS, do="close"),
    post("listings.settle", "/me/fresh/lot/{lot}", *WRITERS, do="change", version="1", quantity="9"),
    post("listings.settle", "/me/fresh/lot/{lot}", *WRITERS, do="confirm"),
    post("listings.settle", "/me/fresh/rate/{rate}", *WRITERS, do="change", version="1", price="9"),
    post("listings.settle", "/me/fresh/rate/{rate}", *WRITERS, do="close"),
    post("listings.confirm_everything", "/me/fresh/all", *WRITERS, listing="{shown}"),
    get("matching.show", "/listings/{wish}/matches", *A, *STAFF),
    get("matching.show", "/listings/{draft}/matches", *A),
    post("matching.put_away", "/listings/{wish}/matches/{answering}/hide", *A),
    post("matching.bring_back", "/listings/{wish}/matches/{unwanted}/show", *A),
    post("matching_desk.put_aside", "/desk/matches/{wish}/dismiss", *STAFF, reason="客户不要了"),
    post("matching_desk.take_up", "/desk/matches/{dull}/restore", *STAFF),
    get("threads.reach", "/desk/threads/new?listing={wish}", *STAFF),
    get("threads.reach", "/desk/threads/new?listing={answering}&about={wish}", *STAFF),
    post("threads.reach_out", "/desk/threads/new?listing={answering}&about={wish}", *STAFF, subject="询货", body="还有吗", token="A" * 24),
    get("listings_desk.ask", "/desk/listings/{shown}/withdraw", *STAFF),
    post("listings_desk.take_down", "/desk/listings/{shown}/withdraw", *STAFF, reason="虚假信息"),
]  # fmt: skip

LOGISTICS = [
    get("stock.show", "/me/stock/{lot}", *WRITERS),
    get("stock.paper", "/me/stock/{lot}/certificate", *A),
    post("stock.show", "/me/stock/{lot}", *WRITERS, **LOT),
    post("stock.book", "/me/stock/{lot}/move", *WRITERS, kind="out", tonnes="1", reason="提货"),
    post("stock.drop", "/me/stock/{lot}/remove", *WRITERS, events=2, reason="卖完"),  # what lay there goes out, and the lot is struck off
    post("stock.confirm", "/me/stock/confirm", *WRITERS, no="{lot}"),
    post("stock.add", "/me/stock/new", *WRITERS, listing_no="{shown}", warehouse_no="{warehouse}", on_hand="5"),
    get("places.show", "/me/places/{place}", *WRITERS),
    post("places.show", "/me/places/{place}", *WRITERS, name="改名", region="北京", version="1"),
    post("places.make_usual", "/me/places/{place}/default", *WRITERS),
    post("places.remove", "/me/places/{place}/remove", *WRITERS),
    get("rates.show", "/me/freight/{rate}", *WRITERS),
    post("rates.show", "/me/freight/{rate}", *WRITERS, **RATE),
    post("rates.change_many", "/me/freight/many", *WRITERS, no="{rate}", do="withdraw"),
    post("rates.change_many", "/me/freight/many", *WRITERS, no="{rate}", do="confirm"),
    post("rates.change_many", "/me/freight/many", *WRITERS, no="{rate}", do="extend", until=SOON),
    get("logistics_desk.warehouse", "/desk/warehouses/{warehouse}", "warehouse", "admin"),
    post("logistics_desk.warehouse", "/desk/warehouses/{warehouse}", "warehouse", "admin", name="改库", city="天津",
         province="天津", address="路 1 号", version="1"),
    post("logistics_desk.do", "/desk/warehouses/{warehouse}/close", "warehouse", "admin"),
    post("logistics_desk.do", "/desk/warehouses/{warehouse}/confirm", "warehouse", "admin"),
    get("logistics_desk.stock", "/desk/warehouses/{warehouse}/stock", "warehouse", "admin"),
    post("logistics_desk.confirm_stock", "/desk/warehouses/{warehouse}/stock/confirm", "warehouse", "admin", no="{lot}"),
    get("logistics_desk.lot", "/desk/stock/{lot}", "warehouse", "admin"),
    post("logistics_desk.lot", "/desk/stock/{lot}", "warehouse", "admin", **LOT),
    post("logistics_desk.book", "/desk/stock/{lot}/move", "warehouse", "admin", kind="out", tonnes="1", reason="提货"),
    post("logistics_desk.drop", "/desk/stock/{lot}/remove", "warehouse", "admin", events=2, reason="卖完"),  # as above
    get("logistics_desk.paper", "/desk/stock/{lot}/certificate", "warehouse", "admin"),
    get("logistics_desk.rate", "/desk/freight/{house_rate}", "transport", "admin"),
    post("logistics_desk.rate", "/desk/freight/{house_rate}", "transport", "admin", **RATE),
    post("logistics_desk.many_rates", "/desk/freight/many", "transport", "admin", no="{house_rate}", do="withdraw"),
]  # fmt: skip

INTAKE = [
    get("intake.show", "/me/import/{import}", *WRITERS),
    get("intake.show", "/me/import/{imported}", *WRITERS),
    get("intake.progress", "/me/import/{import}/progress", *WRITERS),
    post("intake.correct", "/me/import/{import}/rows/{import_row}", *WRITERS, price="3700"),
    post("intake.choose", "/me/import/{import}/choose", *WRITERS, do="save", shown="{import_row}"),
    post("intake.choose", "/me/import/{import}/choose", *WRITERS, do="none"),
    post("intake.choose", "/me/import/{import}/choose", *WRITERS, events=2, do="publish", shown="{import_row}", row="{import_row}"),
    post("intake.columns", "/me/import/{import}/columns", *WRITERS, **{"column-0": "product"}),
    post("intake.cancel", "/me/import/{import}/cancel", *WRITERS),
    post("intake.undo", "/me/import/{imported}/undo", *WRITERS),
]  # fmt: skip

PEOPLE = [
    get("organisations.company", "/companies/{pending}", *STAFF),
    post("organisations_company.change_role", "/me/organisation/members/{member_id}/role", "a_manager", role="viewer"),
    post("organisations_company.remove", "/me/organisation/members/{member_id}/remove", "a_manager"),
    post("organisations_company.withdraw", "/me/organisation/invitations/{invitation_id}/withdraw", "a_manager"),
    post("accounts_me.revoke_token", "/me/tokens/{token_id}/revoke", "a_manager"),
    get("organisations_desk.company", "/desk/companies/{org}", *STAFF),
    get("organisations_desk.licence", "/desk/companies/{org}/licence", *STAFF),
    post("organisations_desk.verify", "/desk/companies/{pending}/verify", "sales", "supervision", "admin", version="1"),
    post("standards_desk.set_tier", "/desk/companies/{pending}/tier", "sales", "supervision", "admin", tier="key"),
    post("organisations_desk.refuse", "/desk/companies/{pending}/refuse", "sales", "supervision", "admin", version="1",
         note="照片不清楚"),
    get("accounts_desk.staff_member", "/desk/staff/{staff_id}", "admin"),
    post("accounts_desk.staff_member", "/desk/staff/{staff_id}", "admin", name="新名", departments="sales", version="1"),
    post("accounts_desk.disable", "/desk/staff/{staff_id}/disable", "admin"),
    post("accounts_desk.invite", "/desk/staff/{staff_id}/invite", "admin"),
    post("operations_desk.run_again", "/desk/system/jobs/{job_id}/run", "admin"),
    post("operations_desk.drop", "/desk/system/jobs/{job_id}/drop", "admin"),
]  # fmt: skip

SEARCH = [
    post("notices_me.open_notice", "/me/notifications/{user_notice}/open", "a_manager", events=0),
    post("notices_me.read", "/me/notifications/{user_notice}/read", "a_manager", events=0),
    get("search_me.rename", "/me/searches/{saved}", "a_manager"),
    post("search_me.rename", "/me/searches/{saved}", "a_manager", name="改名"),
    post("search_me.notices", "/me/searches/{saved}/notices", "a_manager", pace="weekly"),
    post("search_me.notices", "/me/searches/{saved}/notices", "a_manager", do="pause"),
    post("search_me.watch_notices", "/me/watches/{watch}/notices", "a_manager", pace="weekly"),
    post("search_me.watch_notices", "/me/watches/{watch}/notices", "a_manager", do="pause", until=SOON),
    post("search_me.unfollow", "/me/watches/{watch}/delete", "a_manager"),
    post("search_me.delete", "/me/searches/{saved}/delete", "a_manager"),
    get("search_desk.word", "/desk/search/words/{word_id}", "sales", "admin"),
    post("search_desk.word", "/desk/search/words/{word_id}", "sales", "admin", word="大螺纹", field="category", value="盘螺", version="1"),
    post("search_desk.retire", "/desk/search/words/{word_id}/retire", "sales", "admin", version="1"),
    post("search_desk.restore", "/desk/search/words/{old_word_id}/restore", "sales", "admin", version="1"),
]  # fmt: skip

SHIPPERS = ("sales", "warehouse", "transport", "admin")
LINE: dict[str, Any] = {
    "lines-0-kind": "goods", "lines-0-title": "盘螺", "lines-0-quantity": "5", "lines-0-price": "3500", "lines-0-unit": "t",
    "version": "{quote_draft_version}", "valid_until": f"{SOON}T18:00",
}  # fmt: skip

ORDERS = [
    get("orders.of_thread", "/threads/{thread}/quotations", *A, *STAFF),
    get("orders.quotation", "/quotations/{quote}", *A, *STAFF),
    get("orders.quotation", "/quotations/{quote_draft}", *STAFF),
    get("orders.quotation", "/quotations/{quote}?version=1", *A, *STAFF),
    get("orders.quotation_paper", "/quotations/{quote}/print", *A, *STAFF),
    get("orders.quotation_paper", "/quotations/{quote_draft}/print", *STAFF),
    get("orders.order", "/orders/{order}", *A, *STAFF),
    get("orders.order_paper", "/orders/{gone}/print", *A, *STAFF),
    get("orders.download", "/orders/{gone}/files/{paper}", *A, *STAFF),
    get("orders.download", "/orders/{order}/files/{paper}"),  # of another order of the same company
    get("orders_desk.edit", "/quotations/{quote_draft}/edit", "sales", "admin"),
    get("orders_desk.ship", "/orders/{order}/ship", *SHIPPERS),
    # each answer is a message as well; an order's confirmation is a step of its own
    post("orders.accept", "/quotations/{quote}/accept", *WRITERS, events=3, number="1"),
    post("orders.counter", "/quotations/{quote}/counter", *WRITERS, events=2, number="1", words="便宜点"),
    post("orders.decline", "/quotations/{quote}/decline", *WRITERS, events=2, number="1"),
    post("orders.receive", "/orders/{gone}/shipments/1/receive", *WRITERS, **{"counted-{gone_line}": "30"}),
    post("orders_desk.begin", "/threads/{thread}/quotations", "sales", "admin"),
    post("orders_desk.edit", "/quotations/{quote_draft}/edit", "sales", "admin", do="save", **LINE),
    post("orders_desk.edit", "/quotations/{quote_draft}/edit", "sales", "admin", events=2, do="send", **LINE),
    post("orders_desk.revise", "/quotations/{quote}/revise", "sales", "admin"),
    post("orders_desk.withdraw", "/quotations/{quote}/withdraw", "sales", "admin", events=2, reason="写错"),
    post("orders_desk.loading", "/orders/{order}/loading", *SHIPPERS, version="{order_version}"),
    post("orders_desk.ship", "/orders/{order}/ship", *SHIPPERS, version="{order_version}", vehicle="津C1", **{"load-{order_line}": "5"}),
    post("orders_desk.complete", "/orders/{gone}/complete", *SHIPPERS, version="{gone_version}"),
    post("orders_desk.delivered", "/orders/{gone}/shipments/1/delivered", *SHIPPERS, version="{gone_version}"),
    post("orders_desk.cancel", "/orders/{order}/cancel", "sales", "admin", version="{order_version}", reason="改期"),
]  # fmt: skip

API = [
    get("orders_api.read_quotation", "/api/v1/quotations/{quote}", "a_manager", api=True),
    get("orders_api.read_quotation", "/api/v1/quotations/{quote_draft}", api=True),
    get("orders_api.read_order", "/api/v1/orders/{order}", "a_manager", api=True),
    get("threads_api.get_thread", "/api/v1/threads/{thread}", "a_manager", api=True),
    get("threads_api.get_thread", "/api/v1/threads/{offer}", api=True),
    get("threads_api.list_messages", "/api/v1/threads/{thread}/messages", "a_manager", api=True),
    post("threads_api.post_message", "/api/v1/threads/{thread}/messages", "a_manager", api=True, body="程序说"),
    post("threads_api.open_thread", "/api/v1/threads", "a_manager", api=True, kind="inquiry", subject="询", body="价",
         subject_kind="listing", subject_no="{draft}"),  # about what its owner alone may see
    get("listings_api.read_listing", "/api/v1/listings/{draft}", "a_manager", api=True),
    get("listing_lots_api.list_lots", "/api/v1/listings/{draft}/lots", "a_manager", api=True),
    post("listings_api.change_listing", "/api/v1/listings/{shown}", "a_manager", api=True, method="PATCH", version=1, price=1),
    post("listings_api.close_listing", "/api/v1/listings/{shown}/close", "a_manager", api=True),
    post("listings_api.publish_listing", "/api/v1/listings/{draft}/publish", "a_manager", api=True),
    post("listings_api.confirm_listing", "/api/v1/listings/{shown}/confirm", "a_manager", api=True),
]  # fmt: skip

CASEWORK = [
    get("casework.claim", "/claims/{its_claim}", *A, *STAFF),
    get("casework.claim_file", "/claims/{its_claim}/files/{claim_file}/claim.pdf", *A, *STAFF),
    post("casework.move_claim", "/claims/{its_claim}/move/withdraw", *WRITERS, events=2, version="1", remedy="", cause_id=""),  # and its thread is settled
    post("casework.move_claim", "/claims/{its_claim}/move/investigate", *STAFF, version="1", remedy="", cause_id="", upheld="yes"),
    post("casework.evidence", "/claims/{its_claim}/evidence/photos", *WRITERS, *STAFF, do="tick"),
    post("casework.note", "/claims/{its_claim}/notes", *STAFF, words="新记录"),
    post("casework.add_test", "/claims/{its_claim}/tests", *STAFF, ordered_by="seller", lab="检验所"),
    post("casework.change_test", "/claims/{its_claim}/tests/{claim_test}", *STAFF, ordered_by="seller", lab="检验所", verdict="unclear", result="难说"),
    post("casework.raise_claim", "/claims/new?thread={claim_thread}", *WRITERS, kind="quality", delivered_on=TODAY.isoformat(), amount="1", what="裂"),
    get("casework.show", "/threads/{thread}/rating", *A, *STAFF),
    post("casework.give", "/threads/{settled}/rating", *WRITERS, quality="5", speed="5", attitude="5"),
    get("casework_desk.show", "/desk/recovery/{recovery}", "supervision", "admin"),
    get("casework_desk.show", "/desk/recovery/{recovery_complaint}", "supervision", "admin"),
    post("casework_desk.save", "/desk/recovery/{recovery}", "supervision", "admin", version="1", cause_id="", remedy="", note="改"),
    post("casework_desk.save", "/desk/recovery/{recovery}", "supervision", "admin", events=2, version="1", cause_id="", remedy="",
         do="promise", apology="抱歉", promise="补发", follow_up_on=SOON),
    post("casework_desk.close", "/desk/recovery/{recovery_promised}/close", "supervision", "admin", version="1", customer_said="好"),
    post("casework_desk.open_one", "/desk/recovery/open", "supervision", "admin", no="{thread}"),
    post("casework_desk.change_cause", "/desk/recovery/causes/{cause_id}", "supervision", "admin"),
]  # fmt: skip

RULE: dict[str, Any] = {"name": "改过", "trigger": "opened", "priority": "high", "version": "1", "days": "30"}
AUTOMATION = [
    get("automation_desk.rule", "/desk/settings/rules/{rule}", "supervision", "admin"),
    post("automation_desk.rule", "/desk/settings/rules/{rule}", "supervision", "admin", **RULE),
    post("automation_desk.rule", "/desk/settings/rules/{rule}", "supervision", "admin", events=0, do="try", **RULE),
    post("automation_desk.switch", "/desk/settings/rules/{rule}/switch", "supervision", "admin", on="1", version="1"),
    post("automation_desk.move", "/desk/settings/rules/{rule}/move", "supervision", "admin", to="down", version="1"),
    post("automation_desk.drop", "/desk/settings/rules/{later_rule}/delete", "supervision", "admin", version="1"),
]

MAILROOM = [
    get("mailroom.original", "/threads/{thread}/messages/{mailed}/mail", "a_manager", *STAFF),
    get("mailroom_desk.original", "/desk/mail/{letter}/original", "sales", "supervision", "admin"),
    get("mailroom_desk.original", "/desk/mail/{answer_letter}/original", "supervision", "admin"),
    get("mailroom_desk.letter", "/desk/mail/{letter}", "sales", "supervision", "admin"),
    get("mailroom_desk.letter", "/desk/mail/{answer_letter}", "supervision", "admin"),
    get("mailroom_desk.file", "/desk/mail/{letter}/files/0", "sales", "supervision", "admin"),
    get("mailroom_desk.file", "/desk/mail/{answer_letter}/files/0", "supervision", "admin"),
    post("mailroom_desk.place", "/desk/mail/{letter}/place", "sales", "supervision", "admin", events=2, person="{writer}", kind="inquiry", subject="询价"),
    post("mailroom_desk.place", "/desk/mail/{answer_letter}/place", "supervision", "admin", events=2, person="{writer}", kind="inquiry", subject="询价"),
    post("mailroom_desk.answer", "/desk/mail/{letter}/answer", "sales", "supervision", "admin", body="请先注册"),
    post("mailroom_desk.done", "/desk/mail/{letter}/done", "sales", "supervision", "admin", reason="重复"),
    post("mailroom_desk.done", "/desk/mail/{answer_letter}/done", "supervision", "admin", reason="重复"),
    post("mailroom_desk.lift", "/desk/mail/troubles/lift", "sales", "supervision", "admin", address="back@far.test"),
]  # fmt: skip

VERBS = [*THREADS, *LISTINGS, *LOGISTICS, *INTAKE, *PEOPLE, *SEARCH, *ORDERS, *CASEWORK, *AUTOMATION, *MAILROOM, *API]

PUBLIC = {
    "casework.of_thread": "leads to the claim",
    "casework.ask": "the token is the right", "casework.answer": "the token is the right",
    "accounts.confirm_email": "the token is the right", "accounts.reset": "the token is the right",
    "organisations.confirm": "the token is the right", "organisations.invitation": "the token is the right",
    "freight.show": "public", "freight_rates_api.read_rate": "public", "warehouses.show": "public",
    "warehouses_api.read_warehouse": "public", "help.notice": "public", "help.show": "public",
    "help_desk.article": "any staff", "help_desk.notice": "any staff", "help_desk.versions": "any staff",
    "notices_me.leave": "the token is the right", "notices_me.left": "the token is the right",
    "listings.asked": "the token is the right", "listings.answered": "the token is the right; tests/journeys/test_fresh",
    "notifications.mail": "demo only", "accounts_desk.enable": "as disable", "assets.file": "public",
}  # fmt: skip
"""Addresses with an argument that nobody owns."""
