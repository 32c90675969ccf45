"""Listing: what a page or a catalogue row says about a product."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

# Longer than any honest listing; what is beyond is cut, since a 100 kB title must cost no more than this.
LIMITS = {"title": 1_000, "description": 20_000, "url": 4_000, "attribute": 500}
MAX_ITEMS = 200


# What is said of a listing that `is_empty`.
NOTHING = "Nothing to compare: give at least a title, brand, model, gtin, description or attributes."


class BadListing(ValueError):
    """The input is not a listing. `field` names what to mend; the message says how."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Listing:
    """A product as its seller describes it. Text is plain (no HTML), as found, trimmed to `LIMITS`.

    `gtin` is digits with a valid check digit when it was read from a page; from a file it is as given.
    `country` is an ISO 3166 alpha-2 code where known. `layers` says where on a page each field was found.
    """

    title: str = ""
    brand: str | None = None
    model: str | None = None
    gtin: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    description: str | None = None
    category: tuple[str, ...] = ()
    seller: str | None = None
    country: str | None = None
    language: str | None = None
    images: tuple[str, ...] = ()
    url: str | None = None
    platform: str | None = None
    id: str | None = None
    layers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Any) -> Listing:
        """A listing from loose data (a JSON object, a CSV row). Unknown keys are ignored.

        Raises BadListing when `data` is not an object or a field has the wrong kind of value.
        """
        if not isinstance(data, Mapping):
            raise BadListing("listing", 'A listing must be a JSON object such as {"title": "..."}.')
        given: dict[str, Any] = {}
        for name in FIELDS:
            value = data.get(name)
            if value not in (None, "", [], {}):
                read: Callable[[str, Any], Any] = _READERS.get(name, _text)
                given[name] = read(name, value)
        return cls(**given)

    def as_dict(self) -> dict[str, Any]:
        """The listing as plain JSON types, empty fields left out."""
        pairs = ((name, getattr(self, name)) for name in FIELDS)
        return {
            name: dict(value)
            if isinstance(value, Mapping)
            else list(value)
            if isinstance(value, tuple)
            else value
            for name, value in pairs
            if value
        }

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to compare: no letter and no digit, in whatever script."""
        said = (self.title, self.brand, self.model, self.gtin, self.description, *self.attributes.values())
        return not any(character.isalnum() for text in said if text for character in text)


FIELDS = tuple(f.name for f in fields(Listing))


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise BadListing(name, f"`{name}` must be text, not {type(value).__name__}.")
    text = str(value).encode("utf-8", "replace").decode("utf-8").replace("\x00", "").strip()
    return text[: LIMITS.get(name, LIMITS["attribute"])]


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [part for part in value.split(" > ") if part] if name == "category" else [value]
    if not isinstance(value, (list, tuple)):
        raise BadListing(name, f"`{name}` must be a list of texts.")
    limit = "url" if name == "images" else "attribute"
    return tuple(_text(name, item)[: LIMITS[limit]] for item in value[:MAX_ITEMS] if item not in (None, ""))


def _pairs(name: str, value: Any) -> dict[str, str]:
    if isinstance(value, (list, tuple)) and all(isinstance(p, (list, tuple)) and len(p) == 2 for p in value):
        value = {str(key): item for key, item in value}
    if not isinstance(value, Mapping):
        raise BadListing(name, f"`{name}` must be an object of names and texts.")
    return {
        _text(name, key)[:100]: "; ".join(map(str, item)) if isinstance(item, list) else _text(name, item)
        for key, item in list(value.items())[:MAX_ITEMS]
        if item not in (None, "", [])
    }


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "attributes": _pairs,
    "layers": _pairs,
    "category": _texts,
    "images": _texts,
}
