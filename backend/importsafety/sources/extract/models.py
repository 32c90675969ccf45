"""Model, item, serial, lot and date codes told in prose, each with the sentence it stands in.

A label ("model number", "SKU", "date codes") opens a list; tokens are read until the list ends. What a
token must look like depends on its label. Precision before yield: a wrong model makes a false `recalled`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from importsafety.notice import Identifier
from importsafety.sources.extract.measures import is_measure, is_unit

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
    Label("gtin", r"(?:UPC|U\.P\.C\.|GTIN|EAN|bar ?code)s?(?: ?[-/] ?(?:EAN|UPC))?(?: (?:numbers?|codes?|#s?|label))?"),
    Label("vin", r"VINs?\b|vehicle identification numbers?"),
    Label("serial", rf"serial(?:[ -]?{_NUMBER}| number prefix(?:es)?)|serials\b|\bS/Ns?\b"),
    Label("date_code", rf"(?:date|production|manufactur\w+|burner date|week|time)[ -](?:date )?(?:codes?|stamps?)|{_NUMBER} of manufacture"),
    Label("date", r"(?:dates? of (?:manufactur\w+|production)|(?:manufactur\w+|production|expiration|mfg\.?) dates?)"),
    Label("lot", rf"(?:lots?|batch(?:es)?)(?:[ -]?(?:or batch |and batch |/ ?batch |/ ?ref )?{_NUMBER})|\blot/ref\b|\blots\b|\bbatch(?:es)?\b|\bP\.?O\.? (?:numbers?|#)"),
    Label("year", r"model years?"),
    Label("model", rf"models?(?:\(s\))?(?: (?:and|or|/) (?:item|serial|style|part))?[ -]?(?:/ ?(?:serial|style|item|part) ?)?{_NUMBER}"),
    Label("name", r"models? names?"),
    Label("model", rf"style[ -]?{_NUMBER}"),
    Label("sku", rf"\bSKUs?(?: ?{_NUMBER})?|(?:item|part|product|article|catalog(?:ue)?|stock|reference|ref\.?|inventory|material|order|kit|tracking|FNSKU)s?(?: ID)?[ -]?{_NUMBER}|\bP/N\b|\bFNSKUs?\b"),
    Label("model", r"\bmodels?(?:\(s\))?(?= ?:| ?#)"),
    Label("model", r"\bmodels?(?:\(s\))?", strict=False),
    Label("model", r"\bstyles?", strict=False),
)
_LABEL = re.compile(
    "|".join(rf"(?P<L{index}>(?<![\w-])(?:{label.words}))" for index, label in enumerate(LABELS)) , re.I
)
_KEPT = frozenset(("model", "sku", "asin", "serial", "lot", "date_code"))

_TOKEN = re.compile(r"[A-Za-z0-9#*][A-Za-z0-9#*./\-_+&']*|[,;:()\"|–—]|\$|\S")
_OPENING = frozenset(
    """is are was were be being of the a an following either one these this recalled include includes included including involved
    affected in recall s number numbers no nos code codes begin begins with that which reads read as and or marked has have
    both to : " ' | ( , # . - – sold under listed can may identified by name""".split()
)
_JOINING = frozenset(("and", "or", "and/or", "&", ",", ";", '"', "|", "/", "(", ")", ":", "–", "—", "-", "&"))
_RANGE = frozenset(("through", "to", "thru", "–", "—", "-"))
# A name's last part: "C5 Pro 2.0", "X3 Max". Joined to the code before it.
_SUFFIX = frozenset("Pro Max Plus Mini Lite Ultra PRO MAX PLUS MINI LITE ULTRA II III IV SE XL".split())
_NOT_INCLUDED = re.compile(
    r"\b(?:not|no other|never) (?:\w+ ){0,2}(?:includ|affect|part of|involv|subject to|recalled|impact)|\bare excluded\b",
    re.I,
)
_EXCEPT = re.compile(
    r"\b(?:except|excluding|other than|does not (?:include|involve|affect)|do not (?:include|have)|unlike|replaced (?:by|with)|"
    r"similar to|instead of)\b",
    re.I,
)
_FITS = re.compile(
    r"\b(?:compatible with|for use (?:with|on|in)|fits?|designed for|used (?:with|on|in)|intended for|works? with|"
    r"replacement for|replacements for)\b[^.;]{0,60}$",
    re.I,
)
_PREFIX = re.compile(r"\b(?:begin|start|end|prefix|first|last|contain)", re.I)
_ASIN = re.compile(r"\bB0(?=[0-9A-Z]{0,7}\d)(?=[0-9A-Z]{0,7}[A-Z])[0-9A-Z]{8}\b")
_FNSKU = re.compile(r"\bX00[0-9A-Z]{7}\b")
_STANDARD = frozenset("UL ASTM ISO CFR EN IEC ANSI CPSC PART TITLE F $ ABOUT APPROXIMATELY".split())
_CAPS_WORDS = frozenset(
    """ALL AND ARE THE FOR WITH FROM NOT ONLY USA UPC SKU ASIN MODEL SERIAL NUMBER STYLE ITEM LOT BATCH DATE CODE LED USB CPSC
    MADE CHINA INC LLC LTD BLACK WHITE BLUE RED GREEN PINK GREY GRAY NONE SMALL LARGE MEDIUM SIZE COLOR NAME BRAND PRO MAX PLUS MINI
    HD UHD HDMI GFCI NRTL ETL UTV ATV ROV EPA DOT VIN BMX MTB RTV XXL PVC DVD LCD OLED TYPE GEN SERIES""".split()
)
_CODE = re.compile(r"(?=[^a-z]*\d)(?=[^0-9]*[A-Za-z])[A-Z0-9#][A-Za-z0-9./\-_+&#*]{2,23}")
_LOWER_RUN = re.compile(r"[a-z]{4,}")


def read(
    names: Iterable[str], lines: Iterable[str], captions: Iterable[str], fields: Iterable[str]
) -> tuple[Identifier, ...]:
    """The codes of a notice: of its title and product `names`, its sentences, its images' captions and its
    model fields, each once, in the order in which they are told."""
    found: dict[tuple[str, str, str | None], Identifier] = {}
    for line in (*(f"Model: {field}" for field in fields), *lines, *captions):
        for identifier in in_sentence(line):
            found.setdefault((identifier.kind, identifier.value, identifier.until), identifier)
    for name in names:
        for identifier in (*in_sentence(name), *_in_name(name)):
            found.setdefault((identifier.kind, identifier.value, identifier.until), identifier)
    return tuple(found.values())


def normalise(code: str) -> str:
    """A code for comparison: upper case letters and digits only."""
    return re.sub(r"[^0-9A-Z]", "", code.upper())


def in_sentence(line: str) -> Iterator[Identifier]:
    """The codes that one sentence tells."""
    for pattern, kind in ((_ASIN, "asin"), (_FNSKU, "sku")):
        for match in pattern.finditer(line):
            yield Identifier(kind, match[0], match[0], line)
    if _NOT_INCLUDED.search(line):
        return
    excluded = _EXCEPT.search(line)
    end = excluded.start() if excluded else len(line)
    labels = list(_LABEL.finditer(line, 0, end))
    for index, match in enumerate(labels):
        label = LABELS[int((match.lastgroup or "L0")[1:])]
        if label.kind not in _KEPT or _FITS.search(line, 0, match.start()):
            continue
        stop = labels[index + 1].start() if index + 1 < len(labels) else end
        heading = index + 1 < len(labels) and not line[match.end() : stop].strip(" ,/&").replace("and", "")
        if heading:
            continue
        yield from _listed(label, line[match.end() : stop], line)


def _in_name(name: str) -> Iterator[Identifier]:
    """Codes in a title or product name without a label: "Honeywell V5130 gas valves"."""
    if _FITS.search(name + " ") or _EXCEPT.search(name):
        return
    before = ""
    for token in re.findall(r"[^\s,;()\"]+", name):
        if _FITS.search(f"{before} "):
            return
        digits = sum(char.isdigit() for char in token)
        if digits >= 2 and len(token) >= 4 and _is_code(token) and before.upper() not in _STANDARD:
            yield Identifier("model", normalise(token), token, name)
        before = f"{before} {token}"[-60:] if len(token) < 8 else token


def _listed(label: Label, text: str, line: str) -> Iterator[Identifier]:
    """The codes of the list that follows a label."""
    tokens = _TOKEN.findall(text[:3000])
    values: list[tuple[str, str | None]] = []
    gap, index, depth, before = 0, 0, 0, ""
    limit = 4
    while index < len(tokens):
        raw = tokens[index]
        token = raw.rstrip(".-/&'+_")
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        if not values and _PREFIX.match(token):
            return
        if raw == "(":
            depth += 1
        elif raw == ")":
            depth = max(0, depth - 1)
        elif values and depth and not _same_shape(token, values[-1][0]):
            pass  # "(pink)", "(size small)" after a code
        elif (
            values and raw.lower() in _RANGE and following and _same_shape(following.rstrip(".,"), values[-1][0])
            and label.kind != "asin" and values[-1][1] is None
        ):
            values[-1] = (values[-1][0], following.rstrip("."))
            index += 1
            gap = 0
        elif raw in _JOINING or raw.lower() in _JOINING:
            pass
        elif _is_value(label, token, following, before, values, gap):
            token, used = _joined(label, tokens, index, token, before)
            values.extend(_split_range(label, token))
            index += used
            gap = 0
        elif not values and raw.lower() in _OPENING:
            pass
        else:
            gap += 1
            if gap > limit:
                break
        before = raw
        index += 1
    for value, until in values:
        plain = normalise(value)
        if len(plain) >= (3 if label.kind in ("model", "sku") else 2):
            yield Identifier(
                label.kind,
                plain,
                value if until is None else f"{value} - {until}",
                line,
                normalise(until) if until else None,
            )


def _is_value(  # noqa: PLR0913
    label: Label, token: str, following: str, before: str, values: Sequence[tuple[str, str | None]], gap: int
) -> bool:
    if len(token) > 24 or not any(char.isalnum() for char in token) or before.upper() in _STANDARD or before == "$":
        return False
    if ".com" in token or "'" in token:
        return False
    digits = any(char.isdigit() for char in token)
    if is_measure(token) and not (label.kind in ("lot", "date_code", "serial") and token.isdigit() and len(token) > 1):
        return False
    if values and gap:
        return digits and _same_shape(token, values[-1][0]) and not is_unit(following)
    if token.isdigit():
        strict = label.strict or (values and values[-1][0].isdigit())
        return (bool(strict) or len(token) >= 3) and not is_unit(following.rstrip("."))
    if digits:
        return _is_code(token) or (label.kind != "model" and not _LOWER_RUN.search(token))
    return (
        label.strict
        and label.kind in ("model", "sku")
        and len(token) >= 4
        and token.isupper()
        and token not in _CAPS_WORDS
        and not gap
        and not following.isupper()
    )


def _joined(label: Label, tokens: Sequence[str], index: int, token: str, before: str) -> tuple[str, int]:
    """The code with the parts that a space cut from it, and how many further tokens that took."""
    used = 0
    if label.kind == "model" and re.fullmatch(r"[A-Z]{1,6}", before) and before not in _CAPS_WORDS | _STANDARD and token[0].isdigit():
        token = f"{before} {token}"
    while label.kind == "model" and index + used + 1 < len(tokens):
        part = tokens[index + used + 1].rstrip(".")
        after_suffix = used and re.fullmatch(r"\d(?:\.\d)?", part)
        if part not in _SUFFIX and not after_suffix:
            break
        token, used = f"{token} {part}", used + 1
    return token, used


def _split_range(label: Label, token: str) -> list[tuple[str, str | None]]:
    """ "31706-35058" is a range of serial numbers; "HC-030" is one model."""
    ends = token.split("-")
    if label.kind in ("serial", "lot", "date_code") and len(ends) == 2 and _same_shape(*ends) and len(ends[0]) >= 3:
        return [(ends[0], ends[1])]
    if label.kind == "model" and "/" in token:
        parts = token.split("/")
        if all(len(part) >= 4 and _is_code(part) for part in parts):
            return [(part, None) for part in parts]
    return [(token, None)]


def _is_code(token: str) -> bool:
    """Letters and digits, not a word in lower case, and no measure, year or kind of battery."""
    return bool(_CODE.fullmatch(token)) and not is_measure(token) and not _LOWER_RUN.search(token)


def _same_shape(token: str, other: str) -> bool:
    """True where two codes look to be of one series: the same pattern of letters and digits, or one stem."""
    if not token or not any(char.isdigit() for char in token):
        return False
    if _shape(token) == _shape(other):
        return True
    return len(token) >= 4 and token[:3] == other[:3] and not token.isdigit()


def _shape(token: str) -> str:
    return re.sub(r"[A-Za-z]+", "A", re.sub(r"\d", "9", token)) if not token.isdigit() else "9" * len(token)
