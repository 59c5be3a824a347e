"""The index on disk: one writer, generations, crashes, and segments read as Whoosh itself would."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.search import schema
from portal.search.merging import LARGEST_MERGE, tier
from portal.search.query import EVERYBODY, SearchQuery
from portal.search.store import Generation, Store
from portal.search.view import build_view
from portal.search.whoosh_engine import WhooshEngine
from tests.factories.documents import make_document

Fill = Callable[..., WhooshEngine]
ROOT = Path(__file__).resolve().parents[3]


def live(store: Store) -> Generation:
    generation = store.current()
    assert generation is not None
    return generation


def total(engine: WhooshEngine, text: str = "") -> int:
    return engine.count(SearchQuery(text=text), EVERYBODY)


def test_engine_without_an_index_finds_nothing_and_is_not_ready(tmp_path: Path) -> None:
    engine = WhooshEngine(Store(tmp_path / "none"))
    assert engine.search(SearchQuery(text="螺纹钢"), EVERYBODY).total == 0
    assert not engine.ready()


def test_document_is_replaced_not_doubled(fill: Fill) -> None:
    engine = fill(make_document(id=1, product_name="螺纹钢"), make_document(id=2))
    fill(make_document(id=1, product_name="盘螺", category="rebar-coil"))
    assert (total(engine), total(engine, "盘螺"), total(engine, "螺纹钢")) == (2, 1, 1)


def test_none_deletes_and_deleting_twice_is_harmless(store: Store, fill: Fill) -> None:
    engine = fill(make_document(id=1), make_document(id=2))
    for _ in range(2):
        live(store).write({"supply:1": None, "supply:99": None})
        engine.committed()
        assert total(engine) == 1


def test_many_small_commits_stay_few_segments(store: Store, engine: WhooshEngine) -> None:
    chance = random.Random(3)
    expected: set[int] = set()
    for _ in range(120):
        number = chance.randrange(1, 61)
        if chance.random() < 0.25:
            live(store).write({f"supply:{number}": None})
            expected.discard(number)
        else:
            live(store).write({f"supply:{number}": make_document(id=number)})
            expected.add(number)
    engine.committed()
    view = engine.view()
    assert len(view.segments) < 24
    assert set(view.ids(0).tolist()) == expected
    assert view.living == len(expected)


def test_merges_are_bounded() -> None:
    assert [tier(count) for count in (1, 8, 9, 71, 72, 512)] == [0, 0, 1, 1, 2, 2]
    assert LARGEST_MERGE <= 5_000


def test_segments_read_as_whoosh_reads_them(store: Store, fill: Fill) -> None:
    fill(
        *(
            make_document(id=number, grade=f"Q{number % 7}35B", price=None if number % 5 == 0 else 3000 + number)
            for number in range(1, 300)
        )
    )
    fill(*(make_document(id=number, mill="") for number in range(5, 40, 5)))
    view = build_view(live(store), None)
    reader = live(store).open().reader()
    for field, term in [
        (schema.EXACT, "螺纹钢"),
        (schema.NEAR, "25"),
        (schema.EXACT, "q335b"),
        (schema.KEY, "supply:7"),
        (schema.EXACT, "none"),
    ]:
        numbers = view.postings(field, term)
        try:
            expected = list(reader.postings(field, term.encode()).all_ids())
        except Exception:
            expected = []
        assert numbers[view.alive[numbers]].tolist() == expected
    for number, stored in enumerate(reader.column_reader("s_grade", translate=False)):
        assert view.vocabulary.columns["grade"].names[view.strings["grade"][number]] == stored.decode()
    for number, stored in enumerate(reader.column_reader("row", translate=False)):
        assert view.columns["price"][number] == schema.np.frombuffer(stored, dtype=schema.ROW)["price"][0]
    reader.close()


def test_one_document_commit_reads_one_segment_anew(store: Store, fill: Fill) -> None:
    engine = fill(*(make_document(id=number) for number in range(1, 500)))
    before = {segment.identity: segment for segment in engine.view().segments}
    fill(make_document(id=1))
    after = {segment.identity: segment for segment in engine.view().segments}
    assert len(after) == 2
    assert all(after[identity] is segment for identity, segment in before.items())


def test_engine_sees_commits_of_other_processes(store: Store, fill: Fill) -> None:
    fill(make_document(id=1))
    watching = WhooshEngine(Store(store.folder), poll_s=0.05)
    assert total(watching) == 1
    live(store).write({"supply:2": make_document(id=2)})
    deadline = time.monotonic() + 5
    while total(watching) != 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert total(watching) == 2


def test_flip_to_a_new_generation_leaves_no_gap(store: Store, fill: Fill) -> None:
    engine = fill(make_document(id=1))
    old_view = engine.view()
    with store.locked():
        generation = store.new_generation()
        generation.load(make_document(id=number) for number in range(1, 4))
        store.make_live(generation)
        store.retire()
    assert old_view.postings(schema.EXACT, "螺纹").tolist() == [0]  # whoever still searches the old one can
    engine.committed()
    assert total(engine) == 3
    assert [entry.name for entry in store.folder.iterdir() if entry.is_dir()] == [generation.path.name]


def test_index_of_another_version_is_not_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    assert store.current() is None


def test_only_one_process_writes_at_a_time(store: Store) -> None:
    code = (
        "import sys; from pathlib import Path; from portal.search.store import Store\n"
        "with Store(Path(sys.argv[1])).locked(): print('mine', flush=True)"
    )
    with store.locked():
        other = subprocess.Popen([sys.executable, "-c", code, str(store.folder)], cwd=ROOT, stdout=subprocess.PIPE)
        assert other.stdout is not None
        time.sleep(1.0)
        assert other.poll() is None
    assert other.wait(20) == 0
    assert other.stdout.read() == b"mine\n"
    other.stdout.close()


WRITER = """
import sys
from pathlib import Path
from portal.search.store import Store
from tests.factories.documents import make_document
store = Store(Path(sys.argv[1]))
generation = store.current()
for start in range(0, 100_000, 20):
    with store.locked():
        generation.write({f"supply:{n}": make_document(id=n) for n in range(start, start + 20)})
    print(start + 20, flush=True)
"""


@pytest.mark.parametrize("after", [3, 11, 26])
def test_killed_writer_loses_nothing_it_had_committed(store: Store, after: int) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(store.folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    committed = 0
    for line in writer.stdout:
        committed = int(line)
        if committed >= after * 20:
            break
    time.sleep(random.Random(after).random() * 0.02)  # somewhere within the next commit
    os.kill(writer.pid, signal.SIGKILL)
    rest = writer.stdout.read().split()
    committed = max([committed, *map(int, rest)])
    writer.wait(10)
    writer.stdout.close()

    engine = WhooshEngine(store, poll_s=60)
    assert committed <= total(engine) <= committed + 20
    assert total(engine) % 20 == 0  # a commit is there or not, never half
    live(store).write({"supply:500000": make_document(id=500_000, product_name="盘螺")})  # and the lock is free
    engine.committed()
    assert total(engine, "盘螺") == 1
