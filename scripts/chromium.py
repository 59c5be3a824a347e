"""Finds a Chromium for the browser tests and says how to get one; starts none.

`python -m scripts.chromium` prints what was found, and fails where there is none.
"""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
HOW_TO_GET_ONE = (
    "No Chromium found, so the browser tests are left out. On Debian and Ubuntu: apt-get install chromium "
    "fonts-noto-cjk. Elsewhere install Chrome or Chromium, or name one: CHROMIUM=/path/to/chromium"
)


def find_chromium() -> str | None:
    """Return the path of a Chromium: the one CHROMIUM names, else one on the path or in its usual place."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in (*found, *PLACES) if path and Path(path).exists()), None)


def browser_required() -> bool:
    """Say whether a missing Chromium is a failure, as in continuous integration, and not a reason to skip."""
    return os.environ.get("REQUIRE_BROWSER", "") not in ("", "0")


def main() -> int:
    """Print the Chromium that the browser tests use, or how to get one."""
    found = find_chromium()
    print(f"Browser tests use {found}" if found else HOW_TO_GET_ONE, file=sys.stdout if found else sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
