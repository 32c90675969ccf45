"""A kept answer as an Assessment again, so that pages show it as they show a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from importsafety.assessment import (
    Assessment,
    Decision,
    Evidence,
    Match,
    RequirementResult,
    SeenBefore,
    Verdict,
    speaks,
)
from importsafety.listing import Listing
from importsafety.notice import Image, Notice, NoticeKind, ScopeLimit

T = TypeVar("T")


def assessment_of(kept: Mapping[str, Any]) -> Assessment:
    """The assessment that Assessment.as_dict made `kept` of. What that leaves out of a notice is empty; what an
    earlier version kept and this one does not know is passed over."""
    return Assessment(
        verdict=Verdict(kept["verdict"]),
        listing=Listing.of(kept["listing"]),
        matches=tuple(map(_match, kept["notices"])),
        requirements=tuple(_known(RequirementResult, one) for one in kept["requirements"]),
        as_of=kept["as_of"],
        reason=kept["reason"],
        plan=kept["plan"],
        seen_before=tuple(
            _known(SeenBefore, one | {"verdict": Verdict(one["verdict"]), "notices": tuple(one["notices"])})
            for one in kept["seen_before"]
        ),
        starter=kept.get("starter", 0),
        from_files=kept.get("from_files", {}),
        decisions=tuple(_known(Decision, one) for one in kept.get("decisions", ())),
        disclaimer=kept["disclaimer"],
    )


def _match(kept: Mapping[str, Any]) -> Match:
    notice = Notice(
        id=kept["id"],
        source=kept["source"],
        kind=NoticeKind(kept["kind"]),
        title=kept["title"],
        date=kept["date"],
        url=kept["url"],
        number=kept["number"],
        scope=tuple(ScopeLimit(limit["kind"], limit["text"]) for limit in kept["scope"]),
        hazards=tuple(kept["hazards"]),
        hazard_classes=tuple(kept["hazard_classes"]),
        countries=tuple(kept["countries"]),
        units=kept["units"],
        remedy=kept["remedy"],
        remedy_options=tuple(kept["remedy_options"]),
        images=(Image(kept["image"]),) if kept["image"] else (),
        linked=tuple(kept["linked"]),
    )
    evidence = tuple(_known(Evidence, {**item, "speaks": speaks(item)}) for item in kept["evidence"])
    return Match(notice, Verdict(kept["tier"]), kept["probability"], evidence, kept["group"])


def _known(cls: type[T], kept: Mapping[str, Any]) -> T:
    return cls(**{field.name: kept[field.name] for field in fields(cls) if field.name in kept})  # type: ignore[arg-type]
