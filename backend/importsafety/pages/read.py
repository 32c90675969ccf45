"""Decides what collected facts mean: facts -> Listing. The one place that does; `facts.py` and the extension
only collect.

Each field is taken from the best layer that has it (`ORDER`); what the shop is known to say falsely, words for
"none", a seller posing as brand and codes with a wrong check digit are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urljoin

from importsafety.listing import BadListing, Listing
from importsafety.pages import blocked, values
from importsafety.pages.admit import BadFacts, Facts, admit
from importsafety.pages.recipes import LISTS, Address, shops

__all__ = ["BadFacts", "Reading", "read"]

ORDER = ("state", "jsonld", "rows", "selectors", "microdata", "meta", "heading")
SPECIFIC = ("state", "selectors", "jsonld", "microdata")
FIELD_ORDER = {
    "seller": SPECIFIC,
    "category": ("state", "jsonld", "selectors", "microdata"),
    "description": ("state", "jsonld", "selectors", "microdata", "meta"),
}
# Layers in which a shop or seller says outright "the brand is"; in the others it may be the seller's name.
STATED = ("state", "rows", "selectors")
CARDS_OF_RESULTS = 4
PRODUCTS_OF_RESULTS = 4

MESSAGES = blocked.MESSAGES | {
    "results": "This is a page of results. Open one of the products.",
    "not_a_product": "This does not look like a product page. Open the product itself, or paste its title.",
    "no_title": "No product title could be read on this page. Paste the title instead.",
}
PROBLEMS = {"results": "not_a_product"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page turned out to be.

    `problem` is None, or why the listing must not be checked as it is: `blocked`, `login`, `error`,
    `not_a_product`, `no_title`; `message` says it to a person, with what to do. The listing then holds what the
    address alone tells. `notes` say what was passed over and why.
    """

    listing: Listing
    problem: str | None = None
    message: str | None = None
    notes: tuple[str, ...] = ()


def read(facts: Any) -> Reading:
    """The listing that the facts describe. Raises BadFacts when they are not in the shape of `facts.py`."""
    page = _Page(admit(facts))
    problem = page.problem()
    try:
        listing = page.listing() if problem in (None, "not_a_product") else page.address_only()
    except BadListing as error:
        raise BadFacts(f"The facts do not make a listing: {error}") from None
    if problem is None:
        return Reading(listing, notes=tuple(page.notes))
    message = MESSAGES[problem].format(shop=page.shop)
    return Reading(listing, PROBLEMS.get(problem, problem), message, tuple(page.notes))


class _Text(NamedTuple):
    text: str
    layer: str
    stated: bool  # said outright, rather than in a field that sellers fill with their own name


class _Page:
    def __init__(self, facts: Facts):
        self.facts = facts
        self.address = Address(facts.url)
        recipe = self.address.recipe
        if not facts.url and facts.shop in shops().by_id:
            recipe = shops().by_id[facts.shop]
        self.recipe = recipe
        self.notes: list[str] = []
        self.layers = dict(facts.layers)
        found = re.search(recipe.id_pattern, self.address.full) if recipe.id_pattern else None
        self.id = found.group(1) if found else None
        stale = self.layers.get("state", {}).get("sku")
        if recipe.same_id and self.id and stale and stale != self.id:
            self.layers.pop("state")
            self.notes.append(f"Data of another product ({stale}) was left in the page and passed over.")
        for layer, structured in (("jsonld", recipe.jsonld), ("microdata", recipe.microdata)):
            if structured.distrust and layer in self.layers:
                self.layers[layer] = {
                    k: v for k, v in self.layers[layer].items() if k not in structured.distrust
                }
        known = recipe.hosts != ()
        self.shop = recipe.name if known else (self.address.host.removeprefix("www.") or "The shop")
        self.sites = [facts.page.get("site", ""), *((recipe.name, *recipe.hosts) if known else (self.shop,))]
        self.title, self.title_layer = self.find_title()

    # What the page is

    @property
    def is_results(self) -> bool:
        many = self.facts.cards >= CARDS_OF_RESULTS or self.facts.products >= PRODUCTS_OF_RESULTS
        return self.address.kind == "results" or (self.address.kind == "other" and many)

    def problem(self) -> str | None:
        titles = {name: layer.get("title", "") for name, layer in self.layers.items()}
        barred = blocked.problem(self.facts.signs, titles, self.is_results)
        if barred:
            return barred
        if self.is_results:
            return "results"
        described = (
            any(titles.get(layer) for layer in SPECIFIC) or self.facts.page.get("type", "") == "product"
        )
        if self.address.kind == "other" and not described:
            return "not_a_product"
        return None if self.title and self.title_layer != "slug" else "no_title"

    # The listing

    def listing(self) -> Listing:
        attributes = self.attributes()
        seller = self.seller()
        brand, brand_layer = self.brand(seller)
        model, model_layer, mpn = self.model(brand)
        gtin, gtin_layer = self.gtin()
        origin = next((found.text for found in self.texts("origin")), "")
        for name, value in (("MPN", mpn if mpn != model else None), ("SKU", self.first("sku")[0])):
            if value and value not in attributes.values():
                attributes.setdefault(name, value)
        category, category_layer = self.category()
        description, description_layer = self.first("description")
        found = {
            "title": (self.title, self.title_layer),
            "brand": (brand, brand_layer),
            "model": (model, model_layer),
            "gtin": (gtin, gtin_layer),
            "description": (description, description_layer),
            "category": (category, category_layer),
            "seller": (seller, self.first("seller")[1]),
        }
        return Listing.of(
            {
                **{name: value for name, (value, _) in found.items()},
                **self.about_address(),
                "attributes": attributes,
                "country": values.country(origin) if origin else None,
                "language": values.language(self.title, self.facts.language, self.recipe.language),
                "images": self.images(),
                "layers": {name: layer for name, (value, layer) in found.items() if value and layer},
            }
        )

    def address_only(self) -> Listing:
        title = values.slug(self.facts.url)
        return Listing.of(
            {"title": title, **self.about_address(), "layers": {"title": "slug"} if title else {}}
        )

    def about_address(self) -> dict[str, Any]:
        known = self.recipe.hosts != ()
        platform = self.recipe.id if known else self.address.host.removeprefix("www.")
        return {"url": self.facts.url, "platform": platform, "id": self.id}

    # One field each

    def find_title(self) -> tuple[str, str]:
        for layer in ORDER:
            text = values.tidy(self.layers.get(layer, {}).get("title", ""), 500)
            if text and not values.is_none(text):
                return values.title(text, self.recipe.junk, self.sites), layer
        text = values.tidy(self.facts.page.get("title", ""), 500)
        if text:
            return values.title(text, self.recipe.junk, self.sites), "heading"
        return values.slug(self.facts.url), "slug"

    def seller(self) -> str | None:
        text = self.first("seller")[0]
        return (
            re.sub(r"^(?:sold by|seller|vendido por)\s*:?\s*", "", text, flags=re.IGNORECASE)
            if text
            else None
        )

    def brand(self, seller: str | None) -> tuple[str | None, str | None]:
        sellers = {values.company(name) for name in (seller, *self.all_sellers()) if name}
        sites = {values.company(site) for site in self.sites if site}
        for text, layer, stated in self.texts("brand"):
            name = values.company(text)
            doubtful = self.recipe.marketplace and not stated
            if doubtful and name in sites:
                self.notes.append(f'"{text}" is the marketplace, not the brand.')
            elif name in sellers and (doubtful or values.is_company(text)):
                self.notes.append(f'"{text}" is the seller, not the brand.')
            else:
                return text, layer
        return None, None

    def all_sellers(self) -> Iterator[str]:
        for layer in self.layers.values():
            yield layer.get("seller", "")

    def model(self, brand: str | None) -> tuple[str | None, str | None, str | None]:
        """Model, its layer, and the maker's part number (which stands in for a missing model)."""
        part = next(self.texts("mpn"), None)
        mpn, mpn_layer = (part.text, part.layer) if part else (None, None)
        for text, layer, _ in self.texts("model"):
            if not brand or values.key(text) != values.key(brand):
                return text, layer, mpn
        return mpn, mpn_layer, mpn

    def gtin(self) -> tuple[str | None, str | None]:
        for text, layer, _ in self.texts("gtin"):
            for part in re.split(r"[,;/、]", text):
                digits = values.valid_gtin(part)
                if digits:
                    return digits, layer
            self.notes.append(f"{text} is no GTIN: its length or check digit is wrong.")
        return None, None

    def category(self) -> tuple[list[str], str | None]:
        junk = {*shops().tables.category_junk, *(site.lower() for site in self.sites), self.title.lower()}
        for layer in FIELD_ORDER["category"]:
            parts = [values.tidy(text, 100) for text in self.layers.get(layer, {}).get("category", [])]
            kept = [
                p
                for p in parts
                if p and p.lower() not in junk and not p.lower().startswith(("see more", "back to"))
            ]
            if kept:
                return list(dict.fromkeys(kept)), layer
        found = next(self.texts("category"), None)
        return ([found.text], found.layer) if found else ([], None)

    def images(self) -> list[str]:
        found = [url for layer in ORDER for url in self.layers.get(layer, {}).get("images", [])]
        joined = (_join(self.facts.url, url) for url in found)
        return list(dict.fromkeys(url for url in joined if url.startswith(("http://", "https://"))))[:8]

    def attributes(self) -> dict[str, str]:
        """All attributes by name, the first of a name; without noise and without codes that mean none."""
        found: dict[str, str] = {}
        codes = {n for field in ("brand", "model", "mpn", "gtin") for n in shops().tables.attributes[field]}
        gtins = shops().tables.attributes["gtin"]
        for _, name, value in self.pairs():
            if values.key(name) in shops().tables.noise or (_known(name, codes) and values.is_none(value)):
                continue
            if _known(name, gtins) and not values.valid_gtin(value):
                continue
            found.setdefault(name, value)
        return found

    # Where fields are found

    def first(self, field: str) -> tuple[str | None, str | None]:
        """The first text of a field, in its order of layers, that does not mean none."""
        for layer in FIELD_ORDER.get(field, ORDER):
            text = values.tidy(self.layers.get(layer, {}).get(field, ""), 2_500)
            if text and not values.is_none(text):
                return text, layer
        return None, None

    def texts(self, field: str) -> Iterator[_Text]:
        """All texts of a field, best first: of each layer its own field, then its attributes of that name."""
        names = {name: place for place, name in enumerate(shops().tables.attributes.get(field, ()))}
        for layer in ORDER:
            own = "" if field in LISTS else values.tidy(self.layers.get(layer, {}).get(field, ""), 200)
            named = [
                (names[known], value)
                for of, name, value in self.pairs()
                if of == layer and (known := _known(name, names)) is not None
            ]
            said = [value for _, value in sorted(named, key=lambda pair: pair[0])]
            for text, stated in [(own, layer in STATED), *((value, True) for value in said)]:
                value = self.unwrap(field, text)
                if value and not values.is_none(value):
                    yield _Text(value, layer, stated)

    def unwrap(self, field: str, text: str) -> str:
        for pattern in self.recipe.unwrap.get(field, ()):
            found = re.search(pattern, text, re.IGNORECASE)
            if found:
                return found.group(1).strip()
        return text

    def pairs(self) -> Iterator[tuple[str, str, str]]:
        for layer in ORDER:
            for name, value in self.layers.get(layer, {}).get("attributes", []):
                tidied = values.tidy(name, 80).rstrip(" :：").strip(), values.tidy(value, 250)
                if all(tidied):
                    yield layer, *tidied


def _known(name: str, names: Container[str]) -> str | None:
    """The attribute's name as the table has it; "Model Name/Number" is "model name"."""
    spelled = values.key(name)
    return next((each for each in (spelled, values.key(spelled.partition("/")[0])) if each in names), None)


def _join(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return ""
