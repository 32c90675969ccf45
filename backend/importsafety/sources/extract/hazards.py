"""Hazard classes: what can happen, from the words of a hazard statement."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Class -> words that name it. A row is a class; `read` keeps the table's order.
_TABLE: tuple[tuple[str, str], ...] = (
    ("fire", r"\bfires?\b|ignit|flammab|catch\w* fire|flame|smolder|combust"),
    ("burn", r"\bburns?\b|\bburned\b|\bscald"),
    ("explosion", r"\bexplo(?:de|si|ding)|\brupture|\bburst(?!\w* into)|projectile"),
    ("shock", r"electric(?:al)?[ -]shock|electrocut|\bshock(?:s|ed)?\b(?! absorb)"),
    ("carbon-monoxide", r"carbon monoxide|\bCO poison"),
    ("choking", r"\bchok(?:e|es|ing)\b|small (?:parts?|balls?)\b"),
    ("ingestion", r"\bingest|\bswallow"),
    ("magnet", r"\bmagnet"),
    ("battery-ingestion", r"battery ingestion|(?:button|coin)[ -](?:cell|batter)[^.]*(?:ingest|swallow)"),
    ("aspiration", r"\baspirat"),
    ("strangulation", r"strangul|strangl"),
    ("entrapment", r"entrap|entangle|\btrapped\b"),
    ("suffocation", r"suffocat|asphyxia"),
    ("drowning", r"\bdrown|submer(?:ge|sion)[^.]*(?:user|child|infant|occupant)"),
    ("fall", r"\bfall(?:s|ing)?\b(?! (?:apart|off|out|below|short|within|under))|\bfall hazard|collapse"),
    ("tip-over", r"\btip(?:s|ped|ping)?[ -]?over|\bunstable\b"),
    ("crash", r"\bcrash|collision|vehicle accident|loss of control|lose control"),
    ("laceration", r"lacerat|\bcuts?\b(?! off the)|\bsharp\b|puncture"),
    ("amputation", r"amputat"),
    ("impact", r"\bimpact (?:injur|hazard)|\bimpact, |struck by|\bstrike|blunt|injury from impact"),
    ("crush", r"\bcrush|\bpinch"),
    ("head-injury", r"head injur|impact attenuation"),
    (
        "lead",
        r"\blead (?:poison|paint|content|exposure|hazard|in paint|standard|level)|\blevels? of lead\b|^lead$|of lead\b",
    ),
    ("phthalates", r"phthalate"),
    ("poisoning", r"poison|\btoxic\b|child[- ]resistant packag"),
    (
        "chemical",
        r"chemical (?:burn|hazard|exposure|irrit)|skin irritation|irritat|\basbestos|benzene|cadmium|corros",
    ),
    ("bacteria", r"bacteria|\bmold\b|contaminat|microb|infection"),
    ("eye-injury", r"eye (?:injur|irrit)|\bvision|blindness"),
    ("hearing", r"hearing (?:loss|damage)"),
    ("alarm-failure", r"fail\w* to (?:alert|alarm|sound|warn|detect|activate)|not (?:alert|sound)"),
)
_ROWS = tuple((name, re.compile(pattern, re.I)) for name, pattern in _TABLE)
_CAUSE = re.compile(r"\bDue to\b(.*)", re.I | re.S)

CLASSES = tuple(name for name, _ in _TABLE)


def read(title: str, hazards: Sequence[str]) -> tuple[str, ...]:
    """The classes that a notice's hazard statements, and its title after "Due to", name."""
    cause = _CAUSE.search(title)
    text = "\n".join((*hazards, cause[1] if cause else ""))
    return tuple(name for name, pattern in _ROWS if pattern.search(text))
