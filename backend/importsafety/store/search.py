"""Finding notices: what is searched, how people's words become a query, and what else narrows it and is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlite_utils import Database

from importsafety.notice import Notice
from importsafety.store import database as db
from importsafety.store.notices import COLUMNS, Notices
from importsafety.store.part import plain
from importsafety.store.record import Page

LARGEST_PAGE = 100
MOST_WORDS = 20
LONGEST_WORD = 80

# Fields of a search beside its words -> the condition on a notice `n`.
_NARROWING = {
    "source": "n.source = :source",
    "kind": "n.kind = :kind",
    "hazard": "n.row IN (SELECT notice FROM facets WHERE name = 'hazard' AND value = :hazard)",
    "country": "n.row IN (SELECT notice FROM facets WHERE name = 'country' AND value = :country)",
    "since": "n.date >= :since",
    "until": "n.date <= :until",
    "firm": "n.row IN (SELECT rowid FROM notices_fts WHERE notices_fts MATCH :firm)",
    "code": "n.row IN (SELECT notice FROM identifiers WHERE value IN (:code, :code_gtin))",
}
NARROWING = tuple(_NARROWING)
# A notice that names the very code comes first; the bm25 weights are of title, names, codes, firms, rest.
_RANKED = """SELECT n.row, n.date, n.id, min(h.rank) AS rank FROM (
        SELECT notice AS row, -1000.0 AS rank FROM identifiers WHERE value IN (:word_code, :word_gtin)
        UNION ALL
        SELECT rowid, bm25(notices_fts, 8, 8, 6, 3, 1) FROM notices_fts WHERE notices_fts MATCH :words
    ) h JOIN notices n ON n.row = h.row WHERE {conditions} GROUP BY n.row"""
_WITH_WORDS = """n.row IN (SELECT notice FROM identifiers WHERE value IN (:word_code, :word_gtin)
    UNION ALL SELECT rowid FROM notices_fts WHERE notices_fts MATCH :words)"""
_PAGE = f"""SELECT {COLUMNS} FROM ({{ranked}} ORDER BY rank, n.date DESC, n.id LIMIT :size OFFSET :skip) f
    JOIN records r ON r.row = f.row ORDER BY f.rank, r.date DESC, r.id"""  # noqa: S608
# What is counted -> the SELECT of (name, value, count).
_COUNTED = {
    "source": "SELECT 'source', source, count(*) FROM found GROUP BY 2",
    "kind": "SELECT 'kind', kind, count(*) FROM found GROUP BY 2",
    "hazard": "SELECT name, value, count(*) FROM facets WHERE name = 'hazard' AND notice IN"
    " (SELECT row FROM found) GROUP BY 2",
    "country": "SELECT name, value, count(*) FROM facets WHERE name = 'country' AND notice IN"
    " (SELECT row FROM found) GROUP BY 2",
    "month": "SELECT 'month', substr(date, 1, 7), count(*) FROM found WHERE date > '' GROUP BY 2",
}


@db.migrations()
def what_a_search_is_narrowed_by(database: Database) -> None:
    """`facets` follows the current version of each notice by itself."""
    taken = """
        INSERT INTO facets SELECT DISTINCT {row}, 'hazard', j.value FROM versions v,
            json_each(v.body, '$.hazard_classes') j WHERE {version};
        INSERT INTO facets SELECT DISTINCT {row}, 'country', j.value FROM versions v,
            json_each(v.body, '$.countries') j WHERE {version};
    """
    script = """
        CREATE TABLE facets (
            notice INTEGER NOT NULL REFERENCES notices (row) ON DELETE CASCADE,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (notice, name, value)
        ) WITHOUT ROWID;
        CREATE INDEX facets_by_value ON facets (name, value);
        CREATE TRIGGER facets_of_a_notice AFTER UPDATE OF version ON notices BEGIN
            DELETE FROM facets WHERE notice = new.row;
            {follow}
        END;
        {begin}
    """
    follow = taken.format(row="new.row", version="v.id = new.version")
    begin = taken.format(row="v.notice", version="v.id IN (SELECT version FROM notices)")
    database.executescript(script.format(follow=follow, begin=begin))


class Searching(Notices):
    """The part of the store that finds notices."""

    def search(
        self,
        words: str = "",
        source: str | None = None,
        kind: str | None = None,
        page: int = 1,
        size: int = 20,
        **narrowing: str | None,
    ) -> Page:
        """Notices with all these words, best first; a code (model, GTIN, recall number) finds those naming it.

        Without words, the newest. `narrowing`: hazard (class), country (ISO 3166), since and until (ISO dates), firm
        (words of its name), code (exactly this model or GTIN). Nothing given is query syntax. Withdrawn notices
        are found too, and marked.
        """
        page, size = max(1, min(page, 1_000_000)), max(1, min(size, LARGEST_PAGE))
        facts = _facts(words, {"source": source, "kind": kind, **narrowing})
        ranked = (
            _RANKED.format(conditions=_conditions(facts) or "true")
            if facts["words"] is not None
            else f"SELECT n.row, n.date, n.id, 0.0 AS rank FROM notices n {_where(facts)}"  # noqa: S608
        )
        total = self._database.execute(f"SELECT count(*) FROM notices n {_where(facts)}", facts)  # noqa: S608
        records = self._records(
            _PAGE.format(ranked=ranked), facts | {"size": size, "skip": (page - 1) * size}
        )
        return Page(tuple(records), total.fetchone()[0], page, size)

    def counts(self, words: str = "", **narrowing: str | None) -> dict[str, list[tuple[str, int]]]:
        """Of the same search: for source, kind, hazard, country and month, each (value, notices), most first; months
        in their order. A count leaves its own field aside: it says what another value of it would find."""
        facts = _facts(words, narrowing)
        aside = [name for name in _COUNTED if facts.get(name) is not None]
        together = [name for name in _COUNTED if name not in aside]
        counted: dict[str, list[tuple[str, int]]] = {name: [] for name in _COUNTED}
        for names in (together, *([name] for name in aside)):
            where = _where(facts, aside=names[0] if names[0] in aside else "")
            selects = " UNION ALL ".join(_COUNTED[name] for name in names)
            found = f"(SELECT row, source, kind, date FROM notices n {where})"  # noqa: S608
            rows = self._database.execute(f"WITH found AS MATERIALIZED {found} {selects}", facts)
            for name, value, count in rows:
                counted[name].append((value, count))
        return {
            name: sorted(pairs) if name == "month" else sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
            for name, pairs in counted.items()
        }


def _where(facts: Mapping[str, Any], aside: str = "") -> str:
    """The condition of a whole search; without the one on the field `aside`."""
    words = _WITH_WORDS if facts["words"] is not None else ""
    conditions = " AND ".join(filter(None, (words, _conditions(facts, aside))))
    return f"WHERE {conditions}" if conditions else ""


def _conditions(facts: Mapping[str, Any], aside: str = "") -> str:
    return " AND ".join(
        condition for name, condition in _NARROWING.items() if facts.get(name) is not None and name != aside
    )


def _facts(words: str, narrowing: Mapping[str, str | None]) -> dict[str, Any]:
    """The parameters of a search; what is not asked for is None."""
    code, gtin = code_of(words)
    facts: dict[str, Any] = {
        "words": quoted(words) if words.strip() else None,
        "word_code": code,
        "word_gtin": gtin,
    }
    for name in NARROWING:
        value = (narrowing.get(name) or "").strip()
        facts[name] = plain(value) if value else None
    if facts["firm"]:
        facts["firm"] = f"firms : ({quoted(facts['firm'])})"
    facts["code"], facts["code_gtin"] = code_of(facts["code"]) if facts["code"] else (None, None)
    return facts


def searched(notice: Notice) -> Iterator[str]:
    """The text of the search columns: title, names, codes, firms, rest."""
    number = notice.number or ""
    yield notice.title
    yield "\n".join((*notice.brands, *(f"{p.name} {p.type}" for p in notice.products)))
    yield "\n".join(
        (
            notice.id,
            number,
            # The agency prints 26-789 what its API calls 26789.
            f"{number[:2]}-{number[2:]}" if number.isdigit() and len(number) == 5 else "",
            *(p.model for p in notice.products),
            *(f"{i.raw} {i.value} {i.until or ''}" for i in notice.identifiers),
        )
    )
    yield "\n".join(name for firm in notice.firms for name in (firm.name, *firm.aliases))
    yield "\n".join(
        (notice.description, *notice.hazards, *notice.hazard_classes, *notice.standards, notice.sold_at)
    )


def quoted(words: str) -> str:
    """People's words as an FTS5 query: each is quoted, so nothing in it is syntax, and all are wanted."""
    wanted = [
        word[:LONGEST_WORD].replace('"', '""') for word in plain(words).split() if any(map(str.isalnum, word))
    ]
    return " ".join(f'"{word}"' for word in wanted[:MOST_WORDS]) or '""'


def code_of(words: str) -> tuple[str, str]:
    """Words as one code, as in the identifiers table (letters and digits only), and as a GTIN of 14 digits."""
    code = re.sub(r"[\W_]+", "", plain(words)[:LONGEST_WORD]).upper()
    return code, code.zfill(14) if code.isdecimal() and 8 <= len(code) <= 14 else code
