"""What other rooms say in English is told in the reader's language: every refusal and reason that a page can show has
its words, found where it is said, so that a new one without them fails here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import importsafety
from importsafety.accounts.limits import LIMITS
from importsafety.api.problems import ADVICE
from importsafety.batches.given import TOO_MANY
from importsafety.check import NO_DATA
from importsafety.listing import NOTHING
from importsafety.pages.blocked import MESSAGES
from importsafety.sources import ROWS
from importsafety.standards import Catalogue
from importsafety.web import language
from importsafety.web.told import FILE, pattern, told

PACKAGE = Path(importsafety.__file__).parent
FOREIGN = [name for name in language.LANGUAGES if name != language.ENGLISH]
# What is raised to be read by a person, and in which rooms a page can run into it.
RAISED = {
    "BadContest", "BadFile", "BadListing", "BadWatch", "FetchError", "Problem", "Refused", "TooMany",
}  # fmt: skip
ROOMS = (
    *sorted((PACKAGE / "web").glob("*.py")),
    *sorted((PACKAGE / "batches").glob("*.py")),
    *sorted((PACKAGE / "evidence").glob("*.py")),
    *(PACKAGE / "api" / f"{name}.py" for name in ("admission", "guard", "local", "watches")),
    *(PACKAGE / "accounts" / f"{name}.py" for name in ("door", "secret")),
    *(PACKAGE / "review" / f"{name}.py" for name in ("contest", "decide")),
    *(
        PACKAGE / "watch" / "items.py",
        PACKAGE / "pages" / "fetch.py",
        PACKAGE / "cells.py",
        PACKAGE / "rows.py",
    ),
    PACKAGE / "standards" / "filing.py",
    PACKAGE / "standards" / "plan.py",
    PACKAGE / "standards" / "report.py",
)


def _sentences(path: Path) -> Iterator[str]:
    """The texts that a file raises, returns as a reason or keeps as one; what is filled in is `0`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED:
            for given in node.args:
                yield from _texts(given)
        elif path.parent.name == "standards" and isinstance(node, (ast.Return, ast.Call)):
            yield from _texts(node)


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "0" for part in node.values]
        yield "".join(map(str, parts))
    elif isinstance(node, ast.Constant):
        yield str(node.value)
    else:
        for part in ast.iter_child_nodes(node):
            yield from _texts(part)


def _is_sentence(text: str) -> bool:
    return text.count(" ") > 2 and text.endswith((".", "0")) and (text[:1].isupper() or text[:1] in "0`")


SAID = sorted({text for path in ROOMS for text in _sentences(path) if _is_sentence(text)})


@pytest.mark.parametrize("tongue", FOREIGN)
def test_every_refusal_and_reason_has_its_words(tongue: str) -> None:
    limited = (limit.words for limit in LIMITS.values())
    filled = (text.format(shop="0") for text in MESSAGES.values())
    catalogue = Catalogue.load().values()
    uses = (row.use for row in ROWS.values())
    facts = {text for row in catalogue for text in (row.topic, row.ages, row.basis) if text}
    with language.speaking(tongue):
        every = (
            *SAID,
            *uses,
            *ADVICE.values(),
            *limited,
            *filled,
            TOO_MANY,
            NO_DATA,
            NOTHING,
            *sorted(facts),
        )
        lacking = [text for text in every if told(text) == text]
    assert len(SAID) > 100, "they are found where they are said"
    assert lacking == [], f"put these into languages/{tongue}/{FILE}"


@pytest.mark.parametrize("tongue", FOREIGN)
def test_a_frame_is_filled_with_what_it_has_room_for(tongue: str) -> None:
    """A translation may leave something out, but not ask for what is not there, nor be a frame that fits all."""
    for message in language.messages_of(language.FOLDER / tongue / FILE):
        frame, form = str(message.id), str(message.string)
        names = set(re.findall(r"\{(\w+)\}", frame))
        assert set(re.findall(r"\{(\w+)\}", form)) <= names, form
        assert len(re.sub(r"\{\w+\}|\W", "", frame)) >= 5 or not names, frame
        assert pattern(frame).fullmatch(frame.replace("{", "").replace("}", "")), frame


def test_what_is_filled_in_stays_as_it_is_and_is_no_form_itself() -> None:
    with language.speaking("zh_CN"):
        assert told("There is no notice {id}<b> here. Search for it by a word, a model or its number.") == (
            "此处没有通告 {id}<b>。请按词语、型号或编号查找。"
        )
        assert told("16 CFR 1262, 16 CFR 1303 and 16 CFR 1307 asks for a General Certificate.") == (
            "16 CFR 1262、16 CFR 1303、16 CFR 1307 要求通用证书。"
        )
        assert (
            told("Too many checks at a time. Try again in 5 minutes.")
            == "短时间内检查过多。请在 5 分钟后重试。"
        )
        assert told("Nobody says so.") == "Nobody says so."
    assert told("Adults") == "Adults"


def test_a_refusal_is_told_to_a_person_in_their_language_and_to_a_program_in_english(
    client: FlaskClient,
) -> None:
    asks = {"Accept-Language": "zh-CN", "Accept": "text/html"}
    page = client.get("/notices/cpsc:<b>", headers=asks).text
    assert "此处没有通告 cpsc:&lt;b&gt;。" in page
    elsewhere = client.get("/", headers=asks | {"Host": "evil.example"})
    assert elsewhere.status_code == 421 and "本服务器不使用该主机名。" in elsewhere.text
    answer = client.get("/api/v1/notices/cpsc:1", headers=asks | {"Accept": "application/json"})
    assert answer.get_json()["detail"].startswith("There is no notice")


def test_a_kind_of_product_is_called_by_its_name(client: FlaskClient) -> None:
    page = client.get("/check?q=KUGELO+magnetic+ball+set", headers={"Accept-Language": "zh-CN"}).text
    compared = page.partition('class="evidence"')[2].partition("</table>")[0]
    assert "磁力球" in compared
    assert "Magnetic ball set" not in compared
