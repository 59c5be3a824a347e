"""The command that shows how lines are read; owns the form of a line of its answer, no reading."""

from __future__ import annotations

import io
import json
import sys

import click

from portal.materials.reading import read


@click.command("parse")
def parse() -> None:
    """Read lines from standard input and write what each says, one JSON object a line."""
    for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace"):
        click.echo(json.dumps(read(line.rstrip("\r\n")).as_json(), ensure_ascii=False))
