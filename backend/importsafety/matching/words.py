"""Words as the matcher compares them: folded, stemmed, without single Chinese characters (kinds carry those)."""

from __future__ import annotations

import re
import threading
from functools import lru_cache

from snowballstemmer import stemmer

from importsafety.vocabulary.text import fold, folded, tokens

_stemmer = stemmer("english")
# "5mm" is the two words that "5 mm" is.
_TOGETHER = re.compile(
    r"\b(\d{1,5})(?=(?:mm|cm|in|inch|ft|kg|g|lb|lbs|oz|ml|l|qt|w|kw|v|ah|mah|cc|pcs?|pack|ct)\b)",
    re.IGNORECASE,
)
# It keeps the word it works on in itself: two threads at once would make, and the cache keep, a wrong stem.
_stemming = threading.Lock()


@lru_cache(maxsize=40_000)
def stem(token: str) -> str:
    """`foldable`, `folding`, `folds` -> one form; codes and numbers stay as they are."""
    folded = fold(token)
    if not (token.isalpha() and token.isascii()):
        return folded
    with _stemming:
        return str(_stemmer.stemWord(folded))


def words(text: str) -> tuple[str, ...]:
    """The stems of a text, in order."""
    text = _TOGETHER.sub(r"\1 ", text)
    return tuple(stem(token) for token in tokens(text) if len(token) > 1 or token.isascii())


_FIGURES = {
    word: str(number)
    for number, word in enumerate("one two three four five six seven eight nine ten".split(), start=1)
}


def parts(text: str) -> tuple[str, ...]:
    """The words of a name, folded but not stemmed, numbers as figures: `Pier One` -> pier, 1."""
    return tuple(_FIGURES.get(token, token) for token in folded(text))


@lru_cache(maxsize=5_000)
def join(name: str) -> str:
    """A name as one string for comparison: `Place & Time` -> `placetime`."""
    return "".join(parts(name))
