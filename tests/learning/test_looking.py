"""Through the API: a listing's photo is compared, and a listing that was matched is known when it returns."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from doors import HOSTILE, NOTICES, RECALLS
from importsafety.api import create_app
from importsafety.api.services import KEY
from importsafety.check import Checker
from importsafety.cli import main
from importsafety.learning import Memory
from importsafety.learning.looking import PHOTO_SECONDS, Looking
from importsafety.pages.fetch import Fetcher
from importsafety.photos import hash_photos
from importsafety.refresh import refresh
from importsafety.settings import Settings
from importsafety.store import Store
from pictures import Gallery, cropped, drawn, encoded, marked, mirrored, opened_gallery

LOOPBACK = ("127.0.0.1",)
ATTRIBUTES = [
    ["Material", "Neodymium"],
    ["Diameter", "5 mm"],
    ["Quantity", "216 pcs"],
    ["Packing", "Tin box"],
    ["Grade", "N38"],
    ["Coating", "Nickel"],
    ["Place of origin", "Ningbo"],
    ["Use", "Desk decoration"],
    ["Shape", "Ball"],
    ["Age", "14+"],
]
Open = Callable[..., FlaskClient]


@pytest.fixture
def gallery() -> Iterator[Gallery]:
    with opened_gallery() as gallery:
        yield gallery


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose magnet recall shows picture 1, hashed."""
    folder = tmp_path_factory.mktemp("prepared")
    with opened_gallery() as agency:
        images = [{"URL": agency.hang("/notice.jpg", encoded(drawn(1))), "Caption": ""}]
        recalls = [RECALLS[0] | {"Images": images}, *(notice | {"Images": []} for notice in NOTICES[1:])]
        file = folder / "recalls.json"
        file.write_text(json.dumps(recalls), encoding="utf-8")
        assert refresh(folder / "home", files={"cpsc": file}).ok
        assert hash_photos(folder / "home", 10, Fetcher(LOOPBACK), pause=0).hashed == 1
    return folder / "home"


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "home"))


@pytest.fixture(name="opened")
def opened_client(home: Path) -> Open:
    """A client of a server that may reach the gallery; options as of Looking."""

    def opened(memory: bool = True, pages: bool = True, seconds: float = 5) -> FlaskClient:
        app = create_app(Settings(home=home, memory=memory, listing_photos="on" if pages else "links"))
        known = Memory(home) if memory else None
        app.extensions[KEY].checker = Checker(
            home, Looking(known, links=True, pages=pages, fetcher=Fetcher(LOOPBACK, seconds))
        )
        return app.test_client()

    return opened


def page(
    title: str, image: str = "", seller: str = "", item: int = 1, attributes: Any = ()
) -> dict[str, Any]:
    layer = {
        "title": title,
        "seller": seller,
        "images": [image] if image else [],
        "attributes": list(attributes),
    }
    url = f"https://www.alibaba.com/product-detail/item_{item}.html"
    return {"url": url, "layers": {"jsonld": {name: value for name, value in layer.items() if value}}}


def ask(client: FlaskClient, facts: dict[str, Any]) -> dict[str, Any]:
    answer = client.post("/api/v1/check", json={"page": facts})
    assert answer.status_code == 200, answer.get_json()
    body: dict[str, Any] = answer.get_json()
    return body


def evidence(answer: dict[str, Any], feature: str) -> list[dict[str, Any]]:
    return [item for notice in answer["notices"] for item in notice["evidence"] if item["feature"] == feature]


KNOWN = "KUGELO magnetic ball set KG-216"
OTHER = "Silver desk sculpture for stress relief"


def test_the_notices_picture_makes_a_match_possible(opened: Open, gallery: Gallery) -> None:
    copy = gallery.hang("/copy.jpg", encoded(marked(mirrored(cropped(drawn(1))))))
    answer = ask(opened(), page(OTHER, copy))
    assert answer["verdict"] == "possible"
    assert answer["notices"][0]["id"] == "cpsc:25901"
    (found,) = evidence(answer, "image")
    assert "picture" in found["text"] and found["weight"] > 0
    assert [path for path, _ in gallery.asked] == ["/copy.jpg"]


def test_another_picture_adds_nothing(opened: Open, gallery: Gallery) -> None:
    with_other = ask(opened(memory=False), page(OTHER, gallery.hang("/other.jpg", encoded(drawn(77)))))
    without = ask(opened(memory=False), page(OTHER))
    assert with_other["notices"] == without["notices"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [("image/jpeg", b"\xff\xd8 no"), ("text/html", b"<html>"), ("image/jpeg", b"x" * 9_000_000)],
)
def test_a_picture_that_is_none_changes_nothing(
    opened: Open, gallery: Gallery, kind: str, body: bytes
) -> None:
    answer = ask(opened(), page(OTHER, gallery.hang("/bad.jpg", body, kind=kind)))
    assert answer["notices"] == ask(opened(), page(OTHER))["notices"]


def test_a_picture_that_does_not_come_is_not_waited_for(opened: Open, gallery: Gallery) -> None:
    def hang_on(handler: BaseHTTPRequestHandler) -> None:
        handler.rfile.read(1)  # until the other side has had enough

    gallery.pictures["/slow.jpg"] = hang_on
    answer = ask(opened(seconds=PHOTO_SECONDS), page(KNOWN, f"{gallery.url}/slow.jpg"))
    assert answer["verdict"] == "recalled"
    assert not evidence(answer, "image")


def test_what_the_extension_read_is_not_looked_up_unless_it_is_wanted(opened: Open, gallery: Gallery) -> None:
    copy = gallery.hang("/copy.jpg", encoded(drawn(1)))
    assert not evidence(ask(opened(pages=False), page(OTHER, copy)), "image")
    assert gallery.asked == []


def test_a_private_address_is_no_picture(home: Path, gallery: Gallery) -> None:
    app = create_app(Settings(home=home, listing_photos="on"))
    answer = ask(app.test_client(), page(OTHER, gallery.hang("/copy.jpg", encoded(drawn(1)))))
    assert not evidence(answer, "image")
    assert gallery.asked == []


def test_a_relisted_item_is_known_by_its_picture(opened: Open, gallery: Gallery) -> None:
    client = opened()
    first = ask(client, page(KNOWN, gallery.hang("/a.jpg", encoded(drawn(50))), "Kugelwerk Trading"))
    assert (first["verdict"], first["seen_before"]) == ("recalled", [])
    again = gallery.hang("/b.jpg", encoded(marked(cropped(drawn(50)))))
    answer = ask(client, page(OTHER, again, "Sunny Star Store", item=2))
    (seen,) = answer["seen_before"]
    assert seen["by"] == "picture"
    assert seen["under"] == "another title and another seller"
    assert seen["verdict"] == "recalled"
    assert seen["notices"] == ["cpsc:25901"]
    assert seen["seller"] == "Kugelwerk Trading"
    assert answer["verdict"] == "possible"
    (found,) = evidence(answer, "seen_before")
    assert "Looks like a listing matched before" in found["text"]


def test_a_relisted_item_is_known_by_its_attributes(opened: Open) -> None:
    client = opened(pages=False)
    assert ask(client, page(KNOWN, seller="Kugelwerk", attributes=ATTRIBUTES))["verdict"] == "recalled"
    changed = [*ATTRIBUTES[:-1], ["Brand", "Sunny Star"]]
    answer = ask(client, page(OTHER, seller="Sunny Star", item=2, attributes=changed))
    (seen,) = answer["seen_before"]
    assert (seen["by"], seen["notices"]) == ("attributes", ["cpsc:25901"])
    assert answer["verdict"] in {"possible", "similar"}
    few = ask(client, page(OTHER, seller="Moon Store", item=3, attributes=ATTRIBUTES[:4]))
    assert few["seen_before"] == []


def test_the_same_listing_again_is_no_news(opened: Open, gallery: Gallery) -> None:
    client = opened()
    facts = page(
        KNOWN, gallery.hang("/a.jpg", encoded(drawn(50))), "Kugelwerk Trading", attributes=ATTRIBUTES
    )
    answers = [ask(client, facts) for _ in range(3)]
    assert [answer["seen_before"] for answer in answers] == [[], [], []]
    assert len(answers[0]["notices"]) == len(answers[2]["notices"])


def test_what_only_the_memory_raised_is_not_remembered(opened: Open, home: Path, gallery: Gallery) -> None:
    client = opened()
    ask(client, page(KNOWN, gallery.hang("/a.jpg", encoded(drawn(50)))))
    assert ask(client, page(OTHER, gallery.hang("/b.jpg", encoded(drawn(50))), item=2))["seen_before"]
    with Store(home) as store:
        assert len(store.memories()) == 1


def test_nothing_of_a_page_is_kept(opened: Open, home: Path) -> None:
    secret = "Xylographic Quartermaster"
    titled = page(f"{KNOWN} {secret}", seller="Kugelwerk", attributes=[*ATTRIBUTES, ["Note", secret]])
    assert ask(opened(pages=False), titled)["verdict"] == "recalled"
    with Store(home) as store:
        assert len(store.memories()) == 1
    kept = b"".join(file.read_bytes() for file in home.glob("importsafety.sqlite3*"))
    for word in (secret, secret.lower(), "item_1", "Neodymium", "desk decoration"):
        assert word.encode() not in kept


def test_an_unmatched_listing_leaves_nothing(opened: Open, home: Path) -> None:
    ask(
        opened(pages=False),
        page("Porcelain teapot", attributes=[[f"Name {n}", f"Value {n}"] for n in range(9)]),
    )
    with Store(home) as store:
        assert store.memories() == []


def test_switched_off_nothing_is_remembered_or_known(opened: Open, home: Path) -> None:
    ask(opened(memory=False, pages=False), page(KNOWN, attributes=ATTRIBUTES))
    with Store(home) as store:
        assert store.memories() == []
    ask(opened(pages=False), page(KNOWN, attributes=ATTRIBUTES))
    answer = ask(opened(memory=False, pages=False), page(OTHER, attributes=ATTRIBUTES, item=2))
    assert answer["seen_before"] == []


def test_a_listing_sent_by_a_program_is_known_too(opened: Open) -> None:
    client = opened(pages=False)
    attributes = dict(ATTRIBUTES)
    for title in (KNOWN, OTHER):
        body = {"listing": {"title": title, "attributes": attributes}}
        answer = client.post("/api/v1/check", json=body).get_json()
    assert answer["seen_before"][0]["under"] == "another title"


def test_it_is_shown_and_cleared_on_the_page(opened: Open, gallery: Gallery) -> None:
    client = opened(pages=False)
    ask(client, page(KNOWN, seller=f"Seller {HOSTILE}", attributes=ATTRIBUTES))
    shown = client.get("/memory").text
    assert "cpsc:25901" in shown and "<script>alert" not in shown
    assert re.search(r"Of 1 photos\s+1 can be compared", shown)
    assert client.post("/memory/clear", headers={"Origin": "https://evil.example"}).status_code == 403
    assert "Forget them all" in client.get("/memory").text
    assert client.post("/memory/clear").status_code == 303
    assert "None yet." in client.get("/memory").text
    assert ask(client, page(OTHER, attributes=ATTRIBUTES, item=2))["seen_before"] == []


def test_the_command_shows_and_clears_it(opened: Open, home: Path) -> None:
    ask(opened(pages=False), page(KNOWN, seller="Kugelwerk", attributes=ATTRIBUTES))

    def command(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["memory", *arguments], env={"IMPORTSAFETY_HOME": str(home)})
        assert done.exit_code == 0, done.output
        return done.output

    assert "1 matched listings are remembered" in command()
    (item,) = json.loads(command("--json"))
    assert (item["verdict"], item["seller"], item["attributes"]) == ("recalled", "Kugelwerk", True)
    assert command("clear") == "1 forgotten.\n"
    assert json.loads(command("--json")) == []


def test_a_memory_that_cannot_be_read_costs_no_answer(opened: Open, home: Path) -> None:
    client = opened(pages=False)
    for file in home.glob("importsafety.sqlite3*"):
        file.unlink()
    (home / "importsafety.sqlite3").write_bytes(b"no database" * 1_000)
    answer = ask(client, page(KNOWN, attributes=ATTRIBUTES))
    assert (answer["verdict"], answer["seen_before"]) == ("recalled", [])
