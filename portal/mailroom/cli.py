"""Commands for a mail piped in: its new text alone. No rule of its own."""

from __future__ import annotations

import sys

import click

from portal.mailroom.reading import MAX_BYTES, read
from portal.mailroom.reading.parts import TooMuch

EX_DATAERR = 65


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
