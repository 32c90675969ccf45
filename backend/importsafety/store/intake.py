"""Taking in one pull of one source: what is new, changed, gone, back, or unfit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field

from sqlite_utils import Database

from importsafety.notice import Notice
from importsafety.sources import SOURCES, Rejected
from importsafety.store.errors import StoreError, TooMuchLost
from importsafety.store.gate import Fit, examine, joined, read, renamed, says_the_same, url_key
from importsafety.store.staging import Staging

BATCH = 500
# Below so many a feed may triple honestly.
_SMALLEST_FEED = 50
_MOST_GROWTH = 3


@dataclass(slots=True)
class Changes:
    """What a pull did, in notices. `rows` were accepted (new + changed + reread + unchanged): `changed` say something
    else, `reread` say the same and are read otherwise, by another version of the program. `returned` of them had been
    withdrawn, `renumbered` were known under another id; `repeated` came twice alike; `quarantined` records were
    refused."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    reread: int = 0
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
    """A notice as the store has it. `words`, `number` and `withdrawn` as in its row."""

    hash: str
    words: str
    number: str | None
    withdrawn: bool


@dataclass(slots=True)
class _Pull:
    """What is known before and what was seen so far (id -> hash, marks); ids are those the store will use. `generic`
    are addresses of the agency's pages that are of no notice in particular."""

    known: dict[str, _Known]
    by_url: dict[str, str]
    former: dict[str, str]
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)
    urls: Counter[str] = field(default_factory=Counter)
    twins: list[tuple[str, str]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    generic: frozenset[str] = frozenset()

    @property
    def words(self) -> dict[str, str]:
        return {id: words for id, (_, words) in self.seen.items()}


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
    staging = Staging(database, source)
    try:
        for rows in _staged(database, source, stream, pull, staging, changes):
            progress(rows)
        _settle_twins(database, pull, staging, changes)
        changes.rows = len(pull.seen)
        changes.unchanged = changes.rows - changes.new - changes.changed - changes.reread
        gone = pull.known.keys() - pull.seen.keys() - pull.refused if complete else set()
        gone = {id for id in gone if not pull.known[id].withdrawn}
        if not pull.seen and (complete or pull.refused):
            raise StoreError(_why_empty(source, staging))
        _refuse_if_cut(source, gone, pull, changes, accept)
        if complete and not accept:
            _refuse_if_swollen(database, source, run, changes)
    finally:
        changes.quarantined = staging.keep_refused(run)
    changes.withdrawn = len(gone)
    staging.apply(pull.words, gone, run, complete)
    return changes


def seed(database: Database, source: str, notices: Iterable[Notice]) -> None:
    """The starter list's notices of a source of which nothing is known yet; else nothing happens.

    Raises StoreError where one of them is unfit: the list is part of the program.
    """
    pull = _Pull({}, {}, {})
    staging = Staging(database, source)
    _stage(database, source, list(notices), pull, staging, Changes())
    for key, reason, _ in staging.refused():
        raise StoreError(f"The starter list is wrong at {key}: {reason}.")
    staging.seed(pull.words)


def _what_is_known(database: Database, source: str) -> _Pull:
    """The rows of the starter list do not count: the first real pull replaces them."""
    known, urls, shared = {}, {}, set()
    rows = database.execute(
        "SELECT id, hash, words, number, withdrawn IS NOT NULL, url_key FROM records"
        " WHERE source = ? AND NOT starter",
        [source],
    )
    for id, digest, words, number, withdrawn, key in rows:
        known[id] = _Known(digest, words, number, bool(withdrawn))
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
    database: Database,
    source: str,
    stream: Iterable[Notice | Rejected],
    pull: _Pull,
    staging: Staging,
    changes: Changes,
) -> Iterator[int]:
    """Stage the stream batch by batch, giving the rows so far; what came before a break is staged too."""
    batch: list[Notice | Rejected] = []
    try:
        for item in stream:
            batch.append(item)
            if len(batch) == BATCH:
                _stage(database, source, batch, pull, staging, changes)
                batch = []
                yield len(pull.seen)
    finally:
        _stage(database, source, batch, pull, staging, changes)
    yield len(pull.seen)


def _stage(
    database: Database,
    source: str,
    batch: list[Notice | Rejected],
    pull: _Pull,
    staging: Staging,
    changes: Changes,
) -> None:
    coming: list[tuple[Fit, bool]] = []
    refused = []
    for item in batch:
        result = item if isinstance(item, Rejected) else _compare(database, item, source, pull, changes)
        if isinstance(result, Rejected):
            refused.append(result)
            pull.refused.update((result.key, f"{source}:{result.key}"))
        elif result is not None:
            coming.append(result)
    staging.put(coming)
    staging.refuse(refused)


def _compare(
    database: Database, item: Notice, source: str, pull: _Pull, changes: Changes
) -> tuple[Fit, bool] | Rejected | None:
    """The notice where the store must learn something from it, with whether it is only read otherwise; None where
    it is as known."""
    fit = examine(item, source)
    if isinstance(fit, Rejected):
        return fit
    fit = _with_what_is_known(database, _under_its_number(fit, pull), pull)
    id = fit.notice.id
    if id in pull.seen:
        if pull.seen[id][0] != fit.hash:
            return Rejected(id, "another record of this pull has the same id and differs", fit.body)
        changes.repeated += 1
        return None
    pull.seen[id] = fit.hash, fit.words
    address = url_key(fit.notice.url)
    pull.urls[address] += 1
    known = pull.known.get(id)
    if known is None:
        changes.new += 1
        if address in pull.by_url:
            pull.twins.append((address, id))
        return fit, False
    changes.returned += known.withdrawn
    return _news(database, id, known, fit, changes)


def _news(database: Database, id: str, known: _Known, fit: Fit, changes: Changes) -> tuple[Fit, bool] | None:
    """As `_compare`, of a notice that is known under `id`; it is counted."""
    if known.hash == fit.hash:
        return None
    reread = says_the_same(fit, _as_known(database, id, known))
    changes.reread += reread
    changes.changed += not reread
    return fit, reread


def _as_known(database: Database, id: str, known: _Known) -> Fit:
    body = database.execute("SELECT body FROM records WHERE id = ?", [id]).fetchone()[0]
    return read(body, known.words)


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
    known = _as_known(database, notice.id, pull.known[notice.id])
    return fit if url_key(known.notice.url) in pull.generic else joined(known, fit)


def _settle_twins(database: Database, pull: _Pull, staging: Staging, changes: Changes) -> None:
    """A known notice and an unknown one, alone at the same address, of which the pull holds only the second and
    not both have numbers, are one notice: it keeps the number, and its history."""
    for address, new_id in pull.twins:
        known_id = pull.by_url[address]
        known = pull.known.get(known_id)
        if known is None or pull.urls[address] > 1 or known_id in pull.seen or known_id in pull.refused:
            continue
        fit = staging.staged(new_id, pull.seen[new_id][1])
        if known.number and fit.notice.number:
            continue
        changes.new -= 1
        changes.returned += known.withdrawn
        if known.number is None:
            changes.renumbered += 1
            changes.changed += 1
            pull.known[new_id] = pull.known.pop(known_id)
            staging.rename(known_id, new_id)
            continue
        fit = renamed(fit, known_id, known.number)
        del pull.seen[new_id]
        pull.seen[known_id] = fit.hash, fit.words
        staging.rename(new_id, known_id)
        staging.take_back(new_id)
        if news := _news(database, known_id, known, fit, changes):
            staging.put([news])


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


def _why_empty(source: str, staging: Staging) -> str:
    reasons = [reason for _, reason, _ in staging.refused()]
    why = (
        f"; {len(reasons):,} records were put in quarantine, for instance: {min(reasons)}" if reasons else ""
    )
    return f"{source}: there is no usable notice in it{why}. Nothing was changed."
