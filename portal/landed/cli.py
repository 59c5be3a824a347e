"""The command that prints what a listing costs at a place."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.core.clock import SHANGHAI, now
from portal.core.errors import NotFound
from portal.core.landing import NAMES, PLACE
from portal.core.permissions import SYSTEM
from portal.landed.asking import Asked, read_asked
from portal.landed.assumptions import Assumptions
from portal.landed.parts import Landed
from portal.landed.queries import landed_prices
from portal.landed.shapes import as_object
from portal.landed.words import freight_line, part_name, reason, route_line, step_line
from portal.listings.queries.detail import get_listing
from portal.listings.terms import SUPPLY
from portal.web.i18n import _, say
from portal.web.uow import reading


@click.command("landed")
@click.option("--listing", "no", required=True, help="The number of a supply, as in S8K2M9QX.")
@click.option("--to", "place", required=True, help="Province, city or district: its name, or its official code.")
@click.option("--quantity", default="", help="Tonnes; by default a lorry.")
@click.option("--pay", default="", help="cash or draft.")
@click.option("--draft", default="", help="What a draft costs over cash, per cent.")
@click.option("--underweight", default="", help="By how much goods sold by theory are light, per cent.")
@click.option("--unstated", default="", help="How goods are weighed that do not say: scale or theory.")
@click.option("--invoices", default="", help="paid: as invoiced; one: freight brought to one invoice with the goods.")
@click.option("--transport", default="", help="road, rail or water; by default the cheapest.")
@click.option("--loading", default="", help="Yuan a tonne where the warehouse's loading fee is not known.")
@click.option("--json", "as_json", is_flag=True, help="Print the parts as one JSON object.")
@with_appcontext
def landed(no: str, as_json: bool, **given: str) -> None:
    """Print what a tonne of a listing costs at a place: goods, loading, freight, each known or unknown and why."""
    asked = _asked({PLACE: given.pop("place"), **given})
    with reading() as session:
        try:
            listing = get_listing(session, SYSTEM, no.strip().upper())
        except NotFound as error:
            raise click.ClickException(say(error)) from error
        if listing.kind != SUPPLY:
            raise click.ClickException(_("求购没有到货价"))
        price = landed_prices(session, SYSTEM, [listing.id], asked)[listing.id]
    if as_json:
        answer = {"listing": listing.no, "title": listing.title, "currency": "CNY", "unit": "t"} | as_object(price)
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=_plain))
        return
    click.echo(f"{listing.no} {listing.title}")
    for line in lines(price):
        click.echo(line)


def lines(price: Landed) -> list[str]:
    """The parts, one a line, then the total."""
    found = []
    for part in price.parts:
        amount = _("未知") if part.amount is None else f"{part.amount:f}"
        notes = [reason(part), *(step_line(step) for step in part.steps)] if part.name != "freight" else [reason(part)]
        if part.name == "freight" and price.route is not None:
            notes += [route_line(price.route), freight_line(price)]
        found.append(f"{part_name(part)}\t{amount}\t{'；'.join(note for note in notes if note)}")
    if price.total is not None:
        said = _(
            "%(total)s 元/吨，%(tonnes)s 吨共 %(sum)s 元",
            total=price.total,
            tonnes=f"{price.quantity:f}",
            sum=price.sum,
        )
    else:
        said = _("未知") if price.at_least is None else _("至少 %(total)s 元/吨", total=price.at_least)
    found.append(f"{_('到货价')}\t{said}")
    return found


def _asked(given: dict[str, str]) -> Asked:
    usual: Assumptions = current_app.extensions["portal.landed"]
    asked = read_asked(lambda name: given.get(name, ""), usual, day=now().astimezone(SHANGHAI).date())
    if asked.several:
        raise click.ClickException(
            _("有几个“%(place)s”，请写全：%(names)s", place=asked.typed, names="、".join(asked.several))
        )
    if not asked.place:
        raise click.ClickException(_("没有找到这个地方：%(place)s", place=asked.typed))
    for name in NAMES:
        if name in asked.faults:
            raise click.ClickException(_("读不懂 --%(name)s：%(value)s", name=name, value=given[name]))
    return asked


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat()
