"""Which U.S. requirements bear on a listing, with reasons; the reviewed catalogue they come from."""

from importsafety.standards.catalogue import Catalogue
from importsafety.standards.files import BadCatalogue
from importsafety.standards.plan import summary
from importsafety.standards.requirement import Edition, Requirement

__all__ = ["BadCatalogue", "Catalogue", "Edition", "Requirement", "summary"]
