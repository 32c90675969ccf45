"""Which U.S. requirements bear on a listing, with reasons; the certificate plan; the reviewed catalogue behind both."""

from importsafety.standards.catalogue import Catalogue
from importsafety.standards.files import BadCatalogue
from importsafety.standards.plan import Plan, make_plan, summary
from importsafety.standards.requirement import Edition, Requirement

__all__ = ["BadCatalogue", "Catalogue", "Edition", "Plan", "Requirement", "make_plan", "summary"]
