"""Batches for people: what is given, how far it is, the results and each row's own page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from importsafety.api import admission
from importsafety.api.guard import takes
from importsafety.api.problems import Problem
from importsafety.api.services import services
from importsafety.api.who import who
from importsafety.assessment import DISCLAIMER, Verdict
from importsafety.batches import files, given
from importsafety.batches.answer import check_here
from importsafety.batches.progress import kept_until, progress
from importsafety.batches.stored import assessment_of
from importsafety.cells import BadFile
from importsafety.listing import LIMITS
from importsafety.rows import COLUMNS, Row, count
from importsafety.store.batches import Batch
from importsafety.store.batchrows import SORTS, Filters
from importsafety.vocabulary import KINDS
from importsafety.web import plan
from importsafety.web.data import state
from importsafety.web.formats import number
from importsafety.web.language import N_, ngettext, spoken
from importsafety.web.language import gettext as _

blueprint = Blueprint("batches", __name__)

UPLOAD_LIMIT = 300_000_000  # bytes; what is beyond half a megabyte goes to disk as it comes
PAGES_SIZE = 50

NOTHING = N_("Paste at least one product link, title or bar code number, or choose a file.")
ENDINGS = N_(
    "Give a .csv, .tsv, .xlsx, .jsonl or .parquet file. In a spreadsheet: File, Save as, Excel workbook."
)
# What a person may say that a column holds, in the order of the choice.
FIELDS = (
    ("", N_("Leave out")),
    ("title", N_("Title")),
    ("brand", N_("Brand")),
    ("model", N_("Model")),
    ("gtin", N_("Bar code (UPC, EAN, GTIN)")),
    ("url", N_("Link")),
    ("seller", N_("Supplier")),
    ("platform", N_("Platform")),
    ("id", N_("Your own number")),
    ("description", N_("Description")),
    ("category", N_("Category")),
    ("country", N_("Country of origin")),
    ("images", N_("Pictures")),
    ("language", N_("Language")),
    ("attributes", N_("Detail, under its heading")),
)
STATES = {
    "columns": N_("Waits for its columns"),
    "running": N_("Under way"),
    "stopped": N_("Stopped"),
    "done": N_("Done"),
    "failed": N_("Could not go on"),
}
ROW_STATES = {
    "open": N_("Not yet checked"),
    "blocked": N_("Page not read"),
    "error": N_("Row not read"),
    "done": N_("Checked"),
}
SORT_NAMES = {
    "verdict": N_("Strongest first"),
    "row": N_("As given"),
    "title": N_("Product"),
    "kind": N_("Kind"),
    "supplier": N_("Supplier"),
    "platform": N_("Platform"),
}
EDITABLE = ("title", "brand", "model", "gtin", "url")


@blueprint.app_template_filter()
def product_kind(id: str) -> str:
    """A kind of product by its name in the reader's language."""
    kind = KINDS.get(id)
    return kind.name[spoken()[:2]].capitalize() if kind else id


@blueprint.post("/check")
@takes(UPLOAD_LIMIT)
def create() -> Any:
    """What was pasted or dropped: one line is answered at once, more of them or a file are a batch."""
    file = request.files.get("file")
    lines = [line.strip() for line in request.form.get("items", "").splitlines() if line.strip()]
    if file is not None and file.filename:
        return _of_file(file)
    if not lines:
        return _start("", NOTHING), 422
    if len(lines) == 1:
        return redirect(url_for("web.check_one", q=lines[0][: LIMITS["url"]]), 303)
    admission.spend_rows(lambda: len(lines))
    store = services().runner.store
    first = lines[0] if len(lines[0]) <= 60 else f"{lines[0][:59]}…"
    id = store.create(who().team, f"{first} + {len(lines) - 1:,}", "columns")
    source = given.file_of(store.folder, id, given.LINES)
    source.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    store.change(id, source=source.name)
    _go_on(id)
    return redirect(url_for("batches.results", id=id), 303)


def _of_file(file: FileStorage) -> Any:
    name = Path(file.filename or "").name
    ending = Path(name).suffix.lower()
    if ending not in {*given.TABLES, *given.OTHERS}:
        return _start("", ENDINGS), 422
    store = services().runner.store
    id = store.create(who().team, name, "columns")
    source = given.file_of(store.folder, id, ending)
    file.save(source)
    try:
        # Nearly: of a packed file its size tells.
        admission.spend_rows(lambda: count(source) or 0)
    except Problem:
        store.remove(id)
        raise
    store.change(id, source=source.name)
    try:
        given.look(source)
    except BadFile as error:
        store.remove(id)
        return _start("", str(error).replace(source.name, name)), 422
    if given.is_table(source):
        return redirect(url_for("batches.columns", id=id), 303)
    _go_on(id)
    return redirect(url_for("batches.results", id=id), 303)


def _start(asked: str, problem: str = "") -> str:
    return render_template("start.html", state=state(), asked=asked, problem=_(problem) if problem else "")


@blueprint.get("/batches")
def overview() -> str:
    store = services().runner.store
    found = [
        (batch, progress(batch, store.counts(batch.id)), _until(batch)) for batch in store.batches(who().team)
    ]
    return render_template("batches.html", batches=found, states=STATES, days=services().settings.batch_days)


@blueprint.get("/batches/template.<any(csv, xlsx):form>")
def template_file(form: str) -> Response:
    return _download(files.template(form), form, "import-safety-template")


@blueprint.get("/batches/<int:id>/columns")
def columns(id: int) -> Any:
    batch = _batch(id)
    source = services().runner.store.folder / batch.source
    if batch.state not in {"columns", "failed"} or batch.taken or not given.is_table(source):
        return redirect(url_for("batches.results", id=id))
    return _columns(batch, source)


def _columns(batch: Batch, source: Path, problem: str = "", fields: list[str] | None = None) -> str:
    seen = given.preview(source)
    return render_template(
        "batch_columns.html",
        batch=batch,
        seen=seen,
        chosen=fields or seen.fields,
        fields=FIELDS,
        problem=_(problem) if problem else batch.note,
    )


@blueprint.post("/batches/<int:id>/columns")
def map_columns(id: int) -> Any:
    """Begin with the columns as a person says they are."""
    batch = _batch(id)
    store = services().runner.store
    source = store.folder / batch.source
    if batch.taken or batch.state not in {"columns", "failed"}:
        return redirect(url_for("batches.results", id=id), 303)
    fields = [name if name in COLUMNS else "" for name in request.form.getlist("field")[:300]]
    if not {"title", "brand", "model", "gtin", "description", "url"} & set(fields):
        told = N_("Say which column holds the title, the brand, the model, the bar code or the link.")
        return _columns(batch, source, told, fields or None), 422
    doubled = next(
        (name for name in fields if name and name != "attributes" and fields.count(name) > 1), None
    )
    if doubled:
        told = N_("Two columns cannot hold the same thing; leave one of them out, or take it as a detail.")
        return _columns(batch, source, told, fields), 422
    heading = "heading" in request.form
    if heading and len(given.preview(source).lines) == 1:
        told = N_(
            "The file has one line only. If that is an item, say that it does not name the columns; if not, put the "
            "items below it and give the file again."
        )
        return _columns(batch, source, told, fields), 422
    store.change(id, plan={"fields": fields, "heading": heading}, note="")
    _go_on(id)
    return redirect(url_for("batches.results", id=id), 303)


@blueprint.get("/batches/<int:id>")
def results(id: int) -> Any:
    batch = _batch(id)
    if batch.state == "columns":
        return redirect(url_for("batches.columns", id=id))
    if "" in request.args.values():  # a form sends its empty fields too
        asked: dict[str, Any] = {name: value for name, value in request.args.items() if value}
        return redirect(url_for("batches.results", id=id, **asked))
    store = services().runner.store
    filters = _filters()
    found = store.rows(id, filters, request.args.get("page", 1, int), PAGES_SIZE)
    facets = store.facets(id)
    facets["verdict"].sort(key=lambda pair: Verdict(pair[0]).rank)
    return render_template(
        "results.html",
        batch=batch,
        progress=progress(batch, store.counts(id)),
        says=_says(batch),
        found=found,
        filters=filters,
        facets=facets,
        states=STATES,
        row_states=ROW_STATES,
        sorts=SORT_NAMES,
        asked=_asked(filters),
        disclaimer=DISCLAIMER,
        state=state(),
        until=_until(batch),
        days=services().settings.batch_days,
    )


@blueprint.get("/batches/<int:id>/progress")
def progress_of(id: int) -> dict[str, Any]:
    """What `batch.js` asks for while a batch is under way."""
    batch = _batch(id)
    far = progress(batch, services().runner.store.counts(id))
    return {"busy": far.busy, "done": far.done, "rows": far.rows, "share": far.share, "says": _says(batch)}


def _says(batch: Batch) -> str:
    """How far a batch is, in a sentence."""
    far = progress(batch, services().runner.store.counts(batch.id))
    parts = [_("%(done)s of %(rows)s rows") % {"done": number(far.done), "rows": number(far.rows)}]
    if far.reading:
        parts.append(_("still reading"))
    if far.busy and far.rate >= 0.1:
        parts.append(_("%(rate)s rows a second") % {"rate": number(far.rate)})
    if far.seconds is not None:
        parts.append(_("about %(time)s left") % {"time": _time(far.seconds)})
    return ", ".join(parts)


def _time(seconds: float) -> str:
    if seconds < 90:
        count = max(1, round(seconds))
        return ngettext("%(count)s second", "%(count)s seconds", count) % {"count": count}
    count = round(seconds / 60)
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


@blueprint.post("/batches/<int:id>/<any(stop, resume, retry, remove):what>")
def act(id: int, what: str) -> Any:
    batch = _batch(id)
    store = services().runner.store
    if what == "remove":
        store.remove(batch.id)
        return redirect(url_for("batches.overview"), 303)
    if what == "stop":
        store.turn(id, ["running"], "stopped")
    if what == "retry":
        store.again(id, "blocked")
    if what in {"resume", "retry"}:
        _go_on(id)
    return redirect(url_for("batches.results", id=id), 303)


@blueprint.get("/batches/<int:id>/rows/<int:n>")
def row(id: int, n: int) -> str:
    return _row(_batch(id), n)


def _row(batch: Batch, n: int, problem: str = "", typed: dict[str, str] | None = None) -> str:
    store = services().runner.store
    found = store.row(batch.id, n)
    if found is None:
        raise Problem(404, _("There is no such row in this batch."))
    read = found["assessment"] and found["state"] == "done"
    answer = assessment_of(found["assessment"]) if read else None
    listing = found["given"]
    asked = next((str(listing[name]) for name in ("url", "title", "gtin", "text") if listing.get(name)), "")
    return render_template(
        "batch_row.html",
        batch=batch,
        row=found,
        answer=answer,
        asked=asked,
        given=typed or _editable(found),
        editable=[pair for pair in FIELDS if pair[0] in EDITABLE],
        history=store.history(who().team, batch.id, n),
        problem=problem,
        state=state(),
        **(plan.context(answer) if answer else {}),
    )


def _editable(row: dict[str, Any]) -> dict[str, str]:
    """What stands in the fields at first: as given, and the title that a blocked page's address tells."""
    told = {"title": row["listing"].get("title")} if row["state"] == "blocked" else {}
    return {name: value for name in EDITABLE if (value := row["given"].get(name) or told.get(name))}


@blueprint.post("/batches/<int:id>/rows/<int:n>")
def amend(id: int, n: int) -> Any:
    """Check a row anew, as a person mended it; other fields of it stay."""
    batch = _batch(id)
    store = services().runner.store
    before = store.row(id, n)
    if before is None:
        raise Problem(404, _("There is no such row in this batch."))
    typed = {name: request.form.get(name, "").strip() for name in EDITABLE}
    kept = {name: value for name, value in before["given"].items() if name not in {*EDITABLE, "text"}}
    mended = given.given(n, Row(before["name"] or None, kept | {k: v for k, v in typed.items() if v}))
    if mended.state == "error":
        return _row(batch, n, mended.reason or "", typed), 422
    store.amend(id, mended)
    if mended.state == "waiting":
        fresh = store.row(id, n)
        revision = fresh["revision"] if fresh else 0
        for number_, _revision, answer in check_here(services().checker, [mended]):
            store.keep(id, [(number_, revision, answer)])
    else:
        _go_on(id)
    return redirect(url_for("batches.row", id=id, n=n), 303)


@blueprint.get("/batches/<int:id>/results.<any(csv, xlsx, json):form>")
def download(id: int, form: str) -> Response:
    """The rows that the filters leave, as a file."""
    batch = _batch(id)
    rows = services().runner.store.whole_rows(id, _filters())
    name = f"import-safety-{id}"
    if form == "json":
        return Response(
            files.json_lines(rows),
            mimetype="application/x-ndjson",
            headers={"Content-Disposition": f'attachment; filename="{name}.jsonl"'},
        )
    return _download(files.table(rows, form), form, f"{name}-{batch.created[:10]}")


def _download(content: Any, form: str, name: str) -> Response:
    types = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    return Response(
        content,
        mimetype=types[form],
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )


def _go_on(id: int) -> None:
    services().runner.store.turn(id, ["columns", "stopped", "failed", "done"], "running")
    services().runner.wake()


def _batch(id: int) -> Batch:
    batch = services().runner.store.batch(who().team, id)
    if batch is None:
        raise Problem(404, _("There is no such batch. It may have been removed."))
    return services().runner.store.open(batch)


def _until(batch: Batch) -> str | None:
    return kept_until(batch, services().settings.batch_days)


def _filters() -> Filters:
    """From the address. What is none of the choices is passed over, so that an old address still opens."""
    asked = {name: request.args.get(name, "").strip()[:300] for name in Filters.__slots__ if name != "sort"}
    sort = request.args.get("sort", "")
    return Filters(**asked, sort=sort if sort in SORTS else "verdict")


def _asked(filters: Filters) -> dict[str, str]:
    """The filters as an address says them."""
    return {
        name: value
        for name in Filters.__slots__
        if (value := getattr(filters, name)) and (name, value) != ("sort", "verdict")
    }
