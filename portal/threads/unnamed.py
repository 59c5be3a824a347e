"""How somebody is shown whom the customer asked not to name: in the reader's language. Knows no table."""

from __future__ import annotations

from portal.threads.models import ANONYMOUS
from portal.web.i18n import _


def named(name: str) -> str:
    """A person's or company's name; of who is not named the reader's word for that. Also the templates' filter of this name."""
    return str(_(ANONYMOUS)) if name == ANONYMOUS else name
