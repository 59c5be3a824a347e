"""What people do with warehouses, stock and freight rates: verbs that check who asks, and never commit."""

from portal.logistics.services.freight import (
    RateInput,
    change_rate,
    check_rate,
    confirm_rates,
    expire_rates,
    publish_rate,
    withdraw_rates,
)
from portal.logistics.services.lots import (
    LotInput,
    add_lot,
    change_lot,
    check_lot,
    confirm_lots,
    remove_lot,
)
from portal.logistics.services.movements import (
    release,
    release_for,
    reserve,
    reserve_for,
    ship_out,
    take_in,
    take_out,
)
from portal.logistics.services.rate_import import Planned, RatePlan, import_rates, owner_of_rates, plan_rates
from portal.logistics.services.transfers import transfer
from portal.logistics.services.warehouses import (
    MAX_FEES,
    WarehouseInput,
    change_warehouse,
    check_warehouse,
    close_warehouse,
    confirm_warehouse,
    create_warehouse,
    reopen_warehouse,
)

__all__ = [
    "MAX_FEES",
    "LotInput",
    "Planned",
    "RateInput",
    "RatePlan",
    "WarehouseInput",
    "add_lot",
    "change_lot",
    "change_rate",
    "change_warehouse",
    "check_lot",
    "check_rate",
    "check_warehouse",
    "close_warehouse",
    "confirm_lots",
    "confirm_rates",
    "confirm_warehouse",
    "create_warehouse",
    "expire_rates",
    "import_rates",
    "owner_of_rates",
    "plan_rates",
    "publish_rate",
    "release",
    "release_for",
    "remove_lot",
    "reopen_warehouse",
    "reserve",
    "reserve_for",
    "ship_out",
    "take_in",
    "take_out",
    "transfer",
    "withdraw_rates",
]
