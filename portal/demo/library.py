"""Loads help articles and notices in three languages."""

from __future__ import annotations

from datetime import timedelta
from importlib import resources
from typing import Any

from sqlalchemy.orm import Session

from portal.demo.data.notices import NOTICES
from portal.demo.dice import Dice, insert_all, insert_plain
from portal.demo.people import Cast
from portal.help.models import PUBLISHED, HelpArticle, HelpArticleVersion, Notice

LANGUAGES = ("en", "zh-TW")


def load_articles(session: Session, dice: Dice, cast: Cast) -> None:
    """Insert the articles in the order of their index, each with its first version."""
    folder = resources.files("portal.demo").joinpath("data/help")
    author = cast.staff["supervision"][0].id
    rows: list[dict[str, Any]] = []
    for position, line in enumerate(folder.joinpath("index.txt").read_text(encoding="utf-8").splitlines()):
        slug, category = line.split()
        texts = {
            language: _text(folder.joinpath(language).joinpath(f"{slug}.md").read_text(encoding="utf-8"))
            for language in ("zh-CN", *LANGUAGES)
        }
        written = dice.ago(24 * 20, 24 * 300)
        rows.append(
            texts["zh-CN"]
            | {
                "slug": slug,
                "category": category,
                "position": position,
                "translations": {language: texts[language] for language in LANGUAGES},
                "state": PUBLISHED,
                "created_at": written,
                "changed_at": written,
                "changed_by": author,
            }
        )
    ids = insert_all(session, HelpArticle, rows)
    kept = ("title", "body", "translations", "state")
    insert_plain(
        session,
        HelpArticleVersion,
        [
            {name: row[name] for name in kept}
            | {"article_id": number, "version": 1, "at": row["created_at"], "user_id": author}
            for number, row in zip(ids, rows, strict=True)
        ],
    )


def load_notices(session: Session, dice: Dice, cast: Cast) -> None:
    author = cast.staff["supervision"][0].id
    insert_plain(
        session,
        Notice,
        [
            {
                "no": dice.number("N"),
                "title": sample.source.title,
                "body": sample.source.body,
                "translations": {"en": sample.english._asdict(), "zh-TW": sample.taiwan._asdict()},
                "level": sample.level,
                "shown_from": dice.now + timedelta(days=sample.days[0]),
                "shown_until": dice.now + timedelta(days=sample.days[1]),
                "created_at": dice.now + timedelta(days=sample.days[0]),
                "changed_at": dice.now + timedelta(days=sample.days[0]),
                "changed_by": author,
            }
            for sample in NOTICES
        ],
    )


def _text(markdown: str) -> dict[str, str]:
    """`# title`, a blank line, the body."""
    title, _, body = markdown.partition("\n")
    return {"title": title.removeprefix("# ").strip(), "body": body.strip()}
