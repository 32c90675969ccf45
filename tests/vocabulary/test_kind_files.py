"""The kinds hold together: every file reads, every name is there in three languages, no word means two things."""

from pathlib import Path

import pytest
import yaml

from importsafety import vocabulary
from importsafety.vocabulary import CUES, FACTS, KINDS, BadVocabulary, ancestors, related
from importsafety.vocabulary.kind import LANGUAGES, load_kinds
from importsafety.vocabulary.text import folded

FOLDER = Path(vocabulary.__file__).parent
FILES = sorted(FOLDER.glob("kinds/*.yaml"))

# What the agency's first priorities and its rules name; standards rest on these ids.
NAMED_BY_RULES = """
    magnetic-ball-set magnet-set hoverboard e-bike e-scooter drop-side-crib full-size-crib non-full-size-crib
    inclined-sleeper crib-bumper infant-lounger infant-support-cushion nursing-pillow childrens-outerwear hair-dryer
    seasonal-light-string lighter multipurpose-lighter lawn-darts window-covering dresser adult-bed-rail coin-battery
    water-beads childrens-sleepwear bicycle-helmet bath-seat baby-walker toddler-bed bassinet cradle play-yard
    bedside-sleeper infant-swing childrens-bed-rail hand-held-carrier soft-carrier stroller sling-carrier
    infant-bouncer frame-carrier high-chair child-folding-chair hook-on-chair infant-bath-tub changing-product
    booster-seat stationary-activity-center baby-gate crib-mattress toy neck-float rattle pacifier bicycle bunk-bed
    mattress mattress-pad rug fireworks generator walk-behind-mower garage-door-opener pool-slide pool-drain-cover
    fuel-container extension-cord upholstered-furniture refrigerator atv art-material paint-adhesive liquid-nicotine
    motorcycle-helmet child-car-seat dive-sticks toy-gun essential-oil balloon small-ball candle jewelry
""".split()


class _OneOfEach(yaml.SafeLoader):
    """YAML silently keeps the last of two equal keys; here that is an error."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"repeated in {node.start_mark}: {keys}"
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize(
    "file", [*FILES, FOLDER / "cues.yaml", FOLDER / "facts.yaml"], ids=lambda file: file.stem
)
def test_a_file_has_entries_of_the_known_shape(file):
    known = {
        "cues": {"meaning", "words", "link", "place", "near", "makes", "spares", "unless"},
        "facts": {"meaning", "words"},
    }.get(file.stem, {"name", "parents", "words", "unless", "facets", "for_children", "vague"})
    for id, entry in yaml.load(file.read_text(encoding="utf-8"), Loader=_OneOfEach).items():
        assert id == id.lower() and " " not in id
        assert set(entry) <= known, id
        assert set(entry["words"]) == set(LANGUAGES), id
        assert set(entry.get("name", entry.get("meaning"))) == set(LANGUAGES), id


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_a_kind_is_named_and_worded_in_three_languages(kind):
    for language in LANGUAGES:
        assert kind.name[language].strip()
        assert kind.words[language], language
    assert any("\u4e00" <= sign <= "\u9fff" for sign in kind.name["zh"])
    assert kind.id not in ancestors(kind.id)


@pytest.mark.parametrize("id", NAMED_BY_RULES)
def test_what_the_rules_name_is_a_kind(id):
    assert id in KINDS


def test_no_word_means_two_kinds():
    owners = {}
    for kind in KINDS.values():
        for phrase, _ in kind.phrases():
            owners.setdefault("".join(folded(phrase)), set()).add(kind.id)
    assert {word: kinds for word, kinds in owners.items() if len(kinds) > 1} == {}


@pytest.mark.parametrize("sign", [*CUES.values(), *FACTS.values()], ids=lambda sign: sign.id)
def test_a_cue_or_fact_explains_itself_in_three_languages(sign):
    for language in LANGUAGES:
        assert sign.meaning[language].strip()
        assert sign.words[language]


def test_facets_pass_down():
    assert "childrens" in KINDS["drop-side-crib"].facets
    assert "lithium" in KINDS["hoverboard"].facets
    assert "childrens" not in KINDS["adult-bed-rail"].facets


def test_broader_kinds_are_reached():
    assert {"infant-sleep-product", "nursery-product", "childrens-product"} <= ancestors("bassinet")
    assert "micromobility" in ancestors("hoverboard")
    with pytest.raises(KeyError):
        ancestors("no-such-kind")


def test_how_alike_two_kinds_are():
    assert related("crib", "crib") == 1
    assert related("crib", "drop-side-crib") == related("drop-side-crib", "crib") == 0.7
    assert related("hoverboard", "e-scooter") == 0.4
    assert related("hoverboard", "candle") == 0
    assert related("doll", "kite") == 0, "toys are too many to be alike for being toys"


def _kinds(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_kinds(sorted(tmp_path.iterdir()))


ENTRY = "{name: {en: A, zh: 甲, es: A}, parents: [%s], words: {en: a, zh: 甲, es: a}}"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"one": f"a: {ENTRY % ''}", "two": f"a: {ENTRY % ''}"}, "two.yaml: `a` is already in one.yaml"),
        ({"one": f"a: {ENTRY % 'b'}"}, "unknown kinds: b"),
        ({"one": f"a: {ENTRY % 'b'}\nb: {ENTRY % 'a'}"}, "go round: a -> b -> a"),
        (
            {"one": "a: {name: {en: A}, parents: [], words: {en: a}}"},
            "needs `name` and `words` in en, zh, es",
        ),
        ({"one": "- a\n- b"}, "must be a mapping"),
        ({"one": "a: [unclosed"}, "one.yaml is not YAML"),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused_with_what_to_mend(tmp_path, files, message):
    with pytest.raises(BadVocabulary, match=message.replace("[", r"\[")):
        _kinds(tmp_path, **files)
