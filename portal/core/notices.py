"""Saying something to people: one call, in the transaction that made it so. Who is told how and when is the notifications' part.

tell(session, to=[7, 9], topic="orders", key=f"order:{no}:loaded", says=LOADED, values={"no": no}, link=f"/me/orders/{no}")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from portal.core.outbox import enqueue

TELL = "notices.tell"
TOPICS = ("matches", "searches", "watches", "orders", "stock", "service")
LONGEST_KEY = 200
LONGEST_LINK = 2000
MOST = 200
"""People in one job: a batch of jobs stays a transaction of bounded length."""


def tell(
    session: Session,
    *,
    to: Sequence[int],
    topic: str,
    key: str,
    says: str,
    values: Mapping[str, str | int],
    link: str,
) -> None:
    """Have these people told, in the app at once and by mail at the pace each chose for the topic.

    to: user ids; nobody is told twice. topic: one of TOPICS. key: the same key is told to a person once, ever, so it names the very
    thing that happened (`order:D123:loaded`). says: a text marked with `N_("… %(name)s …")`, said in each reader's language. link: a path.
    Raises: ValueError for a mistake of the caller's: an unknown topic, a value that is missing, a link that leads elsewhere.
    """
    if topic not in TOPICS:
        raise ValueError(f"no topic {topic}")
    if not key or len(key) > LONGEST_KEY:
        raise ValueError("a notice has a key of at most 200 characters")
    if not link.startswith("/") or link.startswith(("//", "/\\")) or len(link) > LONGEST_LINK:
        raise ValueError("a notice leads to a path of the portal")
    plain = {name: value if isinstance(value, int) else str(value) for name, value in values.items()}
    try:
        _ = says % plain
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the notice cannot be said: {says}") from error
    people = list(dict.fromkeys(to))
    for start in range(0, len(people), MOST):
        payload = {"to": people[start : start + MOST], "topic": topic, "key": key, "says": says, "link": link}
        enqueue(session, TELL, payload | {"values": plain})
