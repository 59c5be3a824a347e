"""`python -m bench.relevance [FILE.jsonl]`: how well what is found first is what was wanted, on judged questions; docs/relevance.md.

The questions take the way a page's do: an address's parameters, the reading of the trade's language, the engine. Without FILE our own set.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import time_machine
from werkzeug.datastructures import MultiDict

from portal.core.clock import now
from portal.core.documents import KINDS, Kind, SearchDocument
from portal.core.permissions import Actor
from portal.materials.categories import find_category
from portal.materials.reading import read
from portal.search.links import query_from
from portal.search.services import Search
from portal.search.sources import Sources
from portal.search.store import Store
from portal.search.whoosh_engine import WhooshEngine

OWN = Path(__file__).parent / "judged" / "sample.jsonl"
DEPTH = 10
FRIDAY_NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""When everything is asked: freshness counts trading days, and a figure must be the same on every day of the week."""

MEMBER = Actor(
    user_id=1, email_confirmed=True, org_id=1, org_no="C1", org_kind="buyer", org_role="member", org_verified=True
)
_TEXTS = (
    "no", "title", "product_name", "category", "grade", "spec", "standard", "mill", "city", "region", "to_city", "warehouse_no", "warehouse",
    "supplier", "body", "unit",
)  # fmt: skip


class Wrong(Exception):
    """The file is not in the documented form."""


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    text: str
    parameters: tuple[tuple[str, str], ...]
    """As they stand in an address, `q` among them."""


@dataclass(slots=True)
class Judged:
    """A set: what there is, what is asked, and what each is worth for it."""

    documents: dict[str, SearchDocument] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    grades: dict[str, dict[str, float]] = field(default_factory=dict)

    def check(self) -> None:
        for question, grades in self.grades.items():
            if question not in self.questions:
                raise Wrong(f"judgement of an unknown query {question!r}")
            if unknown := grades.keys() - self.documents.keys():
                raise Wrong(f"judgement of an unknown document {min(unknown)!r}")
        if not self.questions or not self.documents:
            raise Wrong("no query or no document in it")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One question: what its answer is worth. ndcg, rr: None where nothing in the set is relevant to it."""

    question: Question
    total: int
    found: tuple[str, ...]
    ndcg: float | None
    rr: float | None


def load(path: Path) -> Judged:
    """Raises: Wrong, with the number of the line."""
    judged = Judged()
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    _take(judged, json.loads(line))
                except (KeyError, TypeError, ValueError, AttributeError, Wrong) as error:
                    raise Wrong(f"{path.name}, line {number}: {type(error).__name__}: {error}") from error
    judged.check()
    return judged


def _take(judged: Judged, line: Mapping[str, Any]) -> None:
    kind = line.get("type") or ("judgement" if "document" in line else "query" if "text" in line else "document")
    if kind == "document":
        key = str(line["id"])
        judged.documents[key] = _document(line, len(judged.documents) + 1)
    elif kind == "query":
        key = str(line["id"])
        parameters = [("q", str(line["text"]))]
        for name, value in {"kind": line.get("kind"), **line.get("parameters", {})}.items():
            parameters += [
                (name, str(each)) for each in (value if isinstance(value, list) else [value]) if each is not None
            ]
        judged.questions[key] = Question(key, str(line["text"]), tuple(parameters))
        for document, grade in line.get("judgements", {}).items():
            _judge(judged, key, str(document), grade)
    elif kind == "judgement":
        _judge(judged, str(line["query"]), str(line["document"]), line["grade"])
    else:
        raise Wrong(f"type {kind!r}; it must be document, query or judgement")


def _judge(judged: Judged, question: str, document: str, grade: Any) -> None:
    worth = float(grade)
    if not 0 <= worth <= 100:
        raise Wrong(f"grade {grade!r}")
    judged.grades.setdefault(question, {})[document] = worth


def _document(line: Mapping[str, Any], number: int) -> SearchDocument:
    kind = line.get("kind", "supply")
    if kind not in KINDS:
        raise Wrong(f"kind {kind!r}; it must be one of {', '.join(KINDS)}")
    texts = {name: str(line[name]) for name in _TEXTS if line.get(name) is not None}
    if texts.get("title") and not any(texts.get(name) for name in ("product_name", "category", "grade", "spec")):
        texts = _read(texts["title"]) | texts
    if leaf := find_category(texts.get("category", "")):
        texts["category"] = leaf.code
    named = " ".join(texts[name] for name in ("product_name", "grade", "spec") if texts.get(name))
    confirmed = now() - timedelta(hours=float(line.get("confirmed_h", 0)))
    return SearchDocument(
        **{"no": f"N{number}", "title": named, "unit": "t"} | texts,  # type: ignore[arg-type]
        kind=cast(Kind, kind),
        id=number,
        price_fen=_times(line.get("price"), 100),
        available_milli=_times(line.get("available"), 1000),
        verified=bool(line.get("verified", True)),
        confirmed_at=confirmed,
        published_at=confirmed,
    )


def _read(title: str) -> dict[str, str]:
    """What a row of a sheet with nothing but a title would be imported as."""
    reading = read(title)
    values = {name: getattr(reading, name) for name in ("product_name", "category", "grade", "spec", "mill", "city")}
    return {name: str(value) for name, value in values.items() if value}


def _times(amount: Any, by: int) -> int | None:
    return None if amount is None else int(Decimal(str(amount)) * by)


def measure(judged: Judged, folder: Path) -> Iterator[Verdict]:
    """Index the documents and ask every question once."""
    by_key = {(each.kind, each.id): key for key, each in judged.documents.items()}
    search = _search(judged, folder)
    for question in judged.questions.values():
        query = query_from(MultiDict(question.parameters), size=DEPTH)
        result = search.find(None, MEMBER, query, facets=False).result  # type: ignore[arg-type]  # no source asks the session
        found = tuple(by_key[key] for key in result.keys)
        grades = judged.grades.get(question.id, {})
        yield Verdict(question, result.total, found, ndcg(found, grades), reciprocal_rank(found, grades))


def _search(judged: Judged, folder: Path) -> Search:
    store = Store(folder / "index")
    with store.locked():
        generation = store.new_generation()
        generation.load(list(judged.documents.values()))
        store.make_live(generation)
    sources = Sources()
    for kind in KINDS:
        sources.register(
            kind, load=lambda _s, _i: {}, all_ids=lambda _s: (), present=lambda _s, _a, ids: dict.fromkeys(ids, "")
        )
    engine = WhooshEngine(store, poll_s=3600)
    engine.refresh()
    return Search(engine, sources)


def ndcg(found: Sequence[str], grades: Mapping[str, float], depth: int = DEPTH) -> float | None:
    """Gain 2^grade - 1, discounted by log2(place + 1), as a share of what the best order of all judged documents would give."""
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(key, 0.0) for key in found[:depth]]) / best if best else None


def _gain(worth: Sequence[float]) -> float:
    return sum((2**each - 1) / math.log2(place + 1) for place, each in enumerate(worth, start=1))


def reciprocal_rank(found: Sequence[str], grades: Mapping[str, float], depth: int = DEPTH) -> float | None:
    """1 / place of the first relevant hit (any grade above 0), 0 when there is none in the first ten."""
    if not any(worth > 0 for worth in grades.values()):
        return None
    return next((1 / place for place, key in enumerate(found[:depth], start=1) if grades.get(key, 0) > 0), 0.0)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.relevance", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=OWN)
    parser.add_argument(
        "--worst", type=int, default=0, metavar="N", help="show the N worst questions with what was found"
    )
    options = parser.parse_args()
    with time_machine.travel(FRIDAY_NOON, tick=True), tempfile.TemporaryDirectory(prefix="relevance-") as folder:
        try:
            judged = load(options.file)
        except (OSError, Wrong) as error:
            print(error, file=sys.stderr)
            return 2
        verdicts = list(measure(judged, Path(folder)))
    for each in sorted(verdicts, key=lambda verdict: 1 if verdict.ndcg is None else verdict.ndcg)[: options.worst]:
        _show(each, judged)
    _sum_up(verdicts, judged)
    return 0


def _show(verdict: Verdict, judged: Judged) -> None:
    grades = judged.grades.get(verdict.question.id, {})
    print(f"\n{verdict.question.text}   nDCG {verdict.ndcg or 0:.3f}, {verdict.total} hits")
    best = [key for key in sorted(grades, key=lambda key: -grades[key])[:4] if grades[key] and key not in verdict.found]
    for mark, keys in (("  ", verdict.found), (" ✗", best)):  # ✗: should have been there
        for key in keys:
            each = judged.documents[key]
            price = "" if each.price_fen is None else each.price_fen // 100
            print(f"{mark} {grades.get(key, 0):g}  {each.kind} {each.title} {each.mill} {each.city} {price}")


def _sum_up(verdicts: Sequence[Verdict], judged: Judged) -> None:
    gains = [each.ndcg for each in verdicts if each.ndcg is not None]
    ranks = [each.rr for each in verdicts if each.rr is not None]
    nothing = sum(each.total == 0 for each in verdicts)
    print(
        f"{len(judged.documents):,} documents, {len(verdicts):,} queries, {len(gains):,} of them with something relevant\n"
    )
    print(f"nDCG@10            {_mean(gains):.4f}")
    print(f"MRR@10             {_mean(ranks):.4f}")
    print(f"zero-result share  {nothing / len(verdicts):.4f}")
    figures = {"ndcg@10": _mean(gains), "mrr@10": _mean(ranks), "zero_result_share": nothing / len(verdicts)}
    print(json.dumps({name: round(figure, 4) for name, figure in figures.items()} | {"queries": len(verdicts)}))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


if __name__ == "__main__":
    sys.exit(main())
