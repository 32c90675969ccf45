"""The rules and the certificate plan on the page of an answer: questions answered, form filled, report compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
from flask import Blueprint, Response, render_template, request

from importsafety.api import given
from importsafety.api.plan import csv_answer, planned
from importsafety.api.problems import Problem
from importsafety.api.services import services
from importsafety.assessment import Assessment
from importsafety.listing import LIMITS, Listing
from importsafety.standards import Catalogue, Requirement
from importsafety.standards.filing import ELEMENTS, Form
from importsafety.standards.plan import planning
from importsafety.standards.report import check_report
from importsafety.standards.supplier import LANGUAGES, book, messages
from importsafety.web import why
from importsafety.web.data import state
from importsafety.web.language import N_, spoken
from importsafety.web.told import shown

blueprint = Blueprint("plan_pages", __name__)

STATES = {
    "matches": N_("Matches"),
    "missing": N_("Missing"),
    "outdated": N_("Outdated"),
    "withdrawn": N_("Withdrawn laboratory"),
    "unclear": N_("To look at"),
}
LABORATORIES = {
    "accepted": N_("A laboratory that CPSC accepts"),
    "any": N_("Any qualified laboratory"),
    "depends": N_("One that CPSC accepts, for a children's product"),
}
CERTIFICATES = {
    "CPC": N_("Children's Product Certificate"),
    "GCC": N_("General Certificate of Conformity"),
    "unclear": N_("Certificate not clear yet"),
    "none": N_("No CPSC certificate found necessary"),
}


def context(
    answer: Assessment,
    on: date | None = None,
    answers: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    report: str = "",
) -> dict[str, Any]:
    """What the template `_plan.html` shows of an answer; nothing where the page could not be read."""
    if answer.plan is None:
        return {"plan": None}
    catalogue = services().checker.catalogue
    made = planned(answer, catalogue, on)
    return {
        "plan": made.plan,
        "form": made.form(values or {}),
        "filled": values is not None,
        "elements": ELEMENTS,
        "messages": messages(answer.listing, made.plan, catalogue),
        "languages": LANGUAGES,
        "on": on.isoformat() if on else "",
        "questions": _questions(answer, answers or {}),
        "report": report,
        "findings": check_report(report, answer.listing, made.plan, catalogue, date.today())
        if report
        else (),
        "listing_json": orjson.dumps(answer.listing.as_dict()).decode(),
        "states": STATES,
        "laboratories": LABORATORIES,
        "certificates": CERTIFICATES,
    }


def about(row: Requirement, catalogue: Catalogue) -> dict[str, Any]:
    """What a requirement's page tells of the plan: today's standards, its mark, hints, and its questions."""
    table = planning()
    return {
        "standards": row.editions_on(date.today()),
        "mark": table.marks.get(row.id, ""),
        "hints": [hint for hint in table.hints if row.id in hint.when],
        "questions": list(
            dict.fromkeys(case.ask for case in catalogue.rules.cases.get(row.id, ()) if case.ask)
        ),
    }


@blueprint.app_template_filter()
def rule_title(row: Any) -> str:
    """The title of a row, result, test or duty of the catalogue in the reader's language."""
    known = services().checker.catalogue.get(row.id)
    return known.title_in(spoken()) if known else str(row.title)


@blueprint.app_template_filter()
def asked(question: str) -> str:
    """A question of the rules in the reader's language."""
    return shown(why.asked(question), question)


@blueprint.app_template_filter(name="why")
def reason(text: str) -> str:
    """Why a rule applies, in the reader's language."""
    return shown(why.why(text), text)


@blueprint.app_template_filter()
def mark_says(says: str, id: str) -> str:
    """What the mark of a requirement says in the reader's language, as `asked`."""
    return shown(book().marks_zh.get(id, says) if spoken() == "zh_CN" else says, says)


@blueprint.post("/check/plan")
def decide() -> Any:
    """The same listing with what was typed on its page. `do` names the button: decide, message-..., filing-..."""
    sent = request.form
    try:
        listing = Listing.of(orjson.loads(sent.get("listing", "")))
    except orjson.JSONDecodeError as error:
        raise Problem(422, "The page was sent incompletely. Check the product again.") from error
    checker = services().checker
    chosen = {
        name.removeprefix("answer."): value
        for name, value in sent.items()
        if name.startswith("answer.") and value in given.ANSWERS
    }
    answers = {id: value for id, value in chosen.items() if id in checker.catalogue.questions}
    on = given.day({"on": sent.get("on") or None})
    values = {name.removeprefix("field."): value for name, value in sent.items() if name.startswith("field.")}
    answer = checker.check(listing, on, answers)
    shown = context(answer, on, answers, _typed(values, answer, on), sent.get("report", "").strip())
    action = sent.get("do", "")
    if action.startswith("message-") and (message := shown["messages"].get(action.removeprefix("message-"))):
        return _download(
            f"{message.subject}\n\n{message.body}", "text/plain", f"supplier-{message.language}.txt"
        )
    form: Form = shown["form"]
    if action == "filing-csv":
        return csv_answer(form)
    if action == "filing-json":
        text = orjson.dumps(form.as_dict(), option=orjson.OPT_INDENT_2).decode()
        return _download(text, "application/json", "certificate.json")
    return render_template(
        "assessment.html",
        answer=answer,
        asked=sent.get("asked", "")[: LIMITS["url"]],
        state=state(),
        done=action,
        **shown,
    )


def _typed(values: Mapping[str, str], answer: Assessment, on: date | None) -> dict[str, str]:
    """What a person typed into the form. The rest, such as the citations of a plan that an answer has changed since
    the page was made, is filled in anew."""
    before = request.form.getlist("filled")
    prefilled = dict(pair.split("=", 1) for pair in before if "=" in pair)
    return {key: value for key, value in values.items() if value != prefilled.get(key, "")}


def _questions(answer: Assessment, answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each question once, the answered ones too, so that an answer can be changed."""
    asked = services().checker.catalogue.questions
    rows: dict[str, dict[str, Any]] = {
        id: {"id": id, "text": asked[id], "answer": value, "rules": []} for id, value in answers.items()
    }
    for result in answer.requirements:
        if result.question_id and result.question:
            row = rows.setdefault(
                result.question_id,
                {"id": result.question_id, "text": result.question, "answer": "unknown", "rules": []},
            )
            row["rules"].append(result)
    return list(rows.values())


def _download(text: str, kind: str, name: str) -> Response:
    return Response(text, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
