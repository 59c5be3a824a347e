"""Threads for programs: list, read, open, and reply, each sent once. Notes, presence and the desk's work are not here."""

from __future__ import annotations

from typing import Any

from flask import current_app
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.core.errors import Invalid
from portal.core.numbers import new_token
from portal.core.paging import decode_cursor
from portal.threads import models, queries, services
from portal.threads.matters import DEFAULT_KIND, find_matter
from portal.threads.services import Matter
from portal.threads.words import MAX_BODY, MAX_SUBJECT, key_of, prepare, subject_of
from portal.web.api import ApiBlueprint, idempotent
from portal.web.api_fields import CursorArgs, Schema, Text, cursor_page, page_of
from portal.web.auth import current_actor
from portal.web.guards import token
from portal.web.uow import reading

bp = ApiBlueprint(
    "threads_api", __name__, description="Threads and their messages, as far as the token's owner sees them"
)


class ThreadOut(Schema):
    """A thread in a list."""

    no = fields.String(required=True)
    kind = fields.String(required=True)
    subject = fields.String(required=True)
    status = fields.String(required=True)
    organisation = fields.String(required=True)
    owner = fields.String(required=True, allow_none=True)
    subject_kind = fields.String(required=True)
    subject_no = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    last_message_at = fields.AwareDateTime(required=True)
    message_count = fields.Integer(required=True)
    due_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "When the next answer or the solution was promised"}
    )
    url = fields.String(required=True)


class FileOut(Schema):
    """A file of a message; its address wants a signed-in browser."""

    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)


class MessageOut(Schema):
    """A message."""

    id = fields.Integer(required=True)
    author = fields.String(required=True)
    by_staff = fields.Boolean(required=True)
    body = fields.String(required=True, metadata={"description": "Markdown, as written"})
    created_at = fields.AwareDateTime(required=True)
    edited_at = fields.AwareDateTime(required=True, allow_none=True)
    files = fields.List(fields.Nested(FileOut), required=True)


class PostedOut(Schema):
    """What became of a message."""

    id = fields.Integer(required=True)
    no = fields.String(required=True)
    url = fields.String(required=True)


class ThreadQuery(CursorArgs):
    """Which threads."""

    status = fields.String(load_default="", validate=validate.OneOf(["", *models.STATUSES]))
    kind = fields.String(load_default="", validate=validate.OneOf(["", *models.KINDS]))


class ThreadIn(Schema):
    """A new thread. `subject_kind` and `subject_no` say what it is about."""

    kind = fields.String(required=True, validate=validate.OneOf(list(models.KINDS)))
    subject = Text(required=True, min=1, max=MAX_SUBJECT)
    body = Text(required=True, min=1, max=MAX_BODY)
    subject_kind = fields.String(load_default="", validate=validate.OneOf(["", *DEFAULT_KIND]))
    subject_no = Text(load_default="", max=20)


class MessageIn(Schema):
    """A reply. `key` of your own making: the same key is the same message."""

    body = Text(required=True, min=1, max=MAX_BODY)
    key = fields.String(load_default=None, validate=validate.Regexp(r"[A-Za-z0-9_-]{8,40}\Z"))


def _out(row: Any) -> dict[str, Any]:
    names = [name for name in ThreadOut._declared_fields if name not in ("organisation", "owner", "url")]
    return {name: getattr(row, name) for name in names} | {
        "organisation": row.org_name,
        "owner": row.owner_name,
        "url": f"/api/v1/threads/{row.no}",
    }


def _batch_s() -> int:
    settings: Settings = current_app.config["PORTAL"]
    return settings.mail_batch_s


@bp.get("/threads")
@token
@bp.arguments(ThreadQuery, location="query")
@bp.response(200, page_of(ThreadOut))
def list_threads(query: dict[str, Any]) -> Any:
    """List the threads you see, newest first."""
    with reading() as session:
        rows = queries.threads_before(
            session,
            current_actor(),
            before=decode_cursor(query["cursor"]),
            limit=query["size"] + 1,
            status=query["status"],
            kind=query["kind"],
        )
    page = cursor_page(rows, query["size"])
    return {**page, "items": [_out(row) for row in page["items"]]}


@bp.get("/threads/<no>")
@token
@bp.response(200, ThreadOut)
def get_thread(no: str) -> Any:
    """Read a thread."""
    with reading() as session:
        return _out(queries.find_thread(session, current_actor(), no))


@bp.post("/threads")
@token
@bp.arguments(ThreadIn)
@idempotent(ThreadOut)
def open_thread(session: Session, data: dict[str, Any]) -> Any:
    """Open a thread with its first message."""
    actor = current_actor()
    if bool(data["subject_kind"]) != bool(data["subject_no"]):
        raise Invalid("subject_no", "请选择类型")
    matter = find_matter(session, actor, data["subject_kind"], data["subject_no"]) if data["subject_kind"] else Matter()
    no = services.open_thread(
        session, actor, kind=data["kind"], subject=subject_of(data["subject"]), words=prepare(data["body"]),
        key=new_token(), matter=matter, mail_batch_s=_batch_s(), channel=models.API,
    )  # fmt: skip
    return _out(queries.find_thread(session, actor, no))


@bp.get("/threads/<no>/messages")
@token
@bp.arguments(CursorArgs, location="query")
@bp.response(200, page_of(MessageOut))
def list_messages(query: dict[str, Any], no: str) -> Any:
    """List a thread's messages, oldest first. Internal notes are never among them."""
    with reading() as session:
        thread = queries.find_thread(session, current_actor(), no)
        rows, _more = queries.list_messages(session, thread, after=decode_cursor(query["cursor"]) or 0)
        page = cursor_page(rows, query["size"])
        files = queries.list_files(session, thread, messages=page["items"])
    items = [
        {
            "id": message.id,
            "author": message.author_name,
            "by_staff": message.by_staff,
            "body": message.body,
            "created_at": message.created_at,
            "edited_at": message.edited_at,
            "files": [file for file in files if file.message_id == message.id],
        }
        for message in page["items"]
    ]
    return {**page, "items": items}


@bp.post("/threads/<no>/messages")
@token
@bp.arguments(MessageIn)
@idempotent(PostedOut)
def post_message(session: Session, data: dict[str, Any], no: str) -> Any:
    """Reply in a thread."""
    actor = current_actor()
    posted = services.post_message(
        session, actor, no=no, words=prepare(data["body"]), key=key_of(data["key"]), mail_batch_s=_batch_s()
    )
    return {"id": posted.id, "no": no, "url": f"/api/v1/threads/{no}/messages"}
