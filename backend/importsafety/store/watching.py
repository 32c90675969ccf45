"""What people watch, what it told them, and by which ways that went out."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
import orjson

from importsafety.notice import Notice
from importsafety.store import database as db
from importsafety.store.part import Part, plain

_decode = msgspec.json.Decoder(Notice).decode
_WATCH = (
    "SELECT id, name, kind, body, email, webhook, secret, since, absent_since, created, team FROM watches"
)


@dataclass(frozen=True, slots=True)
class Watch:
    """Something a team watches. `kind`: listing, catalogue or search; `body` is what is watched, in plain JSON types.
    It was compared with every version of a notice up to `since`, and every absence up to `absent_since`."""

    id: int
    name: str
    kind: str
    body: Any
    email: str
    webhook: str
    secret: str
    since: int
    absent_since: int
    created: str
    team: str


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a notice. `what`: new, revised, withdrawn; `mark` tells this news from other news of it."""

    what: str
    mark: str
    notice: Notice
    before: Notice | None


class Watching(Part):
    """The part of the store that keeps watches, alerts and their delivery. Where a `team` can be given, None is all
    teams."""

    def newest(self) -> tuple[int, int]:
        """The last version of a notice, and the last absence, that there is."""
        row = self._database.execute(
            "SELECT coalesce(max(id), 0), (SELECT coalesce(max(rowid), 0) FROM absences) FROM versions"
        ).fetchone()
        return row[0], row[1]

    def add_watch(
        self, name: str, kind: str, body: Any, email: str = "", webhook: str = "", team: str = "local"
    ) -> Watch:
        """Begin to watch: only what comes from now on is news."""
        since, absent = self.newest()
        row = self._database.table("watches").insert(
            {
                "name": plain(name),
                "kind": kind,
                "body": orjson.dumps(body).decode(),
                "email": email,
                "webhook": webhook,
                "secret": secrets.token_urlsafe(24),
                "since": since,
                "absent_since": absent,
                "created": db.now(),
                "team": team,
            },
            pk="id",
        )
        return self._watches("WHERE id = ?", [row.last_pk])[0]

    def remove_watch(self, id: int, team: str | None = None) -> bool:
        """Stop watching, and forget its alerts; False where there is no such watch."""
        gone = self._database.execute(
            "DELETE FROM watches WHERE id = ? AND team = coalesce(?, team)", [id, team]
        )
        return bool(gone.rowcount)

    def watches(self, team: str | None = None) -> list[Watch]:
        return self._watches("WHERE team = coalesce(?, team) ORDER BY id", [team])

    def watch(self, id: int, team: str | None = None) -> Watch | None:
        return next(iter(self._watches("WHERE id = ? AND team = coalesce(?, team)", [id, team])), None)

    def _watches(self, rest: str, facts: list[Any]) -> list[Watch]:
        return [
            Watch(**row | {"body": orjson.loads(row["body"])})
            for row in self._database.query(f"{_WATCH} {rest}", facts)
        ]

    def news(self, since: int, absent_since: int) -> list[News]:
        """What happened to notices after these marks, oldest first; of several versions the last one. That one was
        read otherwise is none."""
        versions = self._database.execute(
            """
            SELECT CASE WHEN p.id IS NULL THEN 'new' ELSE 'revised' END, v.hash, v.body, p.body
            FROM versions v JOIN notices n ON n.version = v.id AND NOT n.starter
            LEFT JOIN versions p ON p.id =
                (SELECT max(o.id) FROM versions o WHERE o.notice = v.notice AND o.id <= :since)
            WHERE v.id > :since AND EXISTS (
                SELECT 1 FROM versions s WHERE s.notice = v.notice AND s.id > :since AND NOT s.reread)
            ORDER BY v.id
            """,
            {"since": since},
        )
        gone = self._database.execute(
            "SELECT 'withdrawn', 'absence ' || a.rowid, r.body, NULL FROM absences a"
            " JOIN records r ON r.row = a.notice WHERE a.rowid > ? AND a.until IS NULL ORDER BY a.rowid",
            [absent_since],
        )
        return [
            News(what, mark, _decode(body), _decode(before) if before else None)
            for rows in (versions, gone)
            for what, mark, body, before in rows
        ]

    def add_alerts(
        self, watch: Watch, alerts: Iterable[dict[str, Any]], since: int, absent_since: int
    ) -> int:
        """Keep the alerts of one watch and that it is now compared up to these marks, in one go; how many are new.

        An alert is {"item", "notice", "news", "body"}; one that was kept before is not kept again."""
        database = self._database
        moment = db.now()
        with database.atomic():
            before = database.conn.total_changes
            database.conn.executemany(
                "INSERT OR IGNORE INTO alerts (watch, item, notice, news, body, created)"
                " VALUES (:watch, :item, :notice, :news, :body, :created)",
                (
                    alert
                    | {
                        "watch": watch.id,
                        "item": plain(alert["item"]),
                        "body": orjson.dumps(alert["body"]).decode(),
                        "created": moment,
                    }
                    for alert in alerts
                ),
            )
            added = database.conn.total_changes - before
            for way in filter(None, (watch.email and "email", watch.webhook and "webhook")):
                database.conn.execute(
                    "INSERT OR IGNORE INTO deliveries (alert, way) SELECT id, ? FROM alerts WHERE watch = ?"
                    " AND created = ?",
                    [way, watch.id, moment],
                )
            database.conn.execute(
                "UPDATE watches SET since = ?, absent_since = ? WHERE id = ?", [since, absent_since, watch.id]
            )
        return added

    def alerts(
        self, watch: int | None = None, unseen: bool = False, limit: int = 100, team: str | None = None
    ) -> list[dict[str, Any]]:
        """Alerts, newest first: id, watch, name, item, notice, news, created, seen, and what `body` holds."""
        rows = self._database.query(
            "SELECT a.id, a.watch, w.name, a.item, a.notice, a.news, a.created, a.seen, a.body FROM alerts a"
            " JOIN watches w ON w.id = a.watch WHERE a.watch = coalesce(:watch, a.watch)"
            " AND w.team = coalesce(:team, w.team)"
            " AND (a.seen IS NULL OR NOT :unseen) ORDER BY a.id DESC LIMIT :limit",
            {"watch": watch, "unseen": unseen, "limit": limit, "team": team},
        )
        return [row | orjson.loads(row.pop("body")) for row in rows]

    def mark_seen(self, ids: Iterable[int] | None = None, team: str | None = None) -> int:
        """Note that someone has read these alerts, or all; how many were unread."""
        database, moment = self._database, db.now()
        theirs = "watch IN (SELECT id FROM watches WHERE team = coalesce(:team, team))"
        unread = f"UPDATE alerts SET seen = :now WHERE seen IS NULL AND {theirs}"  # noqa: S608
        with database.atomic():
            if ids is None:
                return int(database.conn.execute(unread, {"now": moment, "team": team}).rowcount)
            return int(
                database.conn.executemany(
                    f"{unread} AND id = :id", ({"now": moment, "team": team, "id": id} for id in ids)
                ).rowcount
            )

    def alert_counts(self, team: str | None = None) -> dict[str, Any]:
        """{"watches", "unread", "newest" (when the last alert came), "undelivered"}."""
        theirs = "IN (SELECT id FROM watches WHERE team = coalesce(:team, team))"
        return next(
            iter(
                self._database.query(
                    f"SELECT (SELECT count(*) FROM watches WHERE id {theirs}) AS watches,"  # noqa: S608
                    f" (SELECT count(*) FROM alerts WHERE seen IS NULL AND watch {theirs}) AS unread,"
                    f" (SELECT max(created) FROM alerts WHERE watch {theirs}) AS newest,"
                    " (SELECT count(*) FROM deliveries d JOIN alerts a ON a.id = d.alert WHERE d.done IS NULL"
                    f" AND a.watch {theirs}) AS undelivered",
                    {"team": team},
                )
            )
        )

    def due_deliveries(self, most_attempts: int) -> list[dict[str, Any]]:
        """What has still to go out: alert (id), way, attempts, watch; oldest first."""
        return list(
            self._database.query(
                "SELECT d.alert, d.way, d.attempts, a.watch FROM deliveries d JOIN alerts a ON a.id = d.alert"
                " WHERE d.done IS NULL AND d.attempts < ? ORDER BY d.alert",
                [most_attempts],
            )
        )

    def note_delivery(self, alerts: Iterable[int], way: str, error: str | None) -> None:
        """Note that these alerts went out by `way`, or why they did not."""
        done = None if error else db.now()
        database = self._database
        with database.atomic():
            database.conn.executemany(
                "UPDATE deliveries SET attempts = attempts + 1, done = ?, error = ? WHERE alert = ? AND way = ?",
                ((done, error, alert, way) for alert in alerts),
            )
