"""Who may see and do what with a listing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.core.permissions import VISITOR, Actor
from portal.listings.policies import can_edit, can_post, sees_contact, sees_price

SELLER = Actor(user_id=1, org_id=7, org_kind="supplier", org_role="member", email_confirmed=True)
BUYER = Actor(user_id=2, org_id=8, org_kind="buyer", org_role="manager", email_confirmed=True)
STAFF = Actor(user_id=3, is_staff=True)


@pytest.mark.parametrize(
    ("actor", "kind", "may"),
    [
        (SELLER, "supply", True),
        (SELLER, "demand", True),
        (BUYER, "supply", False),
        (BUYER, "demand", True),
        (replace(SELLER, org_role="viewer"), "supply", False),
        (STAFF, "supply", False),
        (VISITOR, "demand", False),
    ],
)
def test_who_may_post(actor: Actor, kind: str, may: bool) -> None:
    assert can_post(actor, kind) is may


def test_only_its_company_edits() -> None:
    assert can_edit(SELLER, 7)
    assert not can_edit(SELLER, 8)
    assert not can_edit(replace(SELLER, org_role="viewer"), 7)
    assert not can_edit(STAFF, 7)


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        (VISITOR, False),
        (BUYER, True),
        (replace(BUYER, email_confirmed=False), False),
        (replace(SELLER, email_confirmed=False), True),  # its own price
        (STAFF, True),
        (Actor(user_id=9, email_confirmed=True), False),  # signed in, but for no company
    ],
)
def test_who_sees_a_members_price(actor: Actor, sees: bool) -> None:
    assert sees_price(actor, 7, members_only=True) is sees
    assert sees_price(actor, 7, members_only=False)


def test_who_sees_the_phone() -> None:
    assert not sees_contact(BUYER, 7, "portal")
    assert sees_contact(BUYER, 7, "members")
    assert not sees_contact(VISITOR, 7, "members")
    assert sees_contact(VISITOR, 7, "public")
    assert sees_contact(SELLER, 7, "portal")
    assert sees_contact(STAFF, 7, "portal")
