"""The API's base: validation, problem documents, cursor pages and idempotent creation, on a resource of the test's own."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import fields
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import create_app
from portal.accounts.models import ApiToken, User, secret_hash
from portal.config import Settings
from portal.core.errors import Invalid
from portal.core.idempotency import IdempotencyKey
from portal.core.paging import decode_cursor
from portal.core.uow import Database
from portal.web import api
from portal.web.api_fields import Amount, CursorArgs, Schema, Text, cursor_page, page_of
from portal.web.guards import public_api, token
from portal.web.uow import reading
from tests.factories.people import make_user

bp = api.ApiBlueprint("people_api", __name__, description="People, for this test")


class PersonOut(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    url = fields.String()


class PersonIn(Schema):
    name = Text(required=True, min=1, max=20)
    weight = Amount(load_default=None)


@bp.get("/people")
@public_api
@bp.arguments(CursorArgs, location="query")
@bp.response(200, page_of(PersonOut))
def list_people(query: dict[str, Any]) -> Any:
    """List people."""
    after = decode_cursor(query["cursor"]) or 0
    with reading() as session:
        rows = session.execute(
            select(User.id, User.name).where(User.id > after).order_by(User.id).limit(query["size"] + 1)
        ).all()
    return cursor_page(rows, query["size"])


@bp.post("/people")
@token
@bp.arguments(PersonIn)
@api.idempotent(PersonOut)
def add_person(session: Session, data: dict[str, Any]) -> Any:
    """Add a person."""
    person = make_user(session, name=data["name"])
    if data["name"] == "坏":
        raise Invalid("name", "请填写数字")
    return {"id": person.id, "name": person.name, "url": f"/people/{person.id}"}


@pytest.fixture(scope="module")
def api_app(app: Flask, settings: Settings) -> Flask:
    with_people = create_app(settings)  # the database is the tests' own: `app` made its tables
    api.register(with_people, bp)
    return with_people


@pytest.fixture
def program(api_app: Flask, database: Database) -> FlaskClient:
    """A client with a valid token."""
    with database.writing() as session:
        owner = make_user(session, name="主")
        session.add(ApiToken(token_hash=secret_hash("t" * 20), user_id=owner.id))
    client = api_app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer " + "t" * 20
    return client


def people(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(User).where(User.name == "张三")) or 0


def test_creation_needs_a_token_and_no_csrf_token(program: FlaskClient, api_app: Flask) -> None:
    assert program.post("/api/v1/people", json={"name": "张三"}).status_code == 201
    answer = api_app.test_client().post("/api/v1/people", json={"name": "张三"})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")


def test_wrong_input_is_a_problem_document_naming_each_field(program: FlaskClient) -> None:
    answer = program.post(
        "/api/v1/people", json={"name": "", "weight": "NaN", "is_admin": True}, headers={"Accept-Language": "zh-CN"}
    )
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    problem = answer.get_json()
    assert set(problem) == {"type", "title", "status", "detail", "errors"}
    assert {(e["field"], e["detail"]) for e in problem["errors"]} == {
        ("name", "应为 1–20 个字"), ("weight", "请填写数字"), ("is_admin", "没有这个字段")
    }  # fmt: skip


@pytest.mark.parametrize("query", ["size=1000", "size=x", "nonsense=1", "size=1&size=2", "cursor=%00"])
def test_wrong_arguments_are_refused(program: FlaskClient, query: str) -> None:
    answer = program.get(f"/api/v1/people?{query}")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_bodies_must_be_json_and_small(program: FlaskClient) -> None:
    assert program.post("/api/v1/people", data="name=x", content_type="text/plain").status_code == 415
    assert program.post("/api/v1/people", data="{", content_type="application/json").status_code == 400
    big = program.post("/api/v1/people", json={"name": "x" * 1_100_000})
    assert (big.status_code, big.mimetype) == (413, "application/problem+json")


def test_an_unknown_address_is_a_problem_document(program: FlaskClient) -> None:
    answer = program.get("/api/v1/nothing", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_cursor_pages_reach_everything_once(program: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        for _ in range(6):
            make_user(session)
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = program.get("/api/v1/people", query_string={"size": 3, "cursor": cursor}).get_json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 7


def test_the_same_key_creates_once_and_answers_the_same(program: FlaskClient, database: Database) -> None:
    first, second = (
        program.post("/api/v1/people", json={"name": "张三"}, headers={"Idempotency-Key": "key-00001"})
        for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.get_json() == second.get_json()
    assert first.headers["Location"] == second.headers["Location"]
    assert "Idempotent-Replay" not in first.headers
    assert second.headers["Idempotent-Replay"] == "true"
    assert people(database) == 1


def test_a_key_used_for_another_body_is_refused(program: FlaskClient, database: Database) -> None:
    headers = {"Idempotency-Key": "key-00002"}
    program.post("/api/v1/people", json={"name": "张三"}, headers=headers)
    answer = program.post("/api/v1/people", json={"name": "李四"}, headers=headers)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "Idempotency-Key"


def test_a_failed_creation_keeps_neither_thing_nor_key(program: FlaskClient, database: Database) -> None:
    headers = {"Idempotency-Key": "key-00003"}
    assert program.post("/api/v1/people", json={"name": "坏"}, headers=headers).status_code == 422
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(IdempotencyKey)) == 0
        assert session.scalar(select(func.count()).select_from(User).where(User.name == "坏")) == 0


@pytest.mark.parametrize("key", ["short", "x" * 81, "with space", "钥匙钥匙钥匙钥匙"])
def test_keys_are_bounded(program: FlaskClient, key: str) -> None:
    answer = program.post(
        "/api/v1/people", json={"name": "张三"}, headers={"Idempotency-Key": key.encode().decode("latin-1")}
    )
    assert answer.status_code == 422


def test_the_description_names_paths_security_and_problems(program: FlaskClient) -> None:
    spec = program.get("/api/v1/openapi.json").get_json()
    assert spec["openapi"] == "3.1.0"
    post, get = spec["paths"]["/api/v1/people"]["post"], spec["paths"]["/api/v1/people"]["get"]
    assert post["security"] == [{"token": []}]
    assert get["security"] == [{}, {"token": []}]
    assert "201" in post["responses"]
    assert [p["name"] for p in post["parameters"]] == ["Idempotency-Key"]
    problem = spec["components"]["responses"]["DEFAULT_ERROR"]["content"]
    assert list(problem) == ["application/problem+json"]
    assert spec["components"]["schemas"]["PersonIn"]["additionalProperties"] is False
