"""Product pages written by hand in a shop's shape, for what no saved page shows."""

from __future__ import annotations

import html
import json

STYLE = """
body { margin: 0; font: 15px/1.5 "Liberation Sans", Arial, sans-serif; color: #222; background: #fff; }
header { display: flex; gap: 24px; align-items: center; padding: 14px 32px; border-bottom: 1px solid #e5e5e5; }
header b { font-size: 22px; color: #d6551c; }
header span { flex: 1; max-width: 560px; padding: 8px 16px; border: 1px solid #ccc; border-radius: 20px; color: #888; }
nav { padding: 12px 32px; font-size: 13px; color: #777; }
main { display: grid; grid-template-columns: 380px 1fr; gap: 40px; padding: 8px 32px 48px; max-width: 1200px; }
figure { margin: 0; height: 340px; border-radius: 10px; background: linear-gradient(150deg, #eef0f3, #d9dee5); }
h1 { margin: 0 0 8px; font-size: 22px; line-height: 1.35; }
.price { margin: 16px 0; font-size: 24px; font-weight: 700; }
dl { display: grid; grid-template-columns: 150px 1fr; gap: 4px 16px; margin: 16px 0 0; font-size: 14px; }
dt { color: #777; } dd { margin: 0; }
"""


def alibaba(
    title: str, attributes: dict[str, str], *, seller: str = "Shenzhen Sample Trading Co., Ltd."
) -> str:
    """A page of Alibaba.com (state of 2026-10): all facts are in `window.detailData`."""
    data = {
        "globalData": {
            "product": {
                "subject": title,
                "productBasicProperties": [{"attrName": k, "attrValue": v} for k, v in attributes.items()],
            },
            "seller": {"companyName": seller},
        }
    }
    rows = "".join(f"<dt>{html.escape(k)}</dt><dd>{html.escape(v)}</dd>" for k, v in attributes.items())
    state = json.dumps(data).replace("<", "\\u003c")
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)} - Alibaba.com</title>
<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>
<body><header><b>Marketplace</b><span>What are you looking for?</span></header>
<nav>Home &rsaquo; All categories</nav>
<main><figure></figure><div data-module-name="module_title"><h1>{html.escape(title)}</h1>
<p>{html.escape(seller)}</p><p class="price">$68.00 &ndash; 74.50 <small>/ piece, 20 pieces minimum</small></p>
<dl>{rows}</dl></div></main>
<script>window.detailData = {state};</script></body></html>"""


# A notice of the starter list names this brand with this model (cpsc:18030).
RECALLED = alibaba(
    "iLive GSB56BC Self-Balancing Scooter Hoverboard with LED Lights",
    {"Brand Name": "iLive", "Model Number": "GSB56BC", "Place of Origin": "China", "Motor": "2 x 250 W"},
)
RECALLED_NOTICE = "cpsc:18030"
# The same kind of product, and nothing that names one.
LOOKALIKE = alibaba(
    "OEM 6.5 inch two wheel self balancing scooter hoverboard wholesale",
    {"Place of Origin": "China", "Color": "Black"},
)
# No notice speaks of such a thing.
PLAIN = alibaba(
    "Galvanized steel pipe clamp for irrigation lines, DN50",
    {"Brand Name": "Hexin", "Model Number": "PC-50G", "Material": "Galvanized steel"},
)


def address(name: str, number: int) -> str:
    return f"https://www.alibaba.com/product-detail/{name}_{1600000000000 + number}.html"


def results(*titles: str, first: int = 0) -> str:
    """A page of results of Alibaba.com (state of 2026-10), one card a title."""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Results - Alibaba.com</title>
<meta name="viewport" content="width=device-width"><style>{STYLE}
#list {{ display: flex; flex-wrap: wrap; gap: 14px; padding: 16px 32px; }}
.fy23-search-card {{ box-sizing: border-box; width: 230px; padding: 10px; border: 1px solid #e2e2e2; }}
.fy23-search-card i {{ display: block; height: 120px; background: linear-gradient(150deg, #eef0f3, #d9dee5); }}
h2 {{ margin: 8px 0 4px; font-size: 14px; line-height: 1.35; }} h2 a, a h2 {{ color: #222; }}
a {{ text-decoration: none; }}
</style></head><body><header><b>Marketplace</b><span>hoverboard</span></header>
<div id="list">{cards(*titles, first=first)}</div></body></html>"""


def cards(*titles: str, first: int = 0) -> str:
    return "".join(
        f"""<div class="fy23-search-card"><i></i><a href="/product-detail/x_{1600000000000 + number}.html?spm=a2700">
<h2>{html.escape(title)}</h2></a><p class="search-card-e-company">Shenzhen Sample Trading Co., Ltd.</p></div>"""
        for number, title in enumerate(titles, first)
    )
