"""What holds of the embedded engine holds of PostgreSQL: the same tests, with the fixtures of this folder."""

# ruff: noqa: F403
from tests.unit.search.test_engine import *
from tests.unit.search.test_wants import *
