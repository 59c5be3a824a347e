"""`/desk/mail`: letters that became no message, one letter and what is done with it, addresses that mail does not reach."""

from __future__ import annotations

from portal.mailroom.desk import letter as letter
from portal.mailroom.desk import lists as lists
from portal.mailroom.desk.blueprint import bp as bp
