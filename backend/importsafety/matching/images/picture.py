"""A downloaded photo made small and grey, whoever sent it: bounded, and refused with the reason when unfit."""

from __future__ import annotations

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

Grey = NDArray[np.float32]

MAX_BYTES = 8_000_000
# A pixel costs up to four bytes while it is read, so this bounds a photo's memory to about 100 MB.
MAX_PIXELS = 25_000_000
SMALLEST_SIDE = 32
LARGEST_ASPECT = 8
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# Pixels of the longer side that is kept; views are cut from this.
SIDE = 256
# Least spread (standard deviation of grey, 0..255) of a picture that shows something.
FLAT = 6.0


class BadPicture(ValueError):
    """A file that cannot be compared as a photo. `code`: too_big, not_a_picture, too_many_pixels, too_small,
    broken, flat."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


def read_picture(data: bytes) -> Grey:
    """The photo as grey values 0..255 (rows, columns), its longer side `SIDE`; transparent parts are white, of an
    animation the first frame. Raises BadPicture."""
    if len(data) > MAX_BYTES:
        raise BadPicture("too_big", f"The photo's file is larger than {MAX_BYTES // 1_000_000} MB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check(*image.size)
                image.draft("RGB", (2 * SIDE, 2 * SIDE))
                grey = _grey(image)
    except BadPicture:
        raise
    except UnidentifiedImageError:
        raise BadPicture("not_a_picture", "The file is no JPEG, PNG, WebP or GIF picture.") from None
    except Image.DecompressionBombError:
        raise _too_many() from None
    except Exception as error:  # a decoder fed with hostile bytes may raise anything
        raise BadPicture("broken", f"The picture is damaged or cut short ({type(error).__name__}).") from None
    if float(grey.std()) < FLAT:
        raise BadPicture("flat", "The picture is of one tone, so it shows nothing to compare.")
    return grey


def _check(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _too_many()
    if min(width, height) < SMALLEST_SIDE or max(width, height) > LARGEST_ASPECT * min(width, height):
        raise BadPicture("too_small", f"The picture is too small or too narrow ({width} x {height}).")


def _too_many() -> BadPicture:
    return BadPicture(
        "too_many_pixels", f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels."
    )


def _grey(image: Image.Image) -> Grey:
    image.load()
    small: Image.Image = image
    factor = max(image.size) // (2 * SIDE)
    if factor > 1 and image.mode not in ("P", "1"):
        small = image.reduce(factor)
    if small.mode in ("P", "RGBA", "LA", "PA") or "transparency" in small.info:
        small = small.convert("RGBA")
        white = Image.new("RGBA", small.size, "white")
        white.alpha_composite(small)
        small = white
    small = ImageOps.exif_transpose(small.convert("L"))
    scale = SIDE / max(small.size)
    size = (max(1, round(small.width * scale)), max(1, round(small.height * scale)))
    return np.asarray(small.resize(size, Image.Resampling.LANCZOS), dtype=np.float32)
