"""What a file is, by its bytes and never by its name."""

from __future__ import annotations

import io
import warnings
import zipfile

MAX_PIXELS = 40_000_000
MAX_UNZIPPED = 200 * 1024 * 1024
MAX_ENTRIES = 10_000
_PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sniff(data: bytes) -> str | None:
    """The media type of an acceptable file, None for everything else (HTML, SVG, scripts, archives, macros, bombs)."""
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(_OLE):
        return _old_office(data)
    if data.startswith(b"PK\x03\x04"):
        return _new_office(data)
    return _picture(data)


def _picture(data: bytes) -> str | None:
    from PIL import Image  # 2 MB in each web process: only those that are sent a picture pay for it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(_PICTURES)) as image:
                if image.width * image.height > MAX_PIXELS:
                    return None
                kind = image.format or ""
                image.verify()
    except Exception:  # Pillow raises many kinds for broken or hostile pictures; all mean the same to us
        return None
    return _PICTURES.get(kind)


def crowded(archive: bytes) -> bool:
    """Whether a zip file lists more entries than any document has: each costs memory as soon as the list is read."""
    return archive.count(b"PK\x01\x02") > MAX_ENTRIES


def _new_office(data: bytes) -> str | None:
    if crowded(data):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    names = {info.filename for info in infos}
    if sum(info.file_size for info in infos) > MAX_UNZIPPED:
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for prefix, kind in _OFFICE.items() if any(name.startswith(prefix) for name in names)), None)


def _old_office(data: bytes) -> str | None:
    # The directory of an OLE file names its streams in UTF-16: enough to tell the three apart and to see macros.
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("_VBA_PROJECT") or has("VBA"):
        return None
    if has("WordDocument"):
        return "application/msword"
    if has("Workbook"):
        return "application/vnd.ms-excel"
    if has("PowerPoint Document"):
        return "application/vnd.ms-powerpoint"
    return None
