"""Why a rule applies, which the rules say in English (`standards/decide.py`), and what they ask, in the reader's
language: the words of the listing stay as they are, what they were taken to mean is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from babel.lists import format_list

from importsafety.standards.supplier import book
from importsafety.web import labels
from importsafety.web.language import ENGLISH, locale, spoken
from importsafety.web.language import gettext as _

_MEANS = r"(?: \((?P<{0}>(?:[^“”()]|\([^()]*\))*)\))?"
_SAID = re.compile(r"“(?P<words>[^”]*)”" + _MEANS.format("means"))
_ANSWER = re.compile(r"(?P<answer>yes|no) to “(?P<question>[^”]*)”" + _MEANS.format("means"))


def _several(one: re.Pattern[str], name: str) -> str:
    """One or more such, joined by "and"."""
    plain = re.sub(r"\?P<\w+>", "?:", one.pattern)
    return f"(?P<{name}>{plain}(?: and {plain})*)"


_WHY = re.compile(
    rf"(?:The listing says {_several(_SAID, 'said')})?(?:(?:, and y|Y)ou answered {_several(_ANSWER, 'heard')})?\."
    rf"(?: You answered (?P<settled>{_ANSWER.pattern.replace('?P<', '?P<settled_')}))?(?: (?P<note>.+))?",
    re.DOTALL,
)


def why(text: str) -> str:
    """The reason in the reader's language; as it is where it has another form."""
    return text if spoken() == ENGLISH else _why(spoken(), text)


@lru_cache(maxsize=2_048)
def _why(_language: str, text: str) -> str:
    found = _WHY.fullmatch(text)
    if not found:
        return text
    sentences = []
    if found["said"]:
        sentences.append(_("The listing says %(words)s.") % {"words": _listed(_quoted(found["said"]))})
    for heard in (found["heard"], found["settled"]):
        if heard:
            sentences.append(_("You answered %(answers)s.") % {"answers": _listed(_answers(heard))})
    if note := found["note"]:
        sentences.append(_(note))
    return ("" if spoken().startswith("zh") else " ").join(sentences)


def asked(question: str) -> str:
    """A question of the rules in the reader's language. The supplier's message knows some in Chinese already."""
    known = book().questions.get(question) if spoken().startswith("zh") else None
    return known or _(question)


def meaning(label: str) -> str:
    """What a word was taken to mean: a fact ("has a magnet"), a kind of product, or the certificate it needs."""
    if label.startswith("needs a "):
        return _("needs a %(certificate)s") % {"certificate": label.removeprefix("needs a ")}
    return labels.label(label) if labels.is_label(label) else _(label)


def _quoted(text: str) -> Iterator[str]:
    for one in _SAID.finditer(text):
        if one["means"]:
            yield _("“%(words)s” (%(meanings)s)") % {
                "words": one["words"],
                "meanings": _meanings(one["means"]),
            }
        else:
            yield _("“%(words)s”") % {"words": one["words"]}


def _answers(text: str) -> Iterator[str]:
    for one in _ANSWER.finditer(text):
        said = _("yes to “%(question)s”") if one["answer"] == "yes" else _("no to “%(question)s”")
        answer = said % {"question": asked(one["question"])}
        if one["means"]:
            answer = _("%(answer)s (%(meanings)s)") % {"answer": answer, "meanings": _meanings(one["means"])}
        yield answer


def _meanings(text: str) -> str:
    """Several, joined by commas; some hold a comma themselves."""
    parts, found = text.split(", "), []
    while parts:
        length = next((n for n in range(len(parts), 1, -1) if _is_label(", ".join(parts[:n]))), 1)
        found.append(meaning(", ".join(parts[:length])))
        parts = parts[length:]
    return _listed(found)


def _is_label(text: str) -> bool:
    return labels.is_label(text) or _(text) != text


def _listed(items: Iterable[str]) -> str:
    return format_list(list(items), locale=locale(spoken()))
