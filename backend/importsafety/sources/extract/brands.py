"""Brands: the names under which an item was sold.

A name is taken where the notice says so ("X-branded", "sold under the brand X") and where it leads a
product's name, up to the first word of `words.COMMON`. A shop or seller alone is no brand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set

from importsafety.notice import Firm
from importsafety.sources.extract import firms as firm_names
from importsafety.sources.extract.measures import is_measure
from importsafety.sources.extract.words import COMMON, NOT_ALONE

_MOST_WORDS = 4
_QUOTE = '"'
_MARKS = re.compile(r"[®™©℠]|\((?:R|TM|r|tm)\)")
_TOKEN = re.compile(r"[^\s,;:()\"|/]+|[,;:()\"|/]")

_FIRM_RECALLS = re.compile(
    r"^(?:CPSC|U\.S\. CPSC)?(?:,| and| &)?\s*(?P<firms>.+?)\s+(?:Voluntarily |Again |To )?"
    r"(?:Re-?[Cc]alls?|Announces?|Expands?|Re-?[Aa]nnounces?|Issues?|Offers?|Stops?|Agrees?|"
    r"Provides?|Repairs?|Replaces?)\b"
    r"(?P<rest>.*)$"
)
_BY_FIRM = re.compile(
    r"\b(?:Recall(?:ed|s)?|Repair(?:ed)?|Replace(?:d|ment)?|Warn(?:ed|ing)|Corrected|Sold|Made|"
    r"Manufactured)\s+(?:by|By|from|From)\s+"
    r"(?P<firms>[^;()]+?)(?=\s+(?:Due|Because|for|For|After|Following|To|to|Sold)\b|[;(]|$)"
)
_REASON = re.compile(
    r"\b(?:Due [Tt]o|Because|Following|After|Sold|Imported|Manufactured|Made by|Distributed|"
    r"Immediately|Violat\w+|With|Prompts?|"
    r"Recall(?:ed|s)?|Reannounced|Expanded|Warning|Repair(?:ed)?|Replace\w*|Poses?|Can|May|Could)\b|;|\.\s"
)
_LEAD_IN = re.compile(
    r"^(?:(?:\s|[,:])*(?:to (?:Repair|Replace|Inspect)|for Repair|(?:(?:Over|About|More Than|Nearly|"
    r"Approximately|Another|Additional)\s+)?"
    r"(?:[\d,.]+\+?|One|Two|Three|Four|Five)(?:\s+(?:Million|Thousand|"
    r"million))?(?=\s+[A-Z]\w*\s)(?! Degrees| Stories| World)|Recall (?:of|to)|Of|of|Certain|All|Some|Select|"
    r"Various|Additional|Recalled|The|A|An|More|Over|About|Two|Three|Four|Nearly|Another|Dangerous|"
    r"(?:\d{4}(?:[-–/ ]|and|to|through)*)+(?:Model Years?)?|"
    r"Model Years?(?:\s*(?:\d{4}|[-–,]|and|to|through))*|(?:Children|Girl|Boy|Kid|Women|Men|Infant|"
    r"Toddler|Adult|Ladie|Baby)(?:'s|s'))(?=[\s,]|$))+\s*"
)
_NO_FIRM = re.compile(
    r"\b(?:Recalled|Warns|Warned|Risk|Hazard|Violation|Prompts?|Deaths?|Failure|Reports|Warning|Urges?|Consumers)\b|;"
)
_STOP_USING = re.compile(
    r"\b(?:Using|Use of|Warns? (?:Consumers )?(?:About|of|Against)|Warning (?:About|for))\b(?P<rest>.*)$"
)
_INVOLVES = re.compile(
    r"\b(?:involves?|includes?|using|is recalling|recalled|recall of)\s+(?P<rest>[^.;]{3,160})"
)
_BRANDED = re.compile(r"[\s-]\"?brand(?:ed|s|ing)?\b", re.I)
_BRAND_NAME = re.compile(
    r"\bbrand(?:[- ]?names?|s|ed)?(?: (?:is|are|of|as|name))?,? (?P<quoted>\"[^\"]{2,40}\"(?:(?:,|"
    r" and| or|, and) \"[^\"]{2,40}\")*)"
)
_QUOTED = re.compile(r"\"([^\"]{2,40})\"")
_NO_NAME = frozenset(
    """
    the this these those all recalls recall recalled involves using cpsc of only certain some a an in both store
    other various private name own off major popular many several two three four model models under our and or with
    from by house big generic no unbranded multiple different its their is are number numbers model name code
    description color item product style size
    """.split()
)
_JOIN = frozenset(("and", "or", "&", "and/or", ",", "/"))


def read(title: str, products: Sequence[str], description: str, firms: Sequence[Firm]) -> tuple[str, ...]:
    """The brands of a notice, the surest first; empty where it names none."""
    title = _MARKS.sub("", title)
    names = [_MARKS.sub("", name) for name in products]
    prose = _MARKS.sub("", description)
    makers = _makers(title)
    known = _known(firms, makers)
    quoted = {_key(q) for q in _QUOTED.findall(prose)}
    told = _key(" ".join((*names, prose)))

    found = _distinct([*_stated((title, *names, prose)), *_led(names, known, quoted)])
    if not found:
        found = _distinct(_led((_product_phrase(title), *_objects(prose)), known, quoted))
    aliases = [alias for firm in firms for alias in firm.aliases]
    found = _distinct(
        [
            *found,
            *(maker for maker in makers if not found or not prose or _key(maker) in told),
            *(alias for alias in aliases if not found or _key(alias) in told),
        ]
    )
    if not found and not prose:
        found = _distinct(
            [
                firm_names.short(firm.name)
                for firm in firms
                if firm.role == "manufacturer" and not firm_names.is_retailer(firm.name)
            ]
        )
    return tuple(found)


def _distinct(names: Iterable[str]) -> list[str]:
    """The names trimmed, each once, without marketplaces."""
    trimmed = (name.strip(" ,.-'\"()&") for name in names)
    return list(
        {_key(name): name for name in trimmed if len(_key(name)) >= 2 and not _is_market(name)}.values()
    )


def _stated(texts: Iterable[str]) -> Iterator[str]:
    """The names that texts call brands: "X-branded", "sold under the brand 'X'"."""
    for text in texts:
        yield from _branded(text)
        for match in _BRAND_NAME.finditer(text):
            yield from _QUOTED.findall(match["quoted"])


def _led(phrases: Iterable[str], known: Sequence[str], quoted: Set[str]) -> Iterator[str]:
    for phrase in phrases:
        yield from _leading(phrase, known, quoted)


def _makers(title: str) -> tuple[str, ...]:
    """The firms that a title says recall: "CPSC, Razor USA Announce Recall of ..." -> Razor."""
    texts = [match["firms"] for match in _BY_FIRM.finditer(title)]
    if (match := _FIRM_RECALLS.match(title)) and not _NO_FIRM.search(match["firms"]):
        texts.append(match["firms"])
    found = []
    for text in texts:
        for name in firm_names.names(re.sub(r"^(?:(?:CPSC|and|The)\b[\s,]*)+", "", text, flags=re.I)):
            if firm_names.is_retailer(name):
                continue
            brief = firm_names.short(name)
            words = brief.split()
            if words and words[0][:1].isupper() and not all(map(_is_common, words)) and len(words) <= 5:
                found.append(brief)
    return tuple(dict.fromkeys(found))


def _known(firms: Iterable[Firm], makers: Iterable[str]) -> tuple[str, ...]:
    """Names of firms, longest first, that may lead a product's name."""
    all_names = [*makers]
    for firm in firms:
        all_names += [firm_names.short(firm.name), *firm.aliases]
    return tuple(
        sorted(
            {name for name in all_names if len(_key(name)) >= 2 and not _is_market(name)},
            key=len,
            reverse=True,
        )
    )


def _product_phrase(title: str) -> str:
    """The part of a title that names the product."""
    if match := _STOP_USING.search(title):
        return _REASON.split(match["rest"], maxsplit=1)[0]
    if (match := _FIRM_RECALLS.match(title)) and not re.search(r"\bRecalled\b|;", match["firms"]):
        return _REASON.split(match["rest"], maxsplit=1)[0]
    return _REASON.split(title, maxsplit=1)[0]


def _objects(prose: str) -> tuple[str, ...]:
    """What the first sentences say the recall involves."""
    match = _INVOLVES.search(prose[:1000])
    if not match:
        return ()
    return (
        re.sub(
            r"^(?:(?:all|the|certain|some|only|these|both|two|three|various|model|models|following)\s+)+",
            "",
            match["rest"],
        ),
    )


def _leading(phrase: str, known: Sequence[str], quoted: Set[str]) -> list[str]:
    """The names at the head of a product phrase: "EVLWZL and Gunugu Mattresses" -> both."""
    phrase = re.sub(r"[- ]brand(?:ed|s)?\b", " brand", _LEAD_IN.sub("", phrase.strip()))
    tokens = [token for token in _TOKEN.findall(phrase) if token != _QUOTE]
    if name := _firm_at_head(tokens, known, quoted):
        return [name]
    runs: list[list[str]] = [[]]
    for token in tokens:
        if token.lower() in _JOIN:
            if not runs[-1]:
                break
            runs.append([])
        elif runs[-1] and all(word.lower() in NOT_ALONE for word in runs[-1]) and token[0].isupper():
            # "Total Gym", "Best Naturals": no brand is called Total or Best alone.
            runs[-1].append(token)
        elif _is_name(token, first=not runs[-1]) and len(runs[-1]) < _MOST_WORDS:
            runs[-1].append(token)
        else:
            break
    return [name for run in runs if run and (name := _trimmed(run, known, quoted))]


def _firm_at_head(tokens: Sequence[str], known: Sequence[str], quoted: Set[str]) -> str:
    """The firm's or printed name with which a phrase begins, even where it is of common words: "Dirt Devil"."""
    keys = {_key(name) for name in known} | {key for key in quoted if len(key) >= 4}
    for length in range(min(len(tokens), 5), 0, -1):
        head = tokens[:length]
        if (head[0][0].isupper() or head[0][0].isdigit()) and _key("".join(head)) in keys:
            return " ".join(head) if length > 1 or not _is_common(head[0]) else ""
    return ""


def _trimmed(run: Sequence[str], known: Sequence[str], quoted: Set[str]) -> str:
    """A run of words cut to the firm's or the printed name that it begins with."""
    for length in range(len(run), 0, -1):
        key = _key(" ".join(run[:length]))
        if key in quoted or any(key == _key(name) for name in known):
            return " ".join(run[:length])
    for index, word in enumerate(run):
        # "Goal Zero's YETI": the owner is the brand.
        if word.endswith(("'s", "s'")) and any(_key(name).startswith(_key(word)[:-1]) for name in known):
            return " ".join((*run[:index], word.removesuffix("'s").removesuffix("'")))
    if (len(run) == 1 and run[0].lower() in NOT_ALONE) or (
        len(run) == 1 and (run[0].isdigit() or (len(run[0]) < 3 and not run[0].isupper()))
    ):
        return ""
    return " ".join(run)


def _branded(text: str) -> list[str]:
    """The names before "-branded" and "brand": "Intimidator and Mahindra branded vehicles" -> both."""
    found: list[str] = []
    for match in _BRANDED.finditer(text):
        runs: list[list[str]] = [[]]
        for token in reversed(_TOKEN.findall(text[max(0, match.start() - 80) : match.start()])):
            if token == _QUOTE:
                continue
            if token in _JOIN:
                if not runs[-1]:
                    break
                runs.append([])
            elif (
                token.lower() in _NO_NAME
                or not (token[0].isupper() or token[0].isdigit())
                or len(runs[-1]) >= _MOST_WORDS
            ) or is_measure(token):
                break
            else:
                runs[-1].insert(0, token)
        names = [" ".join(run) for run in runs if run and not all(map(_is_common, run))]
        found.extend(reversed(names))
    return found


def _is_name(token: str, first: bool) -> bool:
    """True where a word of a product phrase can belong to a name."""
    if not (token[0].isupper() or (token[0].isdigit() and first) or re.match(r"[a-z][A-Z]", token)):
        return False
    if is_measure(token) and not (first and token.isdigit() and len(token) <= 3):
        return False
    digits = sum(char.isdigit() for char in token)
    if digits and not first and (digits >= 2 or token[0].isdigit()):
        return False
    return not _is_common(token)


def _is_common(token: str) -> bool:
    """True for a word of `COMMON`, in any number, also hyphenated of such words."""
    parts = [part for part in re.split(r"[-/]", token.lower()) if part]
    return bool(parts) and all(
        part in COMMON
        or part.removesuffix("s") in COMMON
        or part.removesuffix("es") in COMMON
        or part.removesuffix("'s") in COMMON
        or part.removesuffix("s'") in COMMON
        or (part.endswith("ies") and part[:-3] + "y" in COMMON)
        or part.isdigit()
        for part in parts
    )


def _is_market(name: str) -> bool:
    return _key(name.removesuffix(".com")) in _MARKETS


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())


_MARKETS = frozenset(map(_key, firm_names.MARKETPLACES))
