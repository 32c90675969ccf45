"""Tokens that look like a model number and are none: measures, years, dates, prices, standards, sizes."""

from __future__ import annotations

import re

_UNITS = (
    r"kw|watts?|volts?|vac|vdc|ac|dc|amps?|ma|mah|ah|wh|kwh|hz|khz|mhz|ghz|hp|cc|ci|rpm|psi|bar|btus?|lm|lumens?|"
    r"in|inch(?:es)?|ft|feet|foot|yd|yards?|mm|cm|km|mi|mph|mil|mg|gm|kg|lbs?|pounds?|oz|ounces?|ml|liters?|"
    r"qt|quarts?|gal|gallons?|cups?|pc|pcs|pieces?|pks?|packs?|ct|count|pairs?|sets?|people|person|"
    r"months?|mos?|yrs?|years?|days?|hours?|hrs?|min|sec|st|nd|rd|th|tb|gb|mb|bit|way|speed|"
    r"drawers?|tiers?|piece|person|seater|wheel|ply|point|position|step|light|burner|slice|string|ring|leg|arm|"
    r"size|gauge|percent|degrees?|karat|dpi|mp|db|°f|°c|nm"
)
_MEASURE = re.compile(
    rf"\d[\d,.]*(?:[-/x]\d[\d,.]*)*[-\s]?(?:{_UNITS})\.?(?:[-x/]\d*[\d.]*(?:{_UNITS})?)?"
    # One letter is a unit after a short number only: "24V", "1500W"; "3000X" may be a model.
    r"|\d{1,4}(?:\.\d+)?[vwa]|\d{1,3}(?:\.\d+)?[-]?[klmgfcxhup]|\d{1,2}[tsdn]",
    re.I,
)
_OTHER = re.compile(
    r"(?:19[5-9]\d|20[0-4]\d)(?:[-/](?:\d{2}|\d{4}))?s?"  # years
    r"|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|\d{1,2}/\d{2,4}"  # dates
    r"|\d{1,3}(?:,\d{3})+|\d+\.\d+|\d{1,2}"  # counts, decimals
    r"|(?:1-?)?\d{3}-\d{3}-\d{4}"  # telephone
    r"|\d+[x×]\d+(?:[x×]\d+)*"  # dimensions
    r"|\d+-in-?\d+|\d+in\d+|\d+-[a-z][a-z-]*|\d+-[A-Z][a-z-]+|\d+[a-z]{3,}|24/7"  # 3-in-1, 12-drawer, 100percent
    r"|[A-Z]{0,2}\d{0,2}'s"
)
# Battery and bulb types, standards, and words of trade: the name of a kind of thing, not of one item.
_KINDS = re.compile(
    r"(?:CR|BR|VL|LIR)-?(?:1025|1216|1220|1225|16\d\d|20\d\d|23\d\d|24\d\d|3032|123A?|2)|(?:LR|SR|"
    r"AG|PR)-?\d{1,4}(?:SW)?|"
    r"(?:AA|AAA|AAAA)\d?|18650|21700|26650|A19|A21|BR30|BR40|PAR\d+|MR16|GU10|"
    r"E26|E12|E27|T[58]|USB-?\d?(?:\.\d)?|USB-[AC]|MP3|MP4|HDMI|4K|1080P|720P|UL-?\d*|ETL|ASTM|"
    r"F\d{3,4}-\d{2}|F963(?:-\d+)?|"
    r"ISO\d*|H2O2|H202|IP[X\d]\d|IPX\d|R-?\d{2,3}A|CO2|H2O|B12|D3|K9|PM2\.5|P65|COVID-?19|WD-40|XXS|"
    r"XS|XXL|[2-5]XL|\d{1,2}T(?:-\d{1,2}T)?|"
    r"SPF\d*|UPF\d*|N95|KN95|2X4|4X4|7-UP|M-?80|V8|GFCI|ROHS|EN\d+(?:-\d+)?|Y2K|3D|3-D|2D|5G|4G|WIFI",
    re.I,
)
_UNIT_WORD = re.compile(
    rf"(?:{_UNITS}|units?|million|thousand|dollars|different|of|models?|styles?|colors?|sizes?|versions?|stores?|"
    r"reports?|incidents?|injuries|states|children|consumers|adults|styles|January|February|March|April|May|June|July|"
    r"August|September|October|November|December)\.?",
    re.I,
)


def is_measure(token: str) -> bool:
    """True for "24V", "18-inch", "2019", "03/26", "3-in-1", "CR2032", "800-638-2772"; no models, those."""
    return bool(_MEASURE.fullmatch(token) or _OTHER.fullmatch(token) or _KINDS.fullmatch(token))


def is_unit(word: str) -> bool:
    """True for a word that makes the number before it a quantity or a date: "inches", "units", "March"."""
    return bool(_UNIT_WORD.fullmatch(word))
