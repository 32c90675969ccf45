"""Listings as suppliers write them, in three languages, and what must and must not be shown for each.

`yes`: citations that apply; `shown`: citations shown as yes or maybe; `absent`: citations not shown.
"""

from __future__ import annotations

from typing import NamedTuple

from importsafety.listing import Listing

LEAD, TRACKING, PAINT, PHTHALATES = "15 USC 1278a", "15 USC 2063(a)(5)", "16 CFR 1303", "16 CFR 1307"
TOYS, SMALL_PARTS, COIN, LITHIUM, RADIO = "16 CFR 1250", "16 CFR 1501", "16 CFR 1263", "49 CFR 173.185", "47 CFR 15"
CLOTHES, FIBER, CARE, WOOL = "16 CFR 1610", "16 CFR 303", "16 CFR 423", "16 CFR 300"
DRESSERS, UPHOLSTERED, WOOD = "16 CFR 1261", "16 CFR 1640", "40 CFR 770"
REGISTRATION, MAGNETS, FOOD = "16 CFR 1130", "16 CFR 1262", "21 CFR 174-179"


class Case(NamedTuple):
    listing: Listing
    yes: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def case(title: str, details: str = "", yes: str = "", shown: str = "", absent: str = "") -> Case:
    attributes = {"Details": details} if details else {}
    split = (tuple(part.strip() for part in text.split(";") if part.strip()) for text in (yes, shown, absent))
    return Case(Listing(title=title, attributes=attributes), *split)


CASES = [
    # Infants: which rule, and not its neighbours'.
    case("Solid Wood Convertible Baby Crib 4 in 1", "white paint finish", f"16 CFR 1219; {LEAD}; {TRACKING}; {PAINT}; {REGISTRATION}; {SMALL_PARTS}", "16 CFR 1241", "16 CFR 1220; 16 CFR 1221"),
    case("实木婴儿床 多功能宝宝床", "适用年龄: 0-3岁; 环保漆", f"16 CFR 1219; {LEAD}; {REGISTRATION}; {PAINT}", "", "16 CFR 1221"),
    case("Cuna plegable portátil para bebé", "acero y malla", f"{LEAD}; {REGISTRATION}", "16 CFR 1221", "16 CFR 1219"),
    case("Wooden Rocking Cradle for Newborn", "", f"16 CFR 1218; {LEAD}; {REGISTRATION}", "", "16 CFR 1219; 16 CFR 1223"),
    case("Newborn Baby Nest Portable Lounger Bed for Sleep", "cotton; 0-8 months", f"{LEAD}", "16 CFR 1236; 16 CFR 1243", "16 CFR 1219"),
    case("Infant Inclined Sleeper Rocking Napper with Canopy", "0-6 months", f"16 CFR 1310; {LEAD}", "", "16 CFR 1219"),
    case("编织打结球婴儿床围 防撞床围", "涤纶; PP棉", f"16 CFR 1309; {LEAD}", "", "16 CFR 1219"),
    case("Breastfeeding Pillow Nursing Pillow U-shaped Cotton Cover", "removable cover", f"16 CFR 1242; {LEAD}; {REGISTRATION}", "", "16 CFR 1243"),
    case("U Shaped Maternity Pregnancy Pillow 140 cm", "for side sleepers", "", "", f"16 CFR 1242; 16 CFR 1243; {LEAD}"),
    case("Tummy Time Pillow for Infant Head Support", "0-12 months", f"16 CFR 1243; {LEAD}; {REGISTRATION}", "", "16 CFR 1242"),
    case("Baby Walker with Wheels and Music Tray", "6-18 months", f"16 CFR 1216; {LEAD}; {SMALL_PARTS}", f"{TOYS}", "16 CFR 1238"),
    case("Baby Bath Tub Foldable with Thermometer", "0-3 years; PP+TPE", f"16 CFR 1234; {LEAD}; {REGISTRATION}", "", "16 CFR 1450"),
    case("Baby Bath Seat Ring with Suction Cups", "6-12 months", f"16 CFR 1215; {LEAD}; {REGISTRATION}", "", "16 CFR 1234"),
    case("Retractable Baby Safety Gate Extra Wide for Stairs", "mesh", f"16 CFR 1239; {LEAD}; {REGISTRATION}", "", "16 CFR 1221"),
    case("Retractable Pet Gate for Dogs", "indoor use", "", "", f"16 CFR 1239; {LEAD}; {REGISTRATION}"),
    case("Clip on Baby High Chair Hook On Table Chair", "6-36 months", f"16 CFR 1233; {LEAD}; {REGISTRATION}", "", "16 CFR 1231"),
    case("Toddler Booster Seat for Dining Chair with Straps", "", f"16 CFR 1237; {LEAD}; {REGISTRATION}", "", "16 CFR 1231; 49 CFR 571.213"),
    case("Kids Folding Camping Chair with Cup Holder", "age 3-8 years", f"16 CFR 1232; {LEAD}", "", "16 CFR 1640"),
    case("Infant Ring Sling Carrier Linen", "newborn to 3 years", f"16 CFR 1228; {LEAD}; {REGISTRATION}", "", "16 CFR 1226; 16 CFR 1230"),
    case("Toddler Bed Rail Guard Extra Long for Queen Bed", "for kids 2-5 years", f"16 CFR 1224; {LEAD}; {REGISTRATION}", "", "16 CFR 1270"),
    case("Bed Rail for Elderly Adults Safety Assist Handle", "adjustable, fits under mattress", "16 CFR 1270", "", f"16 CFR 1224; {LEAD}"),
    case("Silicone Baby Pacifier BPA Free", "0-6 months", f"16 CFR 1511; {LEAD}; {PHTHALATES}", "", f"{SMALL_PARTS}; 16 CFR 1510"),
    case("Inflatable Baby Neck Float Swimming Ring", "0-12 months; PVC", f"16 CFR 1250 neck floats; {LEAD}; {TOYS}; {PHTHALATES}", "", "46 CFR 160"),
    case("Baby Doll Stroller Toy Pram for Kids", "age 3+; pretend play", f"{TOYS}; {LEAD}", "", f"16 CFR 1227; {REGISTRATION}"),
    case("Foldable Dog Stroller Pet Stroller 3 Wheels", "", "", "", f"16 CFR 1227; {LEAD}; {REGISTRATION}"),
    # Toys.
    case("Remote Control Car Kids Toy 2.4GHz 4WD", "age 6+; rechargeable 3.7V lithium battery; ABS", f"{TOYS}; {LEAD}; {RADIO}; {LITHIUM}; {PHTHALATES}", "", f"{SMALL_PARTS}; 16 CFR 1505"),
    case("木制儿童积木玩具", "3岁以上; 彩色喷漆", f"{TOYS}; {LEAD}; {PAINT}", "16 CFR 1500.19", f"{SMALL_PARTS}; {DRESSERS}"),
    case("Muñeca de peluche para niños", "a partir de 3 años", f"{TOYS}; {LEAD}; {TRACKING}", "", f"{CLOTHES}; {CARE}"),
    case("Squeaky Plush Dog Toy for Aggressive Chewers", "", "", "", f"{TOYS}; {LEAD}"),
    case("Water Gun Super Soaker Toy Pistol for Kids", "age 5+", f"16 CFR 1272; {TOYS}; {LEAD}", "", "27 CFR 478"),
    case("Non-Toxic Water Beads for Kids Sensory Play 10000 pcs", "3+", f"16 CFR 1250.4; {TOYS}; {LEAD}", "", ""),
    case("Latex Balloons 100 pcs Birthday Party", "12 inch", "16 CFR 1500.19", f"{TOYS}", SMALL_PARTS),
    case("Wooden Baby Rattle Wrist Toy", "0-12 months", f"16 CFR 1510; {LEAD}; {TOYS}", "", "16 CFR 1511"),
    case("1:12 Miniature Doll House Sofa and Dresser Set", "age 6+", f"{TOYS}; {LEAD}", "", f"{DRESSERS}; {UPHOLSTERED}"),
    case("Toddler Balance Bike 12 inch No Pedal", "2-5 years; painted steel", f"{TOYS}; {LEAD}; {PAINT}", "", "16 CFR 1512"),
    case("Injection Mould for Plastic Toy Building Blocks", "steel P20", "", "", f"{TOYS}; {LEAD}; {PHTHALATES}"),
    # Magnets.
    case("5mm 216pcs Neodymium Magnetic Balls Desk Toy for Adults", "N38", MAGNETS, "", f"{TOYS}; {LEAD}"),
    case("巴克球 216颗 磁力球 减压", "钕铁硼", MAGNETS, "", ""),
    case("Bolas magnéticas de neodimio 5 mm antiestrés para adultos", "", MAGNETS, "", LEAD),
    case("Neodymium Disc Magnets 10x2 mm N52 for Industrial Use", "industrial use only", "", "", f"{MAGNETS}; {TOYS}; {LEAD}"),
    case("Magnetic Nose Ring Fake Piercing Set", "stainless steel", MAGNETS, "", TOYS),
    case("Magnetic Tiles Building Toy for Children 60 pcs", "3+; ABS", f"{TOYS}; {LEAD}; {PHTHALATES}", "", MAGNETS),
    # Helmets and things that roll.
    case("Adult Road Bike Helmet with LED Light", "EPS + PC", "16 CFR 1203", "", f"{LEAD}; 49 CFR 571.218"),
    case("儿童自行车头盔", "3-8岁", f"16 CFR 1203; {LEAD}", "", "49 CFR 571.218"),
    case("Full Face Motorcycle Helmet DOT", "ABS shell", "49 CFR 571.218", "", f"16 CFR 1203; {LEAD}"),
    case("Rock Climbing Helmet", "EN 12492", "", "", "16 CFR 1203; 49 CFR 571.218"),
    case("500W Electric Bicycle Fat Tire 48V 13Ah", "20 inch", f"16 CFR 1512; {LITHIUM}", "", LEAD),
    case("Bicicleta infantil 16 pulgadas con ruedas de apoyo", "4-7 años", f"16 CFR 1512; {LEAD}; {TRACKING}", "", TOYS),
    case("Self Balancing Hoverboard 6.5 inch Bluetooth", "lithium battery", f"{LITHIUM}; {RADIO}", "", "16 CFR 1512"),
    case("Bicycle Brake Pads Replacement for MTB", "resin", "", "", f"16 CFR 1512; 49 CFR 571.106; {LEAD}"),
    # Fire and fuel.
    case("Disposable Cigarette Gas Lighter Flint", "butane", "16 CFR 1210", "", "16 CFR 1212"),
    case("Encendedor largo para cocina y parrilla de gas", "butano", "16 CFR 1212", "", "16 CFR 1210"),
    case("USB Rechargeable Electric Arc Lighter Windproof", "no gas; no flame", "", "", "16 CFR 1210; 16 CFR 1212"),
    case("5 Gallon Plastic Gas Can Jerry Can for Gasoline", "HDPE with spout", "16 CFR 1460; 16 CFR 1461", "", FOOD),
    case("3000W Portable Power Station LiFePO4", "solar generator", LITHIUM, "", "16 CFR 1407; 40 CFR 1054/1060"),
    case("Consumer Firecrackers and Fountain Fireworks Assortment", "", "16 CFR 1507", "", TOYS),
    # Furniture and beds.
    case("5 Drawer Dresser for Bedroom", "particle board; 110 cm high; 35 kg", f"{DRESSERS}; {WOOD}", "", f"{UPHOLSTERED}; {LEAD}"),
    case("Cómoda de 6 cajones para dormitorio", "MDF; altura 90 cm", f"{DRESSERS}; {WOOD}", "", LEAD),
    case("Modern Velvet Sofa 3 Seater Living Room", "foam cushions", UPHOLSTERED, "", f"{DRESSERS}; {LEAD}; 16 CFR 1632"),
    case("Outdoor Teak Garden Bench", "solid wood", "", "", f"{UPHOLSTERED}; {DRESSERS}; {LEAD}"),
    case("Memory Foam Mattress Queen 12 inch", "", "16 CFR 1632; 16 CFR 1633", "", f"16 CFR 1241; {LEAD}"),
    case("Kids Bunk Bed with Stairs and Slide", "pine wood, painted", f"16 CFR 1513; {LEAD}; {PAINT}", "", "16 CFR 1213; 16 CFR 1217"),
    # Power.
    case("1800W Ionic Blow Dryer with Diffuser", "120V", "16 CFR 1120.3(a)", "", LEAD),
    case("LED Christmas String Lights 100 ft Plug in 120V", "UL", "16 CFR 1120.3(c)", "", COIN),
    case("Battery Operated Fairy Lights CR2032 12 pack", "copper wire", COIN, "", "16 CFR 1120.3(c)"),
    case("Digital Kitchen Scale with CR2032 Battery", "tempered glass", COIN, "", f"{LEAD}; {TOYS}"),
    case("电子蜡烛 LED茶蜡 CR2032纽扣电池", "婚礼装饰", COIN, "", f"{TOYS}; 16 CFR 1210"),
    case("CR2032 3V Lithium Coin Cell Battery 5 pack blister", "", "15 USC 2056e; 16 CFR 1263.4", LITHIUM, LEAD),
    case("Outdoor Extension Cord 50 ft 3 Prong", "16 AWG SJTW", "16 CFR 1120.3(d)", "", LITHIUM),
    case("20000mAh Power Bank Fast Charging", "USB C", LITHIUM, "", f"{LEAD}; {COIN}"),
    case("Bluetooth Wireless Earbuds Noise Cancelling", "charging case", RADIO, LITHIUM, LEAD),
    case("Automatic Residential Garage Door Opener Belt Drive", "WiFi", f"16 CFR 1211; {RADIO}", "", "16 CFR 1201"),
    case("Household Mini Fridge 90L with Freezer", "R600a", "16 CFR 1750", "10 CFR 430", LEAD),
    # Clothing and textiles.
    case("Women Summer Rayon Maxi Dress", "100% rayon", f"{CLOTHES}; {FIBER}; {CARE}", "", f"{LEAD}; 16 CFR 1615"),
    case("Children Flannel Pajamas Set Size 4-6X", "polyester", f"16 CFR 1615; {CLOTHES}; {FIBER}; {CARE}; {LEAD}", "", "16 CFR 1616"),
    case("Girls Nightgown Size 8-14 Polyester", "", f"16 CFR 1616; {LEAD}", "", "16 CFR 1615"),
    case("男童连帽卫衣 抽绳", "棉; 110-160cm", f"16 CFR 1120.3(b); {CLOTHES}; {LEAD}", "", "16 CFR 1615"),
    case("Merino Wool Sweater Men", "100% merino wool", f"{WOOL}; {CLOTHES}; {CARE}", "", f"{FIBER}; {LEAD}"),
    case("Genuine Leather Men Dress Shoes", "cow leather", "", "", f"{CLOTHES}; {CARE}; {LEAD}; {FIBER}"),
    case("Dog Hoodie Pet Clothes with Hood", "cotton", "", "", f"{CLOTHES}; {LEAD}; {CARE}; 16 CFR 1120.3(b)"),
    case("Large Area Rug 8x10 ft Living Room Carpet", "polypropylene", f"16 CFR 1630; {FIBER}", "", "16 CFR 1631"),
    case("Microfiber Bath Mat Small Rug 40x60 cm", "non slip", f"16 CFR 1631; {FIBER}", "", "16 CFR 1630"),
    case("Cordless Cellular Shades Window Blinds", "polyester", "", "16 CFR 1120.3(e)-(f)", "16 CFR 1260"),
    # Chemicals, food, devices and the other agencies.
    case("Acrylic Paint Set 24 Colors for Artists Canvas Painting", "non toxic", "16 CFR 1500.14(b)(8)", "", ""),
    case("Stainless Steel Kitchen Knife Set", "5 pcs", FOOD, "", f"{LEAD}; {TOYS}"),
    case("Polarized Sunglasses UV400 Men", "", "21 CFR 801.410", "", LEAD),
    case("Green Laser Pointer 5mW", "AAA battery", "21 CFR 1040.10", "", TOYS),
    case("Infrared Forehead Thermometer Medical", "2 AAA", "21 CFR 807", "", TOYS),
    case("Ultrasonic Pest Repeller Plug in", "110V", "FIFRA (40 CFR 152)", "", LEAD),
    case("FRS Two Way Radio Walkie Talkie 22 Channels", "462 MHz", f"47 CFR 95; {RADIO}", "", LEAD),
    case("Adult Life Jacket USCG Approved Type III", "nylon", "46 CFR 160", "", f"{TOYS}; {LEAD}"),
    case("Tomato Seeds Heirloom Vegetable Seeds for Planting", "", "7 CFR 361; 7 CFR 319", "", FOOD),
    case("Portable Gasoline Generator 5500W", "OHV engine", "16 CFR 1407; 40 CFR 1054/1060", "", LITHIUM),
    case("Tempered Glass Sliding Shower Door 60 inch", "8 mm", "16 CFR 1201", "", DRESSERS),
    case("CNC Router Machine 1325 for Wood", "3 phase", "", "", f"{TOYS}; {LEAD}; {RADIO}; 16 CFR 1245"),
    case("Stainless Steel Pipe Fitting Elbow 2 inch", "industrial", "", "", f"{LEAD}; {TOYS}; {MAGNETS}; {FOOD}"),
]  # fmt: skip
