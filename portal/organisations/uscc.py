"""The 统一社会信用代码 (GB 32100-2015): reading one as people type it, and making one for tests and samples."""

from __future__ import annotations

import unicodedata

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from portal.core.errors import Invalid

_OFFICE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714, positions 9-16 of the code; 17 checks them


def check_uscc(text: str, *, field: str = "uscc") -> str:
    """The code in its normal form: 18 characters, upper case. Full-width characters, spaces and hyphens are forgiven.

    Raises: Invalid(field, reason).
    """
    code = uscc.compact(unicodedata.normalize("NFKC", text))
    try:
        return str(uscc.validate(code))
    except InvalidLength as error:
        raise Invalid(field, "统一社会信用代码是 18 位，您填了 %(count)s 位", count=len(code)) from error
    except InvalidChecksum as error:
        raise Invalid(field, "统一社会信用代码校验不通过，请对照营业执照逐位核对") from error
    except (ValidationError, ValueError) as error:
        raise Invalid(field, "统一社会信用代码前 8 位是数字，其余是数字或大写字母（没有 I、O、S、V、Z）") from error


def make_uscc(prefix17: str) -> str:
    """The code that begins with these 17 characters, its check character worked out."""
    return prefix17 + str(uscc.calc_check_digit(prefix17))


def sample_uscc(number: int, *, region: str = "120000") -> str:
    """A well-formed code for sample company `number`: an enterprise (91) of the region, its inner check digit right too."""
    body = f"MA{number:06d}"
    total = sum(weight * int(char, 36) for weight, char in zip(_OFFICE_WEIGHTS, body, strict=True))
    inner = "0123456789X0"[(11 - total % 11) % 11 if total % 11 else 0]
    return make_uscc(f"91{region}{body}{inner}")
