"""The machine's side, `/api/v1`: blueprints that document themselves (OpenAPI 3.1), problem documents, idempotent creation.

How a feature adds a resource, in its `api.py` (Flask's and marshmallow's ordinary ways, nothing hidden):

    bp = ApiBlueprint("warehouses_api", __name__, description="Warehouses and what lies there")

    class WarehouseOut(Schema):                        # portal.web.api_fields: unknown fields are refused
        no = fields.String(required=True)
        name = fields.String(required=True)

    class WarehouseQuery(CursorArgs):                  # ?cursor=&size= and its own filters
        city = Text(max=40, load_default="")

    @bp.get("/warehouses")
    @public_api                                        # or @token; the guard stands right below the route
    @bp.arguments(WarehouseQuery, location="query")
    @bp.response(200, page_of(WarehouseOut))
    def list_warehouses(query: dict[str, Any]) -> Any:
        "List warehouses, newest first."               # the docstring is the operation's text
        with reading() as session:
            rows = queries.page_after(session, current_actor(), decode_cursor(query["cursor"]), limit=query["size"] + 1)
        return cursor_page(rows, query["size"])

    @bp.post("/warehouses")
    @token
    @bp.arguments(WarehouseIn)
    @idempotent(WarehouseOut)                          # opens the transaction, honours Idempotency-Key, answers 201
    def add_warehouse(session: Session, data: dict[str, Any]) -> Any:
        "Add a warehouse."
        return services.add_warehouse(session, current_actor(), **data)

Path parameters come last, as keywords. In wiring: `api.register(app, warehouses_api.bp)`. Services raise what they always raise
(NotFound, Invalid, …): web.errors turns it into a problem document. A cookie is no credential here, so there is no CSRF token either.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import flask_smorest
import marshmallow as ma
from flask import Flask, Response, jsonify, request
from flask_smorest import utils
from flask_smorest.error_handler import ErrorHandlerMixin
from flask_smorest.spec import APISpecMixin
from marshmallow import fields
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from portal.core import idempotency
from portal.core.errors import Invalid
from portal.web.api_fields import Amount, Schema
from portal.web.auth import current_actor
from portal.web.uow import writing

PREFIX = "/api/v1"
MAX_BODY = 1_000_000
PROBLEM = "application/problem+json"
_KEY = re.compile(r"[\x21-\x7e]{8,80}\Z")


class FieldProblem(Schema):
    """One input that was not accepted."""

    field = fields.String(required=True)
    detail = fields.String(required=True)


class Problem(Schema):
    """A problem document (RFC 9457)."""

    type = fields.String(required=True, metadata={"example": "/problems/not-found"})
    title = fields.String(required=True, metadata={"example": "not-found"})
    status = fields.Integer(required=True, metadata={"example": 404})
    detail = fields.String(
        required=True, metadata={"description": "What happened and what to do, in the language of Accept-Language"}
    )
    errors = fields.List(fields.Nested(FieldProblem))


class StrictParser(FlaskParser):
    """Refuses what no schema names, in the address as in the body, and an argument given twice."""

    DEFAULT_UNKNOWN_BY_LOCATION = FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION | {"query": ma.RAISE, "querystring": ma.RAISE}

    def load_querystring(self, req: Any, schema: ma.Schema) -> Any:
        for name, values in req.args.lists():
            if len(values) > 1 and not isinstance(schema.fields.get(name), fields.List):
                raise ma.ValidationError({name: ["Given more than once."]})
        return super().load_querystring(req, schema)

    def _raw_load_json(self, req: Any) -> Any:
        try:
            return super()._raw_load_json(req)
        except RecursionError as error:  # brackets within brackets, thousands deep
            raise BadRequest from error


class ApiBlueprint(flask_smorest.Blueprint):  # type: ignore[misc]  # flask-smorest has no types
    """A blueprint under /api/v1 whose routes document themselves; see the module's docstring."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, import_name: str, **kwargs: Any) -> None:
        kwargs.setdefault("url_prefix", PREFIX)
        super().__init__(name, import_name, **kwargs)
        self._prepare_doc_cbks.append(_document_guard)
        self.before_request(_bound_body)

    def _store_endpoint_docs(self, endpoint: str, obj: Any, *args: Any, **kwargs: Any) -> None:
        super()._store_endpoint_docs(endpoint, obj, *args, **kwargs)
        for name, doc in self._docs[endpoint].items():
            if name != "parameters":
                doc["guard"] = getattr(obj, "_guard", "")


class Api(APISpecMixin, ErrorHandlerMixin):  # type: ignore[misc]  # as above
    """flask-smorest's documentation without its error format and without its pages."""

    ERROR_SCHEMA = Problem

    def __init__(self, app: Flask) -> None:
        self._fields: list[Any] = [(Amount, "number", None)]
        self._converters: list[Any] = []
        self.spec = None
        self._app = app
        self.config_prefix = ""
        self.config = utils.PrefixedMappingProxy(app.config, "")
        known = app.extensions.setdefault("flask-smorest", {"apis": {}, "blp_name_to_api": {}})
        known["apis"][""] = {"ext_obj": self}
        self._init_spec(
            title="Middleman 物资通",
            version="1",
            openapi_version="3.1.0",
            servers=[{"url": "/"}],
            info={
                "description": "Supply, demand, storage, transport and the threads about them. Times are UTC, money is CNY."
            },
        )
        self.spec.components.security_scheme(  # type: ignore[attr-defined]
            "token", {"type": "http", "scheme": "bearer", "description": "Made with `flask --app wsgi token EMAIL`"}
        )

    def _register_responses(self) -> None:
        response: dict[str, Any] = {
            "description": "What went wrong, as a problem document",
            "schema": self.ERROR_SCHEMA,
        }
        utils.prepare_response(response, self.spec, PROBLEM)
        self.spec.components.response("DEFAULT_ERROR", response, lazy=True)  # type: ignore[attr-defined]


def init_app(app: Flask) -> None:
    """Make the documentation that blueprints add themselves to. Run before features register theirs."""
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Chinese as itself: half the bytes, and people read it too
    app.json.sort_keys = False  # type: ignore[attr-defined]  # as the schema says
    app.extensions["portal.api"] = Api(app)


def register(app: Flask, blueprint: ApiBlueprint) -> None:
    """Add a feature's API blueprint: its routes, its documentation, no CSRF token (cookies are no credential here)."""
    app.extensions["portal.csrf"].exempt(blueprint)
    app.extensions["flask-smorest"]["blp_name_to_api"][blueprint.name] = app.extensions["portal.api"]
    app.register_blueprint(blueprint)
    spec = app.extensions["portal.api"].spec
    name = blueprint.name.removesuffix("_api")
    for docs in blueprint._docs.values():
        for method, doc in docs.items():
            if method != "parameters":
                doc["tags"] = [name]
    blueprint.register_views_in_doc(app.extensions["portal.api"], app, spec, name=blueprint.name, parameters=None)
    spec.tag({"name": name, "description": blueprint.description})


def idempotent(schema: type[ma.Schema], *, status: int = 201) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For a view that creates something: opens the transaction and hands its session to the view as first argument.

    With an `Idempotency-Key` header the answer is kept in that same transaction, and the same request gets it again (with
    `Idempotent-Replay: true`). schema: how what the view returns is written; what has a `url` gets a Location header, with its address in the API.
    """

    def decorate(create: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(create)
        def once(*args: Any, **kwargs: Any) -> Response:
            key = request.headers.get("Idempotency-Key")
            if key is not None and not _KEY.match(key):
                raise Invalid("Idempotency-Key", "幂等键应为 8–80 个可见的 ASCII 字符")
            actor = current_actor()
            with writing() as session:
                if key is not None:
                    asked = idempotency.digest(request.method, request.path, request.get_data(cache=True))
                    kept = idempotency.claim(session, actor, key, asked)
                    if kept is not None:
                        return _created(kept.answer, kept.status, replay=True)
                answer = schema().dump(create(session, *args, **kwargs))
                if key is not None:
                    idempotency.keep(session, actor, key, status=status, answer=answer)
            return _created(answer, status)

        apidoc = once._apidoc = deepcopy(getattr(once, "_apidoc", {}))  # type: ignore[attr-defined]
        apidoc["idempotent"] = True
        responses = apidoc.setdefault("response", {}).setdefault("responses", {})
        responses[status] = [{"schema": schema(), "description": "Created", "content_type": None}]
        return once

    return decorate


def _created(answer: Mapping[str, Any], status: int, *, replay: bool = False) -> Response:
    response = jsonify(answer)
    response.status_code = status
    if isinstance(answer.get("url"), str):
        # A page's address is for people: the program is told where it reads what it made.
        here = f"{request.path}/{answer['no']}" if "no" in answer else answer["url"]
        response.headers["Location"] = answer["url"] if answer["url"].startswith(PREFIX) else here
    if replay:
        response.headers["Idempotent-Replay"] = "true"
    return response


def _bound_body() -> None:
    """Bodies are JSON and small: nothing else is read into memory."""
    request.max_content_length = MAX_BODY
    if request.method in ("POST", "PUT", "PATCH") and request.content_length != 0 and not request.is_json:
        if request.content_length is None and "Transfer-Encoding" not in request.headers:
            return
        raise UnsupportedMediaType


def _document_guard(doc: dict[str, Any], info: Mapping[str, Any], **_kwargs: Any) -> dict[str, Any]:
    if info.get("guard") == "token":
        doc["security"] = [{"token": []}]
    elif info.get("guard") == "public_api":
        doc["security"] = [{}, {"token": []}]
    if info.get("idempotent"):
        doc.setdefault("parameters", []).append(
            {
                "in": "header",
                "name": "Idempotency-Key",
                "schema": {"type": "string", "minLength": 8, "maxLength": 80},
                "description": "The same key with the same body answers as the first time and creates nothing. Kept for 48 hours.",
            }
        )
    return doc


__all__ = ["ApiBlueprint", "idempotent", "init_app", "register"]
