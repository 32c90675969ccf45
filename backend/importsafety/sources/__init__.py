"""The agencies we read, one module each. To add one: write its module, add its row here."""

from importsafety.sources.cpsc import Cpsc
from importsafety.sources.cpsc_warnings import CpscWarnings
from importsafety.sources.linking import link
from importsafety.sources.source import Raw, Rejected, Source, SourceError

SOURCES: dict[str, Source] = {source.id: source for source in (Cpsc(), CpscWarnings())}

__all__ = ["SOURCES", "Raw", "Rejected", "Source", "SourceError", "link"]
