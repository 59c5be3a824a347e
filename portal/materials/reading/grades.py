"""Grades as they are typed: the table's names, and the families of names that standards form by rule.

Gives candidates with their place; which of them is meant is decided in `choosing`, where the product is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from portal.materials.grades import GRADES
from portal.materials.text import fold_characters

STEEL = ("rebar", "rebar-coil", "wire-rod", "round-bar")
BARS = ("rebar", "rebar-coil")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that may be a grade.

    within: categories it is a grade of, none for any; implies: the category it speaks for when no product is named.
    known: whether it stands in the table; bare: a plain number, which is a grade only in its own categories.
    """

    start: int
    end: int
    value: str
    within: tuple[str, ...] = ()
    implies: str = ""
    known: bool = False
    bare: bool = False
    sure: float = 1.0


_Make = Callable[[re.Match[str]], tuple[str, tuple[str, ...], str]]
_ELEMENTS = {
    "cr": "Cr",
    "mn": "Mn",
    "si": "Si",
    "mo": "Mo",
    "ni": "Ni",
    "ti": "Ti",
    "al": "Al",
    "nb": "Nb",
    "cu": "Cu",
    "pb": "Pb",
    "v": "V",
    "w": "W",
    "b": "B",
}
_ELEMENT = re.compile("|".join(_ELEMENTS))


def _digits(text: str) -> str:
    return text.replace("o", "0")


def _rebar(match: re.Match[str]) -> tuple[str, tuple[str, ...], str]:
    letters, number, tail = match["rb"].upper(), _digits(match["rbn"]), (match["rbt"] or "").strip().upper()
    if letters == "HRB" and tail in ("F", "FE"):
        letters, tail = "HRBF", tail[1:]
    plain = letters == "HPB"
    return letters + number + ("" if plain else tail), STEEL, "" if plain else "rebar"


def _q(match: re.Match[str]) -> tuple[str, tuple[str, ...], str]:
    tail = (match["qt"] or "").strip().upper()
    if tail.startswith("Q"):
        tail = "q" + tail[1:]
    implies = "plate" if tail in ("R", "GJ", "GJB", "GJC", "GJD", "GJE") or tail.startswith("q") else ""
    return f"Q{_digits(match['qn'])}{tail}{(match['qz'] or '').upper()}", (), implies


def _alloy(match: re.Match[str]) -> tuple[str, tuple[str, ...], str]:
    return _alloy_written(match["alloy"]), (), ""


def _alloy_written(text: str) -> str:
    return _ELEMENT.sub(lambda found: _ELEMENTS[found.group()], text).translate(_TAIL)


_TAIL = str.maketrans("aghdrkqz", "AGHDRKQZ")


def _cement(match: re.Match[str]) -> tuple[str, tuple[str, ...], str]:
    kind = {"i": "I", "ii": "II", "o": "O", "c": "C", "f": "F", "p": "P", "s": "S", "sa": "S·A", "sb": "S·B"}[
        match["pk"].replace(".", "").replace("0", "o")
    ]
    strength = match["ps"]
    strength = strength if "." in strength else f"{strength[:2]}.{strength[2:]}"
    return f"P·{kind} {strength}{(match['pr'] or '').upper()}", ("cement",), "cement"


def _upper(group: str, within: tuple[str, ...], implies: str) -> _Make:
    return lambda match: (match[group].upper().replace(" ", ""), within, implies)


_COATED = ("galvanised", "colour-coated")
_E = r"(?![a-z0-9])"
_B = r"(?<![a-z0-9.])"
# Each family: a pattern over folded text with groups of its own names, and how the canonical writing is made.
_FAMILIES: tuple[tuple[str, str, _Make], ...] = (
    ("rebar", r"(?P<rb>hrbf?|hpb|rrb|crb)[ -]?(?P<rbn>\d[\do][\d0o])(?!\d)(?P<rbt>\s?(?:fe|[efwh])(?![a-z])(?!-))?(?![a-z])", _rebar),
    ("q", r"q[ -]?(?P<qn>[1-9][\do]{2,3})(?!\d)(?P<qt>\s?(?:gnh[a-e]?|nh[a-e]?|gj[a-e]?|q[a-f]?|m[a-f]|r|t[a-e]?|l[a-e]?|[a-f][fz]?|f)(?![a-z]))?(?P<qz>-z\d\d)?(?![a-z])", _q),
    ("cement", rf"p\s?\.?\s?(?P<pk>ii|i|[o0]|c|f|p|s\.?[ab]|s)\s?\.?\s?(?P<ps>[3456]2\.?5)(?P<pr>r)?{_E}", _cement),
    ("m", rf"(?P<m>m[23][27]\.5){_E}", _upper("m", ("cement",), "cement")),
    ("coat", rf"(?P<coat>(?:ts|tdx|tdc|dx|dc|s|hx|hc)\d{{2,3}}(?:d|gd|yd|lad|xd)?\+(?:az|zm|za|zf|z|as)(?:\s?\d{{2,3}})?){_E}", lambda m: (m["coat"].replace(" ", "").upper(), (), "colour-coated" if m["coat"].startswith("t") else "galvanised")),
    ("tcoat", rf"(?P<tcoat>(?:tdc5\dd|tdx5\dd|cgcc|cglcc)(?:\+az|\+z)?){_E}", _upper("tcoat", ("colour-coated",), "colour-coated")),
    ("dx", rf"(?P<dx>d[xc]5[1-7]d(?:z|az)?|sgc[cd]\d?|sgh\d{{3}}|sglc[cd]?|secc|sgcc-?\w?){_E}", _upper("dx", _COATED, "galvanised")),
    ("cold", rf"(?P<cold>dc0[1-7]|st1[2-6]|spc[cdefg](?:-?(?:sd|1b|\dd|sb))?|cr\d{{3}}(?:la|y|bh)|hc\d{{3}}(?:la|dp|y)(?:d\+z)?){_E}", _upper("cold", (), "cold-rolled")),
    ("hot", rf"(?P<hot>sph[cdetf]{{1,2}}|spa-?h|sae\s?10\d\d|sphc-?\w?|\d{{3}}l(?=[\s,;]|$)|qste\s?\d{{3}}tm|saph\s?\d{{3}}|spfh\s?\d{{3}}|s\d{{3}}mc){_E}", lambda m: (_hot(m["hot"]), (), "" if m["hot"][0].isdigit() else "hot-rolled")),
    ("ss", rf"(?P<ss>ss[34]\d0|sm\d{{3}}[abc]?|s\d{{3}}(?:jrh?|j[02]h?|k2|nl|ml|n|m|q|ql)(?:\+n)?|a36|a572(?:\s?gr\.?\s?50)?|a283(?:\s?gr\.?\s?c)?|a516(?:\s?gr\.?\s?[67]0)?|sn\d{{3}}[abc]){_E}", _upper("ss", (), "")),
    ("ship", rf"(?P<ship>(?:ccs|bv|abs|lr|nk|kr|dnv)[ -]?[abde]{_E}|[adef]h\s?(?:32|36|40)|[ade]q\d\d){_E}", _upper("ship", ("plate", "strip", "angle", "flat-bar"), "plate")),
    ("wear", rf"(?P<wear>nm\s?[3456]\d0[a-e]?|ar\s?[45]\d0|hardox\s?\d{{3}}|bhw35|wh60|b610){_E}", _upper("wear", ("plate",), "plate")),
    ("sil", rf"(?P<sil>(?:b\d\d(?:a|r|g|p)|\d\d(?:w|ww|tw|aw|jn|q|qg|cs|ph|zh|sq|rk|hs|ws))\d{{2,4}}[a-z]?|[bw]\d\d[a-z]{{1,2}}\d{{3,4}}|m[1345]\d-\d+\w*){_E}", _upper("sil", ("silicon",), "silicon")),
    ("wire", rf"(?P<wire>swrh\s?\d\d[ab](?:-\w+)?|swrch\s?\d+[ak]?|swrm\s?\d+k?|er\d\ds-\w+|h08\w*|ml\d+\w*|sl[123]|ls0\d){_E}", lambda m: (m["wire"].upper().replace(" ", "").replace("MN", "Mn"), ("wire-rod",), "wire-rod")),
    ("pipe", rf"(?P<pipe>l(?:245|290|320|360|390|415|450|485)[nmq]?b?|x(?:42|46|52|56|60|65|70|80)[nmq]?|n80q?|p110|j55|k55|a106[ -]?b?|a53[ -]?b?|st\s?(?:35|37|44|45|52)(?:\.8)?|p(?:11|22|91|92)|t(?:11|22|91)){_E}", _upper("pipe", ("seamless", "welded-tube", "hot-rolled"), "")),
    ("sus", r"(?:sus|aisi|ss|s\s?s)[ -]?(?P<sus>(?:[234]\d\d|904)(?:ti|j\d|cu|[lhs])?)(?![a-z0-9])", lambda m: (m["sus"].upper().replace("TI", "Ti"), ("stainless-flat",), "stainless-flat")),
    ("stain", r"(?P<stain>(?:[234]\d\d|904|2205|2507|2304)(?:ti|j\d|cu|[lhs])?)(?![a-z0-9.]|\.\d)", lambda m: (m["stain"].upper().replace("TI", "Ti").replace("CU", "Cu"), ("stainless-flat",), "")),
    ("con", rf"(?P<con>c(?:10|15|20|25|30|35|40|45|50|55|60|65|70|80)(?:\s?p(?:6|8|10|12))?(?:\s?f\d{{2,3}})?){_E}", _upper("con", ("concrete",), "concrete")),
    ("brick", rf"(?P<brick>mu\s?\d+(?:\.\d)?|a[1-9]\.\d(?:\s?,?b0\d)?|b0[4-8]){_E}", lambda m: (_brick(m["brick"]), ("bricks",), "bricks")),
    ("alu", r"(?P<alu>(?:[1-8][0-9]\d\d|[2567]a\d\d)(?:[ -]?(?:h\d{2,3}|t\d{1,4}|o|f)(?![a-z0-9]))?)(?![a-z0-9.*x×]|\.\d)", lambda m: (re.sub(r"(?<=\d)[ -]?(?=[a-z])", "-", m["alu"], count=1).upper() if not m["alu"][1].isalpha() else m["alu"].upper().replace(" ", "-"), ("aluminium-sheet",), "aluminium-sheet" if re.search("[a-z]", m["alu"]) else "")),
    ("copper", rf"(?P<copper>t[123]|tu[012]|tp[12]|c1[012]\d\d|c1220|tu0){_E}", _upper("copper", ("copper-sheet",), "copper-sheet")),
    ("brass", rf"(?P<brass>h(?:59|62|63|65|68|70|80|85|90|96)(?:-\d)?|hpb\d\d-\d|hsn\d\d-\d|hal\d\d-\d|c2[2678]\d\d|c3[67]\d\d){_E}", lambda m: (m["brass"].upper().replace("HPB", "HPb").replace("HSN", "HSn").replace("HAL", "HAl"), ("brass",), "brass")),
    ("cath", rf"(?P<cath>cu-?cath-?[123]){_E}", lambda m: (f"Cu-CATH-{m['cath'][-1]}", ("copper-cathode",), "copper-cathode")),
    ("ingot", rf"(?P<ingot>a00|al\s?99\.\d+|adc\s?12|a356(?:\.2)?|a0{_E}|zl\d{{3}}|zld\d{{3}}){_E}", lambda m: (m["ingot"].upper().replace(" ", ""), ("aluminium-ingot",), "aluminium-ingot")),
    ("zn", rf"(?P<zn>zn\s?99\.\d+|zamak-?\d){_E}", lambda m: (m["zn"].replace(" ", "").capitalize(), ("zinc-ingot",), "zinc-ingot")),
    ("ni", rf"(?P<ni>ni\s?99\d\d){_E}", lambda m: (m["ni"].replace(" ", "").capitalize(), ("nickel",), "nickel")),
    ("gcr", rf"(?P<gcr>gcr15(?:simn)?){_E}", lambda m: ("GCr15SiMn" if m["gcr"].endswith("mn") else "GCr15", (), "")),
    ("alloy", rf"(?P<alloy>\d{{1,2}}(?:(?:cr|mn|si|mo|ni|ti|al|nb|cu|v|w|b)\d{{0,2}})+(?:[aghdrkz]|vg|dr)?|cr12(?:mov|mo1v1)?|\d\dg|t(?:7|8|10|12)a|y\d\d(?:mn|pb|ca)?){_E}", lambda m: (_alloy_written(m["alloy"]) if m["alloy"][0] != "t" else m["alloy"].upper(), (), "")),
    ("num", r"(?P<num>\d{2})\s?(?:#|号)(?:钢|鋼)?(?![\d*x×])", lambda m: (f"{m['num']}#", (), "")),
    ("hash", r"(?P<hash>[0123])\s?#(?!\d)", lambda m: (f"{m['hash']}#", ("copper-cathode", "zinc-ingot", "nickel"), "")),
    ("e", r"(?P<e>335|400|500|600)\s?e(?![a-z0-9])", lambda m: (f"HRB{m['e']}E", STEEL, "rebar")),
    ("strength", r"(?P<strength>[3456]2\.5r?)(?![a-z0-9])", lambda m: (m["strength"].upper(), ("cement",), "")),
    ("sg", rf"(?P<sg>sg-?[1-8]){_E}", lambda m: (f"SG-{m['sg'][-1]}", ("chemicals",), "")),
    ("asphalt", r"(?P<asphalt>(?:70|90|110)\s?#?\s?[ab]级|(?:70|90)#)", lambda m: (m["asphalt"].replace(" ", "").upper(), ("chemicals",), "")),
    ("purity", r"(?P<purity>工业一级|工业级|食品级|试剂级|医药级|电子级|饲料级|优等品|一等品|合格品|分析纯|化学纯|国标级|优级纯)", lambda m: (m["purity"], ("chemicals",), "")),
    ("acl", r"(?P<acl>a级铜|a级)(?![a-z])", lambda m: ("A级", ("copper-cathode",), "")),
)  # fmt: skip


def _hot(text: str) -> str:
    text = text.replace(" ", "").upper()
    return "SPA-H" if text == "SPAH" else text


def _brick(text: str) -> str:
    text = text.upper().replace(",", " ")
    return re.sub(r"MU\s+", "MU", re.sub(r"(?<=\d)\s*(?=B0)", " ", text))


_MAKERS: dict[str, _Make] = {f"f_{name}": make for name, _pattern, make in _FAMILIES}
_ANY = re.compile(
    _B
    + "(?=[0-9a-z工食试医电饲优一合分化国])(?:"
    + "|".join(rf"(?P<f_{name}>{pattern})" for name, pattern, _make in _FAMILIES)
    + ")"
)
_BARE = frozenset({"f_stain", "f_alu", "f_num", "f_hash", "f_strength"})


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Folded grade → canonical writing and the categories it is listed in."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for code, names in GRADES.items():
        for name in names:
            folded = fold_characters(name)
            found[folded] = (name, (*found.get(folded, ("", ()))[1], code))
    return found


def candidates(folded: str) -> Iterator[Candidate]:
    """Everything in a folded text that may be a grade, from left to right."""
    known = _known()
    position = 0
    while (match := _ANY.search(folded, position)) is not None:
        name = match.lastgroup or ""
        group = next(key for key in _MAKERS if match[key] is not None) if name not in _MAKERS else name
        value, within, implies = _MAKERS[group](match)
        listed = known.get(fold_characters(value))
        sure = 0.9 if "o" in match.group() and group in ("f_rebar", "f_q") else 1.0
        yield Candidate(
            match.start(), match.end(), listed[0] if listed else value, within or (), implies, listed is not None, group in _BARE, sure,
        )  # fmt: skip
        position = max(match.end(), position + 1)
