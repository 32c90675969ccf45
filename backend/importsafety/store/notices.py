"""Notices as the store holds them: all, one by its id, each one's versions, and which speak of the same item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from importsafety.notice import Notice
from importsafety.store.part import Part, plain
from importsafety.store.record import Record, Version

_AT_ONCE = 2_000
# Of the view `records` as `r`: what a Record is made of.
COLUMNS = "r.body, r.first_seen, r.last_seen, r.withdrawn, r.starter"
_COUNT = "SELECT count(*) FROM notices"
_RECENT = f"SELECT {COLUMNS} FROM records r ORDER BY date DESC, id LIMIT :size OFFSET :skip"  # noqa: S608
_BY_ID = f"""SELECT {COLUMNS} FROM records r
    WHERE row = (SELECT notice FROM ids WHERE id = :id LIMIT 1)"""  # noqa: S608

_decode = msgspec.json.Decoder(Notice).decode


class Notices(Part):
    """The part of the store that reads notices."""

    def notices(self) -> tuple[Notice, ...]:
        """All notices that are not withdrawn, newest first."""
        rows = self._database.execute(
            "SELECT body FROM records WHERE withdrawn IS NULL ORDER BY date DESC, id"
        )
        links = self._links()
        return tuple(_linked(_decode(row[0]), links) for row in rows)

    def records(self) -> Iterator[Record]:
        """Every notice with when it was seen, newest first; withdrawn ones too, those of the starter list not."""
        for skip in range(0, self._database.execute(_COUNT).fetchone()[0], _AT_ONCE):
            for record in self._records(_RECENT, {"size": _AT_ONCE, "skip": skip}):
                if not record.starter:
                    yield record

    def record(self, id: str) -> Record | None:
        """The notice with this id, or that had it before it was numbered; withdrawn ones too."""
        found = self._records(_BY_ID, {"id": plain(id)})
        return found[0] if found else None

    def notice(self, id: str) -> Notice | None:
        """As `record`, the notice alone."""
        record = self.record(id)
        return record.notice if record else None

    def history(self, id: str) -> tuple[Version, ...]:
        """Every version of a notice, newest first, each in its latest reading."""
        rows = self._database.query(
            "SELECT v.body, v.hash, v.reread, v.first_seen, v.first_run, coalesce(v.last_seen, n.last_seen)"
            " AS last_seen, coalesce(v.last_run, n.run) AS last_run"
            " FROM versions v JOIN notices n ON n.row = v.notice"
            " WHERE v.notice = (SELECT notice FROM ids WHERE id = :id LIMIT 1) ORDER BY v.id DESC",
            {"id": plain(id)},
        )
        versions = []
        latest: Version | None = None
        for row in rows:
            reread = row.pop("reread")
            reading = Version(_decode(row.pop("body")), **row)
            latest = latest or reading
            if not reread:
                versions.append(replace(latest, first_seen=reading.first_seen, first_run=reading.first_run))
                latest = None
        return tuple(versions)

    def set_links(self, links: Mapping[str, Sequence[str]]) -> None:
        """Replace what is known about which notices speak of the same item."""
        database = self._database
        with database.atomic():
            database.table("links").delete_where()
            database.conn.executemany(
                "INSERT OR IGNORE INTO links VALUES (?, ?)",
                ((id, other) for id, others in links.items() for other in others),
            )

    def _links(self) -> dict[str, tuple[str, ...]]:
        links: dict[str, tuple[str, ...]] = {}
        for id, other in self._database.execute(
            "SELECT l.notice, l.other FROM links l JOIN notices n ON n.id = l.other"
            " WHERE n.withdrawn IS NULL ORDER BY n.date, n.id"
        ):
            links[id] = (*links.get(id, ()), other)
        return links

    def _records(self, sql: str, facts: Mapping[str, Any]) -> list[Record]:
        links = self._links()
        return [
            Record(_linked(_decode(body), links), first, last, withdrawn, bool(starter))
            for body, first, last, withdrawn, starter in self._database.execute(sql, dict(facts))
        ]


def _linked(notice: Notice, links: Mapping[str, tuple[str, ...]]) -> Notice:
    others = links.get(notice.id)
    if not others:
        return notice
    return msgspec.structs.replace(notice, linked=tuple(dict.fromkeys((*notice.linked, *others))))
