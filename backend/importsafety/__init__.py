"""Import Safety: is this item recalled, and which U.S. safety rules apply to it?

Three nouns (`Listing`, `Notice`, `Assessment`) and one verb (`check`).
"""

from importlib.metadata import version

__version__ = version("importsafety")
