"""Counts for charts: notices by month, hazard, country and kind; how many records were refused."""

from __future__ import annotations

from typing import Any

from importsafety.store.part import Part

# Chart -> SELECT of (label, count), over notices that are not withdrawn and are no starter entries.
_LIVE = "FROM records n WHERE withdrawn IS NULL AND NOT starter"
_RECENT = f"{_LIVE} AND date >= date('now', '-36 months')"
_TABLE = {
    "months": f"SELECT substr(date, 1, 7) AS label, count(*) {_RECENT} GROUP BY label ORDER BY label",
    "hazards": """SELECT h.value AS label, count(*) FROM records n, json_each(n.body, '$.hazard_classes') h
        WHERE withdrawn IS NULL AND NOT starter AND date >= date('now', '-36 months')
        GROUP BY label ORDER BY count(*) DESC, label LIMIT 15""",
    "countries": """SELECT c.value AS label, count(*) FROM records n, json_each(n.body, '$.countries') c
        WHERE withdrawn IS NULL AND NOT starter AND date >= date('now', '-36 months')
        GROUP BY label ORDER BY count(*) DESC, label LIMIT 15""",
    "kinds": f"SELECT source || ' ' || kind AS label, count(*) {_LIVE} GROUP BY label ORDER BY count(*) DESC",
}


class Figures(Part):
    """The part of the store that counts."""

    def figures(self) -> dict[str, list[tuple[str, int]]]:
        """Chart name -> (label, count) pairs: months, hazards, countries (of the last 36 months), kinds."""
        return {name: [tuple(row) for row in self._database.execute(sql)] for name, sql in _TABLE.items()}

    def refusals(self, limit: int = 60) -> list[dict[str, Any]]:
        """Of the last full runs that read something, oldest first: run, source, started, percent refused."""
        return list(
            self._database.query(
                """
                SELECT * FROM (
                    SELECT id AS run, source, started,
                        round(100.0 * quarantined / max(1, rows + quarantined), 2) AS percent
                    FROM runs WHERE mode = 'full' AND rows + quarantined > 0 ORDER BY id DESC LIMIT ?
                ) ORDER BY run
                """,
                [limit],
            )
        )
