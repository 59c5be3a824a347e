"""A small likeness of an uploaded picture for pages that show many. Pure; where it is kept is `files`' business."""

from __future__ import annotations

import io
import threading

SIDE = 520
"""Pixels of the longer side: twice what a page shows, for dense screens."""

SMALL_BYTES = 60_000
"""A picture this light is its own likeness, when its sides are small as well."""

MOST_PIXELS = 24_000_000
"""Beyond this a picture is not decoded whole: 72 MB at three bytes each. JPEG need not be, it shrinks while it is read."""

_one_at_a_time = threading.Lock()


def thumbnail(picture: bytes) -> bytes | None:
    """The likeness as WebP, upright and without what the camera wrote down; None when there is no need or no bounded way.

    picture: one that `sniff` let through. An animated one is shown by its first frame.
    """
    with _one_at_a_time:
        try:
            return _shrunk(picture)
        except Exception:  # Pillow raises many kinds for broken pictures; the page then shows the picture itself
            return None


def _shrunk(picture: bytes) -> bytes | None:
    from PIL import Image, ImageOps  # as in `sniff`

    with Image.open(io.BytesIO(picture), formats=["JPEG", "PNG", "WEBP", "GIF"]) as image:
        if max(image.size) <= SIDE and len(picture) <= SMALL_BYTES:
            return None
        if image.format == "JPEG":
            image.draft("RGB", (SIDE * 2, SIDE * 2))
        if image.width * image.height > MOST_PIXELS:
            return None
        upright = ImageOps.exif_transpose(image)
        whole = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    whole.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    whole.save(out, "WEBP", quality=78, method=4, exif=b"")
    return out.getvalue()
