"""GET /me: who asks, by the server's account; by it a program learns whether its token is taken."""

from __future__ import annotations

from flask import Blueprint, Response, g
from marshmallow import Schema, validate
from marshmallow import fields as f

from importsafety.accounts import ROLES, SCOPES
from importsafety.api.openapi import operation
from importsafety.api.respond import json
from importsafety.api.schemas import text
from importsafety.api.services import services
from importsafety.api.who import who

blueprint = Blueprint("me", __name__)


class Me(Schema):
    """On one's own machine everybody there is `local`, and may everything."""

    name = text(required=True)
    team = text(required=True)
    role = f.String(required=True, validate=validate.OneOf(ROLES))
    scopes = f.List(f.String(validate=validate.OneOf(SCOPES)), required=True)
    teams = f.Boolean(required=True, metadata={"description": "whether people sign in on this server"})


@blueprint.get("/me")
@operation("Who asks, and what they may", returns=Me, problems=(401, 403, 421, 429))
def me() -> Response:
    asks = who()
    known = g.get("known")
    scopes = (known.scopes if known else ()) or (SCOPES if asks.maintains else SCOPES[:2])
    return json(
        {
            "name": asks.name,
            "team": asks.team,
            "role": asks.role,
            "scopes": scopes,
            "teams": services().settings.teams,
        }
    )
