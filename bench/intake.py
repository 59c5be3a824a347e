"""`python -m bench.intake [--rows 10000]`: a stock sheet from file to preview and to public, beside reading it with openpyxl alone
and beside openpyxl with one plain INSERT a row: what understanding costs on top of what cannot be avoided."""

from __future__ import annotations

import argparse
import io
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
from sqlalchemy import select, text

from portal import create_app, models
from portal.config import Settings
from portal.core.files import FileStore
from portal.core.uow import Database
from portal.intake.models import Import, ImportRow
from portal.intake.services.correcting import choose_all
from portal.intake.services.publishing import publish_import, publish_rows
from portal.intake.services.reading import read_import
from portal.intake.services.starting import start_import
from portal.organisations.actors import actor_of
from tests.factories.people import make_member, make_organisation

MILLS = "沙钢 敬业 马钢 首钢 韶钢 唐钢 鞍钢 本钢 湘钢 裕丰".split()


def sheet(rows: int) -> bytes:
    """A sheet as a supplier sends it round: a title, merged nowhere, ten columns, every tenth row with groups of sizes."""
    random.seed(1)
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("库存")
    page.append(["某公司库存报价"])
    page.append(["品名", "规格", "材质", "钢厂", "仓库", "件数", "件重", "吨位", "单价", "备注"])
    for number in range(rows):
        grade, mill, place = random.choice(["HRB400E", "HRB400"]), random.choice(MILLS), f"天津{number % 700}库"
        if number % 10 == 0:
            page.append(["螺纹钢", "Φ16/18-22/25", grade, mill, place, None, None, None, "4420/4350/4420", "货少"])
            continue
        size, pieces = random.choice([12, 14, 16, 18, 20, 22, 25, 28]), random.randint(1, 30)
        each = round(2 + number % 1000 / 1000, 3)
        page.append(
            [
                "螺纹钢",
                f"Φ{size}*9",
                grade,
                mill,
                place,
                pieces,
                each,
                round(pieces * each, 3),
                random.randint(3500, 3900),
                "",
            ]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def cells(data: bytes) -> list[tuple[object, ...]]:
    """What openpyxl alone makes of it."""
    page = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    return list(page.iter_rows(values_only=True))


def plainly(database: Database, data: bytes) -> None:
    """Every row as it stands, into a table."""
    names = [f"c{at}" for at in range(10)]
    with database.writing() as session:
        session.execute(text(f"CREATE TABLE plain ({', '.join(names)})"))
        rows = [dict(zip(names, map(str, (*row, *[""] * 10)), strict=False)) for row in cells(data)]
        session.execute(text(f"INSERT INTO plain VALUES ({', '.join(':' + name for name in names)})"), rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    rows = parser.parse_args().rows
    data = sheet(rows)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(
                data_dir=Path(folder),
                index_dir=Path(folder) / "index",
                secret_key="bench",
                testing=True,
                database_url=f"sqlite:///{folder}/bench.db",
                base_url="http://127.0.0.1",
            )
        )
        database: Database = app.extensions["portal.database"]
        files: FileStore = app.extensions["portal.files"]
        models.metadata.create_all(database.engine)
        alone = timed(lambda: cells(data))
        plain = timed(lambda: plainly(database, data))
        with database.writing() as session:
            user = make_member(session, make_organisation(session, kind="supplier"))
            actor = actor_of(session, user.id)
            assert actor is not None
            taken = files.store(data, "库存.xlsx", "application/octet-stream")
            found = start_import(session, actor, taken=taken, is_text=False, total=rows)
        before = _memory_mb()
        preview = timed(lambda: read_import(database, files, found.id))
        memory = _memory_mb() - before
        with database.writing() as session:
            choose_all(session, actor, no=found.no, choice=True)
            publish_import(session, actor, no=found.no)
        public = timed(lambda: publish_rows(database, found.id))
        with database.reading() as session:
            done = session.scalars(select(Import).where(Import.id == found.id)).one()
            offers = len(session.execute(select(ImportRow.id).where(ImportRow.import_id == found.id)).all())
        database.engine.dispose()
    print(f"{rows:,} rows, {len(data):,} bytes, {offers:,} offers; outcome {done.outcome}")
    print(f"openpyxl alone            {alone:6.2f} s")
    print(f"openpyxl and plain INSERT {plain:6.2f} s")
    print(
        f"file to preview           {preview:6.2f} s  {preview / plain:4.1f} × plain; {rows / preview:,.0f} rows a second; +{memory:.0f} MB"
    )
    print(f"preview to public         {public:6.2f} s  {offers / public:,.0f} listings a second")


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
