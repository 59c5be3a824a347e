"""The canonical writing of a spec, which reads back to the same spec; numbers stay as they were typed."""

from __future__ import annotations

from decimal import Decimal

from portal.materials.specs.forms import CATEGORY_FORMS, FORMS, NAMES
from portal.materials.specs.values import Measure, Size, Spec, Value, Word

_SUFFIX = {"m": "m", "cm": "cm", "丝": "丝", "尺": "尺", "寸": "寸", "分": "分", "#": "#", "kg": "kg", "%": "%"}
_PACKED = {"袋装": "袋", "桶装": "桶", "箱装": "箱"}


def write_spec(spec: Spec) -> str:
    """`Φ25×12m`, `3.0×1500×C`, `∠50×50×5`; measures the form has no place for follow by name."""
    form = FORMS[spec.form]
    stated = {measure.dimension: measure for measure in spec.measures}
    placed: list[Measure] = []
    for dimension in form.dimensions:
        if dimension not in stated:
            break
        placed.append(stated.pop(dimension))
    if spec.form == "sheet" and placed and len(placed) < 3 and _is_word(stated.get("length")):
        placed.append(stated.pop("length"))  # 3.0×C
    if spec.form == "beam" and len(placed) == 2 and _in_metres(stated.get("length")):
        placed.append(stated.pop("length"))  # HW300×300×12m
    if spec.form == "angle" and len(placed) == 2 and placed[0].values == placed[1].values:
        del placed[1]
    texts = []
    if placed:
        series = stated.pop("series", None)
        texts.append(_placed(placed, _sign(spec, placed, series), spec.category))
    texts.extend(_named(measure, stated) for measure in list(stated.values()))
    return " ".join(text for text in texts if text)


def _sign(spec: Spec, placed: list[Measure], series: Measure | None) -> str:
    if series is not None:
        return series.words[0]
    if spec.form == "pipe" and any(size.unit for size in placed[0].sizes):
        return ""
    if spec.form == "tube" and len(placed) == 1 and "bar" in CATEGORY_FORMS.get(spec.category or "", ("bar",)):
        return NAMES["outer_diameter"]  # Φ60 alone would be a bar
    return FORMS[spec.form].sign


def _placed(placed: list[Measure], sign: str, category: str | None) -> str:
    texts = [_values(measure.values) for measure in placed]
    lone = len(placed) == 1 and not sign and all(size.unit == "" for size in placed[0].sizes)
    if lone:  # 20mm, 5-25mm; where nobody knows what it is, by name
        dimension = placed[0].dimension
        unclear = category is None or CATEGORY_FORMS[category][:1] == ("bar",)  # where a bare number is a diameter
        return f"{NAMES[dimension]}{texts[0]}" if unclear and dimension in NAMES else f"{texts[0]}mm"
    return sign + "×".join(texts)


def _named(measure: Measure, others: dict[str, Measure]) -> str:
    if measure.words:
        packed = measure.dimension == "packing" and "piece_weight" in others and measure.words[0] in _PACKED
        return "" if packed else "/".join(measure.words)
    text = _values(measure.values)
    if measure.dimension == "piece_weight":
        packing = others.get("packing")
        per = _PACKED.get(packing.words[0], "") if packing else ""
        return f"{text}/{per}" if per else text
    if measure.dimension == "length" and _in_metres(measure):
        return text
    return NAMES.get(measure.dimension, "") + text


def _in_metres(measure: Measure | None) -> bool:
    return measure is not None and all(size.unit == "m" for size in measure.sizes) and not measure.words


def _is_word(measure: Measure | None) -> bool:
    return measure is not None and isinstance(measure.values[0], Word)


def _values(values: tuple[Value, ...]) -> str:
    units = {value.unit for value in values if isinstance(value, Size)}
    shared = len(units) == 1 and units & {"m", "cm"}
    texts = []
    for place, value in enumerate(values):
        if isinstance(value, Word):
            texts.append(value.text)
        else:
            last = place == len(values) - 1
            texts.append(_size(value, bare=bool(shared) and not last, mixed=len(units) > 1))
    return "/".join(texts)


def _size(size: Size, *, bare: bool, mixed: bool) -> str:
    if size.unit == "±":
        return f"{_number((size.low + size.high) / 2)}±{_number((size.high - size.low) / 2)}"
    if size.unit == "寸" and size.mark:
        return f"{size.mark}寸"
    text = _number(size.low) if size.low == size.high else f"{_number(size.low)}-{_number(size.high)}"
    if size.unit == "#":
        return f"{text}{size.mark}#"
    suffix = _SUFFIX.get(size.unit, "mm" if mixed else "")
    return size.mark + text + ("" if bare else suffix)


def _number(number: Decimal) -> str:
    return f"{number:f}"
