"""Firms a notice names, with the names they do business as and the country they are in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from importsafety.notice import Firm
from importsafety.sources.extract import countries
from importsafety.sources.text import brief

_DBA = re.compile(
    r"[,(]?\s*\b(?:d\s*/\s*b\s*/\s*a|d\.b\.a\.?|dba|doing business as|trading as|also known as|aka|a/k/a)\b[,:]?\s*",
    re.I,
)
_STORE_WORD = re.compile(
    r"^(?:the )?(?:amazon|walmart|temu|ebay|shein|tiktok)(?:\.com)? (?:seller|store)\s+", re.I
)
_OF = re.compile(r",?\s+(?:of|located in|based in|from)\s+(?:the\s+)?(?=[A-Z])")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_SUFFIX = re.compile(
    r"[\s,]+(?:inc|incorporated|llc|l\.l\.c|ltd|limited|corp|corporation|co|company|companies|plc|gmbh|s\.?a|s\.?r\.?l"
    r"|s\.?p\.?a|b\.?v|a\.?g|pty|kg|ulc|l\.?p|international|north america|of america|america|(?-i:U\.?S\.?A?))\.?$",
    re.I,
)
_LISTED = re.compile(r"\s*(?:;|\n|\.\s+(?=In addition))\s*")

# Names in the title: "Sold on Amazon by X", "Imported by X; ...".
_TITLE = (
    ("seller", re.compile(r"\bSold\b[^;]{0,60}?\bby (?!(?:the|various|multiple) )([^;()]+)")),
    ("importer", re.compile(r"\bImported (?:and Sold )?by ([^;()]+)")),
    ("manufacturer", re.compile(r"\b(?:Manufactured|Made) by ([^;()]+)")),
    ("distributor", re.compile(r"\bDistributed by ([^;()]+)")),
)

_REASON = re.compile(r"\s+(?:Due|Because|Following|[Ff]or|After)\b")

# Shops that sell other firms' goods. Their name alone says nothing about an item.
RETAILERS = tuple(
    """
Academy Sports|Ace Hardware|AliExpress|Amazon|Aldi|Barnes & Noble|Bass Pro Shops|Bealls|Bed Bath & Beyond|Belk|Best Buy|
Big Lots|BJ's|Bloomingdale's|Burlington|Buy Buy Baby|Cabela's|Claire's|Costco|Cracker Barrel|CVS|DHgate|
Dick's Sporting Goods|Dillard's|Dollar General|Dollar Tree|eBay|Etsy|Family Dollar|Five Below|Fleet Farm|
Fred Meyer|Gordmans|Groupon|Harbor Freight|H-E-B|Hobby Lobby|Home Depot|HomeGoods|HSN|J.C. Penney|JCPenney|
JC Penney|Jo-Ann|JOANN|Kmart|K-Mart|Kohl's|Kroger|Lowe's|Macy's|Marshalls|Meijer|Menards|Michaels|Newegg|Nordstrom|
Northern Tool|Ocean State Job Lot|Office Depot|Ollie's|Overstock|Party City|Publix|QVC|REI|Rite Aid|Ross|
Rural King|Safeway|Sam's Club|Sears|SHEIN|Spencer's|Staples|T.J. Maxx|TJ Maxx|TJX|Target|Temu|TikTok|
Toys R Us|Toys "R" Us|Tractor Supply|True Value|Tuesday Morning|ULTA|Von Maur|Walgreens|Walmart|Wal-Mart|Wayfair|
Wish.com|Woot|Zulily
""".replace("\n", "").split("|")
)
MARKETPLACES = frozenset(
    "amazon temu shein walmart ebay etsy aliexpress dhgate tiktok wish.com alibaba newegg groupon wayfair woot".split()
)
_RETAILER = re.compile(
    r"(?<![\w-])("
    + "|".join(re.escape(name) for name in sorted(RETAILERS, key=len, reverse=True))
    + r")(?![\w-])",
)


def read(
    given: Iterable[tuple[str, str]], title: str, sold_at: str, products: Sequence[str] = ()
) -> tuple[Firm, ...]:
    """The firms of (role, text) fields, of the title, and the known retailers that `sold_at` names."""
    found: list[Firm] = []
    for role, text in given:
        if role == "retailer" and not _DBA.search(text):
            continue
        found.extend(firm for part in _LISTED.split(brief(text)) if (firm := one(part, role)))
    for role, pattern in _TITLE:
        for match in pattern.finditer(title):
            found.extend(
                firm for part in names(_REASON.split(match[1], maxsplit=1)[0]) if (firm := one(part, role))
            )
    found.extend(Firm(name, "retailer") for name in dict.fromkeys(_RETAILER.findall(sold_at)))
    return tuple(dict.fromkeys(found))


def one(text: str, role: str) -> Firm | None:
    """One firm: "Ningbo Moyumaoyi Co. Ltd., dba BBRKIN, of China" -> name, aliases and country."""
    text = text.strip(" .,;:")
    country: str | None = None
    pieces: list[str] = []
    for piece in _DBA.split(text):
        head, *places = _OF.split(piece.strip(" ,"))
        for place in places:
            code = countries.of_place(_BRACKETS.sub("", place))
            if code is None and ("," not in place or place is not places[-1]):
                head += " of " + place  # "Ocean of Toys", "Land of Nod of Illinois"
            country = country or code
        pieces.append(_BRACKETS.sub("", head).strip(" .,;:'\""))
    name, *aliases = pieces
    if not name or len(name) > 120 or not re.search(r"[^\W\d_]", name):
        return None
    known = tuple(
        alias
        for piece in aliases
        for alias in names(_STORE_WORD.sub("", piece))
        if alias.lower() != name.lower() and len(alias) <= 60 and not alias.startswith("a ")
    )
    return Firm(name=name, role=role, aliases=tuple(dict.fromkeys(known)), country=country)


def names(text: str) -> tuple[str, ...]:
    """The names in a short list: "Qeyan and Yanyanny" -> both. "&" joins one name."""
    parts = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+(?=[A-Z0-9a-z])", _BRACKETS.sub("", text))
    merged: list[str] = []
    for part in filter(None, (part.strip(" .;:'\"") for part in parts)):
        if merged and (_SUFFIX.fullmatch(" " + part) or countries.of_place(part) or part.startswith("of ")):
            continue
        head, *place = re.split(r"\s+(?:of|on|at)\s+", part, maxsplit=1)
        merged.append(part if place and not countries.of_place(place[0]) else head)
    return tuple(merged)


def short(name: str) -> str:
    """A firm's name as it stands on goods: without "Inc.", "Co., Ltd.", "USA" and the like."""
    name = name.strip(" ,.")
    while (cut := _SUFFIX.sub("", name).strip(" ,.&")) and cut != name:
        name = cut
    return name


def is_retailer(name: str) -> bool:
    """True for a shop of `RETAILERS`, also with "Stores", ".com" or "USA" after it."""
    plain = name.lower().removeprefix("the ").strip(" ,.")
    brief = re.sub(r"(?:\.com| stores?| department| usa)+$", "", short(plain))
    return plain in _RETAILERS_LOWER or brief in _RETAILERS_LOWER


_RETAILERS_LOWER = frozenset(name.lower() for name in RETAILERS)
