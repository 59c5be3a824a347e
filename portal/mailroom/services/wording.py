"""What a mail says as the message it becomes: the new text, what was left out, the sender's key."""

from __future__ import annotations

import unicodedata

from portal.mailroom.reading import Mail
from portal.mailroom.services.enclosing import Enclosed
from portal.threads.words import MAX_BODY, Words, prepare

ROOM = 400
"""Characters kept for what is said of the mail itself."""


def words_of(mail: Mail, enclosures: Enclosed, *, context: bool = False, head: str = "") -> Words | None:
    """None where nothing new was written and no file came. head: a line above it, of who put it there."""
    text = printable(mail.new_text(context=context))
    if len(text) > MAX_BODY - ROOM:
        text = text[: MAX_BODY - ROOM].rstrip() + "\n\n［正文过长，其余内容见原邮件］"
    if enclosures.refused:
        text += ("\n\n" if text else "") + f"［未收下的附件：{'、'.join(enclosures.refused)[:200]}］"
    names = tuple(taken.name for taken in enclosures.taken)
    if not text.strip() and not names:
        return None
    return prepare("\n\n".join(part for part in (head[: ROOM // 3], text) if part), file_names=names)


def printable(text: str) -> str:
    """Without what no database keeps and no reader sees: control characters, halves of characters, changes of direction."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))


def key_of(mail_id: int) -> str:
    """The sender's key of the message a mail becomes: the same mail is posted once."""
    return f"mail-{mail_id:08d}"
