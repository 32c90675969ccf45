"""What the agencies sent, kept as it came: compressed under raw/<source>/, the last runs of each source."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from pathlib import Path

from sqlite_utils import Database

from importsafety.sources.source import Raw

KEPT_RUNS = 5
# Level 6 halves the speed for 3% less on the recall list.
LEVEL = 4


def raw_of(path: Path, fetched_at: str) -> Raw:
    """A file that was given, as a response."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Raw(path=path, url=path.resolve().as_uri(), sha256=digest, fetched_at=fetched_at)


def keep(database: Database, home: Path, source: str, run: int, raw: Raw) -> Path:
    """Keep a compressed copy (one for equal content) and what is known of it; the path of the copy."""
    relative = Path("raw") / source / f"{raw.sha256[:32]}.gz"
    kept = home / relative
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(".partial")
        with raw.path.open("rb") as plain, gzip.open(partial, "wb", compresslevel=LEVEL) as packed:
            shutil.copyfileobj(plain, packed, 1 << 20)
        partial.replace(kept)
    database.table("responses").insert(
        {
            "run": run,
            "source": source,
            "url": raw.url,
            "sha256": raw.sha256,
            "fetched_at": raw.fetched_at,
            "path": str(relative),
            "bytes": raw.path.stat().st_size,
            "etag": raw.validators.etag,
            "modified": raw.validators.modified,
            "next": raw.next,
        }
    )
    return kept


def prune(database: Database, home: Path, source: str) -> None:
    """Forget the responses of all but the last runs, and files that no response names."""
    oldest = database.execute(
        "SELECT min(run) FROM (SELECT DISTINCT run FROM responses WHERE source = ? ORDER BY run DESC LIMIT ?)",
        [source, KEPT_RUNS],
    ).fetchone()[0]
    database.table("responses").delete_where("source = ? AND run < ?", [source, oldest or 0])
    named = {
        row["path"] for row in database.table("responses").rows_where("source = ?", [source], select="path")
    }
    for file in (home / "raw" / source).glob("*"):
        if file.is_file() and str(file.relative_to(home)) not in named:
            file.unlink(missing_ok=True)
