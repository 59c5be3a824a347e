"""Measures of the things traded: read as people write them, written in one way, compared by what they mean.

`read_spec`, `write_spec`, `find_specs` for text; `same`, `fits`, `near`, `unstated`, `measures`, `surroundings` for meaning.
"""

from __future__ import annotations

from portal.materials.specs.comparing import fits, measures, near, same, surroundings, unstated
from portal.materials.specs.reading import find_specs, joined, read_spec
from portal.materials.specs.values import Found, Measure, Size, Spec, Value, Word
from portal.materials.specs.writing import write_spec

__all__ = [
    "Found",
    "Measure",
    "Size",
    "Spec",
    "Value",
    "Word",
    "find_specs",
    "fits",
    "joined",
    "measures",
    "near",
    "read_spec",
    "same",
    "surroundings",
    "unstated",
    "write_spec",
]
