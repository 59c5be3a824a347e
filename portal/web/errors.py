"""The one place where failures become answers: a page, or a problem document (RFC 9457) for programs."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from portal.core import errors
from portal.web.api_texts import translated
from portal.web.auth import current_actor
from portal.web.guards import SignInNeeded, to_sign_in
from portal.web.i18n import _, say
from portal.web.typed import again, typed_now
from portal.web.uow import end_reading

log = structlog.get_logger("web")


def wants_problem() -> bool:
    """A program asks (the API, or a script of our own pages that accepts JSON only)."""
    if request.path.startswith("/api/"):
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def answer(status: int, code: str, detail: str, **extra: Any) -> Response:
    """A problem document or an error page. detail: what happened and what to do next, already translated."""
    if wants_problem():
        response = jsonify({"type": f"/problems/{code}", "title": code, "status": status, "detail": detail} | extra)
        response.mimetype = "application/problem+json"
    else:
        end_reading()
        response = Response(render_template("errors/page.html", status=status, detail=detail), mimetype="text/html")
    response.status_code = status
    return response


def on_portal_error(error: errors.PortalError) -> Any:
    if isinstance(error, SignInNeeded) and not wants_problem():
        return to_sign_in()
    extra: dict[str, Any] = {}
    if isinstance(error, errors.Invalid):
        extra["errors"] = [{"field": one.field, "detail": say(one)} for one in error.all]
    detail = _default_detail(404) if isinstance(error, errors.NotFound) else say(error)
    response = answer(error.status, error.code, detail, **extra)
    if isinstance(error, errors.Throttled):
        response.headers["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, SignInNeeded):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def on_http_error(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    extra = {}
    data = getattr(error, "data", None)
    if isinstance(data, dict) and data.get("messages"):  # webargs: which input was wrong
        extra["errors"] = _flatten(translated(data["messages"]))
    code = "invalid" if status == 422 else (error.name or "error").lower().replace(" ", "-")
    response = answer(status, code, _default_detail(status), **extra)
    if status == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    return response


def on_csrf_error(error: CSRFError) -> Any:
    typed = None if wants_problem() else typed_now()
    if typed is not None:
        return (again(typed), 400) if current_actor().is_signed_in else to_sign_in()
    if wants_problem() and not request.path.startswith("/api/") and not current_actor().is_signed_in:
        return answer(401, SignInNeeded.code, _("登录已失效，请重新登录后再试"))
    return answer(400, "csrf", _("页面已过期，请刷新后重新提交（您填写的内容仍在浏览器的上一页）"))


def on_database_error(error: DBAPIError) -> Any:
    if "NUL (0x00)" in str(error.orig):  # PostgreSQL cannot even be asked for it: nothing has such a name
        return answer(404, "not-found", _default_detail(404))
    log.error("database failed", error=repr(error.orig)[:300])
    if isinstance(error, OperationalError):
        g.actor = g.get("actor")
        return answer(503, "unavailable", _("系统繁忙，请稍后再试；已提交成功的内容不会丢失"))
    return answer(500, "error", _default_detail(500))


def on_stale(error: StaleDataError) -> Any:
    return answer(409, "conflict", _("内容已被其他人修改，请刷新后再试"))


def on_any_error(error: Exception) -> Any:
    log.exception("unexpected failure")
    return answer(500, "error", _default_detail(500))


def _default_detail(status: int) -> str:
    known = {
        400: _("请求无法识别，请返回检查后重试"),
        401: _("请先登录"),
        403: _("您没有权限进行此操作"),
        404: _("页面不存在，或您无权查看"),
        405: _("此地址不支持这种操作"),
        409: _("内容已被其他人修改，请刷新后再试"),
        413: _("上传内容过大，请压缩后再传"),
        415: _("不支持的内容类型"),
        422: _("填写内容有误，请检查后重试"),
        429: _("操作过于频繁，请稍后再试"),
        503: _("系统繁忙，请稍后再试；已提交成功的内容不会丢失"),
    }
    return str(known.get(status, _("系统出现问题，我们已记录，请稍后再试")))


def _flatten(messages: Any, path: str = "") -> list[dict[str, str]]:
    if isinstance(messages, dict):
        return [
            row for key, value in messages.items() for row in _flatten(value, f"{path}.{key}" if path else str(key))
        ]
    if isinstance(messages, list):
        return [row for value in messages for row in _flatten(value, path)]
    return [
        {"field": path.split(".", 1)[-1] if path.startswith(("json.", "query.")) else path, "detail": str(messages)}
    ]


def init_app(app: Flask) -> None:
    app.register_error_handler(errors.PortalError, on_portal_error)
    app.register_error_handler(CSRFError, on_csrf_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(DBAPIError, on_database_error)
    app.register_error_handler(StaleDataError, on_stale)
    if not app.testing:
        app.register_error_handler(Exception, on_any_error)
