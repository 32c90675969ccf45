"""What goes in and comes out of the API, as marshmallow schemas: they read queries and document everything.

The answer to a check is not dumped through them (it is made of plain types already, and speed counts there);
tests hold real answers against the document made from these schemas.
"""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, pre_load, validate
from marshmallow import fields as f

from importsafety.api.decision_schema import Decision
from importsafety.assessment import SPEAKS, Verdict
from importsafety.listing import LIMITS
from importsafety.notice import NoticeKind

TIERS = [Verdict.RECALLED.value, Verdict.POSSIBLE.value, Verdict.SIMILAR.value]


def text(about: str = "", **more: Any) -> f.String:
    return f.String(metadata={"description": about} if about else {}, **more)


def texts(about: str = "", **more: Any) -> f.List[str]:
    return f.List(f.String(), metadata={"description": about} if about else {}, **more)


def nested(schema: type[Schema], **more: Any) -> f.List[Any]:
    return f.List(f.Nested(schema), **more)


class Problem(Schema):
    """RFC 9457: `detail` says what to do; `errors` names each field to mend."""

    type = text(required=True)
    title = text(required=True)
    status = f.Integer(required=True)
    detail = text(required=True)
    errors = f.List(f.Dict(keys=f.String(), values=f.String()))


# What comes in


class Listing(Schema):
    """A product as its seller describes it. Unknown keys are ignored; at least one of title, brand, model, gtin,
    description and attributes must be there. Longer texts are cut."""

    class Meta:
        unknown = EXCLUDE

    title = text(f"cut after {LIMITS['title']} characters")
    brand = text()
    model = text()
    gtin = text("UPC, EAN or GTIN")
    attributes = f.Dict(keys=f.String(), values=f.String())
    description = text(f"cut after {LIMITS['description']} characters")
    category = texts("from the widest to the narrowest")
    seller = text()
    country = text("ISO 3166 alpha-2")
    language = text()
    images = texts("addresses of pictures")
    url = text()
    platform = text()
    id = text("yours; comes back in the answer")
    layers = f.Dict(keys=f.String(), values=f.String())


class Asked(Schema):
    on = f.Date(metadata={"description": "the day for which the requirements are decided; today if left out"})
    remember = f.Boolean(
        metadata={"description": "false: it leaves nothing in the memory of matched listings"}
    )
    answers = f.Dict(
        keys=f.String(),
        values=f.String(validate=validate.OneOf(["yes", "no", "unknown"])),
        metadata={
            "description": "`question_id` of a requirement -> answer; the requirements are decided anew"
        },
    )

    say_in = text("the language (en, es, zh-CN) that `said` tells the answer's sentences in")


class CheckListing(Asked):
    listing = f.Nested(Listing, required=True)


class CheckPage(Asked):
    page = f.Dict(required=True, metadata={"description": "facts as the extension collects them from a page"})


class CheckUrl(Asked):
    url = text("a product page, http or https", required=True, validate=validate.Length(1, LIMITS["url"]))


CHECK_BODIES = (CheckListing, CheckPage, CheckUrl)


class BatchRequest(Schema):
    items = f.List(f.Dict(), required=True, validate=validate.Length(max=100))


# What goes out


class Evidence(Schema):
    feature = text("what was compared", required=True)
    listing = text(required=True)
    notice = text(required=True)
    weight = f.Float(required=True, metadata={"description": "log-odds"})
    text = text("the reason in a sentence", required=True)
    speaks = f.String(
        required=True,
        validate=validate.OneOf(tuple(SPEAKS)),
        metadata={"description": "for a match or against it; alike: both agree, as many notices do"},
    )


class Scope(Schema):
    kind = text(required=True)
    text = text(required=True)


class Match(Schema):
    id = text(required=True)
    url = text("the official notice", required=True)
    tier = f.String(required=True, validate=validate.OneOf(TIERS))
    probability = f.Float(required=True, validate=validate.Range(0, 1))
    evidence = nested(Evidence, required=True)
    title = text(required=True)
    date = text("ISO date", required=True)
    kind = f.String(required=True, validate=validate.OneOf([kind.value for kind in NoticeKind]))
    number = text(required=True, allow_none=True)
    hazards = texts(required=True)
    hazard_classes = texts(required=True)
    remedy = text(required=True)
    remedy_options = texts(required=True)
    units = f.Integer(required=True, allow_none=True)
    countries = texts(required=True)
    image = text(required=True, allow_none=True)
    scope = nested(Scope, required=True)
    linked = texts("ids of notices about the same item", required=True)
    group = text("matches with the same value are about one item", required=True)
    source = text(required=True)


class RequirementResult(Schema):
    id = text(required=True)
    citation = text(required=True)
    title = text(required=True)
    agency = text(required=True)
    applies = f.String(required=True, validate=validate.OneOf(["yes", "maybe"]))
    why = text("the words of the listing that it rests on", required=True)
    certificate = text("CPC, GCC, none, ...", required=True)
    third_party_test = f.Boolean(required=True, allow_none=True)
    banned = f.Boolean(required=True)
    url = text(required=True)
    verified = f.Boolean(required=True)
    question = text("settles a maybe", required=True, allow_none=True)
    question_id = text(
        "its key in `answers`; the same question has the same id everywhere", required=True, allow_none=True
    )
    title_zh = text("our Chinese translation of the title", required=True)
    title_es = text("our Spanish translation of the title", required=True)


class PlanSummary(Schema):
    """What the requirements lead to. `POST /plan` gives the whole plan."""

    certificate = f.String(
        required=True,
        validate=validate.OneOf(["CPC", "GCC", "unclear", "none"]),
        metadata={"description": "unclear: the open questions decide it"},
    )
    reasons = texts(required=True)
    tests = f.Integer(required=True, metadata={"description": "how many tests stand behind it for certain"})
    third_party = f.Boolean(
        required=True, metadata={"description": "a laboratory that CPSC accepts must do at least one"}
    )
    questions = f.Integer(required=True, metadata={"description": "how many questions stand open"})


class SeenBefore(Schema):
    by = f.String(required=True, validate=validate.OneOf(["picture", "attributes"]))
    under = text("another title, another seller, or both", required=True)
    when = text("the day it was first matched", required=True)
    verdict = f.String(required=True, validate=validate.OneOf(["recalled", "possible"]))
    notices = texts(required=True)
    seller = text(required=True, allow_none=True)
    shop = text(required=True, allow_none=True)


class Assessment(Schema):
    verdict = f.String(required=True, validate=validate.OneOf([verdict.value for verdict in Verdict]))
    reason = text("why an item is unchecked", required=True, allow_none=True)
    notices = nested(Match, required=True)
    requirements = nested(RequirementResult, required=True)
    plan = f.Nested(
        PlanSummary,
        required=True,
        allow_none=True,
        metadata={"description": "null where the item could not be read"},
    )
    seen_before = nested(
        SeenBefore,
        required=True,
        metadata={"description": "listings matched on this machine before that this one looks like"},
    )
    decisions = nested(Decision, required=True)
    said = f.Dict(
        keys=f.String(),
        values=f.String(),
        metadata={
            "description": "with `say_in`: our English sentences of this answer -> what they are in it"
        },
    )
    starter = f.Integer(
        required=True,
        metadata={"description": "how many notices answered where only the starter list is loaded, else 0"},
    )
    as_of = f.Dict(
        keys=f.String(),
        values=f.String(),
        required=True,
        metadata={"description": "source -> ISO date of its newest data"},
    )
    from_files = f.Dict(
        keys=f.String(),
        values=f.String(),
        required=True,
        metadata={
            "description": "source -> ISO date of its oldest notice, for those whose list a file gave, not the agency; "
            "whether it was the whole list is not known"
        },
    )
    severity = f.String(required=True, validate=validate.OneOf(["high", "medium", "low", "none", "unknown"]))
    listing = f.Nested(Listing, required=True, metadata={"description": "the listing as understood"})
    disclaimer = text(required=True)


class BatchAnswer(Schema):
    results = f.List(
        f.Dict(),
        required=True,
        metadata={"description": 'an Assessment, or {"error": Problem}, for each item'},
    )


class RequirementQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    q = text("words of the citation, title or scope", load_default="", validate=validate.Length(max=200))
    agency = text(load_default=None)
    status = text(load_default=None)
    on = f.Date(load_default=None, metadata={"description": "only what binds on that day"})
    product = text("a product's title", load_default="", validate=validate.Length(max=300))

    @pre_load
    def without_empty(self, data: Any, **_: Any) -> dict[str, Any]:
        """A filter that a person left empty is none."""
        return {name: value for name, value in data.items() if value != ""}


class Edition(Schema):
    standard = text(required=True)
    since = text("ISO date or year", data_key="from")
    until = text("ISO date or year")


class Requirement(Schema):
    """A row of the catalogue. Dates are ISO, or a year where no more is known."""

    id = text(required=True)
    citation = text(required=True)
    slug = text("the id as part of an address", required=True)
    topic = text(required=True)
    agency = text(required=True)
    title = text(required=True)
    title_zh = text("our Chinese translation of the title", required=True)
    title_es = text("our Spanish translation of the title", required=True)
    statute = text(required=True)
    scope = text(required=True)
    ages = text(required=True)
    exclusions = texts(required=True)
    certificate = text("CPC, GCC, GCC/CPC, GCC?, label, none, agency, depends", required=True)
    third_party_test = text("yes, no, child, depends, relief, n/a", required=True)
    editions = nested(Edition, required=True)
    since = text("the first day on which it applies", required=True, data_key="from")
    until = text("the first day on which it no longer applies", required=True)
    basis = text("what the dates count for: manufacture, import, sale", required=True, allow_none=True)
    dates = text("how the dates were checked: text, notice, memory", required=True)
    status = text(
        "in_force, vacated, withdrawn, removed, proposed, determination, procedure, guide", required=True
    )
    banned = f.Boolean(required=True, metadata={"description": "the article may not be sold"})
    url = text(required=True)
    guidance = text(required=True)
    verified = f.Boolean(required=True, metadata={"description": "false: the source itself was not opened"})
    read = text("how the scope was read: text, title, none", required=True)
    sources = texts(required=True)
    history = texts(required=True)


class RequirementList(Schema):
    total = f.Integer(required=True)
    requirements = nested(Requirement, required=True)


class SourceStatus(Schema):
    """How one source stands. Times are UTC; `state`: starter, running, done, failed, interrupted."""

    title = text(required=True)
    home = text("the agency's page for people", required=True)
    rows = f.Integer(required=True)
    withdrawn = f.Integer(required=True)
    starter = f.Boolean(required=True, metadata={"description": "only the starter list is loaded"})
    from_file = f.Boolean(
        required=True,
        metadata={"description": "a file gave its list; whether it was the agency's whole list is not known"},
    )
    since = text("date of its oldest notice", required=True, allow_none=True)
    as_of = text("date of its newest notice", required=True, allow_none=True)
    refreshed_at = text("end of the last refresh that succeeded", required=True, allow_none=True)
    state = text(required=True)
    started = text(required=True, allow_none=True)
    rows_so_far = f.Integer(required=True, allow_none=True)
    bytes_so_far = f.Integer(required=True, allow_none=True)
    origin = text(required=True, allow_none=True)
    error = text("of the last run", required=True, allow_none=True)
    quarantine = f.Integer(
        required=True, metadata={"description": "records that were refused and wait for review"}
    )


class SnapshotStatus(Schema):
    id = text(required=True)
    created = text(required=True)
    notices = f.Integer(required=True)
    starter = f.Boolean(required=True)
    as_of = f.Dict(keys=f.String(), values=f.String(), required=True)


class Status(Schema):
    version = text(required=True)
    refreshing = f.Boolean(required=True)
    snapshot = f.Nested(SnapshotStatus, required=True, allow_none=True)
    sources = f.Dict(keys=f.String(), values=f.Nested(SourceStatus), required=True)
    requirements = f.Integer(required=True)


class Health(Schema):
    status = text(required=True)
