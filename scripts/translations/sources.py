"""Finds the texts in the code and the feature each belongs to; knows nothing of translations."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parent.parent.parent
COMMON = "common"
# These hold what every feature shows, and so do the files that stand in no folder of their own.
SHARED_PACKAGES = frozenset({"core", "web"})


KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "_p": ((1, "c"), 2),
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    # Marked where it stands, translated where it is shown: labels in tables, and what a service refuses with.
    "N_": None,
    "Conflict": (1,),
    "Forbidden": (1,),
    "Invalid": (2,),
    "NotFound": (1,),
    "PortalError": (1,),
    "Throttled": (1,),
    "Unavailable": (1,),
}
JINJA_OPTIONS = {"trimmed": "true", "silent": "false", "newstyle_gettext": "true", "extensions": "jinja2.ext.do"}


@dataclass(frozen=True, order=True)
class Text:
    """One text as gettext knows it: what stands in the code, its plural where it has one, its context."""

    singular: str
    plural: str = ""
    context: str = ""


@dataclass(frozen=True)
class Place:
    """Where a text stands, for a message to whoever has to translate it."""

    path: Path
    line: int

    def __str__(self) -> str:
        """Return `path:line`, which editors open."""
        return f"{self.path}:{self.line}"


def texts_by_feature(root: Path = ROOT) -> dict[str, dict[Text, Place]]:
    """Return every text of the portal under the feature it stands in, with the first place where it does."""
    found: dict[str, dict[Text, Place]] = {}
    for path in sorted([*root.glob("portal/**/*.py"), *root.glob("templates/**/*.*")]):
        relative = path.relative_to(root)
        if "migrations" in relative.parts:
            continue
        for text, line in texts_in(path):
            found.setdefault(feature_of(relative, root), {}).setdefault(text, Place(relative, line))
    return found


def feature_of(relative: Path, root: Path = ROOT) -> str:
    """Return the feature a file belongs to: the package its folder is named after, or `common`.

    >>> feature_of(Path("portal/web/errors.py")), feature_of(Path("templates/layouts/base.html"))
    ('common', 'common')
    """
    folders = [name for name in relative.parts[1:-1] if name not in ("email", "partials")]
    if folders and folders[0] not in SHARED_PACKAGES and (root / "portal" / folders[0]).is_dir():
        return folders[0]
    return COMMON


def texts_in(path: Path) -> Iterator[tuple[Text, int]]:
    """Yield the texts of one Python file or template, with their lines."""
    method, options = ("python", {}) if path.suffix == ".py" else ("jinja2.ext:babel_extract", JINJA_OPTIONS)
    with path.open("rb") as file:
        for line, message, _, context in extract(method, file, KEYWORDS, options=options):
            parts = (message,) if isinstance(message, str) else message
            singular, plural = parts[0], parts[1] if len(parts) > 1 else ""
            if singular:
                yield Text(singular, plural or "", context or ""), line
