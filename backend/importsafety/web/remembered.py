"""The page of what this machine remembers of matched listings, with a way to forget it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from importsafety.api.local import admit_person, only_maintainers
from importsafety.api.services import services
from importsafety.store.memories import MOST

blueprint = Blueprint("remembered", __name__, template_folder="templates")
blueprint.before_request(admit_person)
blueprint.before_request(only_maintainers)


@blueprint.get("/memory")
def overview() -> str:
    ask = services()
    return render_template(
        "memory.html",
        known=ask.store.memories(),
        on=ask.settings.memory,
        most=MOST,
        photos=ask.store.photo_counts(),
        photos_on=ask.settings.photos,
        listing_photos=ask.settings.listing_photos,
    )


@blueprint.post("/memory/clear")
def clear() -> Any:
    services().store.forget_memories()
    return redirect(url_for("remembered.overview"), 303)
