"""Page or URL -> Listing: `collect` gathers facts, `read` decides, `fetch` downloads safely."""

from importsafety.pages.facts import collect
from importsafety.pages.fetch import FetchError, Page, fetch
from importsafety.pages.read import BadFacts, Reading, read
from importsafety.pages.recipes import page_kind, recipe_for

__all__ = ["BadFacts", "FetchError", "Page", "Reading", "collect", "fetch", "page_kind", "read", "recipe_for"]
