"""Evidence files: to keep one of an answer, to look at it, print it, download it and delete it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from importsafety.api import given
from importsafety.api.problems import Problem
from importsafety.api.services import services
from importsafety.api.who import who
from importsafety.assessment import SPEAKS
from importsafety.evidence import EvidenceFile, of_answers, says
from importsafety.evidence.items import TooMany, of_answer, of_rows
from importsafety.evidence.sheet import csv_text, xlsx
from importsafety.listing import LIMITS, Listing
from importsafety.store.database import now
from importsafety.web.review import sent_listing

blueprint = Blueprint("evidence", __name__, template_folder="templates")


def _pdf(file: EvidenceFile) -> bytes:
    from importsafety.evidence.pdf import pdf  # noqa: PLC0415  (its library is large, and seldom wanted)

    return pdf(file)


# What a file can be downloaded as: its type, and what makes it.
FORMS = {
    "pdf": ("application/pdf", _pdf),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
    "csv": ("text/csv; charset=utf-8", lambda file: csv_text(file).encode()),
    "json": ("application/json", lambda file: file.body),
}


@blueprint.get("/evidence")
def overview() -> str:
    return render_template("evidence.html", files=services().store.evidence_files(who().team))


@blueprint.post("/evidence")
def keep() -> Any:
    """Check the listing of an answer's page once more and keep that answer, so that the file holds nothing that a
    form made up."""
    form, checker = request.form, services().checker
    listing = Listing.of(sent_listing(form.get("listing", "")))
    if listing.is_empty:
        raise Problem(
            422, "Nothing was read of this product, so there is nothing to keep. Check it by its title."
        )
    answers = {
        name.removeprefix("answer."): value
        for name, value in form.items()
        if name.startswith("answer.")
        and value in given.ANSWERS
        and name.removeprefix("answer.") in checker.catalogue.questions
    }
    asked = form.get("asked", "").strip()[: LIMITS["url"]]
    answer = checker.check_listing(listing, given.day({"on": form.get("on") or None}), answers)
    snapshot, moment = checker.snapshot, now()
    item = of_answer(answer, asked, moment, snapshot.id if snapshot else None)
    return _kept(of_answers(listing.title or asked or "One item", [item], snapshot, moment, asked))


@blueprint.post("/batches/<int:id>/evidence")
def keep_batch(id: int) -> Any:
    """Keep the answers that a batch has now."""
    store = services().runner.store
    batch = store.batch(who().team, id)
    if batch is None:
        raise Problem(404, f"There is no batch {id} here.")
    moment = now()
    try:
        items = of_rows(store.whole_rows(id), moment)
    except TooMany as error:
        raise Problem(422, str(error)) from error
    if not items:
        raise Problem(422, "This batch has no rows to keep.")
    return _kept(of_answers(batch.name, items, services().checker.snapshot, moment))


@blueprint.get("/evidence/<id>")
def show(id: str) -> str:
    return render_template("evidence_file.html", file=_file(id), says=says, headings=SPEAKS)


@blueprint.get("/evidence/<id>.<form>")
def download(id: str, form: str) -> Response:
    if form not in FORMS:
        raise Problem(404, f"An evidence file can be had as {', '.join(FORMS)}.")
    kind, make = FORMS[form]
    return Response(
        make(_file(id)),
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="evidence-{id}.{form}"'},
    )


@blueprint.post("/evidence/<id>/remove")
def remove(id: str) -> Any:
    if not services().store.remove_evidence(who().team, id):
        raise _missing(id)
    return redirect(url_for("evidence.overview"), 303)


def _kept(file: EvidenceFile) -> Any:
    services().store.keep_evidence(who().team, file.kept, file.body)
    return redirect(url_for("evidence.show", id=file.id), 303)


def _file(id: str) -> EvidenceFile:
    content = services().store.evidence_content(who().team, id)
    if content is None:
        raise _missing(id)
    return EvidenceFile.read(content)


def _missing(id: str) -> Problem:
    return Problem(404, f"There is no evidence file {id[:40]} here, or it was deleted.")
