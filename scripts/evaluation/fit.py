"""Fitting the matcher's weights, and the scores of every row by weights that never saw its recall."""

from __future__ import annotations

import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from evaluation.data import Notices, Row, group_key
from evaluation.generate import Generated
from importsafety.listing import Listing
from importsafety.matching import Matcher
from importsafety.matching.compare.identity import BRIEF, FULL
from importsafety.matching.compare.pair import Finding
from importsafety.matching.listing_profile import profile_listing
from importsafety.matching.scorecard import Scorecard, is_conclusive, logit, probability

FOLDS = 5
# Inverse strength of the penalty on large weights, chosen by cross-validated log loss.
PENALTY = 0.5
# How readily a bin gets a weight of its own beside brief notices, or beside the others, next to the one it has beside
# all: chosen like PENALTY.
OWN = 0.5
# A bin seen in fewer pairs than this gets no weight of its own.
RARE_BIN = 4
# What a pair of a real listing, and of a made one, counts beside a pair of a written one.
WEIGHTS = {"real": 0.1, "made": 0.1}


@dataclass
class Case:
    """A listing with its compared candidates. `kind` is a written row's, `real` or `made`.

    `truth`: per candidate True, False, or None where it is arguable (a linked notice that the label does not name).
    `vain`: those that the matcher would not compare; the weights are fitted on them too."""

    kind: str
    weight: float
    right: frozenset[str]
    ids: list[str]
    found: list[dict[str, Finding]]
    truth: list[bool | None]
    fold: int
    vain: list[bool]
    chances: list[float] = field(default_factory=list)


def cases(
    matcher: Matcher,
    known: Notices,
    rows: Sequence[Row],
    real: Sequence[Listing],
    made: Sequence[Generated] = (),
) -> list[Case]:
    """Compare every listing; all listings about one recall fall in one fold, made ones too."""
    done = [_case(matcher, known, row.listing, row.kind, row.right, _fold(row.group)) for row in rows]
    done += [_case(matcher, known, listing, "real", frozenset(), n % FOLDS) for n, listing in enumerate(real)]
    for item in made:
        right = frozenset([item.about.id])
        case = _case(matcher, known, item.listing, "made", right, _fold(group_key(item.about.url)))
        if not item.covered:
            mine = right | known.same.get(item.about.id, frozenset())
            case.truth = [None if id in mine and item.hidden else False for id in case.ids]
        done.append(case)
    return done


def _case(
    matcher: Matcher,
    known: Notices,
    listing: Listing,
    kind: str,
    right: frozenset[str],
    fold: int,
) -> Case:
    compared = matcher.compare(profile_listing(listing))
    ids = [known.all[item.place].id for item in compared]
    linked = right.union(*(known.same.get(id, frozenset()) for id in right))
    truth = [True if id in right else None if id in linked else False for id in ids]
    found, vain = [item.found for item in compared], [item.vain for item in compared]
    return Case(kind, WEIGHTS.get(kind, 1.0), right, ids, found, truth, fold, vain)


def _fold(group: str) -> int:
    return zlib.crc32(group.encode()) % FOLDS


def fit(train: Sequence[Case], version: str, thresholds: dict[str, float]) -> Scorecard:
    """A scorecard fitted on these cases."""
    seen = Counter(
        key for case in train if case.kind != "real" for found in case.found for key in _keys(found)
    )
    columns = {key: place for place, key in enumerate(sorted(key for key in seen if seen[key] >= RARE_BIN))}
    indices, values, starts, labels, weights = [], [], [0], [], []
    for case in train:
        for found, truth in zip(case.found, case.truth, strict=True):
            if truth is None:
                continue
            keys = [key for key in _keys(found) if key in columns]
            indices += map(columns.__getitem__, keys)
            values += [1.0 if among == ALL else OWN for among, _, _ in keys]
            starts.append(len(indices))
            labels.append(truth)
            weights.append(case.weight)
    matrix = csr_matrix((values, indices, starts), shape=(len(labels), len(columns)))
    model = LogisticRegression(C=PENALTY, max_iter=2000)
    model.fit(matrix, labels, sample_weight=weights)
    tables: dict[str, dict[str, dict[str, float]]] = {
        among: defaultdict(dict) for among in (FULL.bin, BRIEF.bin)
    }
    for (among, name, bin), column in columns.items():
        for table in tables.keys() if among == ALL else [among]:
            weight = float(model.coef_[0][column]) * (1.0 if among == ALL else OWN)
            tables[table][name][bin] = tables[table][name].get(bin, 0.0) + weight
    positive = sum(w for w, y in zip(weights, labels, strict=True) if y) / sum(weights)
    return Scorecard(
        version,
        round(positive, 4),
        float(model.intercept_[0]),
        _scaled(tables[FULL.bin]),
        thresholds,
        brief=_scaled(tables[BRIEF.bin]),
    )


ALL = "all"


def _keys(found: Mapping[str, Finding]) -> Iterator[tuple[str, str, str]]:
    """What gets a weight: each bin beside all notices, and beside those that tell as much as this one."""
    among = found["detail"].bin
    for name, finding in found.items():
        yield ALL, name, finding.bin
        yield among, name, finding.bin


def _scaled(weights: Mapping[str, Mapping[str, float]], slope: float = 1.0) -> dict[str, dict[str, float]]:
    return {name: {bin: round(w * slope, 4) for bin, w in bins.items()} for name, bins in weights.items()}


def cross_validate(all_cases: Sequence[Case], thresholds: dict[str, float]) -> tuple[float, float]:
    """Give every case the chances by weights fitted, and calibrated, without its fold.

    Returns slope and shift of the calibration on all of them, for the weights fitted on all.
    """
    for fold in range(FOLDS):
        card = fit([c for c in all_cases if c.fold != fold], "cv", thresholds)
        for case in all_cases:
            if case.fold == fold:
                score(case, card)
    overall = calibration(all_cases)
    others = {fold: [case for case in all_cases if case.fold != fold] for fold in range(FOLDS)}
    scales = {fold: calibration(cases) for fold, cases in others.items()}
    floors = {fold: conclusive(cases) for fold, cases in others.items()}
    for case in all_cases:
        slope, shift = scales[case.fold]
        case.chances = [
            max(
                probability(slope * logit(chance) + shift),
                floors[case.fold] if is_conclusive(found) else 0.0,
            )
            for chance, found in zip(case.chances, case.found, strict=True)
        ]
    return overall


def calibration(scored: Sequence[Case]) -> tuple[float, float]:
    """Slope and shift that make the best candidate's chance of a written listing come true as often as it says."""
    points, truths = [], []
    for case in scored:
        if case.kind not in WEIGHTS and case.chances:
            best = max(range(len(case.chances)), key=case.chances.__getitem__)
            if case.truth[best] is not None:
                points.append([logit(case.chances[best])])
                truths.append(case.truth[best])
    model = LogisticRegression(C=10.0).fit(points, truths)
    return float(model.coef_[0][0]), float(model.intercept_[0])


def conclusive(seen: Sequence[Case]) -> float:
    """How often conclusive evidence was right on written and real listings (one doubt added)."""
    truths = [
        truth
        for case in seen
        if case.kind != "made"
        for truth, found in zip(case.truth, case.found, strict=True)
        if truth is not None and is_conclusive(found)
    ]
    return sum(truths) / (len(truths) + 1)


def calibrated(card: Scorecard, slope: float, shift: float) -> Scorecard:
    """The same card with slope and shift folded into its weights."""
    return msgspec.structs.replace(
        card,
        intercept=card.intercept * slope + shift,
        weights=_scaled(card.weights, slope),
        brief=_scaled(card.brief, slope),
    )


def score(case: Case, card: Scorecard) -> None:
    case.chances = [card.chance(found) for found in case.found]


def log_loss(all_cases: Sequence[Case]) -> float:
    """Mean log loss over the labelled rows' pairs."""
    losses = [
        -math.log(max(1e-9, chance if truth else 1 - chance))
        for case in all_cases
        if case.kind not in WEIGHTS
        for chance, truth in zip(case.chances, case.truth, strict=True)
        if truth is not None
    ]
    return sum(losses) / len(losses)
