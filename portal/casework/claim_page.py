"""Everything the page of a claim shows, in the reader's words, in a fixed number of statements."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session

from portal.casework import windows
from portal.casework.claim_forms import MoveForm, TestForm
from portal.casework.moves import LAPSED, OVER, STATES, WITHDRAWN, possible
from portal.casework.queries import affected, list_causes
from portal.casework.queries import claims as queries
from portal.casework.queries.claims import ClaimView, ProposalView
from portal.casework.rules import REMEDIES, Rules
from portal.casework.services.claim_moves import side_of
from portal.core.permissions import Actor
from portal.core.texts import N_
from portal.threads.queries import ThreadView
from portal.web.filters import dt, money, qty
from portal.web.i18n import _

WAITS_FOR_US = {
    "raised": N_("我们正在受理。请在证据清单里补上单据和照片，处理会更快。"),
    "evidence": N_("请在证据清单里补上单据和照片，我们收到后开始调查。"),
    "investigating": N_("我们正在调查，有结果就提出处理方案，请您答复。"),
    "counter": N_("您另提的方案已收到，等我们答复。"),
    "agreed": N_("我们正在落实补救，完成后请您确认。"),
    "arbitration": N_("监督部门正在仲裁，结果会写在这里。"),
}
"""What a customer reads where the next step is ours, or is to bring evidence."""
WAITS_FOR_OTHERS = {
    "evidence": N_("等客户补证据；没有也可以先开始调查。"),
    "proposal": N_("等客户答复方案。"),
    "arbitration": N_("等监督部门录入仲裁结果。"),
    "remedied": N_("等客户确认补救。"),
}
"""What our own people read where the next step is the customer's, or supervision's."""
PATH = ("raised", "evidence", "investigating", "proposal", "agreed", "remedied", "confirmed")


def gather(session: Session, actor: Actor, no: str, rules: Rules) -> dict[str, Any]:
    """The page of a claim. Raises: NotFound."""
    claim, thread = queries.find_claim(session, actor, no)
    side = side_of(actor, thread)
    proposals = queries.list_proposals(session, claim)
    files: dict[str, list[Any]] = {}
    for file in queries.list_claim_files(session, claim):
        url = f"{claim.url}/files/{file.id}/{quote(file.name, safe='')}"
        files.setdefault(file.item, []).append((file.name, url, file.by_name))
    causes = list_causes(session) if actor.is_staff else []
    parties = party_names(actor)
    context: dict[str, Any] = {
        "c": claim,
        "t": thread,
        "kind": _(windows.KINDS[claim.kind]),
        "state": _(STATES[claim.state]),
        "tone": "ok" if claim.state == "confirmed" else "mute" if claim.state in (LAPSED, WITHDRAWN) else "info",
        "over": claim.state in OVER,
        "line": _line(session, claim),
        "window": _window(claim),
        "facts": _facts(claim, thread, actor, causes),
        "evidence": [(tick, _(windows.ITEMS[tick.item]), files.get(tick.item, [])) for tick in queries.list_evidence(session, claim)],
        "evidence_error": ("", ""),
        "parties": parties,
        "proposals": [_proposal(one, parties) for one in proposals],
        "tests": [_test(one, parties) for one in queries.list_tests(session, claim)],
        "verdicts": {key: _(words) for key, words in windows.VERDICTS.items()},
        "moves": _moves(claim, side, proposals, possible(claim.state, side) if side else ()),
        "move": "",
        "move_form": MoveForm(formdata=None, data={"version": str(claim.version)}, causes=[c for c in causes if not c[2]]),
        "may_bring": bool(side) and claim.state not in OVER,
        "side": side,
        "waits": _(waits) if (waits := (WAITS_FOR_OTHERS if actor.is_staff else WAITS_FOR_US).get(claim.state)) else "",
        "silence_d": rules.silence_d,
        "conflict": "",
    }  # fmt: skip
    if actor.is_staff:
        context |= _for_staff(session, actor, claim, thread)
    return context


def _for_staff(session: Session, actor: Actor, claim: ClaimView, thread: ThreadView) -> dict[str, Any]:
    lots = affected.affected_lots(session, claim)
    return {
        "notes": queries.list_claim_notes(session, claim),
        "note_error": "",
        "note_words": "",
        "lots": lots,
        "buyers": affected.other_buyers(session, actor, thread, lots),
        "test_form": TestForm(formdata=None),
        "test_of": None,
    }


def _line(session: Session, claim: ClaimView) -> list[tuple[str, str, str]]:
    """The steps taken and those to come."""
    steps = queries.list_claim_steps(session, claim)
    out = []
    for step in steps:
        words = _(STATES[step.state])
        out.append((f"{words}：{step.words}" if step.words else words, f"{dt(step.at)} {step.by_name}", ""))
    if claim.state not in OVER:
        ahead = PATH[PATH.index(claim.state) + 1 :] if claim.state in PATH else PATH[4:]
        out += [(_(STATES[state]), "", "next") for state in ahead]
    return out


def _window(claim: ClaimView) -> tuple[bool, str]:
    """In time or not, and the rule in words: both sides read the same."""
    what = (
        _("质量异议应在到货后 %(days)s 个自然日内提出", days=claim.window_days)
        if claim.kind == "quality"
        else _("重量异议应在到货时或到货后 %(days)s 日内提出", days=claim.window_days)
    )
    between = _("（到货 %(day)s，截至 %(last)s）", day=claim.delivered_on.isoformat(), last=claim.last_day.isoformat())
    rule = f"{what}{between}"
    if claim.days_late:
        return False, str(_("超出期限 %(days)s 天。%(rule)s。", days=claim.days_late, rule=rule))
    return True, str(_("在期限内。%(rule)s。", rule=rule))


def _facts(claim: ClaimView, thread: ThreadView, actor: Actor, causes: Any) -> list[tuple[str, str]]:
    weighed = ""
    if claim.stated and claim.weighed:
        difference = windows.permille(claim.stated, claim.weighed)
        weighed = _(
            "发货 %(stated)s 吨，到货 %(weighed)s 吨，相差 %(difference)s‰",
            stated=qty(claim.stated),
            weighed=qty(claim.weighed),
            difference=f"{difference:+f}",
        )
    yes, no = _("是"), _("否")
    facts = [
        (_("客户"), thread.org_name if actor.is_staff else ""),
        (_("负责人"), thread.owner_name or ""),
        (_("订单"), claim.order_no),
        (_("到货日期"), claim.delivered_on.isoformat()),
        (_("到货地点"), claim.delivery_place),
        (_("信息编号"), claim.listing_no),
        (_("炉号"), claim.heats.replace(",", "、")),
        (_("捆包号"), claim.bundles.replace(",", "、")),
        (_("涉及重量"), f"{qty(claim.amount)} {_('吨')}"),
        (_("磅单"), weighed),
        (_("货物未使用"), yes if claim.unused else no),
        (_("货物可辨认"), yes if claim.identifiable else no),
        (_("结论"), "" if claim.upheld is None else _("成立") if claim.upheld else _("不成立")),
        (_("补救方式"), _(REMEDIES[claim.remedy]) if claim.remedy else ""),
    ]  # fmt: skip
    if actor.is_staff:
        facts.append((_("补救成本"), "" if claim.cost is None else f"¥{money(claim.cost)}"))
        facts.append(
            (_("原因（仅内部）"), next((name for cause, name, _gone in causes if cause == claim.cause_id), ""))
        )
    return [(str(name), str(value)) for name, value in facts]


def party_names(actor: Actor) -> dict[str, str]:
    """The two sides as the reader calls them: to a customer `我方` would be their own."""
    if actor.is_staff:
        return {key: str(_(words)) for key, words in windows.PARTIES.items()}
    return {"customer": str(_("您")), "seller": str(_("物资通"))}


def _proposal(one: ProposalView, parties: dict[str, str]) -> dict[str, Any]:
    by = parties["seller" if one.by_staff else "customer"]
    return {
        "title": _("%(who)s的方案 %(n)s", who=by, n=one.number),
        "by": f"{one.by_name} · {dt(one.at)}",
        "upheld": one.upheld,
        "remedy": _(REMEDIES[one.remedy]) if one.remedy else "",
        "amount": "" if one.amount is None else f"¥{money(one.amount)}",
        "words": one.words,
        "accepted": f"{one.accepted_name} · {dt(one.accepted_at)}" if one.accepted_at else "",
    }


def _test(one: queries.TestView, parties: dict[str, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "lab": one.lab,
        "ordered": parties[one.ordered_by],
        "ordered_by": one.ordered_by,
        "result": one.result,
        "verdict": _(windows.VERDICTS[one.verdict]) if one.verdict else "",
        "cost": "" if one.cost is None else f"¥{money(one.cost)}",
        "raw_cost": "" if one.cost is None else f"{one.cost:f}",
        "borne": parties[one.borne_by] if one.borne_by else "",
    }


def _moves(
    claim: ClaimView, side: str, proposals: Any, names: tuple[str, ...]
) -> list[tuple[str, str, tuple[str, ...], str]]:
    """The moves there are: (name, button, fields asked for, colour). Accepting and conceding are one button."""
    upheld = proposals[0].upheld if proposals else True
    table = {
        "ask": (_("请客户补证据"), ("words",), "line"),
        "investigate": (_("开始调查"), (), "brand"),
        "propose": (_("提出方案"), ("upheld", "remedy", "amount", "cause_id", "words"), "brand"),
        "counter": (_("另提方案"), ("remedy", "amount", "words"), "line"),
        "accept": (_("接受方案"), (), "brand"),
        "concede": (_("接受结论"), (), "brand"),
        "take": (_("接受客户方案"), (), "brand"),
        "arbitrate": (_("转仲裁"), ("words",), "line"),
        "award": (_("录入仲裁结果"), ("upheld", "remedy", "cause_id", "words"), "brand"),
        "remedy": (_("补救已完成"), ("remedy", "amount", "cause_id", "words"), "brand"),
        "confirm": (_("确认已补救"), (), "brand"),
        "dispute": (_("还没有补救到位"), ("words",), "line"),
        "withdraw": (_("撤回异议"), (), "quiet"),
    }  # fmt: skip
    hidden = "concede" if upheld else "accept"
    internal = ("cause_id",) if side == "customer" else ()
    # What is done at a press comes first, taking everything back last.
    names = tuple(sorted(names, key=lambda name: (name == "withdraw", name in table and bool(table[name][1]))))
    return [
        (name, str(table[name][0]), tuple(field for field in table[name][1] if field not in internal), table[name][2])
        for name in names
        if name in table and name != hidden
    ]
