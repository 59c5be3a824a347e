"""Help articles as the search index sees them, and as hits are shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.documents import SearchDocument
from portal.core.markup import plain
from portal.core.permissions import Actor
from portal.help.models import PUBLISHED, HelpArticle
from portal.help.queries import ArticleHit, hits_by_id


def load(session: Session, ids: Collection[int]) -> dict[int, SearchDocument | None]:
    """Documents of published articles, all their languages in one; None for the others."""
    documents: dict[int, SearchDocument | None] = dict.fromkeys(ids)
    query = select(
        HelpArticle.id, HelpArticle.slug, HelpArticle.title, HelpArticle.body, HelpArticle.translations, HelpArticle.changed_at
    ).where(HelpArticle.id.in_(list(ids)), HelpArticle.state == PUBLISHED)  # fmt: skip
    for row in session.execute(query):
        texts = row.translations.values()
        documents[row.id] = SearchDocument(
            kind="help",
            id=row.id,
            no=row.slug,
            title=row.title,
            body=" ".join([plain(row.body), *(f"{text['title']} {plain(text['body'])}" for text in texts)]),
            confirmed_at=row.changed_at,
            published_at=row.changed_at,
        )
    return documents


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(HelpArticle.id).where(HelpArticle.state == PUBLISHED).order_by(HelpArticle.id)).all()


def present(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, ArticleHit]:
    """The hits that are still published, as rows."""
    return hits_by_id(session, ids)
