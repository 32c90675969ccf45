"""Accounts of teams: who may sign in, with what, and how often. On one's own machine none of it is used."""

from importsafety.accounts.door import ROLES, SCOPES, Door, Entered
from importsafety.accounts.refused import Refused

__all__ = ["ROLES", "SCOPES", "Door", "Entered", "Refused"]
