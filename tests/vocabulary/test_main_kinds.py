"""What is sold: titles as sellers write them, in three languages, and the traps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.vocabulary import KINDS, main_kinds

SOLD = [
    # English, as shops and suppliers write it
    ("216 Pcs 5mm Magnetic Balls, Desk Sculpture Stress Relief Rainbow", "magnetic-ball-set"),
    ("Neodymium Bucky Balls 1000 pieces Rare Earth", "magnetic-ball-set"),
    ("6.5 inch Two Wheel Self Balancing Scooter with Bluetooth Speaker", "hoverboard"),
    ("Folding Electric Bike 500W 48V for Adults, Fat Tire Ebike", "e-bike"),
    ("OEM wooden baby crib with drop side rail", "crib"),
    ("Newborn Baby Lounger Nest Portable Co-sleeping Pillow", "infant-lounger"),
    ("4 Pack Baby Crib Bumper Pads Breathable", "crib-bumper"),
    ("Girls Fleece Hooded Jacket with Drawstring", "childrens-outerwear"),
    ("Toddler Boys' Flannel Robe", "childrens-sleepwear"),
    ("1875W Ionic Hair Dryer Foldable Travel", "hair-dryer"),
    ("100 LED Christmas String Lights Warm White 33ft", "seasonal-light-string"),
    ("Novelty Gun Shaped Lighter Refillable", "lighter"),
    ("Cordless Roman Shades for Windows", "window-covering"),
    ("6-Drawer Dresser for Bedroom, Tall Chest of Drawers", "dresser"),
    ("Bed Rails for Elderly Adults, Bed Assist Handle", "adult-bed-rail"),
    ("Toddler Bed Rail Guard", "childrens-bed-rail"),
    ("50,000 Water Beads Rainbow Mix Sensory", "water-beads"),
    ("Kids Bike Helmet Ages 3-8 Adjustable", "bicycle-helmet"),
    ("Infant Bath Seat with Suction Cups", "bath-seat"),
    ("20V Cordless Leaf Blower with Battery and Charger", "leaf-blower"),
    ("Baby walker with wheels and music", "baby-walker"),
    ("CR2032 Lithium Coin Battery 20 pack", "coin-battery"),
    ("Portable Charger 10000mAh Power Bank USB C", "power-bank"),
    ("Children's Pajamas", "childrens-sleepwear"),
    ("Kids necklace and bracelet set", "childrens-jewelry"),
    ("Adult diaper pants XL", "adult-diaper"),
    # Chinese
    ("巴克球磁力球5mm 1000颗 减压玩具", "magnetic-ball-set"),
    ("跨境新款电动平衡车 双轮智能", "hoverboard"),
    ("儿童自行车头盔 可调节", "bicycle-helmet"),
    ("婴儿床围 防撞 编织", "crib-bumper"),
    ("儿童卫衣 男童连帽", "childrens-outerwear"),
    ("便携式充电宝 20000毫安", "power-bank"),
    ("家用电吹风 负离子", "hair-dryer"),
    ("实木斗柜 六斗柜 卧室", "dresser"),
    # Spanish
    ("Bolas magnéticas 216 piezas de colores", "magnetic-ball-set"),
    ("Patineta eléctrica hoverboard 6.5 pulgadas", "hoverboard"),
    ("Cunas portátiles plegables", "non-full-size-crib"),
    ("Casco de bicicleta para niños", "bicycle-helmet"),
    ("Secadoras de cabello profesionales", "hair-dryer"),
    ("Cargadores de batería 12V", "battery-charger"),
    ("Cómoda de 6 cajones para recámara", "dresser"),
    ("Columpio eléctrico para bebé", "infant-swing"),
    # As Taiwan and Hong Kong write it
    ("電動滑板車 折疊 成人", "e-scooter"),
    ("嬰兒床圍 防撞", "crib-bumper"),
    ("兒童電動車 四輪 遙控", "ride-on-toy"),
    # A detail of the product stands at its end
    ("Mens belt full grain double prong round roller buckle", "belt"),
    ("Gas chainsaw 58cc + bar and chain oil", "chainsaw"),
    ("Zip hoodie fleece with metal zipper", "outerwear"),
]

TRAPS = [
    ("Grill cover for Weber gas grill", "gas-grill"),
    ("Replacement battery for hoverboard", "hoverboard"),
    ("Crib bumper plastic injection mould", "crib-bumper"),
    ("Doll crib and high chair set for 18 inch dolls", "crib"),
    ("Dog stroller for small dogs", "stroller"),
    ("Bicycle helmet stickers reflective", "bicycle-helmet"),
    ("Toy hair dryer pretend play set", "hair-dryer"),
    ("1:12 scale miniature dresser dollhouse", "dresser"),
    ("Hair dryer holder wall mount", "hair-dryer"),
    ("Charger for electric scooter 42V 2A", "e-scooter"),
    ("Baby car seat cover", "child-car-seat"),
    ("Stroller organizer with cup holder", "stroller"),
    ("儿童自行车头盔贴纸", "bicycle-helmet"),
    ("婴儿推车雨罩", "stroller"),
    ("芭比娃娃婴儿床", "crib"),
    ("注塑模具 婴儿浴盆模具", "infant-bath-tub"),
    ("Funda para carriola", "stroller"),
    ("Repuesto de secadora de cabello", "hair-dryer"),
    ("Ruedas de cuna", "crib"),
    ("Baby stroller tyre", "stroller"),
    ("嬰兒推車雨罩", "stroller"),
]


@pytest.mark.parametrize(("title", "kind"), SOLD)
def test_the_thing_sold_comes_first(title, kind):
    assert main_kinds(title)[0] == kind


@pytest.mark.parametrize(("title", "kind"), TRAPS)
def test_a_trap_is_not_taken_for_the_product(title, kind):
    assert kind not in main_kinds(title)


def test_the_category_settles_what_the_title_leaves_open():
    assert main_kinds("Model X-200 deluxe", ("Baby", "Strollers")) == ("stroller",)
    assert main_kinds("Rocker and glider", ("Nursery", "Infant Swings"))[0] in (
        "rocking-chair",
        "infant-swing",
    )
    assert main_kinds("Deluxe set", (), {"Product Type": "Power bank", "Color": "Candle red"}) == (
        "power-bank",
    )


def test_a_category_does_not_undo_that_the_title_sells_an_accessory():
    assert "stroller" not in main_kinds("Rain cover for stroller", ("Baby", "Strollers"))


def test_a_garment_for_children_is_another_kind_than_one_for_adults():
    assert main_kinds("Fleece jacket") == ("outerwear",)
    assert main_kinds("Girls fleece jacket") == ("childrens-outerwear",)
    assert main_kinds("Sudadera con capucha para niña") == ("childrens-outerwear",)


def test_a_broader_kind_gives_way_to_the_narrower():
    assert main_kinds("Fidget magnet ball toys, toy")[0] == "magnetic-ball-set"
    assert main_kinds("Crib, drop side crib") == ("drop-side-crib",)


@given(
    st.text(),
    st.lists(st.text(max_size=10), max_size=3),
    st.dictionaries(st.text(max_size=8), st.text(max_size=8)),
)
def test_any_text_gives_at_most_five_known_kinds(title, category, attributes):
    kinds = main_kinds(title, tuple(category), attributes)
    assert len(kinds) == len(set(kinds)) <= 5
    assert set(kinds) <= set(KINDS)
