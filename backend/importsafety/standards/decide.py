"""Deciding: which requirements bear on a listing, by the rows of `rules/*.yaml`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, Self

import msgspec

from importsafety.assessment import RequirementResult
from importsafety.listing import Listing
from importsafety.standards.facts import Facts, Stated
from importsafety.standards.files import BadCatalogue, read_yaml
from importsafety.standards.requirement import Requirement
from importsafety.vocabulary import KINDS, ancestors, kinds_in, main_kinds

FOLDER = Path(__file__).parent / "rules"
WITH = "with"
# The certificates that the requirements found lead to are signs themselves, for the rules on certification.
_NEEDS = {"CPC": "needs:CPC", "GCC": "needs:GCC"}


_ANSWERS = frozenset({"yes", "no"})


def question_id(question: str) -> str:
    """The id under which a question is answered: its words. A question reworded is another question."""
    return re.sub(r"[^a-z0-9.]+", "-", question.lower()).strip("-")


class Answered(str):
    """Words that stand for a fact and are a question that was answered, not the listing's own."""

    __slots__ = ()


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """A row: when one sign of `any`, all of `all` and none of `none` are there, the requirement `says`.

    A sign is a kind (`crib`; narrower kinds count), a fact (`+child`), a kind that comes with the item
    (`with:mattress`), a facet (`facet:childrens`) or a certificate found necessary (`needs:CPC`). `ask` settles a
    maybe, and it applies when the answer is what it `wants`; `note` is a sentence added to the reason.
    `banned`: the article itself is banned.
    The case counts on days from `from` until `until`.
    """

    any: tuple[str, ...]
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    says: Literal["yes", "maybe", "no"] = "yes"
    ask: str = ""
    wants: Literal["yes", "no"] = "yes"
    note: str = ""
    banned: bool = False
    since: str = ""
    until: str = ""

    def holds(self, signs: Mapping[str, str], day: str) -> bool:
        return (
            any(sign in signs for sign in self.any)
            and all(sign in signs for sign in self.all)
            and not any(sign in signs for sign in self.none)
            and self.since <= day
            and (not self.until or day < self.until)
        )

    def after(self, answers: Mapping[str, str]) -> str:
        """What it says once the answers are heard. A case that asks is about the item more nearly than those after
        it, so the other answer than the wanted one is a no."""
        answer = answers.get(question_id(self.ask)) if self.ask and answers else None
        if answer is None:
            return self.says
        return "yes" if answer == self.wants else "no"


class Finding(NamedTuple):
    """A requirement that bears on a set of signs: the case that decided, what it says once answers are heard, and
    the signs it rests on with the stated fact or named kind that each goes back to."""

    requirement: Requirement
    case: Case
    says: str
    grounds: tuple[tuple[str, str], ...]
    certificate: str
    third_party_test: bool | None


class _Seen(NamedTuple):
    """What deciding starts from: the kinds named, the facts stated, the words of both, and the answers heard."""

    kinds: Mapping[str, str]
    stated: Stated
    words: Mapping[str, str]
    heard: Mapping[str, str]


class Rules:
    """The decision tables, indexed by sign."""

    def __init__(
        self, cases: Mapping[str, tuple[Case, ...]], facts: Facts, requirements: Mapping[str, Requirement]
    ):
        self.cases, self.facts, self.requirements = cases, facts, requirements
        self._order = {id: place for place, id in enumerate(requirements)}
        self._by_sign: dict[str, set[str]] = defaultdict(set)
        self.questions = {
            question_id(case.ask): case.ask for rows in cases.values() for case in rows if case.ask
        }
        for id, rows in cases.items():
            if id not in requirements:
                raise BadCatalogue(f"A rule is for {id}, which is not in the catalogue.")
            for case in rows:
                for sign in case.any if case.says != "no" else ():
                    self._by_sign[sign].add(id)
        self.findings = lru_cache(maxsize=8192)(self._findings)

    @classmethod
    def load(cls, requirements: Mapping[str, Requirement], folder: Path = FOLDER) -> Self:
        """The shipped rules. Raises BadCatalogue when a file breaks its schema or two files decide the same."""
        cases: dict[str, tuple[Case, ...]] = {}
        for path in sorted(folder.glob("*.yaml")):
            for id, rows in read_yaml(path, dict[str, tuple[Case, ...]]).items():
                if id in cases:
                    raise BadCatalogue(f"{path.name}: {id} is decided in another file already.")
                cases[id] = rows
        return cls(cases, Facts.load(), requirements)

    def applicable(
        self, listing: Listing, on: date, answers: Mapping[str, str]
    ) -> tuple[RequirementResult, ...]:
        """The requirements that bear on the listing on that day: banned ones, then yes, then maybe."""
        seen = self._read(listing, answers)
        findings = self.findings(
            tuple(seen.kinds),
            frozenset(seen.stated.words),
            seen.stated.denied,
            on,
            frozenset(seen.heard.items()),
        )
        return tuple(self._result(finding, seen.words) for finding in findings)

    def explain(self, listing: Listing, answers: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """What a listing is taken to say: `kinds` and `facts` with the words they rest on, the `denied` facts, and
        the further `signs` that follow, each with what it follows from."""
        seen = self._read(listing, answers)
        signs = self.signs(seen.kinds, sorted(seen.stated.words), seen.stated.denied)
        return {
            "kinds": dict(seen.kinds),
            "facts": {f"+{id}": str(seen.words[f"+{id}"]) for id in seen.stated.words},
            "denied": {f"+{id}": self.facts.label(id) for id in sorted(seen.stated.denied)},
            "signs": {
                sign: origin for sign, origin in signs.items() if sign not in seen.words and sign != origin
            },
        }

    def _read(self, listing: Listing, answers: Mapping[str, str]) -> _Seen:
        stated = self.facts.stated(listing)
        named = _named_kinds(listing)
        words = {**named, **{f"+{id}": found for id, found in stated.words.items()}}
        heard = {id: answer for id, answer in answers.items() if answer in _ANSWERS and id in self.questions}
        if heard:
            said = self.facts.answered({self.questions[id]: answer for id, answer in heard.items()})
            stated = stated.corrected(said)
            words |= {f"+{id}": Answered(question) for id, question in said.words.items()}
        return _Seen(named, stated, words, heard)

    def signs(self, kinds: Iterable[str], stated: Sequence[str], denied: frozenset[str]) -> dict[str, str]:
        """All signs of a listing -> the named kind or stated fact that each goes back to.

        `kinds` as `crib` or `with:mattress`.
        """
        rows = self.facts.rows
        kinds = [*kinds, *(made for id in stated for made in rows[id].makes)]
        grounds = {made: f"+{id}" for id in stated for made in rows[id].makes}
        dropped = {kind for id in stated for kind in rows[id].drops} | self._beside(kinds)
        signs = {f"+{id}": f"+{id}" for id in stated if not rows[id].within}
        for kind in kinds:
            wider = ancestors(kind) if kind in KINDS else frozenset()
            if kind in grounds or (kind not in dropped and dropped.isdisjoint(wider)):
                facets = KINDS[kind].facets if kind in KINDS else ()
                for name in (kind, *wider, *(f"facet:{facet}" for facet in facets)):
                    signs.setdefault(name, grounds.get(kind, kind))
        for id in stated:
            if any(kind in signs for kind in rows[id].within):
                signs.setdefault(id, f"+{id}")
        for sign, id, fact in self.facts.implications:
            if sign in signs or id in denied or any(other in signs for other in fact.unless):
                continue
            ground = next((other for other in fact.implied_by if other in signs), None)
            if ground is not None:
                signs[sign] = signs[ground]
        return signs

    def _beside(self, kinds: Iterable[str]) -> set[str]:
        """The kinds that beside those sold are not sold themselves; none drops the kind that it is itself."""
        dropped: set[str] = set()
        for kind in kinds:
            own = {kind, *(ancestors(kind) if kind in KINDS else ())}
            others = {other for name in own for other in self.facts.beside.get(name, ())}
            dropped |= others - own
        return dropped

    def _findings(
        self,
        kinds: tuple[str, ...],
        stated: frozenset[str],
        denied: frozenset[str],
        on: date,
        heard: frozenset[tuple[str, str]],
    ) -> tuple[Finding, ...]:
        signs, answers = self.signs(kinds, sorted(stated), denied), dict(heard)
        findings = self._decide(signs, signs, on, answers)
        findings.sort(key=self._rank)
        # The first that needs a certificate is named as the reason for it.
        for finding in findings:
            need = _NEEDS.get(finding.certificate)
            if need and finding.says == "yes":
                signs.setdefault(need, finding.grounds[0][1])
        findings += self._decide(signs, [need for need in _NEEDS.values() if need in signs], on, answers)
        findings.sort(key=self._rank)
        return tuple(findings)

    def _decide(
        self, signs: Mapping[str, str], triggers: Iterable[str], on: date, answers: Mapping[str, str]
    ) -> list[Finding]:
        day = on.isoformat()
        found = []
        for id in {id for sign in triggers for id in self._by_sign.get(sign, ())}:
            requirement = self.requirements[id]
            if not requirement.in_force(on):
                continue
            case = next((case for case in self.cases[id] if case.holds(signs, day)), None)
            says = case.after(answers) if case else "no"
            if case is None or says == "no":
                continue
            first = next(sign for sign in case.any if sign in signs)
            grounds = tuple((sign, signs[sign]) for sign in dict.fromkeys((first, *case.all)))
            child, perhaps = "+child" in signs, "+perhaps-child" in signs
            found.append(Finding(requirement, case, says, grounds, *requirement.burden(child, perhaps)))
        return found

    def _rank(self, finding: Finding) -> tuple[bool, bool, bool, bool, int]:
        return (
            not finding.case.banned,
            finding.says != "yes",
            finding.requirement.agency != "CPSC",
            finding.grounds[0][0].startswith("+"),
            self._order[finding.requirement.id],
        )

    def _result(self, finding: Finding, words: Mapping[str, str]) -> RequirementResult:
        requirement, case = finding.requirement, finding.case
        is_open = finding.says == "maybe"
        settled = "" if is_open or not case.ask else f"You answered {case.wants} to “{case.ask}”"
        return RequirementResult(
            id=requirement.id,
            citation=requirement.citation,
            title=requirement.title,
            agency=requirement.agency,
            applies=finding.says,
            why=" ".join(filter(None, (self._why(finding.grounds, words), settled, case.note))),
            certificate=finding.certificate,
            third_party_test=finding.third_party_test,
            banned=case.banned,
            url=requirement.url,
            verified=requirement.verified,
            question=case.ask if is_open else None,
            question_id=question_id(case.ask) if is_open else None,
            title_zh=requirement.title_zh,
            title_es=requirement.title_es,
        )

    def _why(self, grounds: tuple[tuple[str, str], ...], words: Mapping[str, str]) -> str:
        """One sentence that quotes the words, with what each was taken to mean."""
        meanings: dict[str, list[str]] = defaultdict(list)
        for sign, origin in grounds:
            found = words.get(origin, origin)
            meaning = self._meaning(sign)
            if meaning and meaning.lower() != found.lower() and meaning not in meanings[found]:
                meanings[found].append(meaning)
            else:
                meanings[found] += []
        quoted: dict[bool, list[str]] = {False: [], True: []}
        for found, means in meanings.items():
            answered = isinstance(found, Answered)
            text = found if answered else f"“{found}”"
            quoted[answered].append(f"{text} ({', '.join(means)})" if means else text)
        parts = [f"the listing says {' and '.join(quoted[False])}"] if quoted[False] else []
        parts += [f"you answered {text}" for text in quoted[True]]
        sentence = ", and ".join(parts)
        return f"{sentence[:1].upper()}{sentence[1:]}."

    def _meaning(self, sign: str) -> str:
        if sign.startswith("+"):
            return self.facts.label(sign[1:])
        if sign.startswith("needs:"):
            return f"needs a {sign.removeprefix('needs:')}"
        kind = sign.removeprefix(f"{WITH}:")
        return KINDS[kind].name["en"].lower() if kind in KINDS else self.facts.label(kind)


# Named beside the product, these come with it.
_COMPONENTS = frozenset(
    {"battery", "battery-charger", "power-adapter", "remote-control", "data-cable", "light-bulb"}
)


def _named_kinds(listing: Listing) -> dict[str, str]:
    """The kinds that a listing sells, and those that come with it (`with:...`) -> the words that name them."""
    hits = kinds_in(listing.title)
    found = {hit.makes or hit.kind: hit.words for hit in reversed(hits)}
    kinds = main_kinds(listing.title, listing.category, listing.attributes)
    products = [kind for kind in kinds if kind not in _COMPONENTS and _COMPONENTS.isdisjoint(ancestors(kind))]
    named = {kind: found.get(kind) or KINDS[kind].name["en"] for kind in products or kinds}
    beside = {hit.kind: hit.words for hit in hits if hit.role == WITH}
    beside |= {kind: found.get(kind) or KINDS[kind].name["en"] for kind in kinds if kind not in named}
    return {**named, **{f"{WITH}:{kind}": words for kind, words in beside.items() if kind not in named}}
