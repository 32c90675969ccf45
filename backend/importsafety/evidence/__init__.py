"""Evidence files: what was checked, when, against which data, and the result, kept so that it can be shown later."""

from importsafety.evidence.file import EvidenceFile, of_answers

__all__ = ["EvidenceFile", "of_answers"]
