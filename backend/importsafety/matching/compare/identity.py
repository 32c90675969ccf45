"""Who made it and which one it is: barcode, model, brand, firm, year, country, shop."""

from __future__ import annotations

import math

from importsafety.matching import codes
from importsafety.matching.background import background
from importsafety.matching.compare.pair import PLACES, Finding, Pair, grade, some
from importsafety.matching.words import stem


def gtin(pair: Pair) -> Finding | None:
    """The barcode numbers."""
    ours, theirs = pair.listing.gtins, pair.notice.gtins
    if not ours or not theirs:
        return None
    same = ours & theirs
    if same:
        code = min(same)
        return Finding("same", code, code)
    return Finding("other", min(ours), some(theirs))


def model(pair: Pair) -> Finding | None:
    """The model or item numbers."""
    agreed = _same_code(pair) if pair.notice.codes else None
    if agreed:
        return agreed
    limits, stated = pair.notice.models, pair.asked.stated
    written = [code for word, code in pair.asked.written if word in pair.notice.words]
    if limits and stated and not any(own.startswith(code) for own in stated for code in written):
        return Finding("other", min(stated), some(limits))
    named = [name for name in pair.listing.said_names if pair.notice.shows(name)]
    if named:
        name = max(named, key=_length)
        return Finding("named", name, name)
    if written:
        code = max(written, key=_length)
        return Finding("in_text", code, code)
    if limits:
        return Finding("not_stated", "", some(limits))
    return Finding("not_in_notice", min(stated)) if stated else None


def _same_code(pair: Pair) -> Finding | None:
    """A code of the listing that is one of the notice's, lies in a range, or varies one."""
    ours, notice, said = pair.asked.codes, pair.notice, pair.listing.said_codes
    same = ours & notice.codes
    if same:
        code = max(same, key=lambda c: (codes.strength(c), len(c), c))
        power = codes.strength(code)
        if power == codes.STRONG:
            return Finding("same", code, code)
        # "X1" is no more than two characters: it needs the brand beside it.
        if power == codes.WEAK or code in said or (power == codes.SHORT and pair.agreed_brands):
            return Finding("same_short", code, code)
    for first, last in notice.ranges:
        if within := [code for code in ours if codes.in_range(code, first, last)]:
            return Finding("in_range", min(within), f"{first} to {last}")
    varied = [(code, trunk) for code, trunk in pair.asked.varied if trunk in notice.codes]
    if ours:
        varied += [(trunk, code) for code in notice.codes for trunk in codes.trunks(code) if trunk in ours]
    return Finding("variant", *min(varied)) if varied else None


def _length(name: str) -> tuple[int, str]:
    """Longer first; of two as long, always the same one."""
    return len(name), name


def brand(pair: Pair) -> Finding | None:
    """The brand names."""
    theirs = pair.notice.brands
    ours = pair.listing.brands
    if pair.placed:
        rank, name = min(pair.placed)
        place = PLACES[rank]
        plain = "_word" if place != "after_for" and _is_ordinary(name) else ""
        return Finding(place + plain, name, name)
    for name in ours:
        if len(name) >= 4 and pair.notice.shows(name) and not _is_ordinary(name):
            return Finding("in_name", name, name)
    for name in theirs:
        # "Andersen" beside "Andersen Windows": one name, told shorter.
        if any(_is_part(own, name) or _is_part(name, own) for own in ours):
            return Finding("part", ours[0], name)
    if not theirs:
        return None
    return Finding("other", ours[0], some(theirs)) if ours else Finding("not_named", "", some(theirs))


def breadth(pair: Pair) -> Finding | None:
    """How many things go by the agreed brand: in listings, and in notices. Of a name met on many things the next one
    is seldom the one recalled; and what is an ordinary word ("Crane") is met on anything."""
    names = [name for _, name in pair.placed] or [
        name for name in pair.listing.brands if pair.notice.shows(name)
    ]
    if not names:
        return None
    name = max(names, key=len)
    if _is_ordinary(name):
        return Finding("word", name, name)
    sold = grade(background().brands.get(name, 0), (1, 10, 40))
    told = grade(pair.index.count(f"~{name}"), (2, 4, 10))
    return Finding(f"sold_{sold}+told_{told}", name, name)


# The bins of `breadth` for a brand that is met on the most things.
EVERYWHERE = "sold_3"

# What a firm adds to its brand: "OKK" is told as "OKK Trading", "Philips" as "Philips Lighting".
_ADDED = frozenset(
    "trading component lighting toy industry import usa america international manufacturing system electronic "
    "electric product design audio outdoor home sport furniture company group brand appliance tool".split()
)


def _is_part(short: str, long: str) -> bool:
    """Whether a joined brand is another told shorter."""
    return long.startswith(short) and (len(short) >= 4 or (len(short) == 3 and long[3:] in _ADDED))


def _is_ordinary(name: str) -> bool:
    """Whether a brand is also an ordinary word of listings ("Classic", "Shoulder")."""
    return background().rarity(stem(name)) < math.inf


def firm(pair: Pair) -> Finding | None:
    """The seller and the firms named by the notice."""
    same = pair.listing.firms & pair.notice.firms
    return Finding("same", min(same), min(same)) if same else None


def year(pair: Pair) -> Finding | None:
    """The model years; what was made after the notice can hardly be what it names."""
    ours, theirs, published = pair.listing.years, pair.notice.years, pair.notice.year
    if not ours:
        return None
    if published and min(map(int, ours)) > published:
        return Finding("after_notice", some(ours), str(published))
    if not theirs:
        return None
    return Finding("same" if ours & theirs else "differ", some(ours), some(theirs))


def age(pair: Pair) -> Finding | None:
    """How old the notice is: what was recalled long ago is seldom what is sold today."""
    year = pair.notice.year
    if not year:
        return None
    era = "2020s" if year >= 2020 else "2010s" if year >= 2010 else "2000s" if year >= 2000 else "earlier"
    return Finding(era)


def detail(pair: Pair) -> Finding:
    """Whether the notice describes the product or only names it: what its silence says depends on that."""
    return FULL if pair.notice.detailed else BRIEF


FULL, BRIEF = Finding("full"), Finding("brief")


def country(pair: Pair) -> Finding | None:
    """The countries of origin."""
    ours, theirs = pair.listing.countries, pair.notice.countries
    if not ours or not theirs:
        return None
    bin = "same" if ours & theirs else "differ"
    return Finding(bin, ", ".join(sorted(ours)), ", ".join(sorted(theirs)))


def shop(pair: Pair) -> Finding | None:
    """Where the notice says the item was sold."""
    if not pair.listing.platform or pair.listing.platform not in pair.notice.platform:
        return None
    return Finding("same", pair.listing.platform, pair.listing.platform)
