"""The API's description: as OpenAPI for programs, as a page for people. Rendered by our own template: no script, no other host."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template

from portal.web.guards import public, public_api

bp = Blueprint("api_docs", __name__)


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter or member of a body. kind: `string`, `[Listing]` …; where: query, path, header or body."""

    name: str
    kind: str
    where: str
    required: bool
    note: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a program can ask for."""

    method: str
    path: str
    anchor: str
    summary: str
    description: str
    access: str
    fields: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one feature."""

    name: str
    description: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema that bodies and answers are made of."""

    name: str
    fields: tuple[Field, ...]


@bp.get("/api/v1/openapi.json")
@public_api
def openapi() -> Response:
    """The description as OpenAPI 3.1."""
    text = json.dumps(_spec(), ensure_ascii=False, indent=1)
    return Response(text, mimetype="application/json", headers={"Cache-Control": "public, max-age=300"})


@bp.get("/api/docs")
@public
def docs() -> str:
    """The description as a page."""
    spec = _spec()
    operations = [
        (operation["tags"][0], _operation(method, path, item, operation))
        for path, item in spec["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict)
    ]
    groups = [
        Group(tag["name"], tag.get("description", ""), tuple(op for name, op in operations if name == tag["name"]))
        for tag in spec.get("tags", [])
    ]
    shapes = [Shape(name, _members(schema, "body")) for name, schema in spec["components"].get("schemas", {}).items()]
    return render_template("api/docs.html", groups=groups, shapes=shapes)


def _spec() -> dict[str, Any]:
    spec: dict[str, Any] = current_app.extensions["portal.api"].spec.to_dict()
    return spec


def _operation(method: str, path: str, item: dict[str, Any], operation: dict[str, Any]) -> Operation:
    parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
    fields = [
        Field(p["name"], _kind(p.get("schema", {})), p["in"], p.get("required", False), _note(p | p.get("schema", {})))
        for p in parameters
    ]
    body = _json_schema(operation.get("requestBody", {}))
    if body:
        fields.append(Field(_kind(body), "object", "body", True, ""))
    security = operation.get("security", [])
    answers = (
        (status, _kind(_json_schema(r) or {})) for status, r in operation.get("responses", {}).items() if "content" in r
    )
    return Operation(
        method=method.upper(),
        path=path,
        anchor=operation.get("operationId") or f"{method}{path}".replace("/", "-").replace("{", "").replace("}", ""),
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        access="token" if security and {} not in security else "public",
        fields=tuple(fields),
        answers=tuple(answers),
    )


def _members(schema: dict[str, Any], where: str) -> tuple[Field, ...]:
    required = schema.get("required", [])
    return tuple(
        Field(name, _kind(member), where, name in required, _note(member))
        for name, member in schema.get("properties", {}).items()
    )


def _json_schema(body: dict[str, Any]) -> dict[str, Any] | None:
    for content in body.get("content", {}).values():
        schema: dict[str, Any] = content.get("schema", {})
        return schema
    return None


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "items" in schema:
        return f"[{_kind(schema['items'])}]"
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " | ".join(_kind(part) for part in schema[several])
    kind = schema.get("type", "")
    kind = " | ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _note(schema: dict[str, Any]) -> str:
    bounds = [
        f"{name} {schema[key]}"
        for key, name in (
            ("minimum", "≥"),
            ("maximum", "≤"),
            ("minLength", "length ≥"),
            ("maxLength", "length ≤"),
            ("default", "default"),
        )
        if schema.get(key) not in (None, "", 0)
    ]
    if schema.get("enum"):
        bounds.append(" / ".join(str(value) for value in schema["enum"]))
    return " · ".join([*([schema["description"]] if schema.get("description") else []), *bounds])


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
