"""How a maintainer's decision is told with an answer."""

from __future__ import annotations

from marshmallow import Schema, validate
from marshmallow import fields as f


class Decision(Schema):
    """By it the notices differ from what was found by comparing: somebody contested such an answer, and a maintainer
    of this installation decided. What is `not_this` may not be among the notices any more."""

    notice = f.String(required=True)
    title = f.String(required=True)
    url = f.String(required=True)
    effect = f.String(required=True, validate=validate.OneOf(["this", "not_this"]))
    on = f.String(required=True, metadata={"description": "the day of the decision"})
    until = f.String(required=True, metadata={"description": "the first day on which it does not count"})
    reason = f.String(required=True)
    contest = f.String(required=True, metadata={"description": "the id under which it was contested"})
    says = f.String(required=True, metadata={"description": "the decision as a sentence"})
