"""What can be done with listings. Each verb takes (session, actor, …), checks the actor, audits, and never commits."""

from portal.listings.services.drafting import copy_listing, create_draft, edit_listing
from portal.listings.services.files import attach_file, remove_file
from portal.listings.services.lifecycle import (
    close_listing,
    confirm_fresh,
    publish_listing,
    reopen_listing,
    take_down,
    withdraw_listing,
)
from portal.listings.services.reserving import Held, release_goods, reserve_goods, ship_goods
from portal.listings.services.rows import RowChange, RowErrors, change_rows
from portal.listings.services.upkeep import expire_due, recompute_stock, refeed_organisation

__all__ = [
    "Held",
    "RowChange",
    "RowErrors",
    "attach_file",
    "change_rows",
    "close_listing",
    "confirm_fresh",
    "copy_listing",
    "create_draft",
    "edit_listing",
    "expire_due",
    "publish_listing",
    "recompute_stock",
    "refeed_organisation",
    "release_goods",
    "remove_file",
    "reopen_listing",
    "reserve_goods",
    "ship_goods",
    "take_down",
    "withdraw_listing",
]
