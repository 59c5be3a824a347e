"""The API's documentation says what there is: paths, figures, and an example that works."""

from __future__ import annotations

import json
import re

from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import ApiToken, secret_hash
from portal.config import ROOT
from portal.core.uow import Database
from tests.factories.people import make_member

GUIDE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def described(client: FlaskClient) -> dict[str, dict[str, object]]:
    paths: dict[str, dict[str, object]] = client.get("/api/v1/openapi.json").get_json()["paths"]
    return paths


def test_guide_names_every_resource_and_no_other(client: FlaskClient) -> None:
    paths = described(client)
    roots = {path.split("/")[3] for path in paths}
    assert {root for root in roots if f"/api/v1/{root}" not in GUIDE} == set()
    named = set(re.findall(r"/api/v1/([a-z-]+)", GUIDE)) - {"openapi"}
    assert named <= roots


def test_the_reference_page_names_every_operation_and_loads_nothing_from_elsewhere(client: FlaskClient) -> None:
    page = client.get("/api/docs").text
    assert [path for path in described(client) if f"<code>{path}</code>" not in page] == []
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert "<script>" not in page
    assert "style=" not in page


def test_every_operation_answers_with_a_described_schema(client: FlaskClient) -> None:
    bare = []
    for path, item in described(client).items():
        for method, operation in item.items():
            if isinstance(operation, dict):
                good = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
                if not any("content" in answer for answer in good) or "summary" not in operation:
                    bare.append(f"{method} {path}")
    assert bare == []


def test_the_guides_example_works_as_it_stands(app: Flask, client: FlaskClient, database: Database) -> None:
    found = re.search(r"-d '(\{.*?\})'", GUIDE, re.S)
    assert found
    body = json.loads(found[1])
    del body["warehouse_no"]  # of the sample data, which this test does not load
    with database.writing() as session:
        session.add(ApiToken(token_hash=secret_hash("k" * 24), user_id=make_member(session).id))
    headers = {"Authorization": "Bearer " + "k" * 24, "Idempotency-Key": "stock-2026-11-21-0001"}
    first, second = (client.post("/api/v1/listings", json=body, headers=headers) for _ in range(2))
    assert first.status_code == 201, first.text
    assert first.get_json() == second.get_json()
    assert second.headers["Idempotent-Replay"] == "true"
    assert client.get(first.headers["Location"]).status_code == 200
    mine = client.get("/api/v1/listings?mine=true", headers=headers).get_json()["items"]
    assert [item["no"] for item in mine] == [first.get_json()["no"]]


def test_operations_guide_names_every_figure(client: FlaskClient) -> None:
    client.get("/healthz")
    text = client.get("/metrics").text
    names = set(re.findall(r"^# TYPE (portal_\w+) ", text, re.M))
    assert {"portal_requests_total", "portal_jobs_dead"} <= names
    assert {name for name in names if name not in OPERATIONS} == set()


def test_the_reference_page_speaks_the_language_its_reader_chose(client: FlaskClient) -> None:
    client.post("/language", data={"to": "en"})
    assert '<html lang="en"' in client.get("/api/docs", headers={"Accept-Language": "zh-CN"}).text
    problem = client.get("/api/v1/nothing", headers={"Accept-Language": "zh-CN"}).get_json()
    assert "不存在" in problem["detail"]
