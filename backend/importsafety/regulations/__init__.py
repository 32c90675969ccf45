"""What became of the rules since the catalogue was reviewed: the eCFR and the Federal Register, beside the catalogue.

Nothing here changes the catalogue: it reports, and proposes an edit for a person to make.
"""

from importsafety.regulations.drift import Drift, PartDrift, load, review
from importsafety.regulations.edit import Proposal, propose

__all__ = ["Drift", "PartDrift", "Proposal", "load", "propose", "review"]
