"""Words are stemmed alike, whoever asks at the same time."""

import random
import string
import sys
from concurrent.futures import ThreadPoolExecutor

from importsafety.matching.words import join, stem, words


def test_plurals_and_forms_meet() -> None:
    assert words("Folding strollers") == words("folds stroller")
    assert stem("strollers") == stem("stroller")
    assert stem("heated") == stem("heating")
    assert stem("HC030".lower()) == "hc030"


def test_a_name_is_the_same_with_its_number_as_a_word() -> None:
    assert join("Pier One Imports") == join("Pier 1 imports")


def test_threads_do_not_mix_up_their_words() -> None:
    rng = random.Random(1)
    endings = ("ational", "fulness", "ingly", "ations", "ement", "ized", "ical")
    asked = [
        "".join(rng.choices(string.ascii_lowercase, k=rng.randint(4, 9))) + rng.choice(endings)
        for _ in range(4_000)
    ]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(stem, asked, chunksize=50))
    finally:
        sys.setswitchinterval(before)
    stem.cache_clear()
    assert together == [stem(word) for word in asked]
