"""Which passwords are good enough."""

from __future__ import annotations

import pytest

from portal.accounts.passwords import check_password, hash_password, is_outdated, verify_password
from portal.core.errors import Invalid

OWN = ("li.wei@example.com", "李伟", "13800138000", "天津某某物资有限公司")


@pytest.mark.parametrize("password", ["gp-72 rivers", "钢材市场二十八号仓库门", "Tq8#vLm2zR", "horse battery staple"])
def test_a_good_password_passes(password: str) -> None:
    check_password(password, field="password", personal=OWN)


@pytest.mark.parametrize(
    "password",
    [
        "short", "password123", "PASSWORD2026", "1234567890", "qwertyuiop", "aaaaaaaaaaaa", "abcabcabcabc", "woaini1314520",
        "li.wei@example.com", "LI.WEI@EXAMPLE.COM", "li.wei2026!", "13800138000", "9876543210", "x" * 201,
    ],
)  # fmt: skip
def test_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_password(password, field="password", personal=OWN)
    assert refused.value.field == "password"


def test_a_hash_knows_its_password_only() -> None:
    kept = hash_password("gp-72 rivers")
    assert verify_password(kept, "gp-72 rivers")
    assert not verify_password(kept, "gp-72 river")
    assert not verify_password(None, "nobody's password")
    assert not verify_password("not a hash", "x")
    assert not is_outdated(kept)
    assert is_outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aaaaaaaaaaaaaaaaaaaaaa")
