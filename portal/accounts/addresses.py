"""E-mail addresses and telephone numbers as people type them."""

from __future__ import annotations

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from portal.core.errors import Invalid


def fold_email(text: str) -> str:
    """An address in the form it is kept and compared in: half width, lower case."""
    return unicodedata.normalize("NFKC", text).strip().lower()[:254]


def check_email(text: str, *, field: str = "email") -> str:
    """The address, folded. Only its form is checked: that it exists is proved by the mail sent to it.

    Raises: Invalid(field, reason).
    """
    try:
        found = validate_email(
            fold_email(text), check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise Invalid(field, "邮箱格式不对，例如 name@company.com") from error
    return (found.ascii_email or found.normalized).lower()


def check_phone(text: str, *, field: str = "phone") -> str:
    """A telephone number: 6 to 20 digits with the usual signs between. Raises: Invalid(field, reason)."""
    phone = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"\+?[0-9][0-9 ()\-/]{4,28}", phone) or not 6 <= len(re.sub(r"\D", "", phone)) <= 20:
        raise Invalid(field, "请填写手机或座机号码，例如 13800138000 或 022-12345678")
    return phone
