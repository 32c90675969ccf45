"""Taking in one pull of one source: what is new, changed, gone, back, or unfit."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlite_utils import Database

from importsafety.notice import Notice
from importsafety.sources import SOURCES, Rejected
from importsafety.store.database import now
from importsafety.store.errors import StoreError, TooMuchLost
from importsafety.store.gate import LONGEST_RECORD, Fit, clean, examine, joined, read, renamed, url_key
from importsafety.store.search import searched

BATCH = 500
# Below so many a feed may triple honestly.
_SMALLEST_FEED = 50
_MOST_GROWTH = 3


@dataclass(slots=True)
class Changes:
    """What a pull did, in notices. `rows` were accepted (new + changed + unchanged); `returned` of them had
    been withdrawn, `renumbered` were known under another id; `repeated` came twice alike; `quarantined`
    records were refused."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    returned: int = 0
    renumbered: int = 0
    repeated: int = 0
    quarantined: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


@dataclass(slots=True)
class _Known:
    """A notice as the store has it. `withdrawn` and `number` as in its row."""

    hash: str
    number: str | None
    withdrawn: bool


@dataclass(slots=True)
class _Pull:
    """What is known before and what was seen so far; ids are those the store will use. `generic` are addresses
    of the agency's pages that are of no notice in particular."""

    known: dict[str, _Known]
    by_url: dict[str, str]
    former: dict[str, str]
    seen: dict[str, str] = field(default_factory=dict)
    urls: Counter[str] = field(default_factory=Counter)
    twins: list[tuple[str, str]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    generic: frozenset[str] = frozenset()


def take_in(
    database: Database,
    source: str,
    stream: Iterable[Notice | Rejected],
    run: int,
    complete: bool,
    accept: bool,
    progress: Callable[[int], None],
) -> Changes:
    """Stage the stream aside, then apply it in one transaction; a reader sees all of it or nothing.

    Raises TooMuchLost (unless `accept`) and whatever the stream raises; then nothing but the quarantine changed.
    """
    pull = _what_is_known(database, source)
    changes = Changes()
    database.executescript(_STAGING)
    try:
        for rows in _staged(database, source, stream, pull, changes):
            progress(rows)
        _settle_twins(database, pull, changes)
        changes.rows = len(pull.seen)
        changes.unchanged = changes.rows - changes.new - changes.changed
        gone = pull.known.keys() - pull.seen.keys() - pull.refused if complete else set()
        gone = {id for id in gone if not pull.known[id].withdrawn}
        if not pull.seen and (complete or pull.refused):
            raise StoreError(_why_empty(database, source))
        _refuse_if_cut(source, gone, pull, changes, accept)
        if complete and not accept:
            _refuse_if_swollen(database, source, run, changes)
    finally:
        changes.quarantined = _quarantine(database, source, run)
    changes.withdrawn = len(gone)
    with database.conn as connection:
        connection.executemany("INSERT INTO temp.gone VALUES (?)", ((id,) for id in gone))
    _apply(database, pull, _COMPLETE_STEPS + _STEPS if complete else _STEPS, source=source, run=run)
    return changes


def seed(database: Database, source: str, notices: Iterable[Notice]) -> None:
    """The starter list's notices of a source of which nothing is known yet; else nothing happens.

    Raises StoreError where one of them is unfit: the list is part of the program.
    """
    pull = _Pull({}, {}, {})
    database.executescript(_STAGING)
    _stage(database, source, list(notices), pull, Changes())
    for key, reason in database.execute("SELECT key, reason FROM temp.refused"):
        raise StoreError(f"The starter list is wrong at {key}: {reason}.")
    _apply(database, pull, _SEED_STEPS + _STEPS, source=source, starter=True)


def _what_is_known(database: Database, source: str) -> _Pull:
    """The rows of the starter list do not count: the first real pull replaces them."""
    known, urls, shared = {}, {}, set()
    rows = database.execute(
        "SELECT id, hash, number, withdrawn IS NOT NULL, url_key FROM records WHERE source = ? AND NOT starter",
        [source],
    )
    for id, digest, number, withdrawn, key in rows:
        known[id] = _Known(digest, number, bool(withdrawn))
        if key in urls:
            shared.add(key)
        urls[key] = id
    former = database.execute(
        "SELECT f.id, n.id FROM former_ids f JOIN notices n ON n.row = f.notice WHERE n.source = ?", [source]
    )
    # An address that several notices share says nothing about which one is meant.
    own = {key: id for key, id in urls.items() if key and key not in shared}
    home = SOURCES[source].home if source in SOURCES else ""
    return _Pull(known, own, dict(former), generic=frozenset({"", url_key(home)}))


def _staged(
    database: Database, source: str, stream: Iterable[Notice | Rejected], pull: _Pull, changes: Changes
) -> Iterator[int]:
    """Stage the stream batch by batch, giving the rows so far; what came before a break is staged too."""
    batch: list[Notice | Rejected] = []
    try:
        for item in stream:
            batch.append(item)
            if len(batch) == BATCH:
                _stage(database, source, batch, pull, changes)
                batch = []
                yield len(pull.seen)
    finally:
        _stage(database, source, batch, pull, changes)
    yield len(pull.seen)


def _stage(
    database: Database, source: str, batch: list[Notice | Rejected], pull: _Pull, changes: Changes
) -> None:
    incoming, refused = [], []
    for item in batch:
        result = item if isinstance(item, Rejected) else _compare(database, item, source, pull, changes)
        if isinstance(result, Rejected):
            refused.append(result)
            pull.refused.update((result.key, f"{source}:{result.key}"))
        elif result is not None:
            incoming.append(_row(result))
    with database.conn as connection:
        connection.executemany(_INCOMING, incoming)
        connection.executemany(
            "INSERT INTO temp.refused VALUES (?, ?, ?)",
            ((clean(r.key), clean(r.reason), clean(r.record)[:LONGEST_RECORD]) for r in refused),
        )


def _compare(
    database: Database, item: Notice, source: str, pull: _Pull, changes: Changes
) -> Fit | Rejected | None:
    """The notice where the store must learn something from it, None where it is as known."""
    fit = examine(item, source)
    if isinstance(fit, Rejected):
        return fit
    fit = _with_what_is_known(database, _under_its_number(fit, pull), pull)
    id = fit.notice.id
    if id in pull.seen:
        if pull.seen[id] != fit.hash:
            return Rejected(id, "another record of this pull has the same id and differs", fit.body)
        changes.repeated += 1
        return None
    pull.seen[id] = fit.hash
    address = url_key(fit.notice.url)
    pull.urls[address] += 1
    known = pull.known.get(id)
    if known is None:
        changes.new += 1
        if address in pull.by_url:
            pull.twins.append((address, id))
        return fit
    changes.returned += known.withdrawn
    changes.changed += known.hash != fit.hash
    return fit if known.hash != fit.hash else None


def _under_its_number(fit: Fit, pull: _Pull) -> Fit:
    """A notice that comes again under an id it had before it was numbered, under its present id."""
    current = pull.former.get(fit.notice.id)
    if current is None or fit.notice.id in pull.known:
        return fit
    return renamed(fit, current, fit.notice.number or pull.known[current].number)


def _with_what_is_known(database: Database, fit: Fit, pull: _Pull) -> Fit:
    """A record without an address of its own, as in an agency's table for people, is a summary: it adds to a
    notice that is known with its address, and takes nothing away from it."""
    notice = fit.notice
    if notice.id not in pull.known or url_key(notice.url) not in pull.generic:
        return fit
    body = database.execute("SELECT body FROM records WHERE id = ?", [notice.id]).fetchone()[0]
    known = read(body)
    return fit if url_key(known.notice.url) in pull.generic else joined(known, fit)


def _settle_twins(database: Database, pull: _Pull, changes: Changes) -> None:
    """A known notice and an unknown one, alone at the same address, of which the pull holds only the second and
    not both have numbers, are one notice: it keeps the number, and its history."""
    for address, new_id in pull.twins:
        known_id = pull.by_url[address]
        known = pull.known.get(known_id)
        if known is None or pull.urls[address] > 1 or known_id in pull.seen or known_id in pull.refused:
            continue
        row = database.execute("SELECT number, body FROM temp.incoming WHERE id = ?", [new_id]).fetchone()
        if known.number and row[0]:
            continue
        changes.new -= 1
        changes.returned += known.withdrawn
        with database.conn as connection:
            if known.number is None:
                changes.renumbered += 1
                changes.changed += 1
                pull.known[new_id] = pull.known.pop(known_id)
                connection.execute("INSERT INTO temp.renumbered VALUES (?, ?)", (known_id, new_id))
                continue
            fit = renamed(read(row[1]), known_id, known.number)
            del pull.seen[new_id]
            pull.seen[known_id] = fit.hash
            connection.execute("INSERT INTO temp.renumbered VALUES (?, ?)", (new_id, known_id))
            connection.execute("DELETE FROM temp.incoming WHERE id = ?", (new_id,))
            if known.hash != fit.hash:
                changes.changed += 1
                connection.execute(_INCOMING, _row(fit))


def _refuse_if_cut(source: str, gone: set[str], pull: _Pull, changes: Changes, accept: bool) -> None:
    live = sum(not known.withdrawn for known in pull.known.values())
    # Agencies withdraw a handful. Half of a short list, or a tenth of a long one, is a cut or filtered pull.
    if not accept and len(gone) > min(live // 2, max(50, live // 10)):
        raise TooMuchLost(
            f"{source}: this list has {changes.rows:,} notices and lacks {len(gone):,} of the {live:,} known ones, "
            "so it looks cut short or filtered. Nothing was changed. Get the full list, or, if so many were "
            "really withdrawn, refresh again with --accept."
        )


def _refuse_if_swollen(database: Database, source: str, run: int, changes: Changes) -> None:
    """A full list grows by a handful a day; one of several times the size holds something else."""
    before = database.execute(
        "SELECT rows FROM runs WHERE source = ? AND origin = (SELECT origin FROM runs WHERE id = ?)"
        " AND mode = 'full' AND state = 'done' ORDER BY id DESC LIMIT 1",
        [source, run],
    ).fetchone()
    if before and before[0] >= _SMALLEST_FEED and changes.rows > _MOST_GROWTH * before[0]:
        raise TooMuchLost(
            f"{source}: this list has {changes.rows:,} notices, the last one had {before[0]:,}. A list does not grow "
            "like that. Nothing was changed. If it is right, refresh again with --accept."
        )


def _why_empty(database: Database, source: str) -> str:
    refused = database.execute("SELECT count(*), min(reason) FROM temp.refused").fetchone()
    why = f"; {refused[0]:,} records were put in quarantine, for instance: {refused[1]}" if refused[0] else ""
    return f"{source}: there is no usable notice in it{why}. Nothing was changed."


def _row(fit: Fit) -> tuple[Any, ...]:
    """A row of temp.incoming."""
    notice = fit.notice
    return (
        notice.id,
        str(notice.kind),
        notice.date,
        notice.number,
        notice.title,
        notice.url,
        url_key(notice.url),
        fit.hash,
        fit.body,
        *searched(notice),
    )


def _quarantine(database: Database, source: str, run: int) -> int:
    """Keep what was refused, once a record however often it comes; how many came."""
    rows = database.execute("SELECT key, reason, record FROM temp.refused").fetchall()
    moment = now()
    with database.conn as connection:
        connection.executemany(
            "INSERT INTO quarantine (source, key, reason, record, hash, first_seen, last_seen, run)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, hash) DO UPDATE SET"
            " reason = excluded.reason, last_seen = excluded.last_seen, run = excluded.run, resolved = NULL",
            (
                (
                    source,
                    key,
                    reason,
                    record,
                    hashlib.sha256(f"{key}\n{record}".encode()).hexdigest(),
                    moment,
                    moment,
                    run,
                )
                for key, reason, record in rows
            ),
        )
    return len(rows)


def _apply(
    database: Database,
    pull: _Pull,
    steps: tuple[str, ...],
    source: str,
    run: int | None = None,
    starter: bool = False,
) -> None:
    with database.conn as connection:
        connection.executemany("INSERT INTO temp.seen VALUES (?)", ((id,) for id in pull.seen))
    facts = {"source": source, "run": run, "starter": starter, "now": now()}
    database.execute("BEGIN IMMEDIATE")
    try:
        for step in steps:
            database.conn.execute(step, facts)
    except BaseException:
        database.rollback()
        raise
    database.commit()


_STAGING = """
    DROP VIEW IF EXISTS temp.coming;
    DROP TABLE IF EXISTS temp.incoming;
    DROP TABLE IF EXISTS temp.refused;
    DROP TABLE IF EXISTS temp.renumbered;
    DROP TABLE IF EXISTS temp.seen;
    DROP TABLE IF EXISTS temp.gone;
    CREATE TEMP TABLE incoming (
        id TEXT PRIMARY KEY, kind TEXT, date TEXT, number TEXT, title TEXT, url TEXT, url_key TEXT, hash TEXT,
        body TEXT, search_title TEXT, search_names TEXT, search_codes TEXT, search_firms TEXT, search_rest TEXT
    );
    CREATE TEMP VIEW coming AS SELECT n.row FROM main.notices n JOIN temp.incoming i ON i.id = n.id;
    CREATE TEMP TABLE refused (key TEXT, reason TEXT, record TEXT);
    CREATE TEMP TABLE renumbered (old TEXT PRIMARY KEY, id TEXT);
    CREATE TEMP TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TEMP TABLE gone (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""

_INCOMING = f"INSERT INTO temp.incoming VALUES ({','.join('?' * 14)})"  # noqa: S608 - fourteen marks

# Only a complete pull says that something is no longer there.
_COMPLETE_STEPS = (
    "DELETE FROM notices WHERE source = :source AND starter",
    "INSERT INTO absences (notice, since, since_run)"
    " SELECT row, :now, :run FROM notices WHERE id IN (SELECT id FROM temp.gone)",
    "UPDATE notices SET withdrawn = :now WHERE id IN (SELECT id FROM temp.gone)",
    "UPDATE quarantine SET resolved = :now WHERE source = :source AND run <> :run AND resolved IS NULL",
)

# Another process may have loaded the real list since the staging began.
_SEED_STEPS = (
    "DELETE FROM notices WHERE source = :source AND starter",
    "DELETE FROM temp.incoming WHERE EXISTS (SELECT 1 FROM notices WHERE source = :source)",
    "DELETE FROM temp.seen WHERE id NOT IN (SELECT id FROM temp.incoming)",
)

_STEPS = (
    "DELETE FROM notices WHERE starter AND id IN (SELECT id FROM temp.incoming)",
    "UPDATE notices SET id = (SELECT id FROM temp.renumbered WHERE old = notices.id)"
    " WHERE id IN (SELECT old FROM temp.renumbered)",
    "INSERT OR REPLACE INTO former_ids (id, notice)"
    " SELECT r.old, n.row FROM temp.renumbered r JOIN notices n ON n.id = r.id",
    "UPDATE versions SET (last_seen, last_run) ="
    " (SELECT n.last_seen, n.run FROM notices n WHERE n.row = versions.notice)"
    " WHERE id IN (SELECT version FROM notices WHERE row IN (SELECT row FROM temp.coming))",
    "INSERT INTO notices (id, source, kind, date, number, title, url, url_key, first_seen, last_seen, run, starter)"
    " SELECT id, :source, kind, date, number, title, url, url_key, :now, :now, :run, :starter"
    " FROM temp.incoming WHERE true"
    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, date = excluded.date, number = excluded.number,"
    " title = excluded.title, url = excluded.url, url_key = excluded.url_key",
    "INSERT INTO versions (notice, hash, body, first_seen, first_run)"
    " SELECT n.row, i.hash, i.body, :now, :run FROM temp.incoming i JOIN notices n ON n.id = i.id",
    "UPDATE notices SET version = (SELECT max(v.id) FROM versions v WHERE v.notice = notices.row)"
    " WHERE row IN (SELECT row FROM temp.coming)",
    "UPDATE absences SET until = :now, until_run = :run WHERE until IS NULL AND notice IN"
    " (SELECT row FROM notices WHERE withdrawn IS NOT NULL AND id IN (SELECT id FROM temp.seen))",
    "UPDATE notices SET last_seen = :now, run = :run, withdrawn = NULL WHERE id IN (SELECT id FROM temp.seen)",
    "DELETE FROM identifiers WHERE notice IN (SELECT row FROM temp.coming)",
    "INSERT INTO identifiers (notice, kind, value, raw, sentence, until)"
    " SELECT n.row, json_extract(j.value, '$.kind'), json_extract(j.value, '$.value'),"
    " json_extract(j.value, '$.raw'), json_extract(j.value, '$.sentence'), json_extract(j.value, '$.until')"
    " FROM temp.incoming i JOIN notices n ON n.id = i.id, json_each(i.body, '$.identifiers') j",
    "DELETE FROM notices_fts WHERE rowid IN (SELECT row FROM temp.coming)",
    "INSERT INTO notices_fts (rowid, title, names, codes, firms, rest)"
    " SELECT n.row, i.search_title, i.search_names, i.search_codes, i.search_firms, i.search_rest"
    " FROM temp.incoming i JOIN notices n ON n.id = i.id",
)
