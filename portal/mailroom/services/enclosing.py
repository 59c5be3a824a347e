"""A mail's files through the house's own checks: kept, or named as not kept. Logos and tracking pixels are neither."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from portal.core.errors import Invalid
from portal.core.files import FileStore, TakenFile, clean_name
from portal.mailroom.reading import Attachment, Mail
from portal.threads.words import MAX_FILES

SMALL_BYTES = 15_000
_OF_A_SIGNATURE = re.compile(r"(?:image\d{3}|logo|spacer|pixel|outlook-[\w-]+)\.(?:png|gif|jpe?g)", re.IGNORECASE)
MOST = 40


@dataclass(frozen=True, slots=True)
class Enclosed:
    taken: tuple[TakenFile, ...]
    refused: tuple[str, ...]


def enclosed(files: FileStore, mail: Mail) -> Enclosed:
    taken: list[TakenFile] = []
    refused: list[str] = []
    for one in mail.attachments[:MOST]:
        if _is_decoration(one):
            continue
        name = clean_name(one.name)
        if len(taken) >= MAX_FILES:
            refused.append(name)
            continue
        try:
            taken.append(files.take(io.BytesIO(one.data), name, field="files"))
        except Invalid:
            refused.append(name)
    refused += [clean_name(one.name) for one in mail.attachments[MOST : MOST + 5]]
    if mail.has_tnef:
        refused.append("winmail.dat（请在 Outlook 中改用 HTML 或纯文本格式发送）")
    return Enclosed(tuple(taken), tuple(refused))


def _is_decoration(one: Attachment) -> bool:
    """A picture inside the text that is small: a signature's logo, or one that tells its sender it was seen."""
    return (
        one.shown
        and one.media_type.startswith("image/")
        and (
            len(one.data) < SMALL_BYTES
            or (_OF_A_SIGNATURE.fullmatch(one.name) is not None and len(one.data) < 4 * SMALL_BYTES)
        )
    )
