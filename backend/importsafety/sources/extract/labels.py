"""Words that announce a code in prose: "model number", "SKU", "date codes"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"(?:numbers?|nos?\b\.?|nums?\b\.?|#s?|codes?|IDs?)"


@dataclass(frozen=True, slots=True)
class Label:
    """Words that announce codes of a kind. `strict`: the words promise a code ("model number", "SKU"), so a
    bare number or a word in capitals is one; else ("models A and B") the code must have letters and digits."""

    kind: str
    words: str
    strict: bool = True


# First match wins, so the more particular stand first.
LABELS: tuple[Label, ...] = (
    Label("asin", r"(?:Amazon )?ASINs?(?: (?:numbers?|codes?))?"),
    Label(
        "gtin",
        r"(?:UPC|U\.P\.C\.|GTIN|EAN|bar ?code)s?(?: ?[-/] ?(?:EAN|UPC))?(?: (?:numbers?|codes?|#s?|label))?",
    ),
    Label("vin", r"VINs?\b|vehicle identification numbers?"),
    Label("serial", rf"serial(?:[ -]?{_NUMBER}| number prefix(?:es)?)|serials\b|\bS/Ns?\b"),
    Label(
        "date_code",
        rf"(?:date|production|manufactur\w+|burner date|week|time)[ -](?:date )?(?:codes?|stamps?)|"
        rf"{_NUMBER} of manufacture",
    ),
    Label(
        "date",
        r"(?:dates? of (?:manufactur\w+|production)|(?:manufactur\w+|production|expiration|mfg\.?) dates?)",
    ),
    Label(
        "lot",
        rf"(?:lots?|batch(?:es)?)(?:[ -]?(?:or batch |and batch |/ ?batch |/ ?ref )?{_NUMBER})|"
        rf"\blot/ref\b|\blots\b|\bbatch(?:es)?\b|\bP\.?O\.? (?:numbers?|#)",
    ),
    Label("year", r"model years?"),
    Label(
        "model",
        rf"models?(?:\(s\))?(?: (?:and|or|/) (?:item|serial|style|part))?[ -]?(?:/ ?(?:serial|style|"
        rf"item|part) ?)?{_NUMBER}",
    ),
    Label("model", r"models? names?", strict=False),
    Label("model", rf"style[ -]?{_NUMBER}"),
    Label(
        "sku",
        rf"\bSKUs?(?: ?{_NUMBER})?|(?:item|part|product|article|catalog(?:ue)?|stock|reference|"
        rf"ref\.?|inventory|material|order|kit|tracking|FNSKU)s?(?: ID)?[ -]?{_NUMBER}|\bP/N\b|\bFNSKUs?\b",
    ),
    Label("model", r"\bmodels?(?:\(s\))?(?= ?:| ?#)"),
    Label("model", r"\bmodels?(?:\(s\))?", strict=False),
    Label("model", r"\bstyles?", strict=False),
)
_LABEL = re.compile(
    "|".join(rf"(?P<L{index}>(?<![\w-])(?:{label.words}))" for index, label in enumerate(LABELS)), re.I
)


@dataclass(frozen=True, slots=True)
class Said:
    """A label as it stands in a sentence, from `start` to `end`."""

    label: Label
    start: int
    end: int
    text: str


def labels_in(line: str, end: int) -> list[Said]:
    """The labels of a sentence before position `end`, in order."""
    return [
        Said(LABELS[int((match.lastgroup or "L0")[1:])], match.start(), match.end(), match[0])
        for match in _LABEL.finditer(line, 0, end)
    ]
