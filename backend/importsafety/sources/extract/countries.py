"""Countries as prose names them, as ISO 3166 alpha-2 codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from importsafety.notice import Firm

_NAMES = """
AE United Arab Emirates|UAE; AR Argentina; AT Austria; AU Australia; BA Bosnia|Bosnia and Herzegovina;
BD Bangladesh; BE Belgium; BG Bulgaria; BR Brazil; BY Belarus; CA Canada; CH Switzerland; CL Chile;
CN China|P.R. China|PRC|People's Republic of China|P.R.C.; CO Colombia; CR Costa Rica; CY Cyprus;
CZ Czech Republic|Czechia; DE Germany|West Germany; DK Denmark; DO Dominican Republic; EC Ecuador; EE Estonia;
EG Egypt; ES Spain; FI Finland; FR France; GB United Kingdom|U.K.|UK|England|Scotland|Wales|Great Britain;
GR Greece; GT Guatemala; HK Hong Kong; HN Honduras; HR Croatia; HT Haiti; HU Hungary; ID Indonesia; IE Ireland;
IL Israel; IN India; IR Iran; IS Iceland; IT Italy; JM Jamaica; JO Jordan; JP Japan; KE Kenya; KH Cambodia;
KR Korea|South Korea|Republic of Korea; LA Laos; LK Sri Lanka; LT Lithuania; LU Luxembourg; LV Latvia;
MA Morocco; MD Moldova; MM Myanmar|Burma; MO Macau|Macao; MT Malta; MU Mauritius; MX Mexico; MY Malaysia;
NI Nicaragua; NL Netherlands|The Netherlands|Holland; NO Norway; NP Nepal; NZ New Zealand; PE Peru;
PH Philippines|The Philippines; PK Pakistan; PL Poland; PR Puerto Rico; PT Portugal; RO Romania; RS Serbia;
RU Russia; SE Sweden; SG Singapore; SI Slovenia; SK Slovakia; SV El Salvador; TH Thailand; TN Tunisia;
TR Turkey|Türkiye; TT Trinidad|Trinidad and Tobago; TW Taiwan; UA Ukraine; 
US United States|United States of America|U.S.A.|USA|U.S.|US;
UY Uruguay; VE Venezuela; VN Vietnam|Viet Nam; XK Kosovo; ZA South Africa; ZW Zimbabwe
"""
_STATES = """
Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Hawaii Idaho Illinois Indiana
Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana
Nebraska Nevada New_Hampshire New_Jersey New_Mexico New_York North_Carolina North_Dakota Ohio Oklahoma Oregon
Pennsylvania Rhode_Island South_Carolina South_Dakota Tennessee Texas Utah Vermont Virginia Washington
West_Virginia Wisconsin Wyoming District_of_Columbia
Ala. Ariz. Ark. Calif. Colo. Conn. Del. Fla. Ga. Ill. Ind. Kan. Ky. La. Mass. Md. Mich. Minn. Miss. Mo. Mont.
N.C. N.D. N.H. N.J. N.M. N.Y. Neb. Nev. Okla. Ore. Pa. R.I. S.C. S.D. Tenn. Tex. Va. Vt. W.Va. Wash. Wis. Wyo.
"""

CODES: dict[str, str] = {
    name.strip().lower(): code
    for row in _NAMES.replace("\n", " ").split(";")
    for code, names in [row.split(maxsplit=1)]
    for name in names.split("|")
}
# Georgia, the state: no notice was seen that means the country.
US_STATES = frozenset(state.replace("_", " ").lower() for state in (*_STATES.split(), "Georgia"))

_ANY = re.compile(
    r"(?<![A-Za-z])("
    + "|".join(re.escape(name) for name in sorted(CODES, key=len, reverse=True))
    + r")(?![A-Za-z])",
    re.I,
)


def read(texts: Iterable[str], firms: Sequence[Firm] = ()) -> tuple[str, ...]:
    """The codes of the countries of manufacture that `texts` name, in order.

    Where they name none, the countries of the manufacturing firms stand in.
    """
    found = tuple(
        dict.fromkeys(CODES[match[1].lower()] for text in texts for match in _ANY.finditer(text[:500]))
    )
    return found or tuple(
        dict.fromkeys(firm.country for firm in firms if firm.country and firm.role == "manufacturer")
    )


def of_place(place: str) -> str | None:
    """The code of the country in "Shenzhen, China" or "Cerritos, Calif."; None where it is not known."""
    parts = [part.strip().lower() for part in place.split(",") if part.strip()]
    for part in reversed(parts):
        if code := CODES.get(part.rstrip(".")) or CODES.get(part):
            return code
        if part in US_STATES or part.rstrip(".") in US_STATES or part + "." in US_STATES:
            return "US"
    words = place.lower().rstrip(". ").split()
    return "US" if words and (words[-1] in US_STATES or " ".join(words[-2:]) in US_STATES) else None
