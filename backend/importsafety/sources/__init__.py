"""The agencies we read, one module each. To add one: write its module, add its row here."""

from importsafety.sources.source import Raw, Rejected, Source, SourceError

SOURCES: dict[str, Source] = {}

__all__ = ["SOURCES", "Raw", "Rejected", "Source", "SourceError"]
