"""Standards that a notice says the item violates, as citations."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Citations -> words of the rule, looked for in clauses of violation only. Reviewed against the part titles of
# 16 CFR chapter II (January 2025) and the acts' names. Two citations: the notice does not say which of two.
_TABLE: tuple[tuple[str, str], ...] = (
    ("16 CFR 1120.3(a)", r"hair ?dryers?"),
    ("16 CFR 1120.3(b)", r"drawstrings?|children's upper outerwear"),
    ("16 CFR 1120.3(c)", r"(?:seasonal|decorative)(?: and decorative)? light"),
    ("16 CFR 1120.3(d)", r"extension cords?"),
    ("16 CFR 1120.3(e)-(f)", r"window coverings?"),
    ("16 CFR 1203", r"(?:bicycle|bike) helmets?"),
    ("16 CFR 1205", r"walk-behind (?:power )?(?:lawn ?)?mowers?"),
    ("16 CFR 1210", r"cigarette lighters?|lighter submission|novelty lighters?"),
    ("16 CFR 1211", r"garage door (?:opener|operator)s?"),
    ("16 CFR 1212", r"multi-?purpose lighters?|micro-?torches"),
    ("16 CFR 1213; 16 CFR 1513", r"\bbunk beds?"),
    ("16 CFR 1215", r"(?:infant|baby) bath seats?"),
    ("16 CFR 1216", r"(?:infant|baby) walkers?"),
    ("16 CFR 1217", r"toddler beds?"),
    ("16 CFR 1218", r"bassinets?|\bcradles\b"),
    (
        "16 CFR 1219; 16 CFR 1220",
        r"(?:standards?|regulations?|requirements?) for (?:baby )?cribs\b|crib (?:safety )?standards?",
    ),
    ("16 CFR 1219", r"(?<!non-)\bfull[- ]sized? (?:baby )?cribs?"),
    ("16 CFR 1220", r"non-full-size (?:baby )?cribs?|portable cribs?"),
    ("16 CFR 1221", r"(?:for|of) play ?yards?\b(?! mattress)"),
    ("16 CFR 1222", r"bedside sleepers?"),
    ("16 CFR 1223", r"infant (?:and cradle )?swings?"),
    (
        "16 CFR 1224",
        r"children's portable bed rails?|portable bed rails? for children|(?:for|of) portable bed rails?",
    ),
    ("16 CFR 1225", r"hand-?held (?:infant )?carriers?"),
    ("16 CFR 1226", r"soft (?:infant|toddler)[^.;,]{0,14}carriers?"),
    ("16 CFR 1227", r"strollers?|carriages?\b"),
    ("16 CFR 1228", r"sling carriers?|infant slings?"),
    ("16 CFR 1229", r"infant bouncers?(?: seats?)?|bouncer seats?"),
    ("16 CFR 1230", r"frame (?:child )?carriers?"),
    ("16 CFR 1231", r"\bhigh ?chairs?"),
    ("16 CFR 1232", r"children's folding (?:chairs|stools)"),
    ("16 CFR 1233", r"hook-on chairs?"),
    ("16 CFR 1234", r"infant bath ?tubs?"),
    ("16 CFR 1235", r"baby changing products?|changing tables?"),
    ("16 CFR 1236", r"infant sleep products?"),
    ("16 CFR 1237", r"booster seats?"),
    ("16 CFR 1238", r"stationary activity centers?"),
    ("16 CFR 1239", r"gates (?:and|or) (?:expandable )?enclosures|expansion gates"),
    ("16 CFR 1241", r"(?:crib|play ?yard) mattress(?:es)?"),
    ("16 CFR 1242", r"nursing pillows?"),
    ("16 CFR 1243", r"infant support cushions?"),
    (
        "16 CFR 1250",
        r"(?:for|of|on) (?:the )?(?:children's )?(?:battery-operated |"
        r"magnet(?:ic)? )?toys?\b(?! magnet sets?)|magnet toys|"
        r"toy magnets?|standards? for toys|toy (?:safety )?(?:standard|regulation)",
    ),
    ("16 CFR 1250.4", r"water beads?"),
    ("16 CFR 1261", r"clothing storage units?|\bSTURDY act"),
    ("16 CFR 1262", r"\bfor (?:hazardous )?magnets\b|(?<!toy )\bmagnet sets?\b|\bmagnet standard"),
    (
        "16 CFR 1263",
        r"(?<!packaging of )(?<!packaging for )(?:button[- ]cell|coin(?: cell)? batter|"
        r"button(?: cell)? (?:and|or) coin)|"
        r"Reese's law",
    ),
    ("15 USC 2056e", r"packaging (?:of|for) (?:button|coin|lithium)[^.;]{0,40}batter"),
    ("16 CFR 1270", r"adult portable bed rails?"),
    ("16 CFR 1303", r"\blead[- ](?:in[- ])?paint|lead-containing paint|paint and lead\b"),
    ("15 USC 1278a", r"\blead[- ]content|paint and lead content|phthalates and lead"),
    ("16 CFR 1306", r"lawn darts?"),
    ("16 CFR 1307", r"phthalates?"),
    ("16 CFR 1309", r"crib bumpers?"),
    ("16 CFR 1310", r"inclined sleepers?"),
    ("16 CFR 1420", r"all-terrain vehicles?|\bATVs?\b"),
    ("16 CFR 1450", r"Virginia Graeme Baker|pool (?:and|&) spa safety"),
    ("16 CFR 1460", r"gasoline burn prevention"),
    ("16 CFR 1461", r"portable fuel containers?"),
    (
        "16 CFR 1500.18",
        r"\b(?:small )?balls? ban|\bdive sticks?|infant (?:pillow|cushion)s?(?:/cushions?)? ban|ban on infant pillows?",
    ),
    (
        "16 CFR 1500.121",
        r"(?:FHSA|hazardous substances? act)[^.;]{0,40}label|"
        r"labeling requirements? under the [^.;]{0,20}hazardous substances?",
    ),
    ("16 CFR 1501", r"\bsmall[- ]parts?\b"),
    ("16 CFR 1507", r"\bfireworks?\b"),
    ("16 CFR 1510", r"\brattles?\b"),
    ("16 CFR 1511", r"\bpacifiers?\b"),
    ("16 CFR 1512", r"\bfor bicycles?\b(?! helmet)"),
    (
        "16 CFR 1610",
        r"wearing apparel|clothing textiles?|flammability of clothing|flammability (?:standard|"
        r"regulation)s? for clothing",
    ),
    ("16 CFR 1615; 16 CFR 1616", r"children's (?:sleepwear|pajamas|nightgowns|robes)"),
    ("16 CFR 1630; 16 CFR 1631", r"\bcarpets?\b|\brugs?\b"),
    ("16 CFR 1632", r"smoldering[^.;]{0,40}mattress|mattress pads?"),
    ("16 CFR 1633", r"open[- ]flame[^.;]{0,40}mattress"),
    ("16 CFR 1632; 16 CFR 1633", r"(?<!crib )(?<!yard )(?<!smoldering )\bmattress(?:es)?\b(?! pad)"),
    ("16 CFR 1640", r"upholstered furniture"),
    (
        "16 CFR 1700",
        r"child[- ]resistant packag(?!\w* (?:of|for) (?:button|coin|lithium))|poison prevention packaging",
    ),
)
# Phrases that name a ban by what it forbids, wherever they stand.
_ANYWHERE: tuple[tuple[str, str], ...] = (
    ("16 CFR 1310", r"incline angle greater than 10 degrees"),
    ("16 CFR 1500.17", r"overloaded with pyrotechnics?"),
)
_ROWS = tuple((tuple(cite.split("; ")), re.compile(words, re.I)) for cite, words in _TABLE)

_VIOLATES = re.compile(
    r"\bviolat\w*|\bfail\w* to (?:meet|comply|conform)|\b(?:do|does|did) not (?:meet|comply|conform)|"
    r"\bnon-?compliance|\b(?:required|prohibited|banned) (?:by|under)|\bban(?:s|ned)?\b",
    re.I,
)
# What follows says why or how, and may name other things than the rule.
_REASON = re.compile(
    r"\b(?:because|posing|pose|due to|which can|since they|in that|Sold (?:on|by|at|Exclusively))\b", re.I
)
_LITERAL = re.compile(r"\b(\d{2}) ?C\.?\s?F\.?\s?R\.?,? ?(?:parts?|§+|sections?)? ?(\d{3,4})(\.\d+)?\b", re.I)
_CODE = re.compile(r"\b(\d{2}) ?U\.?\s?S\.?\s?C\.?,? ?(?:§+|sections?)? ?(\d{4}[a-z]?)\b", re.I)


def read(title: str, hazards: Sequence[str], description: str) -> tuple[str, ...]:
    """Citations such as "16 CFR 1203", in the table's order, then those that are printed as such."""
    text = ". ".join((title, *hazards, description))
    clauses = " | ".join(_clauses(text))
    named = [cite for cites, words in _ROWS if words.search(clauses) for cite in cites]
    named += [cite for cite, words in _ANYWHERE if re.search(words, text, re.I)]
    printed = [f"{m[1]} CFR {m[2]}{m[3] or ''}" for m in _LITERAL.finditer(text)]
    coded = [f"{m[1]} USC {m[2]}" for m in _CODE.finditer(text)]
    return tuple(dict.fromkeys((*named, *printed, *coded)))


def _clauses(text: str) -> list[str]:
    """The parts of `text` that say which rule is violated."""
    found = []
    for match in _VIOLATES.finditer(text):
        rest = text[match.end() : match.end() + 220]
        rest = re.split(r"[.;](?:\s|$)", rest, maxsplit=1)[0]
        found.append(_REASON.split(rest, maxsplit=1)[0])
        if match[0].lower().startswith("ban"):
            before = re.split(r"[.;](?:\s|$)", text[max(0, match.start() - 40) : match.end()])[-1]
            found.append(before)
    return found
