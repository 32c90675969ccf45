"""POST /plan, /plan/filing and /plan/report: what to order, to file, and to ask the supplier."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from flask import Blueprint, Response

from importsafety.api import given, plan_schemas
from importsafety.api.check import assess
from importsafety.api.openapi import operation
from importsafety.api.problems import Problem
from importsafety.api.respond import body, json
from importsafety.api.services import services
from importsafety.assessment import Assessment
from importsafety.standards import Catalogue, Plan, filing, make_plan
from importsafety.standards.report import LIMIT, check_report
from importsafety.standards.supplier import messages
from importsafety.tables import safe

blueprint = Blueprint("plan", __name__)


@dataclass(frozen=True)
class Planned:
    """An answer with the plan that its requirements lead to, as of its day."""

    answer: Assessment
    plan: Plan
    catalogue: Catalogue

    def form(self, values: Mapping[str, str] = {}) -> filing.Form:
        return filing.fill(self.answer.listing, self.plan, self.catalogue, values, date.today())


def planned(answer: Assessment, catalogue: Catalogue, on: date | None) -> Planned:
    return Planned(answer, make_plan(catalogue, answer.requirements, on or date.today()), catalogue)


@blueprint.post("/plan")
@operation(
    "Plan the certificate of one product",
    "Takes what `/check` takes. Answers with the certificate and why, the tests to order with the edition of each "
    "standard, the marks, the eFiling form as far as it is known, and a message to the supplier in English and "
    "Chinese.",
    body=plan_schemas.PLAN_BODIES,
    returns=plan_schemas.PlanAnswer,
    problems=(400, 403, 413, 415, 421, 422),
)
def plan() -> Response:
    made = _planned(body())
    return json(
        {
            "listing": made.answer.listing.as_dict(),
            "plan": msgspec.to_builtins(made.plan),
            "filing": made.form().as_dict(),
            "messages": msgspec.to_builtins(messages(made.answer.listing, made.plan, made.catalogue)),
            "disclaimer": made.answer.disclaimer,
        }
    )


@blueprint.post("/plan/filing")
@operation(
    "Fill and check the eFiling form",
    "`values` are texts by the form's keys; what is left out is filled from the listing and the plan. With "
    '`"format": "csv"` the answer is a table of one row. A form with problems is answered all the same; each field '
    "says what to mend.",
    body=plan_schemas.FILING_BODIES,
    returns=plan_schemas.Form,
    problems=(400, 403, 413, 415, 421, 422),
)
def file() -> Response:
    data = body()
    made = _planned(data)
    values = data.get("values") or {}
    if not isinstance(values, Mapping) or not all(isinstance(value, str) for value in values.values()):
        raise Problem(422, "`values` must be an object of texts.", [("values", "an object of texts")])
    kind = data.get("format") or "json"
    if kind not in ("json", "csv"):
        raise Problem(422, "`format` must be json or csv.", [("format", "json or csv")])
    form = made.form(values)
    return csv_answer(form) if kind == "csv" else json(form.as_dict())


@blueprint.post("/plan/report")
@operation(
    "Compare a test report with the plan",
    "`report` is the text of a supplier's report. What it names is compared with the plan: rules and editions, "
    "laboratory, model and dates. Nothing is said about whether the report is genuine.",
    body=plan_schemas.REPORT_BODIES,
    returns=plan_schemas.ReportAnswer,
    problems=(400, 403, 413, 415, 421, 422),
)
def report() -> Response:
    data = body()
    made = _planned(data)
    text = data.get("report")
    if not isinstance(text, str) or not text.strip():
        raise Problem(422, "`report` must be the text of a test report.", [("report", "a text")])
    findings = check_report(text, made.answer.listing, made.plan, made.catalogue, date.today())
    return json({"findings": msgspec.to_builtins(findings), "cut": len(text) > LIMIT})


def csv_answer(form: filing.Form) -> Response:
    """The form as a table of one row, to keep or to load elsewhere."""
    text = io.StringIO(newline="")
    text.write("\ufeff")  # or spreadsheets guess the encoding wrong
    row = form.row()
    writer = csv.writer(text)
    writer.writerow(row)
    writer.writerow([safe(value) for value in row.values()])
    return Response(
        text.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="certificate.csv"'},
    )


def _planned(data: Any) -> Planned:
    checker = services().checker
    answer = assess(checker, data)
    if answer.plan is None:
        raise Problem(422, answer.reason or "The page could not be read, so there is nothing to plan.")
    return planned(answer, checker.catalogue, given.day(data))
