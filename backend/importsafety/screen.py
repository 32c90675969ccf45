"""Screening: a catalogue file in, one answer a row out, in order; an interrupted run continues.

The core is `screen_records`, a function from record batch to record batch that knows nothing of files or
processes: `table.mapInArrow(lambda batches: (screen_records(checker, batch) for batch in batches), ANSWERS)`.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson
import pyarrow

from importsafety.assessment import Assessment, Verdict
from importsafety.cells import BadFile
from importsafety.check import Checker
from importsafety.listing import NOTHING, BadListing, Listing
from importsafety.records import answers, pack, unpack
from importsafety.rows import Row, reader
from importsafety.standards.answers import BadAnswer, answers_of
from importsafety.tables import TABLES, table_row, write_table
from importsafety.workers import WORTH_PROCESSES, checker, pool

log = logging.getLogger(__name__)

Shape = Callable[[Assessment, Row], dict[str, Any]]

MAX_NOTICES = 10
BATCH = 200  # rows given to a process at a time


@dataclass(frozen=True, slots=True)
class Screened:
    """How a run ended: rows written, those with an error, and rows taken over from an interrupted run."""

    rows: int
    errors: int
    continued: int


def line(assessment: Assessment, row: Row) -> dict[str, Any]:
    """One line of the JSON lines output."""
    notices = [
        {
            "id": match.notice.id,
            "url": match.notice.url,
            "tier": match.tier.value,
            "probability": round(match.probability, 4),
            "evidence": [
                {"feature": e.feature, "listing": e.listing, "notice": e.notice, "weight": round(e.weight, 2)}
                for e in match.evidence
                if e.speaks != "alike"
            ],
        }
        for match in assessment.matches[:MAX_NOTICES]
    ]
    requirements = [
        {
            "citation": r.citation,
            "applies": r.applies,
            "why": r.why,
            "certificate": r.certificate,
            "third_party_test": r.third_party_test,
            "banned": r.banned,
        }
        for r in assessment.requirements
    ]
    answer: dict[str, Any] = {"id": row.id, "verdict": assessment.verdict.value}
    if assessment.reason:
        answer["reason"] = assessment.reason
    if assessment.decisions:
        answer["decisions"] = [f"{decision.notice}: {decision.says}" for decision in assessment.decisions]
    return {**answer, "notices": notices, "requirements": requirements, "as_of": dict(assessment.as_of)}


def screen_records(checker: Checker, batch: pyarrow.RecordBatch, shape: Shape = line) -> pyarrow.RecordBatch:
    """One answer a row, in order, of the schema `ANSWERS`; the columns are headed as those of a catalogue file, or
    are packed rows. Nothing raises for a row."""
    return answers(screen_batch(checker, unpack(batch), shape))


def screen_batch(checker: Checker, rows: Iterable[Row], shape: Shape = line) -> list[dict[str, Any]]:
    """One answer a row, in order. A row that cannot be checked is `unchecked` with an `error`; nothing raises."""
    return [_answer(checker, row, shape) for row in rows]


def _answer(checker: Checker, row: Row, shape: Shape) -> dict[str, Any]:
    error = row.error
    if error is None:
        try:
            listing = Listing.of(row.data)
            if not listing.is_empty:
                answers = answers_of(row.data.get("answers"), checker.catalogue.questions)
                return shape(
                    checker.check(listing, None, answers) if answers else checker.check(listing), row
                )
            error = NOTHING
        except (BadListing, BadAnswer) as bad:
            error = str(bad)
        except Exception as unforeseen:  # the other rows must still get their answer
            log.exception("row %r failed", row.id)
            error = f"The checker failed on this row ({type(unforeseen).__name__}: {unforeseen})."
    empty = Assessment(Verdict.UNCHECKED, Listing(), reason=error)
    return {**shape(empty, row), "error": error}


def screen(
    source: Path,
    output: Path,
    home: Path,
    *,
    encoding: str | None = None,
    processes: int | None = None,
    rows_expected: int | None = None,
    answered: Mapping[str, str] = MappingProxyType({}),
    progress: Callable[[int], None] = lambda rows: None,
) -> Screened:
    """Check every row of `source` and write `output` (.jsonl, .csv or .xlsx, by its ending).

    Lines collect in `OUTPUT.part`; the output appears when all rows are there. A run on the same unchanged
    input goes on where an interrupted one stopped. `progress` gets the number of rows done. `answered`: question id
    -> yes or no, for every row; what a row's own `answers` say comes first.
    Raises BadFile when the input cannot be read as a whole, or the output's ending is none of these.
    """
    ending = output.suffix.lower()
    if ending not in {".jsonl", ".ndjson", *TABLES}:
        raise BadFile(f"{output.name}: write to a .jsonl, .csv or .xlsx file.")
    rows = reader(source, encoding)()
    ahead = list(islice(rows, 1))  # a file that cannot be read, or has no row, leaves nothing behind
    part = output.with_name(f"{output.name}.part")
    shape = table_row if ending in TABLES else line
    continued, errors = _resume(part, source, encoding, answered)
    done = continued
    progress(done)
    with part.open("ab") as file:
        given = (_with_answers(row, answered) for row in islice(chain(ahead, rows), done, None))
        for batch in _answers(given, home, shape, processes, rows_expected):
            file.write(b"".join(text + b"\n" for text in batch["line"].to_pylist()))
            file.flush()
            done += batch.num_rows
            errors += batch.num_rows - batch["error"].null_count
            progress(done)
    if ending in TABLES:
        finished = output.with_name(f"{output.name}.new")
        write_table(part, finished, ending)
        finished.replace(output)
        part.unlink()
    else:
        part.replace(output)
    _note(part).unlink(missing_ok=True)
    return Screened(done, errors, continued)


def _with_answers(row: Row, answered: Mapping[str, str]) -> Row:
    """The row with the answers that hold for every row, before its own: the later of two holds."""
    if not answered or not isinstance(row.data, Mapping):
        return row
    own = row.data.get("answers") or ""
    if isinstance(own, Mapping):
        return row._replace(data={**row.data, "answers": {**answered, **own}})
    said = "; ".join(f"{id}={answer}" for id, answer in answered.items())
    return row._replace(data={**row.data, "answers": f"{said}; {own}"})


def _resume(part: Path, source: Path, encoding: str | None, answered: Mapping[str, str]) -> tuple[int, int]:
    """Rows and errors already in `part`, whose torn last line is cut; zeros (and a fresh start) where `part` is
    of another input."""
    state = source.stat()
    mark = orjson.dumps([str(source.resolve()), state.st_size, state.st_mtime_ns, encoding, dict(answered)])
    note = _note(part)
    if part.exists() and note.exists() and note.read_bytes() == mark:
        rows = errors = whole = 0
        with part.open("r+b") as file:
            for text in file:
                if not text.endswith(b"\n"):
                    break
                whole += len(text)
                rows += 1
                errors += b'"error":' in text and "error" in orjson.loads(text)
            file.truncate(whole)
        return rows, errors
    part.unlink(missing_ok=True)
    note.write_bytes(mark)
    return 0, 0


def _note(part: Path) -> Path:
    return part.with_name(f"{part.name}.of")


def _answers(
    rows: Iterator[Row],
    home: Path,
    shape: Shape,
    processes: int | None,
    expected: int | None,
) -> Iterator[pyarrow.RecordBatch]:
    batches = map(pack, iter(lambda: list(islice(rows, BATCH)), []))
    workers = processes or os.cpu_count() or 1
    if workers == 1 or (processes is None and (expected or 0) < WORTH_PROCESSES):
        own = Checker(home)
        yield from (screen_records(own, batch, shape) for batch in batches)
        return
    waiting: deque[Future[pyarrow.RecordBatch]] = deque()
    with pool(home, workers) as working:
        try:
            for batch in batches:
                waiting.append(working.submit(_work, batch, shape))
                if len(waiting) > 2 * workers:  # bounds what is read ahead
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise BadFile(
                "A working process ended unexpectedly (out of memory?). Run the same command again to go on where it "
                "stopped, with --processes 1."
            ) from error
        finally:
            for future in waiting:
                future.cancel()


def _work(batch: pyarrow.RecordBatch, shape: Shape) -> pyarrow.RecordBatch:
    return screen_records(checker(), batch, shape)
