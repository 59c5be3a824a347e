"""Builds the icon sprite `static/vendor/icons.svg` from the npm package @tabler/icons; draws no icon of its own.

Run `python -m scripts.vendor_icons` after adding a name below and commit the result. npm is needed for this only:
the portal is served, tested and installed without it. `--check` says whether the committed sprite is what the list
and the recorded SHA-256 promise, without npm.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from xml.etree import ElementTree

PACKAGE = "@tabler/icons"
VERSION = "3.51.0"
FOLDER = Path(__file__).resolve().parent.parent / "static" / "vendor"
SPRITE, LICENCE, README = FOLDER / "icons.svg", FOLDER / "icons.LICENSE.txt", FOLDER / "README.md"

ICONS = """
alert-circle alert-triangle api arrow-back-up arrow-right arrows-sort bell bookmark building building-warehouse
calendar certificate chart-line check checks chevron-down chevron-left chevron-right clock coin copy device-mobile
dots download edit external-link eye eye-off file-spreadsheet file-text filter git-merge hand-stop help-circle
history home inbox info-circle key language layout-grid link list lock login logout mail map-pin menu-2 message
messages moon note package packages paperclip phone photo plus printer receipt refresh scale search send settings
shield-check shield-x ship star sun tag train trash truck upload user user-plus users x
""".split()
# Shown when switched on; their symbols are named `<name>-filled`.
FILLED = "bookmark star".split()


def main() -> int:
    """Build the sprite, or with --check compare what is committed with the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare what is committed with the list")
    if parser.parse_args().check:
        wrong = faults()
        print("\n".join(wrong) or "The icon sprite is in order.")
        return 1 if wrong else 0
    with tempfile.TemporaryDirectory() as folder:
        package, licence = fetch(Path(folder))
    SPRITE.write_text(sprite(package), encoding="utf-8")
    LICENCE.write_text(licence, encoding="utf-8")
    README.write_text(readme(), encoding="utf-8")
    print(f"{SPRITE.name}: {len(symbol_names())} icons, {SPRITE.stat().st_size:,} bytes")
    return 0


def fetch(folder: Path) -> tuple[dict[str, str], str]:
    """Return the wanted drawings by symbol name, and the licence, from the package packed by npm."""
    command = ["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    members = {f"package/icons/outline/{name}.svg": name for name in ICONS}
    members |= {f"package/icons/filled/{name}.svg": f"{name}-filled" for name in FILLED}
    drawings: dict[str, str] = {}
    licence = ""
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream and member.name == "package/LICENSE":
                licence = stream.read().decode()
            elif stream and member.name in members:
                drawings[members[member.name]] = stream.read().decode()
    if missing := sorted(set(members.values()) - set(drawings)):
        raise SystemExit(f"Not in {PACKAGE} {VERSION}: {', '.join(missing)}")
    return drawings, licence


def sprite(drawings: dict[str, str]) -> str:
    """Return one SVG with a symbol for each drawing; the width of a stroke is left to the style sheet."""
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">']
    for name, drawing in sorted(drawings.items()):
        look = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
        if name.endswith("-filled"):
            look = 'fill="currentColor" stroke="none"'
        paths = []
        for part in ElementTree.fromstring(drawing):  # noqa: S314 - a pinned package, read by its maintainer
            if part.get("d") == "M0 0h24v24H0z":
                continue  # the invisible square that every drawing starts with
            tag = part.tag.rpartition("}")[2]
            paths.append(f"<{tag} " + " ".join(f'{key}="{value}"' for key, value in part.attrib.items()) + "/>")
        lines.append(f'<symbol id="{name}" viewBox="0 0 24 24" {look}>{"".join(paths)}</symbol>')
    return "\n".join([*lines, "</svg>", ""])


def readme() -> str:
    """Return the note that stands beside the vendored files."""
    rows = "\n".join(f"| `{path.name}` | `{digest(path)}` |" for path in (SPRITE, LICENCE))
    return f"""# Files from others

Made by `python -m scripts.vendor_icons`; edit the list there, not the files.

`icons.svg` holds {len(symbol_names())} icons of [{PACKAGE}](https://tabler.io/icons) {VERSION}, MIT licence
(`icons.LICENSE.txt`), as one sprite. Use: `<svg class="icon" aria-hidden="true"><use href="…/icons.svg#search"/></svg>`.
The colour is `currentColor`; the width of the stroke comes from the style sheet (`stroke-width` on `.icon`).

| file | SHA-256 |
|---|---|
{rows}

Symbols: {", ".join(f"`{name}`" for name in symbol_names())}.
"""


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def symbol_names() -> list[str]:
    """Return the ids that the committed sprite holds, in its order."""
    return re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8"))


def faults() -> list[str]:
    """Return what is wrong with the committed sprite: names missing or too many, or a changed file."""
    wanted, found = {*ICONS, *(f"{name}-filled" for name in FILLED)}, set(symbol_names())
    wrong = [f"icons.svg: {name} is in the list but not in the sprite" for name in sorted(wanted - found)]
    wrong += [f"icons.svg: {name} is in the sprite but not in the list" for name in sorted(found - wanted)]
    noted = README.read_text(encoding="utf-8")
    wrong += [
        f"{path.name}: its SHA-256 is not the one noted" for path in (SPRITE, LICENCE) if digest(path) not in noted
    ]
    return wrong


if __name__ == "__main__":
    sys.exit(main())
