"""How surely a notice's photo is found again: altered copies of real photos against all of them.

The photos' manifest names the recall of each. Two photos of one recall may be near-duplicates, so pairs within a
recall are counted apart and never as false; photos that two recalls share (the same file published twice) are
counted apart too.
"""

from __future__ import annotations

import csv
import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from evaluation import data
from importsafety.matching.images import AGREES, BadPicture, asking_hashes, kept_hashes, read_picture
from importsafety.matching.images.hashing import CERTAIN_BITS, packed
from importsafety.matching.images.index import ImageIndex, build
from importsafety.matching.images.weights import PhotoWeights
from importsafety.vocabulary import kinds_in

WEIGHTS = Path(__file__).resolve().parents[2] / "backend/importsafety/matching/images/weights.json"
# Share of listings of a noticed item assumed to show the notice's own photo: no labelled set tells it, and a
# seller who returns with an item often returns with its pictures.
REUSE = 0.1
# Photos of two recalls nearer than this, unaltered, are one picture published twice.
SAME_FILE = 8
Picture = Image.Image
Alteration = Callable[[Picture], Picture]


def _cut(left: float, top: float, right: float, bottom: float) -> Alteration:
    def cut(image: Picture) -> Picture:
        width, height = image.size
        box = (left * width, top * height, (1 - right) * width, (1 - bottom) * height)
        return image.crop(tuple(map(round, box)))  # type: ignore[arg-type]

    return cut


def _cut_anywhere(image: Picture) -> Picture:
    """A tenth of either side gone, split between its ends by chance."""
    chance = random.Random(image.width * 10_007 + image.height)
    across, down = chance.random() * 0.1, chance.random() * 0.1
    return _cut(across, down, 0.1 - across, 0.1 - down)(image)


def _padded(colour: str, share: float) -> Alteration:
    def pad(image: Picture) -> Picture:
        across, down = round(image.width * share), round(image.height * share)
        frame = Image.new("RGB", (image.width + 2 * across, image.height + 2 * down), colour)
        frame.paste(image, (across, down))
        return frame

    return pad


def _squared(image: Picture) -> Picture:
    side = max(image.size)
    frame = Image.new("RGB", (side, side), "white")
    frame.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return frame


def _scaled(longer: int) -> Alteration:
    def scale(image: Picture) -> Picture:
        factor = longer / max(image.size)
        return image.resize((max(32, round(image.width * factor)), max(32, round(image.height * factor))))

    return scale


def _watermarked(image: Picture) -> Picture:
    """A shop's address across the middle, half transparent, and again smaller below."""
    ink = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(ink)
    for share, down in ((14, 0.45), (20, 0.8)):
        font = ImageFont.load_default(size=max(10, image.width // share))
        where = (image.width * 0.1, image.height * down)
        draw.text(
            where,
            "WWW.EXAMPLE-SHOP.COM",
            (255, 255, 255, 150),
            font,
            stroke_width=1,
            stroke_fill=(90, 90, 90, 150),
        )
    return Image.alpha_composite(image.convert("RGBA"), ink).convert("RGB")


def _with_logo(image: Picture) -> Picture:
    """An opaque badge in the upper right corner."""
    image = image.copy()
    width, height = image.size
    ImageDraw.Draw(image).rectangle((0.72 * width, 0.04 * height, 0.96 * width, 0.14 * height), (200, 30, 30))
    return image


def _mirrored(image: Picture) -> Picture:
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def _all_at_once(image: Picture) -> Picture:
    return _watermarked(_mirrored(_scaled(400)(_cut(0.05, 0.05, 0.05, 0.05)(image))))


ALTERATIONS: dict[str, tuple[Alteration, int]] = {
    "saved again, quality 30": (lambda image: image, 30),
    "half the size": (
        lambda image: image.resize((max(32, image.width // 2), max(32, image.height // 2))),
        80,
    ),
    "120 pixels": (_scaled(120), 80),
    "crop 10%, middle": (_cut(0.05, 0.05, 0.05, 0.05), 80),
    "crop 10% of every edge": (_cut(0.1, 0.1, 0.1, 0.1), 80),
    "crop 10%, one corner": (_cut(0.1, 0.1, 0, 0), 80),
    "crop 10%, one side": (_cut(0, 0, 0.1, 0), 80),
    "crop 10%, anywhere": (_cut_anywhere, 80),
    "white margin": (_padded("white", 0.1), 80),
    "black frame": (_padded("black", 0.15), 80),
    "made square": (_squared, 80),
    "mirrored": (_mirrored, 80),
    "watermark": (_watermarked, 80),
    "logo in a corner": (_with_logo, 80),
    "cropped, 400 pixels, mirrored, watermark": (_all_at_once, 75),
}


@dataclass
class Photos:
    """The readable photos and the recall and kinds of product of each; `refused` counts the others by reason."""

    files: list[Path] = field(default_factory=list)
    recalls: list[str] = field(default_factory=list)
    kinds: list[frozenset[str]] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)


@dataclass
class Measured:
    """`found`: alteration -> found, asked. Pairs are of an altered photo with an unaltered one of another recall."""

    found: dict[str, tuple[int, int]]
    pairs: int
    false: int
    kind_pairs: int
    kind_false: int
    twins: int
    within: int
    within_agree: int
    curve: dict[int, tuple[float, float]]


def measure(shared: Path, folder: Path, every: int = 1) -> tuple[Photos, Measured]:
    """Alter every `every`-th photo in each way and look for it among all. `folder`: an empty one for the index."""
    photos, index = _load(shared, folder)
    recalls = np.array(photos.recalls)
    alike = _alike_kinds(photos)
    unaltered = [index.differences(asking_hashes(read_picture(_bytes(file)))) for file in photos.files]
    twin = np.stack([row <= SAME_FILE for row in unaltered]) & (recalls[:, None] != recalls[None, :])
    twin |= twin.T
    same = recalls[:, None] == recalls[None, :]
    within = same & ~np.eye(len(recalls), dtype=bool)
    mine: dict[str, list[int]] = {name: [] for name in ALTERATIONS}
    others, kin = np.zeros(CERTAIN_BITS + 2, np.int64), np.zeros(CERTAIN_BITS + 2, np.int64)
    for place in range(0, len(photos.files), every):
        original = _opened(photos.files[place])
        strange = ~same[place] & ~twin[place]
        for name, (alter, quality) in ALTERATIONS.items():
            try:
                photo = read_picture(_jpeg(alter(original), quality))
            except BadPicture:
                mine[name].append(CERTAIN_BITS + 1)
                continue
            bits = index.differences(asking_hashes(photo))
            mine[name].append(int(bits[place]))
            others += np.bincount(bits[strange], minlength=len(others))
            kin += np.bincount(bits[strange & alike[place]], minlength=len(kin))
    worst = {
        at: (
            min(sum(bits <= at for bits in found) / len(found) for found in mine.values()),
            float(others[: at + 1].sum() / others.sum()),
        )
        for at in range(16, 61, 4)
    }
    return photos, Measured(
        {name: (sum(bits <= AGREES for bits in found), len(found)) for name, found in mine.items()},
        int(others.sum()),
        int(others[: AGREES + 1].sum()),
        int(kin.sum()),
        int(kin[: AGREES + 1].sum()),
        int(twin.sum()) // 2,
        int(within.sum()) // 2,
        int((within & (np.stack(unaltered) <= AGREES)).sum()) // 2,
        worst,
    )


def weigh(measured: Measured) -> PhotoWeights:
    """The log-odds of an agreement, by the worse of the two false rates; where none was false, by the rule of three."""
    found = sum(hits for hits, _ in measured.found.values()) / sum(
        asked for _, asked in measured.found.values()
    )
    false = max(_bound(measured.false, measured.pairs), _bound(measured.kind_false, measured.kind_pairs))
    figures: dict[str, float | int] = {
        "pairs": measured.pairs,
        "false": measured.false,
        "kind_pairs": measured.kind_pairs,
        "kind_false": measured.kind_false,
        "asked": max(asked for _, asked in measured.found.values()),
        **{f"found: {name}": round(hits / asked, 4) for name, (hits, asked) in measured.found.items()},
    }
    return PhotoWeights(round(math.log(found * REUSE / false), 4), round(found, 4), false, REUSE, figures)


def show(shared: Path, folder: Path, every: int, write: bool) -> None:
    """Print the figures; with `write`, keep the weight they give."""
    photos, measured = measure(shared, folder, every)
    refused = ", ".join(f"{count} {reason}" for reason, count in photos.refused.items()) or "none"
    print(f"photos {len(photos.files)} of {len(set(photos.recalls))} recalls; refused: {refused}")
    for name, (hits, asked) in measured.found.items():
        print(f"found: {name:43} {hits / asked:8.2%}  {hits:5} of {asked:5}  >= 95%")
    for name, false, pairs in (
        ("other recalls", measured.false, measured.pairs),
        ("other recalls, same kind of product", measured.kind_false, measured.kind_pairs),
    ):
        print(f"false agreement: {name:35} {false:5} of {pairs:,} pairs, at most {_bound(false, pairs):.1e}")
    print(f"apart: {measured.twins} pairs of recalls' photos are one picture published twice")
    print(f"apart: {measured.within_agree} of {measured.within} pairs within a recall agree")
    for at, (found, false_rate) in measured.curve.items():
        print(f"bits {at:3}: the worst alteration is found {found:7.2%}, false {false_rate:.1e}")
    weights = weigh(measured)
    print(f"an agreement weighs {weights.agree:.2f}")
    if write:
        WEIGHTS.write_bytes(msgspec.json.format(msgspec.json.encode(weights), indent=1) + b"\n")


def _bound(false: int, pairs: int) -> float:
    """The 95% upper bound of a rate: 3 / n where none was seen, else by the normal approximation of the count."""
    return max(3.0, false + 2 * math.sqrt(false)) / max(1, pairs)


def _load(shared: Path, folder: Path) -> tuple[Photos, ImageIndex]:
    images = shared / "data" / "cpsc" / "images"
    known = data.notices(shared).all
    kinds = {notice.number: frozenset(hit.kind for hit in kinds_in(notice.title)) for notice in known}
    photos, hashes = Photos(), []
    with (images / "manifest.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        try:
            hashes.append(packed(kept_hashes(read_picture(_bytes(images / row["file"])))))
        except BadPicture as error:
            photos.refused[error.code] = photos.refused.get(error.code, 0) + 1
            continue
        photos.files.append(images / row["file"])
        photos.recalls.append(row["recall_numbers"])
        photos.kinds.append(kinds.get(row["recall_numbers"], frozenset()))
    build(folder, enumerate(hashes))
    return photos, ImageIndex.load(folder)


def _alike_kinds(photos: Photos) -> NDArray[np.bool_]:
    """Which photos are of one kind of product, as the notices' titles tell it."""
    names = sorted(set().union(*photos.kinds))
    table = np.array([[name in kinds for name in names] for kinds in photos.kinds], dtype=np.int32)
    shared: NDArray[np.bool_] = table @ table.T > 0
    return shared


def _bytes(file: Path) -> bytes:
    return file.read_bytes()


def _opened(file: Path) -> Picture:
    with Image.open(file) as image:
        coloured = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", coloured.size, "white"), coloured).convert("RGB")


def _jpeg(image: Picture, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()
