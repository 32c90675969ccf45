"""Other ways to find the notice of a listing, on the same labelled rows in the same run.

Each gets the same texts: of a listing its title, brand, model and attributes; of a notice its title, product
names and description. Splink (a record linker of the Fellegi-Sunter kind) gets them as fields: brands, codes, rare
words, and learns its weights from the pairs without labels, as its makers advise.
"""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import bm25s
import pyarrow
import splink
import splink.comparison_library as compare
from rapidfuzz import fuzz, process, utils
from splink.backends.duckdb import DuckDBAPI

from benchmarking.checking import Line
from evaluation import data
from importsafety.listing import Listing
from importsafety.matching import Matcher
from importsafety.matching.index import Index
from importsafety.matching.listing_profile import profile_listing
from importsafety.matching.profile import Profile
from importsafety.matching.words import words
from importsafety.notice import Notice

# Wanted: the right notice among the first so many.
WITHIN = {"exact": 1, "reworded": 1, "relisted": 3}
SHOWN = 3
Ranked = Sequence[Sequence[str]]  # ids of the first notices, one list a row


class Rival(NamedTuple):
    """How one way did: `share` of rows right by kind, the rows of each kind, and milliseconds a listing."""

    name: str
    share: dict[str, float]
    rows: dict[str, int]
    milliseconds: float


def measure(shared: Path, directory: Path, known: data.Notices) -> Iterator[Rival]:
    """Every way over the labelled rows that have a right notice. `directory` holds the index of `known`."""
    rows = [row for row in data.rows(shared, known) if row.right and row.kind in WITHIN]
    listings = [row.listing for row in rows]
    matcher = Matcher.load(directory, known.all)
    matcher.match(Listing(title="magnet balls"))
    ways: list[tuple[str, Callable[[], Ranked]]] = [
        ("Import Safety", lambda: [[m.notice.id for m in matcher.match(x)[:SHOWN]] for x in listings]),
        ("SQLite FTS5, bm25, porter", _fts5(known.all, listings)),
        ("rapidfuzz, token_set_ratio of names", _rapidfuzz(known.all, listings)),
        ("BM25 (bm25s)", _bm25(known.all, listings)),
        ("Splink, unsupervised", _splink(known.all, listings, matcher.index)),
    ]
    for name, find in ways:
        begin = time.perf_counter()
        found = find()
        took = (time.perf_counter() - begin) * 1000 / len(rows)
        right: dict[str, list[bool]] = defaultdict(list)
        for row, ids in zip(rows, found, strict=True):
            wanted = row.right.union(*(known.same.get(id, frozenset()) for id in row.right))
            right[row.kind].append(not wanted.isdisjoint(ids[: WITHIN[row.kind]]))
        share = {kind: sum(hits) / len(hits) for kind, hits in right.items()}
        yield Rival(name, share, {kind: len(hits) for kind, hits in right.items()}, took)


def lines(ways: Iterable[Rival]) -> Iterator[Line]:
    """Each way as one line: the shares by kind, and how fast it was."""
    for way in ways:
        shares = ", ".join(f"{kind} {way.share[kind]:.0%} of {way.rows[kind]}" for kind in WITHIN)
        yield way.name, f"{way.milliseconds:.2f} ms", shares


def _said(listing: Listing) -> str:
    return " ".join([listing.title, listing.brand or "", listing.model or "", *listing.attributes.values()])


def _names(notice: Notice) -> str:
    return " ".join([notice.title, *(product.name for product in notice.products)])


def _fts5(notices: Sequence[Notice], listings: Sequence[Listing]) -> Callable[[], Ranked]:
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table notice using fts5(names, body, id unindexed, tokenize = 'porter')")
    base.executemany(
        "insert into notice values (?, ?, ?)", ((_names(n), n.description, n.id) for n in notices)
    )
    ask = "select id from notice where notice match ? order by bm25(notice, 3.0, 1.0) limit ?"

    def find(listing: Listing) -> list[str]:
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(words(_said(listing))) if word.isalnum())
        return [id for (id,) in base.execute(ask, (query, SHOWN))] if query else []

    return lambda: [find(listing) for listing in listings]


def _rapidfuzz(notices: Sequence[Notice], listings: Sequence[Listing]) -> Callable[[], Ranked]:
    names = [utils.default_process(_names(notice)) for notice in notices]

    def find(listing: Listing) -> list[str]:
        query = utils.default_process(f"{listing.brand or ''} {listing.title}")
        best = process.extract(query, names, scorer=fuzz.token_set_ratio, limit=SHOWN)
        return [notices[place].id for _, _, place in best]

    return lambda: [find(listing) for listing in listings]


def _bm25(notices: Sequence[Notice], listings: Sequence[Listing]) -> Callable[[], Ranked]:
    texts = [list(words(f"{_names(notice)} {notice.description}")) for notice in notices]
    index = bm25s.BM25()
    index.index(texts, show_progress=False)

    def find(listing: Listing) -> list[str]:
        query = [word for word in words(_said(listing)) if word in index.vocab_dict]
        if not query:
            return []
        places, _ = index.retrieve([query], k=SHOWN, show_progress=False)
        return [notices[int(place)].id for place in places[0]]

    return lambda: [find(listing) for listing in listings]


def _splink(notices: Sequence[Notice], listings: Sequence[Listing], index: Index) -> Callable[[], Ranked]:
    def record(id: str, profile: Profile) -> dict[str, Any]:
        rare = sorted(profile.words, key=index.rarity, reverse=True)
        return {
            "unique_id": id,
            "brand": next(iter(profile.brands), None),
            "codes": sorted(profile.codes)[:20] or None,
            "rare": rare[:12] or None,
            "name": sorted(set(profile.name)) or None,
            "kind": next(iter(profile.kinds), None),
        }

    ours = [record(f"row:{n}", profile_listing(listing)) for n, listing in enumerate(listings)]
    theirs = [record(notice.id, index.profile(place)) for place, notice in enumerate(notices)]
    base = DuckDBAPI()
    tables = [
        base.register(pyarrow.Table.from_pylist(rows), dataset_display_name=name)
        for name, rows in (("listing", ours), ("notice", theirs))
    ]
    blocks = [splink.block_on("brand"), splink.block_on("rare", arrays_to_explode=["rare"])]
    linker = splink.Linker(
        tables,
        splink.SettingsCreator(
            link_type="link_only",
            comparisons=[
                compare.JaroWinklerAtThresholds("brand", [0.95, 0.85]),
                compare.ArrayIntersectAtSizes("codes", [1]),
                compare.ArrayIntersectAtSizes("rare", [5, 3, 2, 1]),
                compare.ArrayIntersectAtSizes("name", [5, 3, 2, 1]),
                compare.ExactMatch("kind"),
            ],
            blocking_rules_to_generate_predictions=blocks,
        ),
        log_level="ERROR",
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(splink.block_on("brand"))
    linker.training.estimate_parameters_using_expectation_maximisation(splink.block_on("kind"))

    def find() -> Ranked:
        found = linker.inference.predict().as_record_list()
        best: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for pair in found:
            row, notice = pair["unique_id_l"], pair["unique_id_r"]
            if not row.startswith("row:"):
                row, notice = notice, row
            best[row].append((pair["match_weight"], notice))
        return [
            [id for _, id in sorted(best[f"row:{n}"], reverse=True)[:SHOWN]] for n in range(len(listings))
        ]

    return find
