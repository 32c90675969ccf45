"""Fitting the matcher's weights, and the scores of every row by weights that never saw its recall."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from evaluation.data import Notices, Row
from importsafety.listing import Listing
from importsafety.matching import Matcher
from importsafety.matching.evidence import Finding
from importsafety.matching.profile import profile_listing
from importsafety.matching.scorecard import Scorecard, probability

FOLDS = 5
# Inverse strength of the penalty on large weights, chosen by cross-validated log loss.
PENALTY = 0.3
# A bin seen in fewer pairs than this gets no weight of its own.
RARE_BIN = 4


@dataclass
class Case:
    """A listing with its compared candidates. `truth`: per candidate True, False, or None where it is arguable
    (a linked notice that the label does not name)."""

    row: Row | None
    ids: list[str]
    found: list[dict[str, Finding]]
    truth: list[bool | None]
    fold: int
    chances: list[float] = field(default_factory=list)


def cases(matcher: Matcher, known: Notices, rows: Sequence[Row], real: Sequence[Listing]) -> list[Case]:
    """Compare every listing; rows of one recall fall in one fold."""
    groups = sorted({row.group for row in rows})
    fold_of = {group: number % FOLDS for number, group in enumerate(groups)}
    done = [_case(matcher, known, row.listing, row, fold_of[row.group]) for row in rows]
    done += [_case(matcher, known, listing, None, number % FOLDS) for number, listing in enumerate(real)]
    return done


def _case(matcher: Matcher, known: Notices, listing: Listing, row: Row | None, fold: int) -> Case:
    compared = matcher.compare(profile_listing(listing))
    ids = [known.all[item.place].id for item in compared]
    truth: list[bool | None] = []
    for id in ids:
        if row is None:
            truth.append(False)
        elif id in row.right:
            truth.append(True)
        elif row.right and known.same.get(id, frozenset()) & row.right:
            truth.append(None)
        else:
            truth.append(False)
    return Case(row, ids, [item.found for item in compared], truth, fold)


def fit(train: Sequence[Case], real_weight: float, version: str, thresholds: dict[str, float]) -> Scorecard:
    """A scorecard fitted on these cases; real listings' pairs weigh `real_weight` each."""
    columns: dict[tuple[str, str], int] = {}
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for case in train:
        if case.row:
            for found in case.found:
                for name, finding in found.items():
                    seen[name, finding.bin] += 1
    for key, count in sorted(seen.items()):
        if count >= RARE_BIN:
            columns[key] = len(columns)
    indices, starts, labels, weights = [], [0], [], []
    for case in train:
        for found, truth in zip(case.found, case.truth, strict=True):
            if truth is None:
                continue
            indices += [columns[key] for name, f in found.items() if (key := (name, f.bin)) in columns]
            starts.append(len(indices))
            labels.append(truth)
            weights.append(1.0 if case.row else real_weight)
    matrix = csr_matrix((np.ones(len(indices)), indices, starts), shape=(len(labels), len(columns)))
    model = LogisticRegression(C=PENALTY, max_iter=2000)
    model.fit(matrix, labels, sample_weight=weights)
    fitted: dict[str, dict[str, float]] = defaultdict(dict)
    for (name, bin), column in columns.items():
        fitted[name][bin] = round(float(model.coef_[0][column]), 4)
    positive = sum(w for w, y in zip(weights, labels, strict=True) if y) / sum(weights)
    return Scorecard(version, round(positive, 4), float(model.intercept_[0]), dict(fitted), thresholds)


def cross_validate(all_cases: Sequence[Case], real_weight: float, thresholds: dict[str, float]) -> None:
    """Give every case the chances by weights fitted without its fold."""
    for fold in range(FOLDS):
        card = fit([c for c in all_cases if c.fold != fold], real_weight, "cv", thresholds)
        for case in all_cases:
            if case.fold == fold:
                score(case, card)


def score(case: Case, card: Scorecard) -> None:
    case.chances = [probability(card.log_odds(found)) for found in case.found]


def log_loss(all_cases: Sequence[Case]) -> float:
    """Mean log loss over the labelled rows' pairs."""
    losses = [
        -math.log(max(1e-9, chance if truth else 1 - chance))
        for case in all_cases
        if case.row
        for chance, truth in zip(case.chances, case.truth, strict=True)
        if truth is not None
    ]
    return sum(losses) / len(losses)
