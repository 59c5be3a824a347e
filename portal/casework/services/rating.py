"""Rating a settled matter: once a settlement and person, changed by that person alone and for a few days."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.casework.models import Rating
from portal.casework.models.recovery import RATING
from portal.casework.policies import can_rate
from portal.casework.queries import closing_of
from portal.casework.rules import LOW, Rules
from portal.casework.services.recovering import open_recovery
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid, refuse
from portal.core.permissions import Actor
from portal.threads.queries import find_thread
from portal.threads.services.telling import add_step, announce_thread

MAX_WORD = 500


@dataclass(frozen=True, slots=True)
class Scores:
    """One to five on each of three sides."""

    quality: int
    speed: int
    attitude: int

    def check(self) -> None:
        """Raises: Invalid(field)."""
        refuse(Invalid(name, "请选 1 到 5 分") for name, score in asdict(self).items() if not 1 <= score <= 5)

    @property
    def is_low(self) -> bool:
        return min(self.quality, self.speed, self.attitude) <= LOW


def rate(
    session: Session, actor: Actor, *, no: str, scores: Scores, word: str, rules: Rules, closing_id: int | None = None
) -> None:
    """Say how it went. closing_id: the settlement the asker meant (a mailed link's); by default the present one.

    Raises: NotFound, Forbidden (staff, viewers, too late to change), Conflict (opened again meanwhile), Invalid(field).
    """
    scores.check()
    word = word.strip()
    if len(word) > MAX_WORD:
        raise Invalid("word", "最多 %(max)s 个字", max=MAX_WORD)
    thread = find_thread(session, actor, no, for_update=True)
    if not can_rate(actor, thread):
        raise Forbidden("评价由客户企业中可以办理业务的成员填写")
    closing = closing_of(session, thread.id)
    if closing is None or closing_id not in (None, closing.id):
        raise Conflict("会话已经重新打开，解决后可以再评价")
    moment, values = now(), asdict(scores) | {"word": word}
    known = session.execute(
        select(Rating.id, Rating.created_at, Rating.quality, Rating.speed, Rating.attitude, Rating.word).where(
            Rating.closing_id == closing.id, Rating.user_id == actor.user_id
        )
    ).first()
    if known is None:
        session.execute(
            insert(Rating).values(
                thread_id=thread.id, closing_id=closing.id, user_id=actor.user_id, owner_id=thread.owner_id,
                department=thread.department, created_at=moment, **values,
            )
        )  # fmt: skip
    else:
        if moment - known.created_at > timedelta(days=rules.rating_change_d):
            raise Forbidden("评价 %(days)s 天后不能再修改", days=rules.rating_change_d)
        if {name: getattr(known, name) for name in values} == values:
            return
        session.execute(update(Rating).where(Rating.id == known.id).values(changed_at=moment, **values))
    audit(
        session, actor, "rating.given" if known is None else "rating.changed", f"thread:{thread.id}",
        closing=closing.id, **asdict(scores), **({"before": [known.quality, known.speed, known.attitude]} if known else {}),
    )  # fmt: skip
    add_step(session, actor, thread_id=thread.id, kind="rated", public=True, **asdict(scores))
    announce_thread(session, "changed", no=thread.no, org_id=thread.org_id, lists=False)
    if scores.is_low:
        open_recovery(session, thread_id=thread.id, cause_kind=RATING, ref=str(closing.id))
