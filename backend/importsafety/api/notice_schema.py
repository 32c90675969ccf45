"""The shapes of notices as the API answers them."""

from __future__ import annotations

from marshmallow import Schema, validate
from marshmallow import fields as f

from importsafety.api.schemas import nested, text, texts
from importsafety.notice import NoticeKind


class Product(Schema):
    name = text(required=True)
    description = text()
    model = text()
    type = text()
    units = f.Integer(allow_none=True)


class Firm(Schema):
    name = text(required=True)
    role = text(required=True)
    aliases = texts()
    country = text(allow_none=True)


class Identifier(Schema):
    kind = text("gtin, model, sku, asin, serial, lot, date_code", required=True)
    value = text("normalised for comparison", required=True)
    raw = text("as printed", required=True)
    sentence = text("where it was found")
    until = text("end of a range", allow_none=True)


class Image(Schema):
    url = text(required=True)
    caption = text()


class NoticeSummary(Schema):
    id = text(required=True)
    source = text(required=True)
    kind = f.String(required=True, validate=validate.OneOf([kind.value for kind in NoticeKind]))
    number = text(required=True, allow_none=True)
    title = text(required=True)
    date = text("ISO date", required=True)
    url = text("the official notice", required=True)
    withdrawn = text("when the agency's list first lacked it", required=True, allow_none=True)
    starter = f.Boolean(
        required=True, metadata={"description": "only the facts of the starter list are known"}
    )


class NoticeList(Schema):
    total = f.Integer(required=True)
    page = f.Integer(required=True)
    size = f.Integer(required=True)
    notices = nested(NoticeSummary, required=True)


class NoticeVersion(Schema):
    hash = text("of its content", required=True)
    first_seen = text(required=True)
    last_seen = text(required=True)
    title = text(required=True)


class Notice(NoticeSummary):
    """One official notice. Fields without content are left out."""

    number = text(allow_none=True)
    products = nested(Product)
    description = text()
    brands = texts()
    identifiers = nested(Identifier)
    scope = f.List(f.Dict(keys=f.String(), values=f.String()))
    hazards = texts()
    hazard_classes = texts()
    standards = texts("citations that the notice names")
    firms = nested(Firm)
    countries = texts("ISO 3166 alpha-2")
    units = f.Integer()
    units_text = text()
    remedy = text()
    remedy_options = texts()
    incidents = text()
    sold_at = text()
    images = nested(Image)
    linked = texts("ids of notices about the same item")
    history = nested(NoticeVersion, required=True)
