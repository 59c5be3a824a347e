"""A form sends nobody away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.paths import local_path

AWAY = [
    "", None, "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "/a\\b", "http://evil.test", "https:evil.test",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "evil.test", "/\t/evil.test", "/\n/evil.test", "\t//evil.test",
    " //evil.test", "/\u2028x", "/\x00", "/" + "a" * 2001, "//[", "/ /evil.test",
]  # fmt: skip


@pytest.mark.parametrize("target", AWAY)
def test_what_leads_away_is_refused(target: str | None) -> None:
    assert local_path(target, "/me") == "/me"


@pytest.mark.parametrize(
    "target", ["/", "/me", "/search?q=%E8%9E%BA%E7%BA%B9&page=2", "/threads/T1#m3", "/search?next=//evil.test"]
)
def test_our_own_paths_pass(target: str) -> None:
    assert local_path(target, "/other") == target


@given(st.text(alphabet="/\\:.@?#\t\r\n htpsjavcrievl%", max_size=30))
def test_whatever_passes_is_one_slash_and_then_a_path(target: str) -> None:
    passed = local_path(target, "/safe")
    assert passed.startswith("/")
    assert not passed.startswith("//")
    assert not set(passed) & set("\\\t\r\n ")
