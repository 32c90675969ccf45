"""Photos: read safely, hashed, and found again among the hashes of notice photos."""

from importsafety.matching.images.hashing import Asking, Hashes, asking_hashes, kept_hashes
from importsafety.matching.images.index import AGREES, ImageIndex
from importsafety.matching.images.picture import BadPicture, read_picture

__all__ = [
    "AGREES",
    "Asking",
    "BadPicture",
    "Hashes",
    "ImageIndex",
    "asking_hashes",
    "kept_hashes",
    "read_picture",
]
