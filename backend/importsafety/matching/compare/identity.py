"""Who made it and which one it is: barcode, model, brand, firm, year, country, shop."""

from __future__ import annotations

from importsafety.matching import codes
from importsafety.matching.compare.pair import Finding, Pair, some


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
    theirs, said = pair.notice.codes, pair.listing.said_codes
    ours = pair.listing.codes | said
    same = ours & theirs
    if same:
        code = max(same, key=lambda c: (codes.strength(c), len(c)))
        power = codes.strength(code)
        if power == codes.STRONG:
            return Finding("same", code, code)
        if power == codes.WEAK or code in said:
            return Finding("same_short", code, code)
    for first, last in pair.notice.ranges:
        for code in ours:
            if codes.in_range(code, first, last):
                return Finding("in_range", code, f"{first} to {last}")
    for code in ours:
        for known in theirs:
            if _variant(code, known):
                return Finding("variant", code, known)
    stated = [code for code in said if codes.strength(code)]
    if stated:
        return Finding("other", min(stated), some(theirs))
    seen = [code for code in pair.listing.codes if codes.strength(code) == codes.STRONG]
    return (
        Finding("none_shared", min(seen), some(theirs)) if seen else Finding("not_stated", "", some(theirs))
    )


def brand(pair: Pair) -> Finding | None:
    """The brand names."""
    theirs = pair.notice.brands
    if not theirs:
        return None
    ours = pair.listing.brands
    for name in theirs:
        plain = "_word" if pair.index.is_common(name) else ""
        if name in ours:
            return Finding("same" + plain, name, name)
        if name in pair.listing.aimed:
            return Finding("after_for", name, name)
        if name in pair.listing.lead:
            return Finding("leads_title" + plain, name, name)
        if name in pair.listing.pairs:
            return Finding("in_title" + plain, name, name)
        if len(name) >= 5 and any(firm.startswith(name) for firm in pair.listing.firms):
            return Finding("in_seller" + plain, name, name)
    for name in theirs:
        # "Andersen" beside "Andersen Windows": one name, told shorter.
        if any(len(own) >= 4 and (name.startswith(own) or own.startswith(name)) for own in ours):
            return Finding("part", ours[0], name)
    if ours:
        return Finding("other", ours[0], some(theirs))
    return Finding("not_named", "", some(theirs))


def firm(pair: Pair) -> Finding | None:
    """The seller and the firms named by the notice."""
    same = pair.listing.firms & pair.notice.firms
    return Finding("same", min(same), min(same)) if same else None


def year(pair: Pair) -> Finding | None:
    """The model years."""
    ours, theirs = pair.listing.years, pair.notice.years
    if not ours or not theirs:
        return None
    return Finding("same" if ours & theirs else "differ", some(ours), some(theirs))


def age(pair: Pair) -> Finding | None:
    """How old the notice is: what was recalled long ago is seldom what is sold today."""
    year = pair.notice.year
    if not year:
        return None
    era = "2020s" if year >= 2020 else "2010s" if year >= 2010 else "2000s" if year >= 2000 else "earlier"
    return Finding(f"{era}{'' if pair.notice.detailed else '_brief'}")


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


def _variant(code: str, known: str) -> bool:
    """HC030BK beside HC030: same beginning, up to three letters more."""
    short, long = sorted((code, known), key=len)
    return (
        len(short) >= 5
        and 0 < len(long) - len(short) <= 3
        and long.startswith(short)
        and codes.strength(short) == codes.STRONG
        and long[len(short) :].isalpha()
    )
