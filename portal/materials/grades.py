"""Grades commonly traded in each category, and surfaces: suggestions for forms and words for search.

Not a list of what is allowed: a grade typed by a supplier is kept as typed. Old and new names of one grade come later.
"""

from __future__ import annotations

from portal.materials.text import fold

_ROUND = ("20#", "35#", "45#", "40Cr", "42CrMo", "20Cr", "20CrMnTi", "16Mn", "65Mn", "GCr15", "Q235B", "Q355B")

GRADES: dict[str, tuple[str, ...]] = {
    "rebar": ("HRB400E", "HRB400", "HRB500E", "HRB500", "HRB600", "HRB335", "HRB335E", "HPB300", "HPB235"),
    "rebar-coil": ("HRB400E", "HRB400", "HRB500E", "HRB335"),
    "wire-rod": ("HPB300", "HPB235", "Q195", "Q235", "Q215", "SWRH82B", "SWRH77B", "SWRCH35K", "SWRM8", "LS08", "SL2", "ER70S-6",
                 "H08A", "45#", "65#", "70#"),
    "round-bar": _ROUND,
    "hot-rolled": ("Q235B", "Q355B", "SPHC", "SS400", "SAE1006", "QSTE420TM", "S355JR", "510L", "700L", "SPA-H", "Q195"),
    "cold-rolled": ("SPCC", "DC01", "DC03", "DC04", "DC06", "ST12", "ST14", "SPCD", "CR340LA", "Q195", "SPCC-1B"),
    "plate": ("Q235B", "Q355B", "Q355C", "Q355D", "Q355E", "Q345B", "Q345R", "Q245R", "Q390B", "Q420C", "Q460D", "Q345qD", "Q355GJC",
              "16MnDR", "AH36", "DH36", "EH36", "CCSB", "NM400", "NM450", "45#", "65Mn", "Q690D"),
    "checkered": ("HQ235B", "Q235B", "Q355B", "H-Q195"),
    "galvanised": ("DX51D+Z", "DX51D+Z80", "DX51D+Z275", "DX52D+Z", "DX53D+Z", "SGCC", "DC51D+Z", "S350GD+Z", "DX51D+AZ150", "SECC"),
    "colour-coated": ("TDC51D+Z", "TDX51D+Z", "CGCC", "TS350GD+Z", "TDC51D+AZ"),
    "strip": ("Q195", "Q215", "Q235", "Q235B", "Q355B", "65Mn", "50#", "SPHC"),
    "silicon": ("50WW800", "50WW600", "50WW470", "50WW1300", "35WW300", "35WW250", "B50A800", "B50A470", "30Q120", "27Q110", "23QG085"),
    "stainless-flat": ("304", "304L", "316L", "316", "201", "202", "430", "409L", "310S", "321", "2205", "2507", "443", "410S", "304/2B",
                       "316L/2B", "201/2B", "430/BA", "304/No.1"),
    "h-beam": ("Q235B", "Q355B", "Q355C", "Q355D", "Q345B", "SS400"),
    "i-beam": ("Q235B", "Q355B", "Q345B"),
    "channel": ("Q235B", "Q355B", "Q345B"),
    "angle": ("Q235B", "Q355B", "Q345B", "Q420B"),
    "square-bar": ("Q235B", "Q355B", "45#", "20#", "16Mn"),
    "flat-bar": ("Q235B", "Q355B", "65Mn", "45#", "Q195"),
    "seamless": ("20#", "45#", "Q355B", "16Mn", "20G", "12Cr1MoVG", "15CrMoG", "27SiMn", "40Cr", "42CrMo", "GCr15", "L245", "X52"),
    "welded-tube": ("Q195", "Q215", "Q235B", "Q355B", "L245", "X52", "X60"),
    "galvanised-tube": ("Q195", "Q215", "Q235B", "Q355B"),
    "hollow-section": ("Q195", "Q235B", "Q355B", "Q345B"),
    "cement": ("P·O 42.5", "P·O 42.5R", "P·O 52.5", "P·O 52.5R", "P·C 42.5", "P·I 52.5", "P·II 52.5R", "P·S·A 32.5", "P·S·B 32.5", "M32.5"),
    "concrete": ("C15", "C20", "C25", "C30", "C35", "C40", "C45", "C50", "C55", "C60", "C30P6", "C35P8", "C40P8"),
    "aggregate": ("中砂", "粗砂", "细砂", "机制砂", "5-10mm", "10-20mm", "5-25mm", "16-31.5mm"),
    "bricks": ("MU10", "MU15", "MU20", "A3.5 B06", "A5.0 B06", "A5.0 B07"),
    "copper-cathode": ("1#", "Cu-CATH-1", "Cu-CATH-2", "A级"),
    "copper-sheet": ("T2", "TU1", "TU2", "TP2", "T3", "C1100"),
    "brass": ("H62", "H65", "H68", "H59", "HPb59-1", "H70", "H80", "C2680"),
    "aluminium-ingot": ("A00", "AL99.70", "A0", "AL99.85", "A356", "ADC12"),
    "aluminium-sheet": ("1060-H24", "1060-O", "1100-H14", "3003-H24", "3004-H14", "5052-H32", "5083-H116", "5083-H112", "5754-H22",
                        "6061-T6", "6061-T651", "7075-T6"),
    "zinc-ingot": ("0#", "1#", "Zn99.995", "Zn99.99"),
    "nickel": ("Ni9996", "Ni9999", "1#", "Ni9990"),
    "timber": ("樟子松", "落叶松", "辐射松", "铁杉", "花旗松", "白松", "云杉", "桦木", "杨木", "杉木", "橡木"),
    "chemicals": ("99%", "98%", "96%", "32%", "工业级", "食品级", "SG-5", "70#A级", "R-298"),
}  # fmt: skip

SURFACES: dict[str, tuple[str, ...]] = {
    "stainless-flat": ("2B", "BA", "No.1", "No.4", "8K", "HL", "2D", "2E"),
    "cold-rolled": ("FB", "FC", "FD"),
    "galvanised": ("无花", "小锌花", "大锌花"),
}


def grades_for(category_code: str) -> tuple[str, ...]:
    """Common grades of a category, most usual first; empty for an unknown category."""
    return GRADES.get(category_code, ())


def all_grades() -> frozenset[str]:
    """Every known grade in folded form, for telling a grade from another code."""
    return frozenset(fold(grade) for grades in GRADES.values() for grade in grades)
