"""What batches hold of one seller: read for the supplier's page, which sets it beside the saved listings."""

from __future__ import annotations

from typing import Any

import orjson

from importsafety.store.part import Part

MOST = 500


class BatchSellers(Part):
    """The part of the batches' store that knows rows by their seller."""

    def sellers(self, team: str) -> list[tuple[str, str, int]]:
        """(seller as written, verdict, rows) over all of a team's batches."""
        return [
            (str(name), str(verdict), int(count))
            for name, verdict, count in self._database.execute(
                "SELECT r.supplier, r.verdict, count(*) FROM rows r JOIN batches b ON b.id = r.batch"
                " WHERE b.team = ? AND r.supplier IS NOT NULL AND r.verdict IS NOT NULL GROUP BY 1, 2",
                [team],
            )
        ]

    def rows_of_sellers(self, team: str, names: list[str]) -> list[dict[str, Any]]:
        """The answered rows of these sellers (as written), strongest verdict first, at most 500: batch, n, title,
        verdict, kind, platform, supplier, notice, checked."""
        return list(
            self._database.query(
                "SELECT r.batch, r.n, r.title, r.verdict, r.kind, r.platform, r.supplier, r.notice, r.checked"
                " FROM rows r JOIN batches b ON b.id = r.batch WHERE b.team = ? AND r.verdict IS NOT NULL"
                " AND r.supplier IN (SELECT value FROM json_each(?)) ORDER BY r.rank, r.id DESC LIMIT ?",
                [team, orjson.dumps(names).decode(), MOST],
            )
        )
