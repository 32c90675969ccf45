"""The text of a part, from the eCFR's XML, and what differs between two of them, for a person to read."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterator
from xml.etree import ElementTree

from importsafety.sources.source import SourceError

# Elements that hold a paragraph of their own (GPO's eCFR XML User Guide); the rest is inside or around these.
BLOCKS = frozenset(
    "HEAD HED PSPACE P FP FP-1 FP-2 PG EXTRACT HD1 HD2 HD3 LI TD TH CITA EFFDNOT EDNOTE SECAUTH APPRO NOTE".split()
)
WIDTH = 96
CONTEXT = 2
MAX_LINES = 3_000


def paragraphs(xml: bytes) -> list[str]:
    """The paragraphs in their order, each on one line. Raises SourceError where the XML is cut or is none."""
    if b"<!DOCTYPE" in xml[:2_000] or b"<!ENTITY" in xml:
        raise SourceError("The eCFR's text came with definitions of its own, which are not read.")
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314 (without definitions there is nothing to expand)
    except ElementTree.ParseError as error:
        raise SourceError(f"The eCFR's text came cut off or damaged: {error}. Run it again.") from error
    return [text for text in _blocks(root) if text]


def _blocks(element: ElementTree.Element) -> Iterator[str]:
    if element.tag in BLOCKS and not any(
        child.tag in BLOCKS for child in element.iter() if child is not element
    ):
        yield " ".join("".join(element.itertext()).split())
        return
    for child in element:
        yield from _blocks(child)


def difference(before: list[str], after: list[str], names: tuple[str, str]) -> list[str]:
    """A unified diff of paragraphs, wrapped to be read; empty where nothing differs."""
    found = list(difflib.unified_diff(_wrapped(before), _wrapped(after), *names, lineterm="", n=CONTEXT))
    if len(found) > MAX_LINES:
        found[MAX_LINES:] = [f"... {len(found) - MAX_LINES} more lines"]
    return found


def _wrapped(lines: list[str]) -> list[str]:
    return [part for line in lines for part in (textwrap.wrap(line, WIDTH, subsequent_indent="    ") or [""])]
