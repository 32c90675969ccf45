"""What every template can use: filters that say things in the reader's language, and a few names."""

from __future__ import annotations

from flask import Flask

from importsafety.api.who import csrf, who
from importsafety.web import formats, nav, saved, told, words

FILTERS = {
    "advice": words.advice,
    "age": formats.age,
    "certificate": words.certificate,
    "changed": words.changed,
    "country": formats.country,
    "day": formats.day,
    "disclaimer": words.disclaimer,
    "english": told.english_text,
    "event": words.event,
    "evidence_text": words.evidence_text,
    "feature": words.feature,
    "hazard": words.hazard,
    "headline": words.headline,
    "identifier": words.identifier,
    "kind": words.kind,
    "moment": formats.moment,
    "month": formats.month,
    "number": formats.number,
    "percent": formats.percent,
    "role": words.role,
    "run_state": words.run_state,
    "searched": words.searched,
    "seen_under": words.seen_under,
    "source_title": words.source_title,
    "side": words.side,
    "speaks": words.speaks,
    "stage": words.stage,
    "requirement_status": words.status,
    "strength": words.strength,
    "third_party": words.third_party,
    "to_save": saved.to_save,
    "told": told.told_on_page,
    "verdict": words.verdict,
}


def register(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(words=words, who=who, csrf=csrf, navigation=nav.entries)
