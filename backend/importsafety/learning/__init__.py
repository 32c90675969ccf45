"""Learning from use: a matched listing leaves a fingerprint on this machine, by which it is known when it returns."""

from importsafety.learning.fingerprint import fingerprint
from importsafety.learning.memory import Memory

__all__ = ["Memory", "fingerprint"]
