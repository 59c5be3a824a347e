"""What a spec is made of: sizes and ranges as typed, words, the measures of one thing; knows no syntax.

`==` compares what was written (`3.0` equals `3`, `12m` is not `12000`); whether two specs mean the same is `comparing.same`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from portal.materials.specs.standard_sizes import dn_of_fen, dn_of_inch

_FOOT = Decimal("304.8")
_PER_UNIT = {"m": Decimal(1000), "cm": Decimal(10), "丝": Decimal("0.01")}


@dataclass(frozen=True, slots=True)
class Size:
    """One exact value (low = high) or a closed range, in the unit typed.

    unit: "" is the dimension's own (mm, DN); else m, cm, 丝 (0.01 mm), 尺 (feet), 寸, 分, #, kg, %, ± (a value with its tolerance).
    mark: what is typed beside the number and belongs to it: the letter of 20a#, the fraction of 1/2寸, the ≥ of ≥99%.
    """

    low: Decimal
    high: Decimal
    unit: str = ""
    mark: str = ""

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """Both ends in the dimension's own unit: mm, DN for pipe sizes in inches, the number of a model."""
        if self.unit == "寸":
            return dn_of_inch(self.low), dn_of_inch(self.high)
        if self.unit == "分":
            return dn_of_fen(self.low), dn_of_fen(self.high)
        if self.unit == "尺":  # widths in feet are made in whole millimetres: 4尺 is 1219
            return (self.low * _FOOT).quantize(Decimal(1)), (self.high * _FOOT).quantize(Decimal(1))
        factor = _PER_UNIT.get(self.unit)
        return (self.low, self.high) if factor is None else (self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Word:
    """A measure that is a word: C for a coil, HW for a series, Z80 for a coating."""

    text: str


Value = Size | Word


@dataclass(frozen=True, slots=True)
class Measure:
    """One dimension (a code of `category_table.DIMENSIONS`) with everything offered in it."""

    dimension: str
    values: tuple[Value, ...]

    @property
    def sizes(self) -> tuple[Size, ...]:
        return tuple(value for value in self.values if isinstance(value, Size))

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(value.text for value in self.values if isinstance(value, Word))


@dataclass(frozen=True, slots=True)
class Spec:
    """The measures of one thing; form: how they are written (a code of `forms.FORMS`)."""

    category: str | None
    form: str
    measures: tuple[Measure, ...]

    def measure(self, dimension: str) -> Measure | None:
        """The measure in this dimension, or None when the spec does not state it."""
        return next((measure for measure in self.measures if measure.dimension == dimension), None)

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(measure.dimension for measure in self.measures)

    @property
    def is_coil(self) -> bool:
        length = self.measure("length")
        return length is not None and "C" in length.words


@dataclass(frozen=True, slots=True)
class Found:
    """A spec with its place in the text; certain is False for a bare number that might be something else."""

    start: int
    end: int
    spec: Spec
    certain: bool
