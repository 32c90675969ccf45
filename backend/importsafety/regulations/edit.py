"""The edit of the catalogue that a change of the rules suggests, as a diff of the YAML file. It is never written."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from importsafety.regulations.drift import PartDrift
from importsafety.regulations.register import Document
from importsafety.standards import Requirement
from importsafety.standards.catalogue import FOLDER
from importsafety.standards.report import standards_in


@dataclass(frozen=True)
class Proposal:
    """Where a row stands (`path`, `line` from 1) and the `diff` that would bring it up to date. `editions` are the
    standards that the new text names and the old did not."""

    path: Path
    line: int
    diff: tuple[str, ...]
    editions: tuple[str, ...]


def propose(
    row: Requirement, drift: PartDrift, documents: tuple[Document, ...] = (), folder: Path = FOLDER
) -> Proposal | None:
    """The proposed edit of the row; None where the row stands in no file of `folder`."""
    for path in sorted(folder.glob("*.yaml")):
        lines = path.read_text("utf-8").splitlines()
        start = next((at for at, line in enumerate(lines) if line == f"  - id: {row.id}"), None)
        if start is not None:
            end = next(
                (at for at in range(start + 1, len(lines)) if lines[at].startswith("  - id:")), len(lines)
            )
            while end > start and not lines[end - 1].strip():
                end -= 1
            edited = lines[:start] + _edited(lines[start:end], row, drift, documents) + lines[end:]
            diff = difflib.unified_diff(lines, edited, path.name, f"{path.name}, proposed", lineterm="")
            return Proposal(path, start + 1, tuple(diff), _editions(drift))
    return None


def _edited(
    block: list[str], row: Requirement, drift: PartDrift, documents: tuple[Document, ...]
) -> list[str]:
    month = drift.until[:7]
    block = [
        re.sub(r"ecfr-\d{4}-\d\d(?!.*no such part)", f"ecfr-{month}", line, count=1)
        if line.startswith("    sources:")
        else line
        for line in block
    ]
    if drift.state == "removed":
        block = [line for line in block if not line.startswith("    status:")]
        block.insert(1, "    status: removed")
    entries = [f"      - {json.dumps(entry, ensure_ascii=False)}" for entry in _history(drift, documents)]
    at = next((at for at, line in enumerate(block) if line.startswith("    history:")), None)
    if at is None:
        return [*block, "    history:", *entries]
    if block[at] != "    history:":
        before = [f"      - {json.dumps(entry, ensure_ascii=False)}" for entry in row.history]
        block[at : at + 1] = ["    history:", *before]
    last = at + 1
    while last < len(block) and block[last].startswith("      "):
        last += 1
    return [*block[:last], *entries, *block[last:]]


def _history(drift: PartDrift, documents: tuple[Document, ...]) -> list[str]:
    """One line a day of amendment, with the document that took effect on it."""
    days: dict[str, list[str]] = {}
    for name, day in drift.sections:
        section = re.match(r"§\s*([\d.]+)", name)
        days.setdefault(day, []).append(section[1] if section else name[:40])
    by_day = {
        document.effective_on: document.citation or document.document_number
        for document in documents
        if drift.part in document.parts
    }
    entries = []
    for day, sections in sorted(days.items()):
        named = ", ".join(dict.fromkeys(sections[:6])) + (" and others" if len(sections) > 6 else "")
        source = f" ({by_day[day]})" if by_day.get(day) else ""
        entries.append(f"{day}: {named} amended{source}")
    return entries


def _editions(drift: PartDrift) -> tuple[str, ...]:
    def named(sign: str) -> dict[str, None]:
        text = " ".join(line[1:] for line in drift.diff if line[:1] == sign and line[:3] != sign * 3)
        return {s.said: None for s in standards_in(text) if s.edition}

    before = named("-")
    return tuple(said for said in named("+") if said not in before)
