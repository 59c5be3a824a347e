"""Commands for a mail piped in: its new text alone, or the mail into the house. No rule of its own."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from portal.core.errors import Unavailable
from portal.mailroom.reading import MAX_BYTES, read
from portal.mailroom.reading.parts import TooMuch
from portal.mailroom.services.keeping import store
from portal.mailroom.services.sorting import Mailroom, sort_mail
from portal.web.uow import database

# What a mail server understands (sysexits.h): for good, or try again later.
EX_DATAERR, EX_TEMPFAIL = 65, 75


@click.command("mail-trim")
def mail_trim() -> None:
    """Read one mail from standard input and print what its writer newly wrote, without quotations and signatures."""
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        text = read(data).new_text()
    except TooMuch as error:
        click.echo(str(error), err=True)
        sys.exit(EX_DATAERR)
    if text:
        sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()


@click.command("mail-in")
@with_appcontext
def mail_in() -> None:
    """Take one mail from standard input, as a mail server pipes it: keep it whole, then make a message or a thread of it.

    Exit codes are sysexits': 0 kept (whatever became of it), 65 larger than 25 MB or empty, 75 try again later.
    """
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if not data.strip() or len(data) > MAX_BYTES:
        click.echo("邮件为空" if not data.strip() else "邮件超过 25 MB，请压缩附件或分几封发送", err=True)
        sys.exit(EX_DATAERR)
    room: Mailroom = current_app.extensions["portal.mailroom"]
    try:
        mail_id, fresh = store(database(), room.files, data)
    except OperationalError as error:  # said in a line: its own words name statements, which help no postmaster
        click.echo(f"数据库不可用，请核对 PORTAL_DATA_DIR、PORTAL_DATABASE_URL，或先启动一次：{error.orig}", err=True)
        sys.exit(EX_TEMPFAIL)
    except (Unavailable, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(EX_TEMPFAIL)
    try:
        outcome = sort_mail(database(), room, mail_id)
    except Exception as error:  # it is kept, and its job waits: the worker tries again
        click.echo(str(error), err=True)
        outcome = "new"
    click.echo(f"{mail_id} {outcome}" + ("" if fresh else " (known)"))
