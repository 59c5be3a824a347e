"""The document a feature hands to the index."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from portal.core.documents import KINDS, SearchDocument


def test_document_has_one_key_per_kind_and_id() -> None:
    documents = [SearchDocument(kind=kind, id=7, no="S1", title="螺纹钢") for kind in KINDS]
    assert len({document.key for document in documents}) == len(KINDS)


def test_document_cannot_be_changed_after_it_was_made() -> None:
    document = SearchDocument(kind="supply", id=7, no="S1", title="螺纹钢")
    with pytest.raises(FrozenInstanceError):
        document.title = "盘螺"  # type: ignore[misc]
