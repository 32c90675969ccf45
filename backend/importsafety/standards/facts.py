"""Facts: what a listing says about a product beyond its kind (for whom, of what, run by what), with the words.

The words of most facts are the vocabulary's; `rules/facts/` adds words, patterns, further facts, and what
follows from what (a crib is for infants, a toy for children).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Self

import msgspec

from importsafety.listing import Listing
from importsafety.standards.ages import ages_in
from importsafety.standards.files import BadCatalogue, read_yaml
from importsafety.vocabulary import FACTS
from importsafety.vocabulary.phrases import Phrases
from importsafety.vocabulary.text import folded, normalise, spans_of, words_of

FOLDER = Path(__file__).parent / "rules" / "facts"

# Attributes about the trade, not the product: a wooden packing case does not make a wooden product.
_TRADE = re.compile(
    r"pack|shipping|delivery|payment|port\b|moq|supply|supplier|warranty|after.?sale|sample|lead time|certif"
    r"|hs code|origin|transport|customi[sz]|logo|oem|business|trade|包装|运输|付款|起订|售后|认证|产地|加工"
    r"|envio|embalaje|garantia|origen",
    re.IGNORECASE,
)
# Patterns and ages hold a digit; a pattern's first one stands behind at most so many other characters.
_DIGIT = re.compile(r"\d")
BEFORE_DIGIT = 5
_NOT = frozenset("no not non without sin 无 不 非 免".split())
_ARTICLES = frozenset("a an any the un una el la".split())
_FREE = frozenset(["free", "less"])
_FOR = frozenset("for fit fits para".split())
# What a description says after this many characters is rarely about this item.
DESCRIPTION = 700


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"implied_by": "from"}):
    """A fact as a row. `label` completes "the item ..." and is the vocabulary's where that has the fact.

    `words` and `patterns` (over normalised text; see `BEFORE_DIGIT`) state it beside the vocabulary's words, unless a
    fact of `against` is stated too; `implied_by` are kinds, `+facts` and `facet:...` that imply it where no sign of
    `unless` is there. A fact that is stated can change the kinds: `drops` are those the item then is not, `makes`
    those it is. With `within` the fact is a sort of one of those kinds, and its sign is the bare id. A fact that is
    `titled` counts in the title alone, and not after "for": elsewhere its words tell what goes with the item.
    """

    label: str = ""
    words: Mapping[str, str] = {}
    patterns: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    implied_by: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    titled: bool = False


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The facts that the answers `yes` and `no` to a question state; each denies those of the other, and both deny
    what the question `settles`."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()


class FactFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of `rules/facts/`: facts by id, phrases that hold a fact's word and mean nothing, what the answer to a
    rule's question tells beyond that rule, and the kinds that `beside` a kind are not sold themselves."""

    facts: Mapping[str, Fact] = msgspec.field(default_factory=dict)
    masks: tuple[str, ...] = ()
    questions: Mapping[str, Reply] = msgspec.field(default_factory=dict)
    beside: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)


class Stated(msgspec.Struct, frozen=True):
    """What a text states and what it denies. `words`: fact -> the words found."""

    words: Mapping[str, str]
    denied: frozenset[str]

    def corrected(self, by: Stated) -> Stated:
        """This, where `by` knows better."""
        words = {id: found for id, found in self.words.items() if id not in by.denied}
        return Stated({**words, **by.words}, (self.denied - set(by.words)) | by.denied)


class Facts:
    """The table of facts and how to read them from a listing."""

    def __init__(
        self,
        rows: Mapping[str, Fact],
        masks: Iterable[str] = (),
        questions: Mapping[str, Reply] = MappingProxyType({}),
        beside: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ):
        self.questions, self.beside = questions, beside
        self.rows = {**{id: Fact() for id in FACTS if id not in rows}, **rows}
        self._phrases: Phrases[tuple[str, ...]] = Phrases(self._all_phrases(masks))
        self._titled = frozenset(id for id, fact in self.rows.items() if fact.titled)
        self.implications = [(f"+{id}", id, fact) for id, fact in self.rows.items() if fact.implied_by]
        patterns = [(id, pattern) for id, fact in self.rows.items() for pattern in fact.patterns]
        self._pattern_facts = [id for id, _ in patterns]
        # An empty group behind each pattern tells which it was: one around it would be entered at every character.
        either = "|".join(f"{pattern}()" for _, pattern in patterns)
        self._pattern = re.compile(rf"(?=\D{{0,{BEFORE_DIGIT}}}\d)(?:{either})" if patterns else r"(?!)")

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """The shipped facts. Raises BadCatalogue when a file breaks its schema or a fact stands twice."""
        facts: dict[str, Fact] = {}
        masks: list[str] = []
        questions: dict[str, Reply] = {}
        beside: dict[str, tuple[str, ...]] = {}
        for path in sorted(folder.glob("*.yaml")):
            file = read_yaml(path, FactFile)
            masks += file.masks
            questions |= file.questions
            beside |= file.beside
            for id, fact in file.facts.items():
                if id in facts:
                    raise BadCatalogue(f"{path.name}: `{id}` stands twice; remove one.")
                facts[id] = fact
        return cls(facts, masks, questions, beside)

    def label(self, id: str) -> str:
        """What the fact says of the item: "has a magnet"."""
        return self.rows[id].label or (FACTS[id].meaning["en"] if id in FACTS else id)

    def stated(self, listing: Listing) -> Stated:
        """The facts that the listing's own words state or deny ("no upholstery", "drawstring-free")."""
        text = normalise(product_text(listing))
        words = words_of(text)
        title_ends = len(normalise(listing.title))
        said: dict[str, str] = {}
        denied: set[str] = set()
        phrases = self._phrases.find_words(words)
        spans = spans_of(text) if phrases else []
        for ids, first, last in phrases:
            if not ids:
                continue
            if _is_denied(words, spans, first, last):
                denied.update(ids)
                continue
            for id in ids:
                if id in self._titled and (spans[first][0] >= title_ends or _is_meant_for(words, first)):
                    continue
                said.setdefault(id, text[spans[first][0] : spans[last - 1][1]])
        if _DIGIT.search(text):
            for match in self._pattern.finditer(text):
                said.setdefault(self._pattern_facts[(match.lastindex or 1) - 1], match[0])
            for id, found in ages_in(text).items():
                said.setdefault(id, found)
        overruled = {id for id in said if any(other in said for other in self.rows[id].against)}
        return Stated(
            {id: said[id] for id in said if id not in overruled}, frozenset((denied - set(said)) | overruled)
        )

    def answered(self, answers: Mapping[str, str]) -> Stated:
        """What answers (words of a question -> yes or no) state and deny."""
        words: dict[str, str] = {}
        denied: set[str] = set()
        for question, answer in answers.items():
            reply = self.questions.get(question, Reply())
            stated, other = (reply.yes, reply.no) if answer == "yes" else (reply.no, reply.yes)
            words |= dict.fromkeys(stated, f"{answer} to “{question}”")
            denied.update(other, reply.settles)
        return Stated(words, frozenset(denied - set(words)))

    def _all_phrases(self, masks: Iterable[str]) -> Iterable[tuple[str, tuple[str, ...], str]]:
        """Each phrase once with all the facts that state it: "bead" and "beads" are one phrase."""
        phrases: dict[str, set[str]] = defaultdict(set)
        written: dict[tuple[str, str], str] = {(mask, "en"): _as_found(mask) for mask in masks}
        for id in self.rows:
            said = [(lang, words.split(",")) for lang, words in self.rows[id].words.items()]
            said += [(lang, [*listed]) for lang, listed in FACTS[id].words.items()] if id in FACTS else []
            for language, listed in said:
                for phrase in map(str.strip, listed):
                    phrases[written.setdefault((phrase, language), _as_found(phrase))].add(id)
        for mask in masks:
            phrases[_as_found(mask)].clear()
        return (
            (phrase, tuple(sorted(phrases[found])), language) for (phrase, language), found in written.items()
        )


def _as_found(phrase: str) -> str:
    """The form in which phrases are compared."""
    return "".join(folded(phrase))


@lru_cache(maxsize=4096)
def _is_trade(name: str) -> bool:
    return _TRADE.search(name) is not None


def product_text(listing: Listing) -> str:
    """The parts of a listing that speak of the product itself."""
    parts = [listing.title]
    parts += [f"{name}: {value}" for name, value in listing.attributes.items() if not _is_trade(name)]
    parts += listing.category
    if listing.description:
        parts.append(listing.description[:DESCRIPTION])
    return " ; ".join(parts)


def _is_denied(words: Sequence[str], spans: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    before = words[first - 1] if first else ""
    if before in _ARTICLES and first > 1:
        before = words[first - 2]
    if before in _NOT:
        return True
    return last < len(words) and words[last] in _FREE and spans[last][0] - spans[last - 1][1] <= 1


def _is_meant_for(words: Sequence[str], first: int) -> bool:
    """Whether the words from `first` on are what the item is for: "cover for a paddling pool"."""
    return any(word in _FOR for word in words[max(0, first - 2) : first] if word not in _ARTICLES)
