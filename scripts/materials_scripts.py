"""Writes what `portal.materials` needs of OpenCC into its data folder, so that a running portal does not load 100 MB of dictionaries.

`python -m scripts.materials_scripts` after a change of names; `--check` fails when the files are not what it would write.
"""

from __future__ import annotations

import csv
import io
import sys
from typing import Any

import opencc

from portal.materials.categories import CATEGORIES, DIMENSIONS, GROUPS
from portal.materials.units import UNITS
from scripts.translations.sources import ROOT

FOLDER = ROOT / "portal" / "materials" / "data"
HAN = (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x2FA20))


def characters() -> str:
    """Two lines: traditional characters, and beneath each its simplified form."""
    convert = opencc.OpenCC("t2s").convert
    # Twice: the simplified form of a few is itself converted, and folding must be the same when done again.
    pairs = [(old, new) for code in HAN if len(new := convert(convert(old := chr(code)))) == 1 and new != old]
    return "".join(old for old, _new in pairs) + "\n" + "".join(new for _old, new in pairs) + "\n"


def names() -> str:
    """Names of categories, groups, dimensions and units as Taiwan writes them."""
    convert = opencc.OpenCC("s2twp").convert
    sources: tuple[Any, ...] = (*CATEGORIES, *GROUPS, *DIMENSIONS.values(), *UNITS.values())
    found = dict.fromkeys(each.name_zh for each in sources)
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(("simplified", "traditional"))
    rows.writerows((name, convert(name)) for name in found if convert(name) != name)
    return file.getvalue()


FILES = {"simplified.txt": characters, "traditional.csv": names}


def main() -> int:
    """Write or check; 1 when a file is not as it should be."""
    wrong = []
    for name, make in FILES.items():
        path, wanted = FOLDER / name, make()
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != wanted:
                wrong.append(name)
        else:
            path.write_text(wanted, encoding="utf-8")
    print(
        "\n".join(f"{name}: run python -m scripts.materials_scripts" for name in wrong)
        or "Materials' scripts are up to date."
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
