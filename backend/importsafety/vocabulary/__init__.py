"""Product kinds and their words in English, Chinese and Spanish, shared by matching and standards.

kinds_in("Grill cover for gas grill")   which kinds a text names, each with its role
main_kinds(title, category, attributes) what a listing sells, best guess first
cues_in(text), facts_in(text)           accessory, part, doll's, used ...; age, power, material ...
KINDS, ancestors(kind), related(a, b), nearest(several, others)   the kinds and how they stand to each other
"""

from importsafety.vocabulary.cue import CUES, FACTS, Cue, Fact
from importsafety.vocabulary.kind import (
    KINDS,
    PARENT_OR_CHILD,
    BadVocabulary,
    Kind,
    ancestors,
    nearest,
    related,
)
from importsafety.vocabulary.main import main_kinds
from importsafety.vocabulary.reading import CueHit, FactHit, KindHit, cues_in, facts_in, kinds_in

__all__ = [
    "CUES", "FACTS", "KINDS", "PARENT_OR_CHILD", "BadVocabulary", "Cue", "CueHit", "Fact", "FactHit", "Kind", "KindHit",
    "ancestors", "cues_in", "facts_in", "kinds_in", "main_kinds", "nearest", "related",
]  # fmt: skip
