"""Brands: the names under which an item was sold.

A name is taken where the notice says so ("X-branded", "sold under the brand X") and where it leads a
product's name, up to the first word of `words.COMMON`; of a name that is followed by other words elsewhere in the
notice ("Zorb Jet" and "Zorb Lite"), only what stays. Words of the language, codes and two letters are names only
where a firm is called so. A shop or seller alone is no brand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from importsafety.notice import Firm
from importsafety.sources.extract import firms as firm_names
from importsafety.sources.extract.measures import is_measure
from importsafety.sources.extract.words import COMMON, DESCRIBES, ENDS_COMPOUND, FIRM_ENDS, NOT_ALONE

_MOST_WORDS = 4
_QUOTE, _AND = '"', "&"
_MARKS = re.compile(r"[®™©℠]|\((?:R|TM|r|tm)\)")
_TOKEN = re.compile(r"[^\s,;:()\"|/]+|[,;:()\"|/]")

# "Recall" is a verb after several firms, the agency among them; alone it ends a product's name.
_FIRM_RECALLS = re.compile(
    r"^(?P<agency>(?:U\.S\. )?CPSC)?(?:,| [Aa]nd| &)?\s*(?P<firms>.+?)(?:,? [Aa]nd (?:U\.S\. )?CPSC)?\s+"
    r"(?:Voluntarily |Again |To )?"
    r"(?:Re-?[Cc]alls|Re-?[Cc]all(?(agency)\b|(?= [A-Z])(?! (?:By|Due|Expan|Follow|Of|Program|To)))|"
    r"Announce[sd]?|Expands?|Re-?[Aa]nnounces?|Issues?|Offers?|Stops?|Agrees?|Cites?|Provides?|Repairs?|Replaces?)\b"
    r"(?P<rest>.*)$"
)
_BY_FIRM = re.compile(
    r"\b(?:Recall(?:ed|s|/Repair|/Replace| [Tt]o Repair [^;]+?)?|Repair(?:ed)?|Replace(?:d|ment)?|"
    r"Warn(?:ed|ing)|Corrected|Sold|Made|Manufactured)\s+(?:by|By|from|From)\s+"
    r"(?P<firms>[^;()]+?)(?=\s+(?:[Dd]ue|Because|for|For|After|Following|To|to|Sold)\b|[;(]|$)"
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
_BRANDED = re.compile(r"[\s-]\"?brand(?:ed|s|ing)?\b(?!,? (?:LLC|Inc|Ltd|Corp))", re.I)
_BRAND_NAME = re.compile(
    r"\bbrand(?:[- ]?names?|s|ed)?(?: (?:is|are|of|as|name|including|such as))?,? (?P<quoted>\"[^\"]{2,40}\""
    r"(?:(?:,| and| or|, and) \"[^\"]{2,40}\")*)"
)
_BRAND_NAMES = re.compile(
    r"\bunder (?:the |various |several )*brand(?:[- ]?names?|s)?:? (?P<list>[A-Z][\w'&.-]*(?:,? (?:and |or |& )?"
    r"[A-Z][\w'&.-]*)*)"
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
_NO_FIRM_NAME = frozenset(
    """
    agency company companies firm firms manufacturer manufacturers importer importers maker makers distributor
    distributors retailer retailers store stores cpsc commission industry announce announces announced reannounces
    issues warns urges incidents program recall recalls
    """.split()
)
_JOIN = frozenset(("and", "or", "and/or", ",", "/"))
_NUMERAL = re.compile(r"(?:I{2,3}|IV|VI{0,3}|IX|X)$")


class _Told(NamedTuple):
    """What a notice says beside a name: the keys of its firms and of what it quotes, and all of its text."""

    firms: tuple[str, ...]
    quoted: Set[str]
    text: str

    def constant(self, words: Sequence[str]) -> Sequence[str]:
        """The words of a name that stay where other words follow elsewhere: of "Zorb Jet" beside "Zorb Lite", Zorb."""
        for length in range(1, len(words)):
            head = words[:length]
            if len(_key("".join(head))) < 3 or all(map(_is_no_name, head)):
                continue
            start = re.escape(" ".join(head))
            if re.search(rf"(?<![\w-]){start} (?!{re.escape(words[length])})[\w\"]", self.text):
                return head
        return words


def read(title: str, products: Sequence[str], description: str, firms: Sequence[Firm]) -> tuple[str, ...]:
    """The brands of a notice, the surest first; empty where it names none."""
    title = _MARKS.sub("", title)
    names = [_MARKS.sub("", name) for name in products]
    prose = _MARKS.sub("", description)
    makers = _makers(title)
    quoted = frozenset(
        key for q in filter(_can_be_printed, _QUOTED.findall(prose)) if len(key := _key(q)) >= 4
    )
    told = _Told(_known(firms, makers), quoted, " | ".join((title, *names, prose[:2000], *makers)))
    printed = _key(" ".join((*names, prose)))

    found = _distinct([*_stated((title, *names, prose)), *_led(names, told)]) or _distinct(
        _led((_product_phrase(title), *_objects(prose)), told)
    )
    aliases = [alias for firm in firms for alias in firm.aliases]
    found = _distinct(
        [
            *found,
            *(maker for maker in makers if not found or not prose or _key(maker) in printed),
            *(alias for alias in aliases if not found or _key(alias) in printed),
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
            yield from filter(_can_be_printed, _QUOTED.findall(match["quoted"]))
        for match in _BRAND_NAMES.finditer(text):
            yield from firm_names.names(match["list"])


def _can_be_printed(name: str) -> bool:
    """False for quoted words that are a claim or a code rather than a name: "80% Vinegar"."""
    digits = sum(char.isdigit() for char in name)
    words = name.split()
    amount = any(is_measure(word) for word in words[:-1]) or is_measure(name)
    return "%" not in name and len(words) <= _MOST_WORDS and digits <= 3 and not amount


def _led(phrases: Iterable[str], told: _Told) -> Iterator[str]:
    for phrase in phrases:
        yield from _leading(phrase, told)


def _makers(title: str) -> tuple[str, ...]:
    """The firms that a title says recall: "CPSC, Razor USA Announce Recall of ..." -> Razor."""
    texts = [match["firms"] for match in _BY_FIRM.finditer(title)]
    if (match := _FIRM_RECALLS.match(title)) and not _NO_FIRM.search(match["firms"]):
        texts.append(match["firms"])
    found = []
    for text in texts:
        text = re.sub(r"^(?:(?:CPSC|and|The)\b[\s,]*)+", "", text.replace(" And ", " and "), flags=re.I)  # noqa: PLW2901
        parts = firm_names.names(text)
        if any(map(_is_no_name, parts)):
            # "Crate and Barrel" is one firm.
            parts = (text.strip(" ,"),)
        for name in parts:
            words = firm_names.short(name).split()
            if len(words) == 1 and _is_common(words[0]):
                words = name.split()
            if (
                words
                and not firm_names.is_retailer(name)
                and words[0][:1].isupper()
                and words[0] not in ("A", "An", "Its")
                and len(words) <= 5
                and _NO_FIRM_NAME.isdisjoint(map(str.lower, words))
            ):
                found.append(" ".join(words))
    return tuple(dict.fromkeys(found))


def _known(firms: Iterable[Firm], makers: Iterable[str]) -> tuple[str, ...]:
    """The keys of the firms' names, longest first, that may lead a product's name."""
    all_names = [*makers]
    for firm in firms:
        all_names += [firm_names.short(firm.name), *firm.aliases]
    keys = {_key(name) for name in all_names if not _is_market(name)}
    return tuple(sorted((key for key in keys if len(key) >= 2), key=len, reverse=True))


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


def _leading(phrase: str, told: _Told) -> list[str]:
    """The names at the head of a product phrase: "EVLWZL and Gunugu Mattresses" -> both."""
    phrase = re.sub(r"[- ]brand(?:ed|s)?\b", " brand", _LEAD_IN.sub("", phrase.strip()))
    tokens = [token for token in _TOKEN.findall(phrase) if token != _QUOTE]
    if name := _firm_at_head(tokens, told):
        return [name]
    if length := _firm_ends(tokens):
        return [" ".join(tokens[:length])]
    runs: list[list[str]] = [[]]
    for token in tokens:
        if token.lower() in _JOIN:
            if not runs[-1]:
                break
            runs.append([])
        elif token == _AND and runs[-1]:
            runs[-1].append(token)
        elif runs[-1] and all(word.lower() in NOT_ALONE for word in runs[-1]) and token[0].isupper():
            # "Total Gym", "Best Naturals": no brand is called Total or Best alone.
            runs[-1].append(token)
        elif _is_name(token, first=not runs[-1]) and len(runs[-1]) < _MOST_WORDS:
            runs[-1].append(token)
        else:
            if token[0].islower() and runs[-1]:
                # "Zorb's small lamp": the owner, not his name's ending.
                runs[-1][-1] = runs[-1][-1].removesuffix("'s")
            break
    return [name for run in runs if run and (name := _trimmed(run, told))]


def _firm_ends(tokens: Sequence[str]) -> int:
    """How many words a firm's name at the head has, by its last: "Lucky Star Enterprises Siren Whistles" -> 3."""
    for length, token in enumerate(tokens[: _MOST_WORDS + 1], 1):
        if not token[0].isupper():
            return 0
        if length > 1 and token.lower() in FIRM_ENDS:
            return length
    return 0


def _firm_at_head(tokens: Sequence[str], told: _Told) -> str:
    """The firm's or printed name with which a phrase begins, even where it is of common words: "Dirt Devil"."""
    for length in range(min(len(tokens), 5), 0, -1):
        head = tokens[:length]
        key = _key("".join(head))
        if (head[0][0].isupper() or head[0][0].isdigit()) and (key in told.firms or key in told.quoted):
            return " ".join(head) if length > 1 or not _is_common(head[0]) else ""
    return ""


def _trimmed(run: Sequence[str], told: _Told) -> str:
    """A run of words cut to the firm's or the printed name that it begins with, or to what stays of it; empty for
    words of the language, codes and the like."""
    for length in range(len(run), 0, -1):
        if _key("".join(run[:length])) in (*told.firms, *told.quoted):
            return " ".join(run[:length])
    for index, word in enumerate(run):
        # "Goal Zero's YETI": the owner is the brand.
        if word.endswith(("'s", "s'")) and any(key.startswith(_key(word)[:-1]) for key in told.firms):
            return " ".join((*run[:index], word.removesuffix("'s").removesuffix("'")))
    kept: list[str] = []
    for word in told.constant(run):
        if kept and (_NUMERAL.match(word) or _is_code(word)):
            break
        kept.append(word)
    while kept and kept[-1] == _AND:
        kept.pop()
    key = _key("".join(kept))
    alone = len(kept) == 1 and (kept[0].lower() in NOT_ALONE or _is_code(kept[0]))
    unknown = not any(firm.startswith(key) for firm in told.firms)
    return "" if alone or (unknown and (len(key) < 3 or all(map(_is_no_name, kept)))) else " ".join(kept)


def _is_code(word: str) -> bool:
    """True for a model's code or number: "C9600", "BC-50", "2000"; not for "5Colour" or "4moms"."""
    digits = sum(char.isdigit() for char in word)
    return digits >= 3 or word.isdigit() or re.fullmatch(r"[A-Z]{1,3}-\d+[A-Z]?", word) is not None


def _is_no_name(word: str) -> bool:
    """True for a word that is a name only in a firm's name: "&", a word for products, or what describes them."""
    return word == _AND or _is_common(word, COMMON | DESCRIBES)


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
        names = [" ".join(run) for run in runs if run and not all(map(_is_no_name, run))]
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


def _is_common(token: str, common: Set[str] = COMMON) -> bool:
    """True for a word of `common`, in any number, also hyphenated of such words."""
    parts = [part for part in re.split(r"[-/]", token.lower()) if part]
    if len(parts) > 1 and parts[-1] in ENDS_COMPOUND:
        return True
    return bool(parts) and all(
        part in common
        or part.removesuffix("s") in common
        or part.removesuffix("es") in common
        or part.removesuffix("'s") in common
        or part.removesuffix("s'") in common
        or (part.endswith("ies") and part[:-3] + "y" in common)
        or part.isdigit()
        for part in parts
    )


def _is_market(name: str) -> bool:
    return _key(name.removesuffix(".com")) in _MARKETS


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())


_MARKETS = frozenset(map(_key, firm_names.MARKETPLACES))
