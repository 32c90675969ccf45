"""A photo is found again after what sellers do to it, and hostile files are refused with a reason."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from importsafety.assessment import Verdict
from importsafety.listing import Listing
from importsafety.matching import Matcher
from importsafety.matching.images import (
    AGREES,
    BadPicture,
    ImageIndex,
    asking_hashes,
    kept_hashes,
    read_picture,
)
from importsafety.matching.images import index as images
from importsafety.matching.images.hashing import nearest, packed, unpacked
from importsafety.matching.images.index import COMMON
from importsafety.matching.images.picture import MAX_BYTES
from importsafety.matching.images.weights import photo_weights
from importsafety.matching.index import build
from importsafety.notice import Notice, NoticeKind, Product
from pictures import ALTERED, cropped, drawn, encoded, mirrored, padded

MANY = 40


def kept(seed: int) -> bytes:
    return packed(kept_hashes(read_picture(encoded(drawn(seed), quality=92))))


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> ImageIndex:
    """The photo drawn from seed n belongs to the notice at place n."""
    folder = tmp_path_factory.mktemp("photos")
    images.build(folder, ((seed, kept(seed)) for seed in range(MANY)))
    return ImageIndex.load(folder)


@pytest.mark.parametrize("altered", ALTERED)
def test_an_altered_photo_is_found_and_no_other(gallery: ImageIndex, altered: str) -> None:
    for seed in range(0, MANY, 3):
        photo = read_picture(encoded(ALTERED[altered](drawn(seed)), quality=60))
        assert [place for place, _ in gallery.nearest(asking_hashes(photo))] == [seed]


def test_another_photo_finds_nothing(gallery: ImageIndex) -> None:
    for seed in range(1_000, 1_020):
        assert gallery.nearest(asking_hashes(read_picture(encoded(drawn(seed))))) == []


def test_the_nearest_photo_of_a_notice_counts(gallery: ImageIndex) -> None:
    asking = asking_hashes(read_picture(encoded(drawn(3))))
    both = ImageIndex.of([(7, kept(3)), (7, kept(4)), (8, kept(5))])
    assert [place for place, _ in both.nearest(asking)] == [7]
    assert nearest(asking, unpacked(kept(3))) == min(gallery.differences(asking))


def test_a_picture_that_many_notices_share_says_nothing() -> None:
    asking = asking_hashes(read_picture(encoded(drawn(1))))
    assert len(ImageIndex.of((place, kept(1)) for place in range(COMMON)).nearest(asking)) == COMMON
    assert ImageIndex.of((place, kept(1)) for place in range(COMMON + 1)).nearest(asking) == []


def test_a_snapshot_without_photos_or_with_others_hashes_has_none(tmp_path: Path) -> None:
    images.build(tmp_path, [])
    assert not list(tmp_path.iterdir())
    asking = asking_hashes(read_picture(encoded(drawn(1))))
    assert ImageIndex.load(tmp_path).nearest(asking) == []
    images.build(tmp_path, [(0, kept(1))])
    assert len(ImageIndex.load(tmp_path)) == 1
    (tmp_path / "photo_version").write_text("0")
    assert len(ImageIndex.load(tmp_path)) == 0


def test_stored_hashes_come_back_as_they_were() -> None:
    hashes = kept_hashes(read_picture(encoded(drawn(2))))
    assert np.array_equal(unpacked(packed(hashes)), hashes)
    for bad in (b"", b"x" * 32, b"x" * 33):
        with pytest.raises(ValueError, match=r"."):
            unpacked(bad)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is this large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_picture"),
        (b"<html><body>no</body></html>", "not_a_picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "not_a_picture"),
        (encoded(drawn(1), "BMP"), "not_a_picture"),
        (encoded(drawn(1), "TIFF"), "not_a_picture"),
        (encoded(drawn(1))[:3_000], "broken"),
        (encoded(drawn(1), "PNG")[:2_000], "broken"),
        (bomb(6_000, 6_000), "too_many_pixels"),
        (bomb(60_000, 60_000), "too_many_pixels"),
        (bomb(300, 300), "broken"),
        (b"\xff" * (MAX_BYTES + 1), "too_big"),
        (encoded(Image.new("RGB", (16, 16))), "too_small"),
        (encoded(Image.new("RGB", (2_000, 40))), "too_small"),
        (encoded(Image.new("RGB", (300, 300), "white")), "flat"),
    ],
)
def test_what_is_no_photo_is_refused_with_the_reason(data: bytes, code: str) -> None:
    with pytest.raises(BadPicture) as caught:
        read_picture(data)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


@settings(max_examples=150)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]),
    st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 255)), max_size=8),
    st.integers(0, 6_000),
)
def test_a_damaged_file_is_a_picture_or_a_bad_one(
    kind: str, changes: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(encoded(drawn(5, (120, 90)), kind)[: length or None])
    for place, value in changes:
        if place < len(data):
            data[place] = value
    try:
        photo = read_picture(bytes(data))
    except BadPicture:
        return
    assert nearest(asking_hashes(photo), kept_hashes(photo)) == 0


@pytest.mark.parametrize("kind", ["RGBA", "LA", "P", "L", "CMYK"])
def test_every_way_to_hold_colours_shows_the_same_picture(kind: str) -> None:
    plain = kept_hashes(read_picture(encoded(drawn(6))))
    held = drawn(6).convert(kind)
    data = encoded(held, "JPEG" if kind == "CMYK" else "PNG")
    assert nearest(asking_hashes(read_picture(data)), plain) <= AGREES


def test_what_is_transparent_is_white() -> None:
    image = drawn(7).convert("RGBA")
    clear = Image.new("RGBA", (image.width + 100, image.height + 100), (0, 0, 0, 0))
    clear.paste(image, (50, 50))
    assert (
        nearest(
            asking_hashes(read_picture(encoded(clear, "PNG"))),
            kept_hashes(read_picture(encoded(padded(drawn(7))))),
        )
        <= AGREES
    )


def notice(number: int, name: str, brand: str = "") -> Notice:
    return Notice(
        id=f"cpsc:{number}",
        source="cpsc",
        kind=NoticeKind.RECALL,
        title=f"{brand or 'Recall of'} {name} Due to Hazard",
        date="2025-05-01",
        url=f"https://www.cpsc.gov/Recalls/{number}",
        products=(Product(name),),
        brands=(brand,) if brand else (),
    )


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    folder = tmp_path_factory.mktemp("snapshot")
    names = ("bicycle helmets", "space heaters", "gas grills", "bunk beds", "hair dryers", "window blinds")
    others = [notice(25100 + n, f"{names[n % 6]} {n}", f"Brand{n}ix") for n in range(60)]
    notices = [notice(25001, "magnetic ball sets", "Ombrelo"), *others]
    build(folder, notices)
    images.build(folder, [(0, kept(0)), (5, kept(5))])
    return Matcher.load(folder, notices)


@pytest.mark.parametrize(
    "title", ["Desk toy silver 216", "Magnetic balls stress relief", "磁力球 解压玩具", "", "Zzyzx qwerty"]
)
def test_a_photo_alone_makes_a_match_possible_and_no_more(matcher: Matcher, title: str) -> None:
    listing = Listing(title=title)
    photo = asking_hashes(read_picture(encoded(mirrored(cropped(drawn(0))))))
    match = next(match for match in matcher.match(listing, [photo]) if match.notice.id == "cpsc:25001")
    assert match.tier is Verdict.POSSIBLE
    (evidence,) = (item for item in match.evidence if item.feature == "image")
    assert evidence.weight == pytest.approx(photo_weights().agree)
    assert "picture" in evidence.text


def test_a_photo_never_lifts_what_the_text_does_not_name(matcher: Matcher) -> None:
    named = Listing(title="Ombrelo cover for magnetic balls", brand="Ombrelo")
    photo = asking_hashes(read_picture(encoded(drawn(0))))
    without, tiers = matcher.match(named), {match.tier for match in matcher.match(named, [photo])}
    assert Verdict.RECALLED not in {match.tier for match in without}
    assert Verdict.RECALLED not in tiers


def test_without_an_agreeing_photo_nothing_changes(matcher: Matcher) -> None:
    listing = Listing(title="Ombrelo magnetic ball sets", brand="Ombrelo")
    other = asking_hashes(read_picture(encoded(drawn(999))))
    assert matcher.match(listing, [other]) == matcher.match(listing)


def test_the_weight_is_what_the_measured_rates_give() -> None:
    weights = photo_weights()
    assert weights.agree == pytest.approx(np.log(weights.found * weights.reuse / weights.false), abs=1e-3)
    assert weights.found >= 0.95
    assert weights.figures["false"] / weights.figures["pairs"] < 1e-5


def test_real_photos_are_found_again(shared: Path) -> None:
    files = sorted((shared / "data" / "cpsc" / "images").glob("*.webp"))[::20]
    readable = []
    for file in files:
        try:
            readable.append((file, packed(kept_hashes(read_picture(file.read_bytes())))))
        except BadPicture as error:
            assert error.code == "flat"
    index = ImageIndex.of((place, data) for place, (_, data) in enumerate(readable))
    found = asked = 0
    for place, (file, _) in list(enumerate(readable))[::4]:
        with Image.open(file) as opened:
            whole = opened.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole).convert("RGB")
        for alter in ALTERED.values():
            near = index.nearest(asking_hashes(read_picture(encoded(alter(image), quality=70))), common=MANY)
            found, asked = found + (place in dict(near)), asked + 1
    assert asked > 80
    assert found / asked >= 0.95
