"""What of the queue an address asks for, and the address of what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from portal.standards.terms import TIERS
from portal.threads import models
from portal.threads.queries import QueueFilter
from portal.threads.queries.queued import VIEWS
from portal.web.forms import clean, whole

WHOSE = ("mine", "unassigned", "watched")


def wanted_of(args: Mapping[str, str]) -> QueueFilter:
    """The filters an address names; what none of ours can be is left out."""

    def one_of(name: str, known: object, default: str = "") -> str:
        value = args.get(name, default)
        return value if value in known else default  # type: ignore[operator]  # a container

    return QueueFilter(
        view=one_of("view", VIEWS, "waiting"),
        whose=one_of("whose", WHOSE),
        department=one_of("department", models.DEPARTMENTS),
        kind=one_of("kind", models.KINDS),
        side=one_of("side", (models.CUSTOMER, models.SUPPLIER)),
        priority=one_of("priority", models.PRIORITIES),
        tier=one_of("tier", TIERS),
        tag=clean(args.get("tag", ""))[:20].replace(",", ""),
        owner=whole(args.get("owner")),
        words=clean(args.get("q", "")[:100]),
    )


def kept_of(wanted: QueueFilter) -> dict[str, str]:
    """The filters as an address says them; what is usual is left out."""
    values = {
        "view": wanted.view if wanted.view != "waiting" else "",
        "whose": wanted.whose,
        "department": wanted.department,
        "kind": wanted.kind,
        "side": wanted.side,
        "priority": wanted.priority,
        "tier": wanted.tier,
        "tag": wanted.tag,
        "owner": str(wanted.owner or ""),
        "q": wanted.words,
    }
    return {name: value for name, value in values.items() if value}


def address_of(kept: Mapping[str, str], **changes: object) -> str:
    """The queue's address with these filters."""
    values = {name: value for name, value in ({**kept} | changes).items() if value}
    return "/desk" + ("?" + urlencode(values) if values else "")


def asked_again(raw: str) -> str:
    """A query as it comes back from a form, in our own words: nothing but filters is in it."""
    try:
        given = dict(parse_qsl(raw[:1000], max_num_fields=30))
    except ValueError:
        return ""
    return urlencode(kept_of(wanted_of(given)))
