"""Passwords: what makes one good enough, and its hash. No database: hashing is slow and is done before a transaction."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.core.errors import Invalid, Unavailable

MIN_LENGTH = 10
MAX_LENGTH = 200

# OWASP's second choice for argon2id: 19 MiB and two passes are as hard to guess as more memory and one pass,
# and a small machine can afford a few at a time.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_AT_ONCE = 2
_WAIT_S = 15
_turns = threading.BoundedSemaphore(_AT_ONCE)


@contextmanager
def _turn() -> Iterator[None]:
    """One of a few places: a crowd that signs in waits in line instead of filling the memory. Raises: Unavailable."""
    if not _turns.acquire(timeout=_WAIT_S):
        raise Unavailable("登录的人太多，请稍后再试")
    try:
        yield
    finally:
        _turns.release()


def hash_password(password: str) -> str:
    """The hash to keep. Takes some 50 ms."""
    with _turn():
        return _hasher.hash(password)


def verify_password(kept: str | None, password: str) -> bool:
    """Whether it is the password. Costs the same when there is no hash to compare with."""
    with _turn():
        try:
            return _hasher.verify(kept or _nobodys_hash(), password[:MAX_LENGTH]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def check_password(password: str, *, field: str, personal: tuple[str, ...] = ()) -> None:
    """Refuse what is guessed first. personal: e-mail, name, phone, company.

    Raises: Invalid(field, reason).
    """
    if len(password) < MIN_LENGTH:
        raise Invalid(field, "密码至少 %(min)s 位", min=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise Invalid(field, "密码最多 %(max)s 位", max=MAX_LENGTH)
    low = password.lower()
    own = {part.lower() for text in personal if text for part in (text, text.partition("@")[0]) if part}
    if low in own or low.strip("0123456789!@#._-") in {part for part in own if len(part) >= 5}:
        raise Invalid(field, "密码不能和邮箱、姓名或电话相同")
    if low in _common() or low.rstrip("0123456789!@#._-") in _common() or _is_pattern(low):
        raise Invalid(field, "这个密码太常见，容易被猜到，请换一个")


def _is_pattern(text: str) -> bool:
    """Few different characters, one piece over and over, or a run along the alphabet, the digits or the keyboard."""
    if len(set(text)) < 5:
        return True
    if any(len(text) % size == 0 and text[:size] * (len(text) // size) == text for size in range(1, 6)):
        return True
    runs = (
        "01234567890123456789",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    )
    return any(text in run or text[::-1] in run for run in runs)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    source = resources.files("portal.accounts").joinpath("data/common_passwords.txt")
    return frozenset(
        line.strip() for line in source.read_text("utf-8").splitlines() if line and not line.startswith("#")
    )


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash("nobody's password")
