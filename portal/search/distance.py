"""How far a place is from where goods should go, in four steps: the city, its province, a neighbouring province, elsewhere. No kilometres."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from portal.materials.borders import NEIGHBOURS
from portal.materials.places import exactness, place_ends
from portal.materials.regions import city_of, find_region, province_of
from portal.materials.text import fold
from portal.search import weights


@dataclass(frozen=True, slots=True)
class Nearness:
    """A place of delivery: city is "" where only a province is known."""

    city: str
    province: str

    def is_city(self, city: str) -> bool:
        return bool(self.city) and city == self.city

    def worth(self, city: str, province: str) -> int:
        """Permille for a place."""
        return weights.SAME_CITY if self.is_city(city) else self.by_region(province)

    def by_region(self, province: str) -> int:
        """Permille for another city of this province; "" is not known."""
        if not province:
            return weights.PLACE_UNKNOWN
        if province == self.province:
            return weights.SAME_PROVINCE
        return weights.NEIGHBOUR if province in NEIGHBOURS.get(self.province, ()) else weights.FAR


@lru_cache(maxsize=1024)
def nearness(place: str) -> Nearness | None:
    """The place of delivery as typed; None when nobody knows it."""
    if find_region(fold(place)) is not None:
        return Nearness(city_of(place), province_of(place))
    code, province, city = place_ends(place)  # 广东佛山顺德区, 440606
    return Nearness(city if exactness(code) > 1 else "", province) if code else None
