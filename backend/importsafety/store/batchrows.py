"""The rows of batches as they are looked at: filtered, sorted, by pages, one by one."""

from __future__ import annotations

import time
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from importsafety.store.part import Part, plain

SIZE = 50
# Values of a facet that are offered; the rows of others are found by their words.
MOST_VALUES = 100
# A batch of more rows is counted again only so often while it is under way.
LARGE, LARGE_SECONDS = 5_000, 15.0

Facets = dict[str, list[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows, in which order; empty: all. `state` may be `open`: not yet answered. `words` are looked for in the
    title, the supplier and what was given."""

    verdict: str = ""
    state: str = ""
    kind: str = ""
    requirement: str = ""
    supplier: str = ""
    platform: str = ""
    words: str = ""
    sort: str = "verdict"


@dataclass(frozen=True, slots=True)
class RowPage:
    """One page (from 1) of rows, each as a dict of its columns; `total` counts all that were found."""

    rows: list[dict[str, Any]]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


_CONDITIONS = {
    "verdict": "verdict = :verdict",
    "state": "(state = :state OR :state = 'open' AND state IN ('waiting', 'link'))",
    "kind": "kind = :kind",
    "requirement": "instr(requirements, '|' || :requirement || '|')",
    "supplier": "supplier = :supplier",
    "platform": "platform = :platform",
    "words": r"(title LIKE :words ESCAPE '\' OR supplier LIKE :words ESCAPE '\' OR given LIKE :words ESCAPE '\')",
}
SORTS = {
    "verdict": "rank, probability DESC, n",
    "row": "n",
    "title": "title COLLATE NOCASE, n",
    "kind": "kind IS NULL, kind, n",
    "supplier": "supplier IS NULL, supplier COLLATE NOCASE, n",
    "platform": "platform IS NULL, platform, n",
}
FACETS = ("verdict", "state", "kind", "supplier", "platform")
_SHOWN = (
    "n, name, state, reason, verdict, probability, title, kind, supplier, platform, notice, notice_title, "
    "requirements, item, snapshot, checked"
)

_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


def packed(answer: Mapping[str, Any]) -> bytes:
    """An answer as it is kept."""
    return zlib.compress(orjson.dumps(answer), 1)


def unpacked(body: bytes) -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(zlib.decompress(body))
    return answer


class BatchRows(Part):
    """The part of the batches' store that shows rows."""

    def _has_blocked(self, team: str) -> bool:
        found = self._database.execute(
            "SELECT 1 FROM rows r JOIN batches b ON b.id = r.batch WHERE r.state = 'blocked' AND b.team = ? LIMIT 1",
            [team],
        )
        return found.fetchone() is not None

    def blocked(self, team: str, item: str) -> list[tuple[int, int, int]]:
        """(batch, row number, revision) of a team's blocked rows of this item, at most 100."""
        return list(
            self._database.execute(
                "SELECT r.batch, r.n, r.revision FROM rows r JOIN batches b ON b.id = r.batch"
                " WHERE r.state = 'blocked' AND r.item = ? AND b.team = ? LIMIT 100",
                [item, team],
            )
        )

    def counts(self, id: int) -> dict[str, int]:
        """State -> rows of a batch in it."""
        return dict(
            self._database.execute("SELECT state, count(*) FROM rows WHERE batch = ? GROUP BY state", [id])
        )

    def facets(self, id: int) -> Facets:
        """For each of FACETS and `requirement`: the values in a batch, with how many rows have it, most first.

        They are counted anew where the batch changed; of a large one that is under way not at every change."""
        found = self._database.execute(
            "SELECT changes, tallied, tallies, state, taken FROM batches WHERE id = ?", [id]
        ).fetchone()
        if found is None:
            return {name: [] for name in (*FACETS, "requirement")}
        changes, tallied, kept, state, taken = found
        known = orjson.loads(kept) if kept else None
        fresh = known and time.time() - known["at"] < LARGE_SECONDS
        if known and (changes == tallied or (fresh and state == "running" and taken > LARGE)):
            facets: Facets = {
                name: [(value, count) for value, count in pairs] for name, pairs in known["facets"].items()
            }
            return facets
        facets = self._tally(id)
        with self._database.atomic():
            self._database.execute(
                "UPDATE batches SET tallies = ?, tallied = ? WHERE id = ?",
                [orjson.dumps({"at": time.time(), "facets": facets}).decode(), changes, id],
            )
        return facets

    def _tally(self, id: int) -> Facets:
        counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        together: Counter[str] = Counter()
        for *values, requirements in self._database.execute(
            f"SELECT {', '.join(FACETS)}, requirements FROM rows WHERE batch = ?",  # noqa: S608
            [id],
        ):
            for counter, value in zip(counts.values(), values, strict=True):
                counter[value] += 1
            together[requirements] += 1
        cited: Counter[str] = Counter()
        for citations, count in together.items():
            for citation in filter(None, (citations or "").split("|")):
                cited[citation] += count
        return {
            name: [(value, count) for value, count in counter.most_common() if value][:MOST_VALUES]
            for name, counter in (*counts.items(), ("requirement", cited))
        }

    def rows(self, id: int, filters: Filters = Filters(), page: int = 1, size: int = SIZE) -> RowPage:
        """A page of a batch's rows. Of a batch, not of a team: ask `batch` first."""
        where, facts = _asked(id, filters)
        total = self._database.execute(f"SELECT count(*) FROM rows WHERE {where}", facts).fetchone()[0]  # noqa: S608
        page = max(1, min(page, -(-total // size)))
        rows = self._database.query(
            f"SELECT {_SHOWN} FROM rows WHERE {where} ORDER BY {SORTS[filters.sort]}"  # noqa: S608
            " LIMIT :size OFFSET :skip",
            facts | {"size": size, "skip": (page - 1) * size},
        )
        return RowPage(list(rows), total, page, size)

    def row(self, id: int, n: int) -> dict[str, Any] | None:
        """Row `n` of a batch: its columns, `given`, `listing` (as it was read, else as given), and `assessment` in
        the shape of Assessment.as_dict, None where it has no answer (yet)."""
        return next(self._whole("batch = :batch AND n = :n", {"batch": id, "n": n}, "n"), None)

    def whole_rows(self, id: int, filters: Filters = Filters()) -> Iterator[dict[str, Any]]:
        """All rows that the filters leave, each as `row` gives it, as a stream."""
        where, facts = _asked(id, filters)
        return self._whole(where, facts, SORTS[filters.sort])

    def _whole(self, where: str, facts: dict[str, Any], order: str) -> Iterator[dict[str, Any]]:
        for row in self._database.query(
            f"SELECT {_SHOWN}, given, revision, body FROM rows LEFT JOIN answers ON answers.row = rows.id"  # noqa: S608
            f" WHERE {where} ORDER BY {order}",
            facts,
        ):
            given, body = orjson.loads(row["given"]), row.pop("body")
            assessment = unpacked(body) if body else None
            listing = assessment["listing"] if assessment else given
            yield row | {"given": given, "assessment": assessment, "listing": listing}

    def history(self, team: str, id: int, n: int, limit: int = 20) -> list[dict[str, Any]]:
        """Other answers of a team to the same item (its id at its shop or its address, else its title), newest
        first: batch, name (of the batch), n, verdict, title, checked, notice."""
        return list(
            self._database.query(
                "SELECT r.batch, b.name, r.n, r.verdict, r.title, r.checked, r.notice FROM rows mine"
                " JOIN rows r ON r.item = mine.item OR r.title_key = mine.title_key"
                " JOIN batches b ON b.id = r.batch"
                " WHERE mine.batch = :batch AND mine.n = :n AND b.team = :team AND r.id != mine.id"
                " AND r.verdict IS NOT NULL ORDER BY r.checked DESC, r.id DESC LIMIT :limit",
                {"batch": id, "n": n, "team": team, "limit": limit},
            )
        )


def _asked(id: int, filters: Filters) -> tuple[str, dict[str, Any]]:
    facts: dict[str, Any] = {name: value for name, value in asdict(filters).items() if value}
    where = ["batch = :batch", *(text for name, text in _CONDITIONS.items() if name in facts)]
    if "words" in facts:
        facts["words"] = "%" + plain(facts["words"]).translate(_LIKE) + "%"
    return " AND ".join(where), facts | {"batch": id}
