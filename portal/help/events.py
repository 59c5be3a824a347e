"""What happens to help articles that others may want to know."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, slots=True)
class ArticleChanged(Event):
    """An article was published, changed or taken back."""

    article_id: int
