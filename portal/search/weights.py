"""What a hit is worth, in whole numbers that every engine uses alike: no statistics of the corpus, no floating point, no clock but hours.

    order = tier ascending (`wants`), score descending, confirmed descending, kind (as in KINDS) ascending, id ascending
    score = words × (1000 + the sum of what applies below)
    words = the sum over terms, facts, grade and sizes of the best way each is found (`wants`);
            SOFT when only a price, an amount or conditions are wanted; 0 when nothing is, so that the latest confirmed go first

Sorted by price or date, what fits (tiers EXACT and SERVES) goes before what does not; then the price or date; then as above from `confirmed` on.
What has no price goes last in its part.
"""

from __future__ import annotations

# How a term is found; the best way counts. The names are the index's fields (`schema`).
WHOLE = 115  # it is a complete name: product, grade, spec, mill, city, title
EXACT = 100  # a word or code of a name
NEAR = 80  # a part of such a code, or a word around: warehouse, supplier, group, province
TOGETHER = 75  # its pieces are all there, somewhere in names or around
CHARACTERS = 50  # its characters are all in the product's name, or all in mill and city
PREFIX = 45  # half typed, and nothing in the whole index has it otherwise
SOUND = 30  # its pinyin
FACT = 80  # a fact, a grade or all sizes, in their own place
SOFT = 100
SECOND = 15  # in the body: only for kinds of which no document has all terms in its names

BASE = 1000
"""Permille: what the following are added to."""

AGES = ((24, 0), (72, -30), (14 * 24, -80))
"""(hours since it was confirmed, at most; permille), for kinds that age. Whole seconds: age_s <= hours × 3600."""
STALE = -150
AGEING_KINDS = ("supply", "demand", "freight")

KINDS_WORTH = {"supply": 0, "demand": -30, "warehouse": -30, "freight": -70, "help": -100}
VERIFIED = 20
SOLD_OUT = -100  # available is known, and it is 0

# For each condition (散装, 2B, 自提) that stands in the names, as the goods' own; or in the body, as a remark.
CONDITION_NAMED, CONDITION = 120, 20

# Within a tier, for each part (grade; sizes) that only serves, or is only near or found by its words: what misses both goes after what misses one.
PART_SERVES, PART_NEAR = -20, -100

# Of a wanted amount (thousandths of a tonne): known to be less, and not known. Demands and supply alike.
SHORT = -60
AMOUNT_UNKNOWN = -30

# Of the place of delivery: the document's city is it; its province is the same; is a neighbour; is any other; is not known.
SAME_CITY, SAME_PROVINCE, NEIGHBOUR, FAR, PLACE_UNKNOWN = 0, -20, -40, -80, -60
