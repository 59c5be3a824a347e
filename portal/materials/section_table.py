"""Hot-rolled sections of the standards: H-beams by series and nominal size, root radii of H-beams and angles, mm.

Owns numbers only; masses are computed from them in `weight` and `mass`.
"""

from __future__ import annotations

from decimal import Decimal as D

Section = tuple[D, D, D, D]

# Series, nominal size, height × width × web × flange, root radius: GB/T 11263-2024 table 1 (the sizes are those of 2010 and 2017).
_H_BEAMS = """
HW 100×100 100×100×6×8 8;HW 125×125 125×125×6.5×9 8;HW 150×150 150×150×7×10 8;HW 175×175 175×175×7.5×11 13
HW 200×200 200×200×8×12 13;HW 250×250 250×250×9×14 13;HW 300×300 300×300×10×15 13;HW 350×350 350×350×12×19 13
HW 400×400 400×400×13×21 22
HM 150×100 148×100×6×9 8;HM 200×150 194×150×6×9 8;HM 250×175 244×175×7×11 13;HM 300×200 294×200×8×12 13
HM 350×250 340×250×9×14 13;HM 400×300 390×300×10×16 13;HM 450×300 440×300×11×18 13;HM 500×300 488×300×11×18 13
HM 600×300 588×300×12×20 13
HN 100×50 100×50×5×7 8;HN 125×60 125×60×6×8 8;HN 150×75 150×75×5×7 8;HN 175×90 175×90×5×8 8;HN 200×100 200×100×5.5×8 8
HN 250×125 250×125×6×9 8;HN 300×150 300×150×6.5×9 13;HN 350×175 350×175×7×11 13;HN 400×200 400×200×8×13 13
HN 450×200 450×200×9×14 13;HN 500×200 500×200×10×16 13;HN 600×200 600×200×11×17 13;HN 700×300 700×300×13×24 18
HN 800×300 800×300×14×26 18;HN 900×300 900×300×16×28 18
"""
# The lighter sizes rolled beside the nominal ones.
_LIGHTER = """
198×99×4.5×7 8;248×124×5×8 8;298×149×5.5×8 13;346×174×6×9 13;396×199×7×11 13;446×199×8×12 13;496×199×9×14 13
596×199×10×15 13;482×300×11×15 13;582×300×12×17 13;344×348×10×16 13
"""


def _sizes(text: str) -> tuple[D, ...]:
    return tuple(D(number) for number in text.split("×"))


def _section(text: str) -> Section:
    height, width, web, flange = _sizes(text)
    return height, width, web, flange


_ROWS = [row.split() for row in _H_BEAMS.replace("\n", ";").split(";") if row]
H_BEAM_SIZES: dict[tuple[str, D, D], Section] = {
    (series, _sizes(nominal)[0], _sizes(nominal)[1]): _section(size) for series, nominal, size, _radius in _ROWS
}
H_BEAM_RADII: dict[Section, D] = {
    **{_section(size): D(radius) for _series, _nominal, size, radius in _ROWS},
    **{_section(row.split()[0]): D(row.split()[1]) for row in _LIGHTER.replace("\n", ";").split(";") if row},
}

# Inner root radius by legs; the toe radius is a third of the thickness: GB/T 706-2016 tables A.3 and A.4.
_EQUAL = (
    "20 3.5;25 3.5;30 4.5;36 4.5;40 5;45 5;50 5.5;56 6;60 6.5;63 7;70 8;75 9;80 9;90 10;100 12;110 12;125 14;140 14;150 14;160 16;"
    "180 16;200 18;220 21;250 24"
)
_UNEQUAL = (
    "25×16 3.5;32×20 3.5;40×25 4;45×28 5;50×32 5.5;56×36 6;63×40 7;70×45 7.5;75×50 8;80×50 8;90×56 9;100×63 10;100×80 10;110×70 10;"
    "125×80 11;140×90 12;150×90 12;160×100 13;180×110 14;200×125 14"
)
ANGLE_RADII: dict[tuple[D, D], D] = {
    **{(D(leg), D(leg)): D(radius) for leg, radius in (row.split() for row in _EQUAL.split(";"))},
    **{(_sizes(legs)[0], _sizes(legs)[1]): D(radius) for legs, radius in (row.split() for row in _UNEQUAL.split(";"))},
}
