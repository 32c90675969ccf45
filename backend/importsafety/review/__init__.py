"""Contest and review: who finds an answer wrong says so; a maintainer decides, and the answer follows at once."""

from importsafety.review.contest import BadContest, raise_contest
from importsafety.review.decide import decide
from importsafety.review.decisions import Decisions

__all__ = ["BadContest", "Decisions", "decide", "raise_contest"]
