"""What goes in and comes out of /plan, as marshmallow schemas."""

from __future__ import annotations

from marshmallow import Schema, validate
from marshmallow import fields as f

from importsafety.api.schemas import (
    CHECK_BODIES,
    CheckListing,
    CheckPage,
    CheckUrl,
    Listing,
    nested,
    text,
    texts,
)

STATES = ["matches", "missing", "outdated", "withdrawn", "unclear"]
PLAN_BODIES = CHECK_BODIES


class _Filled(Schema):
    values = f.Dict(
        keys=f.String(),
        values=f.String(),
        metadata={"description": "texts by the keys of the form's entries"},
    )
    format = f.String(validate=validate.OneOf(["json", "csv"]))


class _Reported(Schema):
    report = text("the text of the report", required=True)


class FilingListing(CheckListing, _Filled):
    pass


class FilingPage(CheckPage, _Filled):
    pass


class FilingUrl(CheckUrl, _Filled):
    pass


class ReportListing(CheckListing, _Reported):
    pass


class ReportPage(CheckPage, _Reported):
    pass


class ReportUrl(CheckUrl, _Reported):
    pass


FILING_BODIES = (FilingListing, FilingPage, FilingUrl)
REPORT_BODIES = (ReportListing, ReportPage, ReportUrl)


class Test(Schema):
    """A test to order."""

    id = text(required=True)
    citation = text(required=True)
    title = text(required=True)
    applies = f.String(required=True, validate=validate.OneOf(["yes", "maybe"]))
    certificate = text("CPC, GCC, GCC/CPC while the users are unclear, GCC?", required=True)
    standards = texts("the editions in force on the plan's day", required=True)
    laboratory = f.String(
        required=True,
        validate=validate.OneOf(["accepted", "any", "depends"]),
        metadata={"description": "accepted: one that CPSC accepts for this rule"},
    )
    why = text(required=True)
    question_id = text("settles a maybe", required=True, allow_none=True)


class Mark(Schema):
    id = text(required=True)
    citation = text(required=True)
    applies = f.String(required=True, validate=validate.OneOf(["yes", "maybe"]))
    says = text("what must stand on the product or its packaging", required=True)


class Hint(Schema):
    when = texts("the requirements whose tests it may save", required=True)
    cites = text(required=True)
    says = text(required=True)


class Duty(Schema):
    """A rule that asks for no CPSC certificate."""

    id = text(required=True)
    citation = text(required=True)
    title = text(required=True)
    agency = text(required=True)
    applies = f.String(required=True, validate=validate.OneOf(["yes", "maybe"]))
    standards = texts(required=True)


class CertificatePlan(Schema):
    on = text("the day it is for", required=True)
    certificate = f.String(required=True, validate=validate.OneOf(["CPC", "GCC", "unclear", "none"]))
    reasons = texts(required=True)
    third_party = f.Boolean(required=True)
    tests = nested(Test, required=True)
    marks = nested(Mark, required=True)
    hints = nested(Hint, required=True)
    duties = nested(Duty, required=True)
    bans = texts("citations of bans that concern the article itself", required=True)
    questions = f.Dict(
        keys=f.String(), values=f.String(), required=True, metadata={"description": "open ones: id -> words"}
    )


class Entry(Schema):
    """One entry of the form. `element` is its number among the seven of 16 CFR 1110.11, 0 for what goes along."""

    key = text(required=True)
    element = f.Integer(required=True)
    label = text(required=True)
    help = text(required=True)
    required = f.Boolean(required=True)
    value = text(required=True)
    known_from = text("where the value was taken from, if it was filled in", required=True)
    problem = text("what to mend; empty if nothing", required=True)


class Form(Schema):
    certificate = text(required=True)
    complete = f.Boolean(required=True)
    notes = texts(required=True)
    entries = nested(Entry, required=True)


class Message(Schema):
    language = text(required=True)
    subject = text(required=True)
    body = text("plain text", required=True)


class PlanAnswer(Schema):
    listing = f.Nested(Listing, required=True)
    plan = f.Nested(CertificatePlan, required=True)
    filing = f.Nested(Form, required=True)
    messages = f.Dict(keys=f.String(), values=f.Nested(Message), required=True)
    disclaimer = text(required=True)


class Finding(Schema):
    about = f.String(required=True, validate=validate.OneOf(["rule", "laboratory", "date", "model", "other"]))
    state = f.String(required=True, validate=validate.OneOf(STATES))
    says = text(required=True)
    plan = text(required=True)
    report = text(required=True)


class ReportAnswer(Schema):
    findings = nested(Finding, required=True)
    cut = f.Boolean(required=True, metadata={"description": "the text was too long; its end was not read"})
