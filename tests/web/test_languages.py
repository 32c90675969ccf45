"""Every text of the pages has a Spanish and a Chinese form, area by area; and each reader gets their language."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import importsafety.web
from importsafety.api.problems import TITLES
from importsafety.assessment import DISCLAIMER, SPEAKS, Evidence
from importsafety.web import formats, language, words

WEB = Path(importsafety.web.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)} | {
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
FOREIGN = [name for name in language.LANGUAGES if name != language.ENGLISH]


def _texts(path: Path) -> list[tuple[str, ...]]:
    """What is translated in a file: one text, or the one and the many form."""
    method, options = (
        ("jinja2.ext:babel_extract", {"trimmed": "true", "silent": "false"})
        if path.suffix == ".html"
        else ("python", {})
    )
    found = extract_from_file(method, path, keywords=KEYWORDS, options=options)
    return [message if isinstance(message, tuple) else (message,) for _, message, _, _ in found if message]


AREAS: dict[str, list[tuple[str, ...]]] = defaultdict(list)
for _path in sorted([*WEB.glob("*.py"), *(WEB / "templates").glob("*.html")]):
    AREAS[_path.name] += _texts(_path)


def _lacking(texts: list[tuple[str, ...]], name: str) -> list[str]:
    """The texts that a language has no form for. A text is looked up as the pages do it."""
    known = language.translations(name)
    held = getattr(known, "_catalog", {})
    return [text[0] for text in texts if text[0] not in held and (text[0], 0) not in held and text[0].strip()]


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("area", sorted(AREAS))
def test_every_text_of_an_area_is_translated(area: str, name: str) -> None:
    """An area is a file of the pages."""
    lacking = _lacking(AREAS[area], name)
    assert lacking == [], f"put these into languages/{name}/*.po"


@pytest.mark.parametrize("name", FOREIGN)
def test_texts_that_other_rooms_say_are_translated(name: str) -> None:
    """The matcher's sentences, our disclaimer, the headings of evidence and of errors: English there, and keys here."""
    told = [(sentence,) for sentences in words.TOLD.values() for sentence in sentences]
    told += [(heading,) for heading in SPEAKS.values()]
    assert _lacking([*told, (DISCLAIMER,), *((title,) for title in TITLES.values())], name) == []


def test_a_point_is_told_in_the_readers_language() -> None:
    item = Evidence(
        "model", "YD-1", "YD-{1}", 5.0, "The listing states model YD-1; the notice names YD-{1}.", "for"
    )
    assert words.evidence_text(item) == item.text
    with language.speaking("es"):
        assert words.evidence_text(item) == "El anuncio indica el modelo YD-1; el aviso nombra YD-{1}."
        assert words.evidence_text(replace(item, text="Otherwise.")) == "Otherwise."


@pytest.mark.parametrize(
    ("item", "told"),
    [
        (
            Evidence(
                "kind",
                "Hair dryer",
                "Hot-air brush",
                -1.0,
                "The kinds of product differ (Hair dryer; Hot-air brush).",
                "against",
            ),
            "Los tipos de producto son distintos (Secador de pelo; Cepillo secador).",
        ),
        (
            Evidence(
                "purpose", text := "The item is made to fit another product.", "", -2.0, text, "against"
            ),
            "El artículo es compatible con otro producto.",
        ),
    ],
)
def test_what_the_vocabulary_calls_a_thing_is_told_in_the_readers_language(item: Evidence, told: str) -> None:
    with language.speaking("es"):
        assert words.evidence_text(item) == told


def test_dates_numbers_and_countries_are_written_as_a_reader_writes_them() -> None:
    said = {}
    for name in language.LANGUAGES:
        with language.speaking(name):
            said[name] = (
                formats.day("2026-09-24T10:11:12+00:00"),
                formats.number(12345.678),
                formats.percent(0.97),
                formats.country("CN"),
            )
    assert said == {
        "en": ("24 Sep 2026", "12,345.7", "97%", "China"),
        "es": ("24 sept 2026", "12.345,7", "97\xa0%", "China"),
        "zh_CN": ("2026年9月24日", "12,345.7", "97%", "中国"),
    }
    assert (formats.day("soon"), formats.month("2026-13"), formats.country("Atlantis")) == (
        "soon",
        "2026-13",
        "Atlantis",
    )


@pytest.mark.parametrize(("name", "word"), [("es", "constancia"), ("zh_CN", "证据")])
def test_what_is_kept_as_evidence_has_one_word(name: str, word: str) -> None:
    paths = sorted((WEB / "languages" / name).glob("*.po"))
    messages = [message for path in paths for message in language.messages_of(path)]
    kept = {str(one.id): str(one.string) for one in messages if "evidence" in str(one.id).lower()}
    assert len(kept) > 5
    assert [text for text in kept.values() if word not in text.lower()] == []


def _files() -> list[Path]:
    return sorted((WEB / "languages").rglob("*.po"))


@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_translation_keeps_what_is_filled_in_and_the_tags(path: Path) -> None:
    marks = re.compile(r"%\(\w+\)s|%%|</?\w+|%(?!\()")
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.name, abort_invalid=True)
    for message in catalogue:
        if not message.id:
            continue
        forms = (message.string,) if isinstance(message.string, str) else message.string
        originals = (message.id,) if isinstance(message.id, str) else message.id
        if isinstance(message.id, tuple):
            assert len(forms) == catalogue.num_plurals, message.id
        for form in forms:
            assert form.strip(), message.id
            wanted = [sorted(marks.findall(original)) for original in originals]
            assert sorted(marks.findall(form)) in wanted, (message.id, form)


def test_the_browser_asks_for_a_language_and_a_choice_wins(client: FlaskClient) -> None:
    def lang(**headers: str) -> str:
        answer = client.get("/notices", headers={key.replace("_", "-"): headers[key] for key in headers})
        assert {"Accept-Language", "Cookie"} <= set(map(str.strip, answer.headers["Vary"].split(",")))
        found = re.search(r'<html lang="([\w-]+)">', answer.get_data(as_text=True))
        assert found and answer.headers["Content-Language"] == found[1]
        return found[1]

    assert lang() == "en"
    assert lang(Accept_Language="es-MX,es;q=0.9,en;q=0.5") == "es"
    assert lang(Accept_Language="zh-Hans-CN, en;q=0.8") == "zh-CN"
    assert lang(Accept_Language="de, fr;q=0.8") == "en"
    assert lang(Accept_Language="\x00;;q=x,<b>") == "en"
    answer = client.get("/language/zh_CN?back=/notices%3Fq%3Dball")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/notices?q=ball")
    assert lang(Accept_Language="es") == "zh-CN"
    client.get("/language/klingon")
    assert lang(Accept_Language="es") == "en"


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "/\\evil.example", "", "/\r\nX: y"]
)
def test_a_choice_of_language_sends_nobody_elsewhere(client: FlaskClient, back: str) -> None:
    assert client.get("/language/es", query_string={"back": back}).headers["Location"] == "/"


def test_every_language_has_a_name_and_a_folder() -> None:
    assert {path.name for path in (WEB / "languages").iterdir() if path.is_dir()} == set(FOREIGN)
