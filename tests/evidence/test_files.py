"""Evidence files: the same id shows the same content whatever becomes of the data, in every form, and nobody else's."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from doors import HOSTILE, NOTICES, recall
from importsafety.api import create_app
from importsafety.batches.stored import assessment_of
from importsafety.check import Checker
from importsafety.evidence import EvidenceFile, of_answers
from importsafety.evidence.items import of_answer, of_rows
from importsafety.evidence.pdf import pdf
from importsafety.evidence.says import sides
from importsafety.evidence.sheet import csv_text, xlsx
from importsafety.listing import Listing
from importsafety.refresh import refresh
from importsafety.settings import Settings
from importsafety.store import Store
from importsafety.store.batches import Batches, Given

TITLE = "KUGELO magnetic balls KG-216 巴克球磁力球"
LISTING = {
    "title": TITLE,
    "brand": "KUGELO",
    "model": "KG-216",
    "seller": "Kugelwerk Trading",
    "attributes": {"材质": "钕铁硼", "Note": "=HYPERLINK(1)"},
}
FORMS = ("pdf", "xlsx", "csv", "json")
MOMENT = "2026-11-25T04:05:06+00:00"


def keep(client: FlaskClient, listing: dict[str, Any] = LISTING, **more: str) -> str:
    answer = client.post("/evidence", data={"listing": json.dumps(listing), "asked": "typed", **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def text_of(document: bytes) -> str:
    with pypdfium2.PdfDocument(document) as opened:
        return "\n".join(page.get_textpage().get_text_range() for page in opened)


def test_a_pdf_holds_what_was_checked_when_against_what_and_the_result(asking: FlaskClient) -> None:
    address = keep(asking)
    text = text_of(asking.get(f"{address}.pdf").data)
    flat = " ".join(text.split())
    for words in (
        address.rpartition("/")[2],
        TITLE,
        "钕铁硼",
        "Snapshot 2",
        "from a file with notices of 2024-02-01 to 2025-04-24",
        "Recalled: an official notice names this item",
        "https://www.cpsc.gov/Recalls/2025/25901",
        "The notice names this model: KG-216.",
        "16 CFR 1262",
        "General Certificate of Conformity",
        "No match is not a clearance",
    ):
        assert words in flat, words


def test_chinese_is_drawn_with_letters_that_the_file_brings(asking: FlaskClient) -> None:
    document = asking.get(f"{keep(asking)}.pdf").data
    assert b"/FontFile3" in document  # embedded: no reader needs a font of its own
    with pypdfium2.PdfDocument(document) as opened:
        drawn = opened[0].render(scale=1).to_pil().convert("L")
    assert drawn.histogram()[0:128] != [0] * 128


def test_a_workbook_holds_the_same_and_runs_no_formula(asking: FlaskClient) -> None:
    book = load_workbook(io.BytesIO(asking.get(f"{keep(asking, {**LISTING, 'brand': '=1+1'})}.xlsx").data))
    assert book.sheetnames == ["About", "Items", "Compared", "Rules"]
    names, row = list(book["Items"].iter_rows(values_only=True))
    item = dict(zip(names, row, strict=True))
    assert (item["title"], item["verdict"], item["notice"]) == (TITLE, "recalled", "cpsc:25901")
    assert item["brand"] == "'=1+1"
    assert all(cell.data_type != "f" for sheet in book for line in sheet.iter_rows() for cell in line)
    about = dict(book["About"].iter_rows(values_only=True))
    assert "No match is not a clearance" in about["statement"]
    assert any(
        line[4] == "for" and "KG-216" in line[6] for line in book["Compared"].iter_rows(values_only=True)
    )
    assert any(line[2] == "16 CFR 1262" for line in book["Rules"].iter_rows(values_only=True))


def test_a_csv_has_a_row_an_item(asking: FlaskClient) -> None:
    table = asking.get(f"{keep(asking)}.csv").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["title"], row["verdict"], row["notice_date"]) == (TITLE, "recalled", "2025-04-24")


def test_its_id_names_its_content(asking: FlaskClient) -> None:
    address = keep(asking)
    content = asking.get(f"{address}.json").data
    assert hashlib.sha256(content).hexdigest().startswith(address.rpartition("/")[2])
    data = json.loads(content)
    assert data["data"]["sources"][0]["id"] == "cpsc" and data["data"]["sources"][0]["age_days"] > 0
    assert data["items"][0]["snapshot"] == data["data"]["snapshots"][0]


def test_the_same_id_gives_the_same_bytes_after_the_data_changed(
    asking: FlaskClient, mine: Path, tmp_path: Path
) -> None:
    address = keep(asking)
    before = {form: asking.get(f"{address}.{form}").data for form in FORMS}
    page = asking.get(address).text
    changed = [row for row in NOTICES if row["RecallNumber"] != "25901"]
    changed.append(
        recall("25950", "Polarix Recalls Magnetic Ball Sets", "Polarix Balls", "With model number KG-216.")
    )
    file = tmp_path / "later.json"
    file.write_text(json.dumps(changed), "utf-8")
    assert refresh(mine, files={"cpsc": file}).ok
    later = create_app(Settings(home=mine)).test_client()
    now = later.post("/api/v1/check", json={"listing": LISTING}).get_json()
    assert "cpsc:25901" not in {match["id"] for match in now["notices"]}
    assert {form: later.get(f"{address}.{form}").data for form in FORMS} == before
    assert later.get(address).text == page


def test_it_is_kept_only_when_asked_for_listed_and_deleted(asking: FlaskClient, mine: Path) -> None:
    asking.get("/check", query_string={"q": TITLE})
    assert "None yet" in asking.get("/evidence").text
    address = keep(asking)
    assert TITLE in asking.get("/evidence").text
    assert asking.post(f"{address}/remove").status_code == 303
    assert asking.get(address).status_code == 404
    assert asking.post(f"{address}/remove").status_code == 404
    with Store(mine) as store:
        assert store.evidence_files("local") == []


def test_another_teams_file_is_not_there(asking: FlaskClient, mine: Path) -> None:
    address = keep(asking)
    id = address.rpartition("/")[2]
    with Store(mine) as store:
        content = store.evidence_content("local", id)
        assert content and store.evidence_content("others", id) is None
        assert not store.remove_evidence("others", id)
        store.keep_evidence("others", EvidenceFile.read(content).kept, content)
        assert store.remove_evidence("others", id)
    assert asking.get(address).status_code == 200


def test_answers_to_questions_and_the_day_are_kept_with_it(asking: FlaskClient) -> None:
    listing = {"title": "Bunk bed"}
    asked = asking.post("/api/v1/check", json={"listing": listing}).get_json()["requirements"]
    question = next(row["question_id"] for row in asked if row["question_id"])
    data = asking.get(f"{keep(asking, listing, **{f'answer.{question}': 'no'})}.json").get_json()
    still = [row["question_id"] for row in data["items"][0]["answer"]["requirements"]]
    assert question not in still


@pytest.mark.parametrize("listing", ["", "[]", "{}", '{"title": 1e999}', '{"title": ["x"]}', "{"])
def test_what_is_no_listing_is_refused_with_words(asking: FlaskClient, listing: str) -> None:
    answer = asking.post("/evidence", data={"listing": listing})
    assert answer.status_code == 422
    assert answer.get_json()["detail"]


def test_unknown_forms_and_ids_are_not_there(asking: FlaskClient) -> None:
    assert asking.get(f"{keep(asking)}.docx").status_code == 404
    assert asking.get("/evidence/0123456789abcdef0123").status_code == 404


def test_hostile_text_is_shown_as_text(asking: FlaskClient) -> None:
    address = keep(asking, {"title": f"Zibble gadget ZB-9 {HOSTILE}", "model": "ZB-9", "brand": "Zibble"})
    page = asking.get(address).text
    assert (
        "<script>alert" not in page
        and "<img src=x" not in page
        and "javascript:" not in page.replace(HOSTILE, "")
    )
    assert b"javascript" not in asking.get(f"{address}.pdf").data


def test_a_batch_is_kept_whole(asking: FlaskClient, mine: Path) -> None:
    with_answers = Batches(mine)
    # Stopped, or the server goes on with it on the first request.
    id = with_answers.create("local", "My catalogue", state="stopped")
    rows = [
        Given(1, "a", {"title": TITLE, "model": "KG-216", "brand": "KUGELO"}, "waiting"),
        Given(2, "b", {"title": "Soup ladle"}, "waiting"),
        Given(3, "c", {"text": "?"}, "error", "Nothing to compare."),
    ]
    with_answers.add(id, rows, complete=True)
    from importsafety.batches.answer import check_here

    with_answers.keep(id, check_here(Checker(mine), rows[:1]))
    answer = asking.post(f"/batches/{id}/evidence")
    assert answer.status_code == 303
    address = answer.headers["Location"]
    data = asking.get(f"{address}.json").get_json()
    verdicts = {item["name"]: item["answer"]["verdict"] for item in data["items"]}
    assert verdicts == {"a": "recalled", "b": "unchecked", "c": "unchecked"}
    assert "3 items" in asking.get(address).text
    assert "Nothing to compare." in text_of(asking.get(f"{address}.pdf").data)
    table = asking.get(f"{address}.csv").data.decode("utf-8-sig")
    assert [row["item"] for row in csv.DictReader(io.StringIO(table))] == [i["name"] for i in data["items"]]
    other = with_answers.create("others", "Theirs")
    assert asking.post(f"/batches/{other}/evidence").status_code == 404


_ANY = st.text(max_size=80)


@settings(max_examples=4)
@given(
    st.builds(
        Listing, title=_ANY, brand=_ANY, seller=_ANY, attributes=st.dictionaries(_ANY, _ANY, max_size=3)
    )
)
def test_any_listing_can_be_printed(home: Path, listing: Listing) -> None:
    checker = Checker(home)
    item = of_answer(checker.check(Listing.of(listing.as_dict())), "", MOMENT, None)
    file = of_answers("Any", [item], None, MOMENT)
    assert pdf(file).startswith(b"%PDF")
    assert xlsx(file) == xlsx(EvidenceFile.read(file.body))
    assert csv_text(file).count("\r\n") >= 2


def test_points_kept_before_they_said_how_they_speak_are_read_by_their_weight(home: Path) -> None:
    answer = Checker(home).check(Listing.of(LISTING)).as_dict()
    (first, *_) = answer["notices"]
    first["evidence"] = [
        {name: value for name, value in point.items() if name != "speaks"}
        for point in (*first["evidence"], first["evidence"][0] | {"weight": -2.0})
    ]
    (match, *_) = assessment_of(answer).matches
    assert [item.speaks for item in match.evidence] == ["for"] * (len(match.evidence) - 1) + ["against"]
    assert [side for side, _ in sides(first)] == ["for", "against"]


def test_rows_of_an_earlier_program_are_read() -> None:
    old = {
        "verdict": "no_match",
        "notices": [],
        "requirements": [],
        "plan": None,
        "as_of": {},
        "reason": None,
    }
    row = {
        "n": 1,
        "name": "x",
        "checked": MOMENT,
        "snapshot": "s",
        "assessment": old | {"listing": {"title": "T"}},
    }
    file = of_answers("Old", of_rows([row], MOMENT), None, MOMENT)
    assert pdf(file).startswith(b"%PDF") and "T" in csv_text(file)
