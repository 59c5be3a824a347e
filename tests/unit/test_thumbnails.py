"""Small likenesses of pictures: small indeed, upright, made of nothing that exhausts the machine."""

from __future__ import annotations

import io
import os
import resource
import time

import pytest
from PIL import Image

from portal.core.thumbnails import SIDE, thumbnail


def photograph(width: int, height: int, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    noise = Image.frombytes("RGB", (64, 64), os.urandom(64 * 64 * 3)).resize((width, height))
    noise.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes | None) -> Image.Image:
    assert data is not None
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_photograph_becomes_small(kind: str) -> None:
    data = photograph(1500, 1000, kind)
    small = thumbnail(data)
    assert opened(small).size == (SIDE, 347)
    assert small is not None
    assert len(small) < 60_000 < len(data)


def test_it_stands_upright_and_keeps_nothing_of_the_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera of Wang"
    small = opened(thumbnail(photograph(1600, 800, exif=exif)))
    assert small.size == (SIDE // 2, SIDE)
    assert dict(small.getexif()) == {}


def test_what_shines_through_goes_on_shining_through() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (900, 900), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(thumbnail(out.getvalue())).mode == "RGBA"


@pytest.mark.parametrize("data", [photograph(300, 200), b"", b"GIF89a", photograph(900, 900)[:2000]])
def test_what_is_small_or_broken_has_none(data: bytes) -> None:
    assert thumbnail(data) is None


@pytest.mark.parametrize(("kind", "made"), [("PNG", False), ("JPEG", True)])
def test_a_flood_of_pixels_is_not_decoded_whole(kind: str, made: bool) -> None:
    out = io.BytesIO()
    Image.new("RGB", (7900, 5000)).save(out, kind)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    assert (thumbnail(out.getvalue()) is not None) is made
    assert time.perf_counter() - began < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000
