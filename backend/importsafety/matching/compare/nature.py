"""What sort of thing it is: kind, measures, colours, purpose, and its standing among the candidates."""

from __future__ import annotations

from importsafety.matching.compare.pair import Finding, Pair, gathers, grade
from importsafety.vocabulary import CUES, PARENT_OR_CHILD, nearest

# Cues by which a listing is another thing than its words say, however well the words agree.
CONTRADICTIONS = (
    "mould-or-machine",
    "book",
    "digital",
    "service",
    "miniature",
    "doll",
    "pet",
    "costume",
    "compatible",
    "replacement",
    "raw-material",
    "picture",
)


# Natural log of how many times rarer than everywhere a kind must be to count as narrow (e^3.9: one in fifty).
NARROW = 3.9


def _is_narrow(kind: str, pair: Pair) -> bool:
    return not gathers(kind) and pair.index.rarity(f"@{kind}") > NARROW


def kind(pair: Pair) -> Finding | None:
    """The kinds of product."""
    ours, theirs = pair.listing.kinds, pair.notice.kinds
    if not ours or not theirs:
        return Finding("unknown")
    near, a, b = nearest(ours, theirs)
    if near >= 1:
        return Finding("same" if _is_narrow(b, pair) else "same_broad", a, b)
    if near >= PARENT_OR_CHILD:
        return Finding("near" if _is_narrow(b, pair) else "near_broad", a, b)
    if near > 0:
        return Finding("related", a, b)
    if pair.listing.all_kinds & pair.notice.all_kinds:
        shared = min(pair.listing.all_kinds & pair.notice.all_kinds)
        return Finding("mentioned", shared, shared)
    return Finding("other", ours[0], theirs[0])


def measure(pair: Pair) -> Finding | None:
    """Sizes, quantities, power and the like, in one unit."""
    ours, theirs = pair.listing.measures, pair.notice.measures
    if not ours or not theirs:
        return None
    shared = {(d, s) for d, s in theirs if (d, s) in ours or (d, s - 1) in ours or (d, s + 1) in ours}
    if shared:
        weight = sum(pair.index.rarity(f"#{d}:{s}") for d, s in shared)
        words = ", ".join(sorted({d for d, _ in shared}))
        return Finding(grade(weight, (4, 7, 11, 18)), words, words)
    dimensions = {d for d, _ in ours} & {d for d, _ in theirs}
    return (
        Finding("differ", ", ".join(sorted(dimensions)), ", ".join(sorted(dimensions)))
        if dimensions
        else None
    )


def colour(pair: Pair) -> Finding | None:
    """The colours."""
    ours, theirs = pair.listing.colours, pair.notice.colours
    if not ours or not theirs:
        return None
    both = ", ".join(sorted(ours & theirs))
    if not both:
        return Finding("differ", ", ".join(sorted(ours)), ", ".join(sorted(theirs)))
    return Finding("several" if len(ours & theirs) > 2 else "some", both, both)


def purpose(pair: Pair) -> Finding | None:
    """Whether the listing is the thing itself or something for it: a cover, a part, a pet's or doll's version."""
    for cue in CONTRADICTIONS:
        if cue in pair.listing.cues and cue not in pair.notice.cues:
            return Finding(cue, CUES[cue].meaning["en"])
    aimed = pair.listing.for_kinds.intersection(pair.notice.kinds)
    return Finding("for_it", min(aimed), min(aimed)) if aimed else None


def standing(pair: Pair) -> Finding | None:
    """How this notice stands among the candidates."""
    if pair.lead >= 1.6:
        return Finding("far_ahead")
    if pair.lead >= 1.2:
        return Finding("ahead")
    if pair.lead > 0:
        return Finding("first")
    return Finding("close" if pair.share > 0.85 else "behind" if pair.share > 0.6 else "far_behind")
