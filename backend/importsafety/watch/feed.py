"""Alerts as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

_NAMESPACE = "http://www.w3.org/2005/Atom"
_TEXT = {chr(code): " " for code in range(32)}
_CLEAN = str.maketrans({**_TEXT, "\ufffe": " ", "\uffff": " "})


def atom(title: str, address: str, alerts: Sequence[dict[str, Any]], moment: str) -> bytes:
    """The feed at `address`, of alerts newest first; `moment` is its date while it is empty."""
    feed = Element("feed", xmlns=_NAMESPACE)
    _add(feed, "id", address)
    _add(feed, "title", title)
    _add(feed, "updated", alerts[0]["created"] if alerts else moment)
    SubElement(feed, "link", rel="self", href=address)
    author = SubElement(feed, "author")
    _add(author, "name", "Import Safety")
    for alert in alerts:
        entry = SubElement(feed, "entry")
        _add(entry, "id", f"{address}#{alert['id']}")
        _add(entry, "title", alert["headline"])
        _add(entry, "updated", alert["created"])
        if alert["url"].startswith(("http://", "https://")):
            SubElement(entry, "link", rel="alternate", href=alert["url"])
        _add(entry, "summary", f"{alert['name']}, {alert['item']}: {alert['why']}")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + bytes(tostring(feed, "utf-8"))


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text.translate(_CLEAN).encode("utf-8", "replace").decode("utf-8")
