"""The shops' recipes (`extension/shops.json`): which addresses are product pages, and where the facts lie.

The extension reads the same file, so a shop is mended in one place. Its shape is the classes below;
`shops.schema.json` is written from them, for editors.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

Texts = tuple[str, ...]
Kind = Literal["product", "results", "other"]

FIELDS = ("title", "brand", "model", "mpn", "gtin", "sku", "seller", "price", "description")
LISTS = ("category", "images")


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    note: str | None = None  # when this was seen, and why it is as it is


class _Where(_Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Places of each field, best first: paths in `state`, CSS selectors (`css` or `css@attribute`) else."""

    title: Texts = ()
    brand: Texts = ()
    model: Texts = ()
    mpn: Texts = ()
    gtin: Texts = ()
    sku: Texts = ()
    seller: Texts = ()
    price: Texts = ()
    description: Texts = ()
    category: Texts = ()
    images: Texts = ()


class StateAttributes(_Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list of attributes in embedded state. `ids` names the field that an attribute's id stands for."""

    at: str
    name: str
    value: str
    id: str | None = None
    ids: dict[str, str] = {}


class State(_Where, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Embedded state: the content of the element `script`, or the literal that follows the texts `after`.

    A path is keys joined by dots; `[]` goes through a list, `*` through all values of an object.
    """

    after: Texts = ()
    script: str | None = None
    attributes: tuple[StateAttributes, ...] = ()


class Selectors(_Where, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """CSS selectors of the shop's own page, specific enough not to hit on other pages."""


class Rows(_Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Attribute rows: elements `each`, with the name and value inside them.

    Without `name` and `value`: its two child elements. `next`: the element is the name, the one after it
    the value. `split`: one text, "name: value".
    """

    each: str
    name: str | None = None
    value: str | None = None
    next: bool = False
    split: bool = False


class Structured(_Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """JSON-LD or microdata. `distrust`: fields that are false on this shop."""

    distrust: Texts = ()


class ResultState(_Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Results embedded as data: the list `items` and the keys of one result."""

    after: Texts
    items: str
    title: str
    url: str
    seller: str | None = None
    image: str | None = None
    price: str | None = None


class Results(_Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Result pages: their addresses, the element of one result and, inside it, its parts."""

    urls: Texts
    card: str
    title: str
    link: str
    seller: str | None = None
    state: tuple[ResultState, ...] = ()


class Recipe(_Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to read one shop. Address patterns are regular expressions searched in host + path.

    `id_pattern` is searched with the query string too. `launch`: served by the extension from the start.
    `marketplace`: sellers other than the shop sell there, so that a brand that is the seller's name is doubtful.
    `same_id`: the state's sku is the id in the address; another one was left over from the page before.
    `unwrap`: patterns by field whose group is the value ("Visit the X Store"). `junk`: cut from titles.
    """

    id: str
    name: str
    launch: bool
    marketplace: bool
    hosts: Texts
    product: Texts
    results: Results
    id_pattern: str | None = None
    same_id: bool = False
    language: str | None = None
    slug: Texts = ()
    state: tuple[State, ...] = ()
    jsonld: Structured = Structured()
    microdata: Structured = Structured()
    selectors: Selectors = Selectors()
    rows: tuple[Rows, ...] = ()
    unwrap: dict[str, Texts] = {}
    junk: Texts = ()


class Sign(_Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shows that a page is no product page. One of `selector`, `title`, `url`, `text` (patterns) and
    `script` (a text in an inline script). A sign that is not `sure` counts only where no product was read."""

    id: str
    problem: Literal["blocked", "login", "error"]
    sure: bool
    selector: str | None = None
    title: str | None = None
    url: str | None = None
    text: str | None = None
    script: str | None = None


class Tables(_Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that all shops share. Names and values are compared in lower case."""

    attributes: dict[str, Texts]
    none: Texts
    title_junk: Texts
    category_junk: Texts
    noise: Texts
    companies: Texts
    countries: dict[str, Texts]
    signs: tuple[Sign, ...]


class Shops(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. `general` reads any shop that describes its products in schema.org's words. `revised` is the
    day of its last change (ISO): an extension takes the file where its own is older."""

    schema: str = msgspec.field(name="$schema")
    version: Literal[1]
    revised: str
    tables: Tables
    general: Recipe
    shops: tuple[Recipe, ...]

    @property
    def by_id(self) -> dict[str, Recipe]:
        return {recipe.id: recipe for recipe in (*self.shops, self.general)}


def path() -> Path:
    """The file: beside this module in an installed package, else the extension's own."""
    here = Path(__file__).resolve().parent
    beside = here / "shops.json"
    return beside if beside.exists() else here.parents[2] / "extension" / "shops.json"


@cache
def shops() -> Shops:
    """All recipes. Raises msgspec.ValidationError, naming the place, when the file is not in their shape."""
    return msgspec.json.decode(path().read_bytes(), type=Shops)


def schema() -> str:
    """The JSON Schema of the file, as `shops.schema.json` holds it."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Shops)), indent=2).decode() + "\n"


class Address:
    """A URL as the recipes see it: `where` is host + path (no `www.`), `full` has the query too."""

    def __init__(self, url: str):
        try:
            parts = urlsplit(url.strip()[:2_000])
            self.host = (parts.hostname or "").rstrip(".")
        except ValueError:
            self.host, self.where, self.full = "", "", ""
            return
        self.where = self.host.removeprefix("www.") + (parts.path or "/")
        self.full = self.where + (f"?{parts.query}" if parts.query else "")

    @cached_property
    def recipe(self) -> Recipe:
        labels = self.host.split(".")
        for start in range(len(labels)):
            found = _by_host().get(".".join(labels[start:]))
            if found:
                return found
        return shops().general

    @property
    def kind(self) -> Kind:
        if any(re.search(pattern, self.where) for pattern in self.recipe.results.urls):
            return "results"
        if any(re.search(pattern, self.where) for pattern in self.recipe.product):
            return "product"
        return "other"


def recipe_for(url: str) -> Recipe:
    """The recipe of the shop at `url`; the general one where the shop is not known."""
    return Address(url).recipe


def page_kind(url: str) -> Kind:
    """What the address promises: a product page, a page of results, or something else."""
    return Address(url).kind


@cache
def _by_host() -> dict[str, Recipe]:
    return {host: recipe for recipe in shops().shops for host in recipe.hosts}
