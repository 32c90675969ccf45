"""Batches: what people gave to be checked, row by row, how far that is, and the answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import orjson
from sqlite_utils import Database, Migrations

from importsafety.store import database as db
from importsafety.store.batchrows import BatchRows
from importsafety.store.look import Look
from importsafety.store.part import plain
from importsafety.store.sellers import BatchSellers

# Beside the notices' file: a refresh that rewrites thousands of notices never waits for a batch, nor it for them.
FILE = "work.sqlite3"
migrations = Migrations("importsafety-work")
# Of a row: `waiting` to be checked, `link` to be downloaded first; `done`; `blocked` by its shop; `error`.
_UNRANKED = 9


@migrations()
def batches_and_their_rows(database: Database) -> None:
    database.executescript(
        """
        -- See Batch. `source` is the file's name in the folder of batches, `plan` how its columns are read;
        -- `tallies` are the facets as they were when `changes` stood at `tallied`.
        CREATE TABLE batches (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            team TEXT NOT NULL,
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            source TEXT NOT NULL,
            plan TEXT NOT NULL,
            taken INTEGER NOT NULL DEFAULT 0,
            complete INTEGER NOT NULL DEFAULT 0,
            note TEXT NOT NULL DEFAULT '',
            rate REAL NOT NULL DEFAULT 0,
            changes INTEGER NOT NULL DEFAULT 0,
            tallied INTEGER NOT NULL DEFAULT -1,
            tallies TEXT,
            created TEXT NOT NULL,
            finished TEXT
        );
        CREATE INDEX batches_by_team ON batches (team, id);

        -- See Given and Answered. `revision` counts what a person changed, so that an answer to what was there
        -- before is never kept.
        CREATE TABLE rows (
            id INTEGER PRIMARY KEY,
            batch INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
            n INTEGER NOT NULL,
            name TEXT NOT NULL,
            given TEXT NOT NULL,
            revision INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL,
            reason TEXT,
            verdict TEXT,
            rank INTEGER NOT NULL DEFAULT 9,
            probability REAL,
            title TEXT NOT NULL,
            kind TEXT,
            supplier TEXT,
            platform TEXT,
            notice TEXT,
            notice_title TEXT,
            requirements TEXT,
            item TEXT,
            title_key TEXT,
            snapshot TEXT,
            checked TEXT,
            UNIQUE (batch, n)
        );
        CREATE INDEX rows_by_state ON rows (batch, state, n);
        CREATE INDEX rows_by_rank ON rows (batch, rank, probability DESC, n);
        CREATE INDEX rows_by_item ON rows (item) WHERE item IS NOT NULL;
        CREATE INDEX rows_by_title ON rows (title_key) WHERE title_key IS NOT NULL;
        CREATE INDEX rows_blocked ON rows (item) WHERE state = 'blocked';

        -- The whole answer (Assessment.as_dict as JSON), deflated: ten kilobytes a row would be a gigabyte a batch.
        CREATE TABLE answers (
            row INTEGER PRIMARY KEY REFERENCES rows (id) ON DELETE CASCADE,
            body BLOB NOT NULL
        );
        """
    )


@migrations()
def when_a_batch_was_opened_last(database: Database) -> None:
    database.executescript(
        """
        ALTER TABLE batches ADD COLUMN opened TEXT;
        -- Nobody knows of those that are there: their time begins today.
        UPDATE batches SET opened = date('now');
        """
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """`state`: columns (waits for a person to say what its columns are), running, stopped, done or failed.

    `taken`: rows read from its source; `complete`: all were. `note` is for the person: what was left out, why it
    failed. `rate`: rows a second of late. `opened`: the day when somebody looked at it last. Times are UTC."""

    id: int
    team: str
    name: str
    state: str
    source: str
    plan: dict[str, Any]
    taken: int
    complete: bool
    note: str
    rate: float
    created: str
    finished: str | None
    opened: str


@dataclass(frozen=True, slots=True)
class Given:
    """A row as given: `n` counts from 1, `name` is its own id; `listing` has a listing's field names, or is what
    could be read of it (`{"text": ...}`) where `state` is error and `reason` says why."""

    n: int
    name: str
    listing: dict[str, Any]
    state: str
    reason: str | None = None
    item: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a row. `requirements`: citations that apply, each between bars; `kind` is the kind of product;
    `item` and `title_key` tell the same item in other batches; `body` is `packed` of the whole answer."""

    state: str
    title: str
    body: bytes
    reason: str | None = None
    verdict: str | None = None
    rank: int = _UNRANKED
    probability: float | None = None
    kind: str | None = None
    supplier: str | None = None
    platform: str | None = None
    notice: str | None = None
    notice_title: str | None = None
    requirements: str | None = None
    item: str | None = None
    title_key: str | None = None
    snapshot: str | None = None


_BATCH = ", ".join(field.name for field in fields(Batch))
_SET = ", ".join(f"{field.name} = :{field.name}" for field in fields(Answered) if field.name != "body")


class Batches(BatchRows, BatchSellers):
    """The batches of one home folder.

    Who asks for a batch of a team gets it by `batch`; what takes a batch's id alone does not ask whose it is."""

    file = FILE
    steps = migrations

    def __init__(self, home: Path):
        super().__init__(home)
        self._blocked: Look[str, bool] = Look(lambda team: self.exists and self._has_blocked(team))

    @property
    def exists(self) -> bool:
        """Whether any batch was ever given here: who only looks for one need not make the database."""
        return (self.home / FILE).exists()

    def has_blocked(self, team: str) -> bool:
        """Whether a team has any row that its shop blocked; one that another process blocked shows a moment later."""
        return self._blocked(team)

    @property
    def folder(self) -> Path:
        """Where the files of batches lie."""
        return self.home / "batches"

    def create(self, team: str, name: str, state: str = "running", source: str = "") -> int:
        """A new batch without rows; its id."""
        table = self._database.table("batches").insert(
            {
                "team": team,
                "name": plain(name)[:200],
                "state": state,
                "source": source,
                "plan": "{}",
                "created": db.now(),
                "opened": db.now()[:10],
            },
            pk="id",
        )
        return int(str(table.last_pk))

    def batch(self, team: str, id: int) -> Batch | None:
        """A team's batch; None where there is none of this number, or it is another team's."""
        return next(iter(self._batches("WHERE id = ? AND team = ?", [id, team])), None)

    def batches(self, team: str, limit: int = 200) -> list[Batch]:
        """A team's batches, newest first."""
        return self._batches("WHERE team = ? ORDER BY id DESC LIMIT ?", [team, limit])

    def open(self, batch: Batch) -> Batch:
        """Somebody looks at it: from today on it is kept anew."""
        if batch.opened >= (today := db.now()[:10]):
            return batch
        self.change(batch.id, opened=today)
        return replace(batch, opened=today)

    def forget(self, before: str) -> int:
        """Remove what was last opened before this day (ISO) and is not in work; how many."""
        return self._remove("opened < ? AND state <> 'running'", before)

    def running(self) -> list[Batch]:
        """What is to be worked on, of all teams, oldest first."""
        return self._batches("WHERE state = 'running' ORDER BY id", [])

    def _batches(self, rest: str, facts: list[Any]) -> list[Batch]:
        return [
            Batch(**row | {"plan": orjson.loads(row["plan"]), "complete": bool(row["complete"])})
            for row in self._database.query(f"SELECT {_BATCH} FROM batches {rest}", facts)  # noqa: S608
        ]

    def change(self, id: int, **values: Any) -> None:
        """Set columns of a batch: state, source, plan, complete, note, rate, finished, opened."""
        if "plan" in values:
            values["plan"] = orjson.dumps(values["plan"]).decode()
        sets = ", ".join(f"{name} = :{name}" for name in values)
        with self._database.atomic():
            self._database.execute(f"UPDATE batches SET {sets} WHERE id = :id", values | {"id": id})  # noqa: S608

    def turn(self, id: int, before: Iterable[str], after: str) -> bool:
        """Set a batch's state to `after` where it is one of `before`; whether it was."""
        with self._database.atomic():
            done = self._database.execute(
                "UPDATE batches SET state = ?, finished = NULL"
                " WHERE id = ? AND state IN (SELECT value FROM json_each(?))",
                [after, id, orjson.dumps(list(before)).decode()],
            )
            return bool(done.rowcount)

    def finish(self, id: int) -> bool:
        """Set a running batch to done where no row of it is open; whether it was."""
        with self._database.atomic():
            done = self._database.execute(
                "UPDATE batches SET state = 'done', finished = ? WHERE id = ? AND state = 'running' AND complete"
                " AND NOT EXISTS (SELECT 1 FROM rows WHERE batch = ? AND state IN ('waiting', 'link'))",
                [db.now(), id, id],
            )
            return bool(done.rowcount)

    def remove(self, id: int) -> None:
        """Forget a batch with its rows, answers and file."""
        self._remove("id = ?", id)

    def _remove(self, which: str, fact: Any) -> int:
        database = self._database
        with database.atomic():
            gone = database.execute(f"DELETE FROM batches WHERE {which} RETURNING id", [fact]).fetchall()  # noqa: S608
        for (id,) in gone:
            for file in self.folder.glob(f"{id}.*"):
                file.unlink(missing_ok=True)
        return len(gone)

    def add(self, id: int, rows: list[Given], complete: bool = False) -> None:
        """Take rows in, all or none; those with a number that is there already are passed over, and all where the
        batch was removed."""
        database = self._database
        with database.atomic():
            if not database.execute("SELECT 1 FROM batches WHERE id = ?", [id]).fetchone():
                return
            database.conn.executemany(
                "INSERT OR IGNORE INTO rows (batch, n, name, given, state, reason, title, item)"
                " VALUES (:batch, :n, :name, :given, :state, :reason, :title, :item)",
                (_kept(id, row) for row in rows),
            )
            database.execute(
                "UPDATE batches SET taken = max(taken, ?), complete = ?, changes = changes + 1 WHERE id = ?",
                [rows[-1].n if rows else 0, complete, id],
            )

    def amend(self, id: int, row: Given) -> bool:
        """Put what a person wrote in a row's place, to be checked anew; whether there is such a row."""
        with self._database.atomic():
            done = self._database.execute(
                "UPDATE rows SET given = :given, state = :state, reason = :reason, title = :title, item = :item,"
                " revision = revision + 1, verdict = NULL, rank = 9, probability = NULL, notice = NULL,"
                " notice_title = NULL, requirements = NULL WHERE batch = :batch AND n = :n",
                _kept(id, row),
            )
            self._database.execute(
                "DELETE FROM answers WHERE row = (SELECT id FROM rows WHERE batch = ? AND n = ?)", [id, row.n]
            )
            self._database.execute("UPDATE batches SET changes = changes + 1 WHERE id = ?", [id])
            return bool(done.rowcount)

    def open_rows(self, id: int, state: str, limit: int) -> list[Given]:
        """The first rows of a batch in this open state."""
        return [
            Given(n, name, orjson.loads(given), state, None, item, revision)
            for n, name, given, item, revision in self._database.execute(
                "SELECT n, name, given, item, revision FROM rows WHERE batch = ? AND state = ? ORDER BY n LIMIT ?",
                [id, state, limit],
            )
        ]

    def keep(self, id: int, answers: Iterable[tuple[int, int, Answered]]) -> int:
        """Keep answers: (row number, its revision when it was asked, the answer); how many were kept. One to a row
        that was changed or answered meanwhile is dropped."""
        database, moment, kept, blocked = self._database, db.now(), 0, False
        with database.atomic():
            for n, revision, answer in answers:
                found = database.execute(
                    f"UPDATE rows SET {_SET}, checked = :moment WHERE batch = :batch AND n = :n"  # noqa: S608
                    " AND revision = :revision AND state IN ('waiting', 'link', 'blocked') RETURNING id",
                    asdict(answer) | {"moment": moment, "batch": id, "n": n, "revision": revision},
                ).fetchone()
                if found:
                    database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", [found[0], answer.body])
                    kept += 1
                    blocked |= answer.state == "blocked"
            database.execute("UPDATE batches SET changes = changes + 1 WHERE id = ?", [id])
        if blocked:
            Look.forget_all()
        return kept

    def again(self, id: int, state: str) -> int:
        """Have all rows in this state asked anew; how many. Links that were blocked are downloaded again."""
        with self._database.atomic():
            self._database.execute("UPDATE batches SET changes = changes + 1 WHERE id = ?", [id])
            return int(
                self._database.execute(
                    "UPDATE rows SET state = 'link', revision = revision + 1 WHERE batch = ? AND state = ?",
                    [id, state],
                ).rowcount
            )


def _kept(id: int, row: Given) -> dict[str, Any]:
    listing = row.listing
    title = next((str(listing[k]) for k in ("title", "url", "gtin", "model", "text") if listing.get(k)), "")
    return {
        "batch": id,
        "n": row.n,
        "name": plain(row.name)[:200],
        "given": orjson.dumps(listing, default=str).decode(),
        "state": row.state,
        "reason": row.reason,
        "title": plain(title)[:1_000],
        "item": row.item,
    }
