"""Uploads on disk: a picture's small likeness beside it, and what nobody knows is swept away."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.files import FileStore, keep
from portal.core.permissions import SYSTEM
from portal.core.uow import Database
from portal.listings.models import Listing, ListingFile
from tests.factories.listings import make_listing
from tests.factories.people import make_member


def photograph() -> io.BytesIO:
    out = io.BytesIO()
    Image.effect_noise((1000, 750), 60).save(out, "PNG")
    out.seek(0)
    return out


def test_a_page_of_pictures_shows_small_ones(
    app: Flask, database: Database, client: FlaskClient, sign_in: Callable[[User], FlaskClient]
) -> None:
    store: FileStore = app.extensions["portal.files"]
    taken = store.take(photograph(), "钢卷.png", field="pictures")
    with database.writing() as session:
        seller = make_member(session)
        listing = make_listing(session, file_count=1)
        stored = keep(session, SYSTEM, taken)
        session.add(ListingFile(listing_id=listing.id, file_id=stored.id, role="picture"))
        no = listing.no
    address = f"/listings/{no}/files/{taken.token}"
    page = client.get(f"/listings/{no}").text
    assert f'<a href="{address}"><img src="{address}?small"' in page
    with client.get(address) as whole, client.get(f"{address}?small") as small:
        assert (whole.mimetype, len(whole.data)) == ("image/png", taken.size)
        assert small.mimetype == "image/webp"
        assert len(small.data) < taken.size / 4
        assert small.headers["Content-Security-Policy"] == whole.headers["Content-Security-Policy"]
    with database.writing() as session:
        row = session.scalars(select(Listing).where(Listing.no == no)).one()
        row.status, row.is_public = "draft", False
    assert client.get(f"{address}?small").status_code == 404
    assert sign_in(seller).get(f"{address}?small").status_code == 404


def test_what_no_row_knows_is_swept_and_likenesses_with_it(app: Flask, database: Database) -> None:
    store: FileStore = app.extensions["portal.files"]
    lost, fresh = (store.take(photograph(), "a.png", field="pictures").token for _ in range(2))
    with database.writing() as session:
        known = make_listing(session)
        file = keep(session, SYSTEM, store.take(photograph(), "b.png", field="pictures"))
        session.add(ListingFile(listing_id=known.id, file_id=file.id, role="picture"))
        kept = file.token
    for token in (kept, lost):
        for path in (store.path(token), store.small_path(token)):
            os.utime(path, (time.time() - 90_000,) * 2)
    store.sweep(database)
    assert store.path(kept).exists()
    assert store.small_path(kept).exists()
    assert not store.path(lost).exists()
    assert not store.small_path(lost).exists()
    assert store.path(fresh).exists()
