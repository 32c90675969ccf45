"""Watching: listings, catalogues and searches that are compared with what each refresh brought, and how people hear."""

from importsafety.watch.items import BadWatch, from_file, listing_body, search_body
from importsafety.watch.review import review
from importsafety.watch.send import deliver

__all__ = ["BadWatch", "deliver", "from_file", "listing_body", "review", "search_body"]
