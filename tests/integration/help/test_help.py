"""Help and notices: written by staff, read in one's language, every version kept, drafts unseen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.clock import now
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.permissions import VISITOR
from portal.core.uow import Database
from portal.core.worker import Worker
from portal.help import queries, search, services
from portal.help.models import HelpArticleVersion
from portal.help.services import ArticleInput, NoticeInput
from tests.factories.people import actor, make_member, make_staff

SignIn = Callable[[User], FlaskClient]


def values(**given: object) -> ArticleInput:
    return ArticleInput(
        **{"slug": "how-to-ask", "category": "start", "title": "怎么询价", "body": "点**询价**。", "published": True}
        | given
    )  # type: ignore[arg-type]


def test_an_article_keeps_every_version(database: Database) -> None:
    with database.writing() as session:
        who = actor(session, make_staff(session))
        services.create_article(session, who, values(published=False))
        services.change_article(session, who, "how-to-ask", version=1, values=values(body="新的"))
    with pytest.raises(Conflict), database.writing() as session:
        services.change_article(session, who, "how-to-ask", version=1, values=values())
    with database.reading() as session:
        kept = session.scalars(select(HelpArticleVersion).order_by(HelpArticleVersion.version)).all()
        assert [(row.version, row.body, row.state) for row in kept] == [
            (1, "点**询价**。", "draft"),
            (2, "新的", "published"),
        ]


def test_only_staff_write(database: Database) -> None:
    with database.writing() as session:
        who = actor(session, make_member(session))
    for one in (who, VISITOR):
        with pytest.raises(Forbidden), database.writing() as session:
            services.create_article(session, one, values())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"slug": "Über uns"}, "slug"),
        ({"slug": "new"}, "slug"),
        ({"slug": "../x"}, "slug"),
        ({"category": "x"}, "category"),
        ({"title": ""}, "title"),
        ({"body": ""}, "body"),
        ({"translations": {"en": {"title": "Asking", "body": ""}}}, "title_en"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(database: Database, given: dict[str, object], field: str) -> None:
    with database.writing() as session:
        who = actor(session, make_staff(session))
    with pytest.raises(Invalid) as refused, database.writing() as session:
        services.create_article(session, who, values(**given))
    assert refused.value.field == field


def test_readers_get_their_language_or_the_source(database: Database, client: FlaskClient) -> None:
    with database.writing() as session:
        who = actor(session, make_staff(session))
        english = {"en": {"title": "How to ask", "body": "Press **Enquire**."}}
        services.create_article(session, who, values(translations=english))
    assert "<strong>Enquire</strong>" in client.get("/help/how-to-ask", headers={"Accept-Language": "en"}).text
    taiwan = client.get("/help/how-to-ask", headers={"Accept-Language": "zh-TW"}).text
    assert "怎么询价" in taiwan
    assert 'lang="zh-CN"' in taiwan


def test_drafts_are_for_staff_only(database: Database, client: FlaskClient, sign_in: SignIn) -> None:
    with database.writing() as session:
        staff = make_staff(session)
        services.create_article(session, actor(session, staff), values(published=False))
    assert client.get("/help/how-to-ask").status_code == 404
    assert "怎么询价" not in client.get("/help").text
    assert sign_in(staff).get("/help/how-to-ask").status_code == 200
    with database.reading() as session:
        assert list(search.all_ids(session)) == []


def test_hostile_markdown_is_harmless(database: Database, client: FlaskClient) -> None:
    with database.writing() as session:
        who = actor(session, make_staff(session))
        body = "<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![y](https://evil.example/p.png) {{ 7777*7777 }}"
        services.create_article(session, who, values(title="<b>x</b>", body=body))
        no = services.create_notice(session, who, notice(title="<b>x</b>", body=body))
    for path in ("/help/how-to-ask", f"/notices/{no}", "/help", "/"):
        text = client.get(path).text
        for evil in ("<script>alert", 'href="javascript', '<img src="https', "<b>x</b>", "60481729"):
            assert evil not in text, (path, evil)
    assert "{{ 7777*7777 }}" in client.get("/help/how-to-ask").text


def notice(**given: object) -> NoticeInput:
    return NoticeInput(
        **{
            "title": "夜间提货", "body": "请提前登记。", "shown_from": now() - timedelta(hours=1),
            "shown_until": now() + timedelta(days=1),
        } | given
    )  # type: ignore[arg-type]  # fmt: skip


def test_notices_show_in_their_time(database: Database, client: FlaskClient, sign_in: SignIn) -> None:
    with database.writing() as session:
        staff = make_staff(session)
        who = actor(session, staff)
        services.create_notice(session, who, notice(title="现在的"))
        services.create_notice(
            session, who, notice(title="紧急的", level="urgent", shown_from=now() - timedelta(days=3))
        )
        coming = services.create_notice(session, who, notice(title="以后的", shown_from=now() + timedelta(hours=1)))
        over = services.create_notice(
            session,
            who,
            notice(title="过去的", shown_from=now() - timedelta(days=9), shown_until=now() - timedelta(days=1)),
        )
    with database.reading() as session:
        assert [row.title for row in queries.current_notices(session, language="zh-CN")] == ["紧急的", "现在的"]
    assert client.get(f"/notices/{coming}").status_code == 404
    assert client.get(f"/notices/{over}").status_code == 200
    assert sign_in(staff).get(f"/notices/{coming}").status_code == 200
    with pytest.raises(Invalid), database.writing() as session:
        services.create_notice(session, who, notice(shown_until=now() - timedelta(days=9)))


def test_staff_write_preview_publish_and_read_back(
    database: Database, client: FlaskClient, sign_in: SignIn, worker: Worker
) -> None:
    with database.writing() as session:
        staff = make_staff(session, "quality")
    browser = sign_in(staff)
    data = {"slug": "weigh", "category": "trade", "title": "过磅", "body": "**净重**", "position": "3"}
    shown = browser.post("/desk/help/new", data=data | {"do": "preview"})
    assert shown.status_code == 200
    assert "<strong>净重</strong>" in shown.text
    assert client.get("/help/weigh").status_code == 404
    bad = browser.post("/desk/help/new", data=data | {"slug": "过磅"})
    assert bad.status_code == 422
    assert 'id="slug-error"' in bad.text
    assert "**净重**" in bad.text
    assert browser.post("/desk/help/new", data=data | {"published": "y"}).status_code == 303
    worker.drain()
    assert client.get("/help/weigh").status_code == 200
    match = re.search(r'name="version"[^>]*value="(\d+)"', browser.get("/desk/help/weigh").text)
    assert match
    changed = data | {"published": "y", "body": "毛重减皮重", "version": match[1]}
    assert browser.post("/desk/help/weigh", data=changed).status_code == 303
    late = browser.post("/desk/help/weigh", data=changed | {"body": "我的"})
    assert late.status_code == 409
    assert "毛重减皮重" in late.text
    versions = browser.get("/desk/help/weigh/versions?v=1")
    assert "<strong>净重</strong>" in versions.text
    created = browser.post(
        "/desk/notices/new",
        data={
            "title": "停电",
            "body": "周六",
            "level": "warning",
            "shown_from": "2026-01-01T08:00",
            "shown_until": "2026-01-02T08:00",
        },
    )
    assert created.status_code == 303
    assert "停电" in browser.get("/desk/help").text
    assert browser.get("/desk/notices").status_code == 303


def test_articles_are_found_by_search(database: Database, client: FlaskClient, worker: Worker) -> None:
    with database.writing() as session:
        who = actor(session, make_staff(session))
        services.create_article(session, who, values(title="质量异议怎么提", body="五天内。"))
    worker.drain()
    page = client.get("/search?kind=help&q=质量异议").text
    assert "/help/how-to-ask" in page
    assert "五天内" in page
    assert "/help/how-to-ask" in client.get("/search?q=質量異議", headers={"Accept-Language": "en"}).text
