"""What the tests of the doors share: a data folder with a few recalls in the agency's own shape, and a client."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from importsafety.api import create_app
from importsafety.refresh import refresh
from importsafety.settings import Settings

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def recall(number: str, title: str, product: str, description: str, **more: Any) -> dict[str, Any]:
    """A recall as the agency's API gives it."""
    return {
        "RecallID": int(number) % 90_000,
        "RecallNumber": number,
        "RecallDate": "2025-04-24T00:00:00",
        "LastPublishDate": "2025-04-24T00:00:00",
        "Description": description,
        "URL": f"https://www.cpsc.gov/Recalls/2025/{number}",
        "Title": title,
        "ConsumerContact": "",
        "Products": [
            {
                "Name": product,
                "Description": "",
                "Model": "",
                "Type": "",
                "CategoryID": "",
                "NumberOfUnits": "About 1,200",
            }
        ],
        "Inconjunctions": [],
        "Images": [{"URL": "https://www.cpsc.gov/s3fs-public/one.png", "Caption": "The set"}],
        "Injuries": [{"Name": "None reported"}],
        "Manufacturers": [],
        "Retailers": [
            {"Name": "Online at example marketplaces from May 2024 for about $15.", "CompanyID": ""}
        ],
        "Importers": [{"Name": "Kugelwerk Trading Co. Ltd., dba KUGELO, of China", "CompanyID": ""}],
        "Distributors": [],
        "SoldAtLabel": None,
        "ManufacturerCountries": [{"Country": "China"}],
        "ProductUPCs": [],
        "Hazards": [
            {"Name": "The magnets can be swallowed, a risk of death.", "HazardType": "", "HazardTypeID": ""}
        ],
        "Remedies": [{"Name": "Stop using the set and ask for a full refund."}],
        "RemedyOptions": [{"Option": "Refund"}],
        **more,
    }


RECALLS = [
    recall(
        "25901",
        "KUGELO Recalls Magnetic Ball Sets Due to Ingestion Hazard; Violate Mandatory Standard for Magnets",
        "KUGELO Magnetic Ball Sets",
        "This recall involves KUGELO magnetic ball sets with 216 loose 5 mm balls. The model number KG-216 is printed "
        "on the tin. Only sets in the black tin are included in this recall.",
        ProductUPCs=[{"UPC": "036000291452"}],
    ),
    recall(
        "25902",
        "Bergfalke Recalls Children's Bicycle Helmets Due to Risk of Head Injury",
        "Bergfalke Children's Helmets",
        "This recall involves Bergfalke helmets, model number BF-77, in size small, blue with black straps.",
        ProductUPCs=[{"UPC": "4006381333931"}],
        Hazards=[{"Name": "The helmets can fail to protect the head.", "HazardType": "", "HazardTypeID": ""}],
    ),
    recall(
        "25903",
        f"Hostile {HOSTILE} Recalls Zibble Gadgets",
        f"Zibble {HOSTILE} Gadgets",
        f"This recall involves Zibble gadgets {HOSTILE} with model number ZB-9.",
        URL="javascript:alert(3)",
        Hazards=[{"Name": f"Hazard {HOSTILE}", "HazardType": "", "HazardTypeID": ""}],
        Remedies=[{"Name": f"Remedy {HOSTILE}"}],
    ),
]

# So that words are as rare or common among the notices as they are in life.
OTHERS = (
    "Ladders, Space Heaters, Candles, Bunk Beds, Bicycles, Strollers, Chain Saws, Power Banks, "
    "Hair Dryers, Dressers, Snowmobiles, Blankets, Coffee Makers, Pressure Cookers, Rattles, "
    "Trampolines, Ceiling Fans, Golf Carts, Toasters, Smoke Alarms, Window Blinds, High Chairs, "
    "Jackets, Pajamas, Toy Trucks, Fire Pits, Gas Grills, Lawn Mowers, Drills, Swings, "
    "Exercise Bikes, Recliners, Rugs, Dehumidifiers, Flashlights, Generators, Scooters, Skateboards, "
    "Wagons"
).split(", ")
NOTICES = [
    *RECALLS,
    *(
        recall(
            str(25100 + number),
            f"Northwind Recalls {name} Due to Injury Hazard",
            f"Northwind {name}",
            f"This recall involves Northwind {name.lower()} with model number NW-{number}{number}.",
            RecallDate="2024-02-01T00:00:00",
            Hazards=[{"Name": "They can break, an injury hazard.", "HazardType": "", "HazardTypeID": ""}],
        )
        for number, name in enumerate(OTHERS)
    ),
]


@pytest.fixture(name="home", scope="session")
def recalls_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with NOTICES loaded."""
    folder = tmp_path_factory.mktemp("doors")
    file = folder / "recalls.json"
    file.write_text(json.dumps(NOTICES), encoding="utf-8")
    report = refresh(folder / "home", files={"cpsc": file})
    assert report.ok, report
    return folder / "home"


@pytest.fixture(name="app", scope="session")
def recalls_app(home: Path) -> Flask:
    return create_app(Settings(home=home, origins=("https://shop.example",), hosts=("safety.example",)))


@pytest.fixture(name="client")
def recalls_client(app: Flask) -> FlaskClient:
    """Calls as http://localhost."""
    return app.test_client()
