"""The command `python -m scripts.translations extract|check|compile`."""

import argparse
import sys

from scripts.translations import __doc__ as purpose
from scripts.translations.catalogues import compile_all
from scripts.translations.check import faults
from scripts.translations.update import update_all


def main() -> int:
    """Do what the command line asks and return 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m scripts.translations", description=purpose)
    parser.add_argument(
        "task",
        choices=("extract", "check", "compile"),
        help="extract: bring the catalogues up to date with the code, draft zh_Hant_TW; check: list what is missing; "
        "compile: write what readers load",
    )
    task = parser.parse_args().task
    if task == "extract":
        update_all()
    elif task == "compile":
        print("Translations: " + ", ".join(f"{count} texts in {locale}" for locale, count in compile_all().items()))
        return 0
    wrong = faults()
    print("\n".join(wrong))
    print(f"{len(wrong)} translations to see to." if wrong else "The translations are complete.")
    return 1 if wrong and task == "check" else 0


if __name__ == "__main__":
    sys.exit(main())
