"""Recognises pages that stand where the product should be: captcha, slider, login wall, error page."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from importsafety.pages.recipes import shops

# Layers that only a product page of a shop fills; a guard's page has at most a heading and meta tags.
OF_A_PRODUCT = ("state", "jsonld", "microdata", "selectors", "rows")

MESSAGES = {
    "blocked": "{shop} showed a check for robots instead of the product. Open the page in your browser, pass the "
    "check and try again, or paste the product's title.",
    "login": "{shop} asks for a login before it shows this product. Log in and open the page again, or paste the "
    "product's title.",
    "error": "{shop} answered with an error page, or no longer has this product. Check the address, or paste the "
    "product's title.",
}


def problem(signs: Collection[str], titles: Mapping[str, str], results: bool = False) -> str | None:
    """`blocked`, `login` or `error`, where the signs (ids in shops.json) say so; None on a product page.

    `titles`: what each layer gives as the title. A product in the shop's own data outweighs every sign, since
    product pages carry the guard's scripts and login forms too; elsewhere on the page it outweighs all but the
    sure signs, as does a page full of `results`.
    """
    if titles.get("state") or titles.get("jsonld"):
        return None
    found = [sign for sign in shops().tables.signs if sign.id in signs]
    sure = next((sign.problem for sign in found if sign.sure), None)
    if sure or results or any(titles.get(layer) for layer in OF_A_PRODUCT):
        return sure
    return found[0].problem if found else None
