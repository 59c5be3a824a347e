"""`python -m bench.judged`: writes `sample.jsonl` anew from the sample data, our own offers and the questions, graded by the rules.

Only needed after one of these changed; what is measured is the file, the same on every day and machine.
"""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.judged.grading import Sizes, Wish, grade
from portal import create_app
from portal.config import Settings
from portal.core.clock import now
from portal.core.documents import SearchDocument
from portal.demo.load import load
from portal.wiring import searchable

HERE = Path(__file__).parent
SAMPLE = HERE / "sample.jsonl"
_TEXTS = (
    "title", "product_name", "category", "grade", "spec", "standard", "mill", "city", "region", "to_city", "warehouse", "supplier", "unit", "body",
)  # fmt: skip


def main() -> int:
    documents = [*sample_documents(), *own_offers()]
    sizes = Sizes.of(each for each in documents if each["kind"] in ("supply", "demand"))
    lines = [
        {"type": "document"} | {key: value for key, value in each.items() if value not in ("", None)}
        for each in documents
    ]
    empty = []
    for number, (text, wish) in enumerate(questions(), start=1):
        judged = {each["id"]: worth for each in documents if (worth := grade(wish, each, sizes))}
        lines.append({"type": "query", "id": f"q{number}", "text": text} | ({"kind": wish.kind} if wish.kind else {}))
        lines += [{"type": "judgement", "query": f"q{number}", "document": key, "grade": judged[key]} for key in judged]
        if max(judged.values(), default=0) < 2:
            empty.append(text)
    SAMPLE.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    print(f"{SAMPLE.name}: {len(documents)} documents, {number} questions; little or nothing offered for: {empty}")
    return 0


def sample_documents() -> Iterator[dict[str, Any]]:
    """The sample data as the index is fed with it; prices as members see them."""
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory(prefix="judged-") as folder:
        app = create_app(Settings.from_environment({"PORTAL_DATA_DIR": folder}))
        with app.app_context():
            app.extensions["alembic"].upgrade()
        load(app.extensions["portal.database"], app.extensions["portal.files"])
        with app.extensions["portal.database"].reading() as session:
            for source in searchable().all():
                if source.kind == "help":  # articles answer questions, they are nothing offered
                    continue
                ids = list(source.all_ids(session))
                for document in source.load(session, ids).values():
                    if document is not None and document.kind == source.kind:
                        yield _plain(document)


def _plain(document: SearchDocument) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": document.key, "kind": document.kind}
    plain |= {name: getattr(document, name) for name in _TEXTS}
    hours = (now() - document.confirmed_at).total_seconds() / 3600 if document.confirmed_at else 0
    return plain | {
        "price": None if document.price_fen is None else document.price_fen / 100,
        "available": None if document.available_milli is None else document.available_milli / 1000,
        "verified": document.verified,
        "confirmed_h": round(hours, 1),
    }


def own_offers() -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines("offers.txt"), start=100_001):
        category, name, graded, spec, mill, city, price, available, hours = (part.strip() for part in line.split("|"))
        yield dict.fromkeys(_TEXTS, "") | {
            "id": f"supply:{number}", "kind": "supply", "title": " ".join(part for part in (name, graded, spec) if part), "product_name": name,
            "category": category, "grade": graded, "spec": spec, "mill": mill, "city": city, "unit": "t", "price": float(price) or None,
            "available": float(available), "verified": True, "confirmed_h": float(hours),
        }  # fmt: skip


def questions() -> Iterator[tuple[str, Wish]]:
    for line in _lines("questions.txt"):
        text, _, wanted = line.partition("⇒")
        categories, *parts = (part.strip() for part in wanted.split(";"))
        said = dict(part.split("=", 1) for part in parts)
        yield (
            text.strip(),
            Wish(
                categories=frozenset(categories.split("|")),
                grade=said.pop("grade", ""),
                sizes=tuple(said.pop("size", "").split(",")) if "size" in said else (),
                also=said.pop("also", ""),
                mill=said.pop("mill", ""),
                city=said.pop("city", ""),
                to=said.pop("to", ""),
                least=_amount(said.pop("min", "")),
                most=_amount(said.pop("max", "")),
                amount=_amount(said.pop("t", "")),
                kind=said.pop("kind", ""),
            ),
        )
        assert not said, line


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _lines(name: str) -> Iterator[str]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


if __name__ == "__main__":
    raise SystemExit(main())
