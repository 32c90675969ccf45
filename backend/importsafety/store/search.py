"""Finding notices by words: what is searched, and how people's words become a query."""

from __future__ import annotations

import re
from collections.abc import Iterator

from importsafety.notice import Notice

MOST_WORDS = 20
LONGEST_WORD = 80

# A notice that names the very code comes first; the bm25 weights are of title, names, codes, firms, rest.
_FOUND = """
    WITH hits AS (
        SELECT notice AS row, -1000.0 AS rank FROM identifiers WHERE value IN (:code, :gtin)
        UNION ALL
        SELECT rowid, bm25(notices_fts, 8, 8, 6, 3, 1) FROM notices_fts WHERE notices_fts MATCH :query
    ),
    found AS (
        SELECT n.row, n.date, n.id, min(h.rank) AS rank FROM hits h JOIN notices n ON n.row = h.row
        WHERE n.source = coalesce(:source, n.source) AND n.kind = coalesce(:kind, n.kind)
        GROUP BY n.row
    )
"""
FOUND_COUNT = _FOUND + "SELECT count(*) FROM found"  # noqa: S608 - two constants
FOUND = f"""{_FOUND} SELECT r.body, r.first_seen, r.last_seen, r.withdrawn, r.starter FROM
    (SELECT row, rank FROM found ORDER BY rank, date DESC, id LIMIT :size OFFSET :skip) f
    JOIN records r ON r.row = f.row ORDER BY f.rank, r.date DESC, r.id"""  # noqa: S608
RECENT_COUNT = """SELECT count(*) FROM notices
    WHERE source = coalesce(:source, source) AND kind = coalesce(:kind, kind)"""
RECENT = """SELECT body, first_seen, last_seen, withdrawn, starter FROM records
    WHERE source = coalesce(:source, source) AND kind = coalesce(:kind, kind)
    ORDER BY date DESC, id LIMIT :size OFFSET :skip"""
BY_ID = """SELECT body, first_seen, last_seen, withdrawn, starter FROM records
    WHERE row = (SELECT notice FROM ids WHERE id = :id LIMIT 1)"""


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


def asked(words: str) -> dict[str, str | None]:
    """The parameters of `FOUND`: people's words as an FTS5 query and as one code.

    Each word is quoted, so nothing in it is syntax, and all are wanted. The code is as in the identifiers table:
    letters and digits only, a GTIN of 14 digits.
    """
    words = plain(words)
    wanted = [word[:LONGEST_WORD].replace('"', '""') for word in words.split() if any(map(str.isalnum, word))]
    code = re.sub(r"[\W_]+", "", words[:LONGEST_WORD]).upper()
    gtin = code.zfill(14) if code.isdecimal() and 8 <= len(code) <= 14 else code
    return {
        "query": " ".join(f'"{word}"' for word in wanted[:MOST_WORDS]) or '""',
        "code": code or None,
        "gtin": gtin or None,
    }


def plain(text: str) -> str:
    """Text that SQLite takes: no lone surrogates, no NUL."""
    return text.encode("utf-8", "replace").decode().replace("\x00", " ")
