"""An evidence file as PDF: the same content gives the same bytes, and titles in Chinese can be read anywhere, since
the letters that are used are embedded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, TableCellFillMode, XPos, YPos
from fpdf.fonts import FontFace
from pylopdf_fonts_zh_cn import sans_path

from importsafety.evidence import says
from importsafety.evidence.file import EvidenceFile

# Of a larger batch every item has a line; those that a notice may name are told in full, the others in the other forms
# of the file.
FEW, IN_FULL = 20, 100
NAMED = ("recalled", "possible")
MOST_SIMILAR = 5
PAPER, SURFACE = (255, 255, 255), (245, 246, 247)
INK, MUTED, LINK, LINE = (24, 32, 42), (85, 96, 108), (10, 86, 159), (216, 221, 226)
TONES = {
    "recalled": (148, 25, 15),
    "possible": (122, 67, 0),
    "similar": (31, 76, 124),
    "no_match": (71, 82, 93),
    "unchecked": (85, 68, 115),
}
# The font has no letters for these; a bidirectional or invisible mark could turn a line of evidence around.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufffe\uffff]"
)


def pdf(file: EvidenceFile) -> bytes:
    """The file on A4 pages."""
    paper = _Paper(file)
    paper.head()
    items = file.items
    if len(items) > 1:
        paper.overview(items)
    told = (
        items
        if len(items) <= FEW
        else [item for item in items if item["answer"]["verdict"] in NAMED][:IN_FULL]
    )
    for item in told:
        paper.item(item)
    if len(told) < len(items):
        paper.ln(4)
        paper.say("The other items are told in full in the JSON and XLSX forms of this file.", MUTED)
    return bytes(paper.output())


class _Paper(FPDF):
    """Pages with the file's id at the foot."""

    def __init__(self, file: EvidenceFile):
        super().__init__(format="A4", unit="mm")
        self.file = file
        kept = datetime.fromisoformat(file.content["kept"])
        self.set_creation_date(kept)
        self.set_title(_seen(f"Evidence file {file.id}"))
        self.set_producer(_seen(file.content["program"]))
        self.set_lang("en")
        self.add_font("body", fname=sans_path())
        self.set_margins(18, 16)
        self.set_auto_page_break(True, 20)
        self.alias_nb_pages()
        self.add_page()

    def footer(self) -> None:
        self.set_y(-14)
        self._pen(7.5, MUTED)
        self.cell(0, 5, f"Evidence file {self.file.id} · kept {says.moment(self.file.content['kept'])}")
        self.set_x(self.l_margin)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    def head(self) -> None:
        content = self.file.content
        self.say("Import Safety: evidence file", MUTED, 9)
        self.say(content["title"], INK, 16)
        self.pairs(
            [
                ("File", f"{self.file.id} (SHA-256 of its JSON: {self.file.sha256})"),
                ("Kept", says.moment(content["kept"])),
                ("Data", says.data_line(content["data"])),
                *(
                    ("Source" if not n else "", says.source_line(row))
                    for n, row in enumerate(content["data"]["sources"])
                ),
            ]
        )
        self.ln(1)
        self.set_fill_color(*SURFACE)
        self._pen(8.5, INK)
        self.multi_cell(
            0,
            4.6,
            content["statement"],
            align="L",
            fill=True,
            padding=2,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.set_fill_color(*PAPER)

    def overview(self, items: Sequence[Mapping[str, Any]]) -> None:
        """A line an item, cut to the page's width: a catalogue has thousands, and a table costs a second a hundred."""
        self.heading(f"{len(items):,} items")
        lines = ("Item", "Title", "Result", "First notice"), *map(_line, items)
        for number, line in enumerate(lines):
            self._pen(8, MUTED if number == 0 else INK)
            if self.get_y() > self.h - 26:
                self.add_page()
            for text, width in zip(line, (26, 92, 22, 34), strict=True):
                self.cell(width, 4.8, self._fit(_seen(text), width - 3), border="B")
            self.ln()

    def _fit(self, text: str, width: float) -> str:
        text = text[:200].replace("\n", " ")
        wide = self.get_string_width(text)
        return text if wide <= width else f"{text[: max(1, int(len(text) * width / wide) - 1)]}…"

    def item(self, item: Mapping[str, Any]) -> None:
        answer = item["answer"]
        self.heading(says.title(item))
        self.say(says.VERDICTS[answer["verdict"]], TONES[answer["verdict"]], 11)
        if answer["reason"]:
            self.say(answer["reason"], INK)
        pairs = [("Checked", says.moment(item["checked"])), *says.listing_rows(answer["listing"])]
        self.pairs([("Asked", item["asked"]), *pairs] if item["asked"] else pairs)
        for decision in answer["decisions"]:
            self.say(f"{decision['notice']}: {decision['says']}", TONES["possible"])
        similar = 0
        for match in answer["notices"]:
            similar += match["tier"] == "similar"
            if similar <= MOST_SIMILAR:
                self.match(match)
        if similar > MOST_SIMILAR:
            self.say(
                f"{similar - MOST_SIMILAR} more notices about this kind of product are in the JSON form.",
                MUTED,
            )
        self.rules(answer)

    def match(self, match: Mapping[str, Any]) -> None:
        self.ln(2)
        self.say(match["title"], INK, 10.5)
        number = f", number {match['number']}" if match["number"] else ""
        self.say(
            f"{says.TIERS[match['tier']]} · {says.KINDS[match['kind']]} of {match['date']}{number} · "
            f"{match['probability']:.0%} likely to be about this item",
            MUTED,
        )
        self.link_line(match["url"])
        facts = [
            ("Hazard", " ".join(match["hazards"])),
            ("Remedy", match["remedy"] or ", ".join(match["remedy_options"])),
            ("Covers only", " · ".join(limit["text"] for limit in match["scope"])),
        ]
        self.pairs([(name, value) for name, value in facts if value])
        rows = [
            (side, row["text"], row["listing"] or "not stated", row["notice"] or "not stated")
            for side, those in says.sides(match)
            for row in those
        ]
        if rows and (match["tier"] != "similar" or len(self.file.items) == 1):
            self.grid(("Speaks", "What was compared", "This listing", "The notice"), rows, (11, 46, 25, 25))

    def rules(self, answer: Mapping[str, Any]) -> None:
        if not answer["requirements"]:
            return
        self.ln(2)
        self.say("U.S. rules for this kind of product", INK, 11)
        if plan := answer["plan"]:
            self.say(f"{says.CERTIFICATES[plan['certificate']]}. {' '.join(plan['reasons'])}", INK)
        rows = [
            (name, f"{row['citation']} {row['title']}", row["why"], says.rule(row))
            for applies, name in (("yes", "applies"), ("maybe", "may apply"))
            for row in says.applying(answer, applies)
        ]
        links = [row["url"] for applies in ("yes", "maybe") for row in says.applying(answer, applies)]
        self.grid(("", "Rule", "Why", "Leads to"), rows, (11, 40, 34, 24), links)

    def heading(self, text: str) -> None:
        self.ln(5)
        if self.get_y() > self.h - 60:
            self.add_page()
        self.set_draw_color(*LINE)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(2)
        self.say(text, INK, 12.5)

    def say(self, text: str, colour: tuple[int, int, int], size: float = 9) -> None:
        self._pen(size, colour)
        self.multi_cell(0, size * 0.52, _seen(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def link_line(self, url: str) -> None:
        if url.lower().startswith(("http://", "https://")):
            self._pen(8.5, LINK)
            self.multi_cell(0, 4.5, _seen(url), align="L", link=url, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        for name, value in rows:
            if self.get_y() > self.h - 30:
                self.add_page()
            self._pen(8.5, MUTED)
            top = self.get_y()
            self.cell(24, 4.6, _seen(name)[:26])
            self._pen(8.5, INK)
            self.set_xy(self.l_margin + 26, top)
            self.multi_cell(0, 4.6, _seen(value)[:2_000], align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def grid(
        self,
        names: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: tuple[int, ...],
        links: Sequence[str] = (),
    ) -> None:
        """`links`: of each row, where its second cell leads."""
        self._pen(8, INK)
        self.set_draw_color(*LINE)
        self.ln(1)
        with self.table(
            col_widths=widths,
            line_height=4.2,
            padding=1,
            text_align="L",
            v_align="T",
            cell_fill_mode=TableCellFillMode.NONE,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="", color=MUTED, fill_color=PAPER),
        ) as table:
            table.row([*names])
            for number, cells in enumerate(rows):
                row = table.row()
                link = links[number] if number < len(links) else ""
                for place, cell in enumerate(cells):
                    follow = link if place == 1 and link.startswith("https://") else None
                    row.cell(_seen(cell)[:1_500], link=follow)

    def _pen(self, size: float, colour: tuple[int, int, int]) -> None:
        self.set_font("body", size=size)
        self.set_text_color(*colour)


def _line(item: Mapping[str, Any]) -> tuple[str, str, str, str]:
    answer = item["answer"]
    first = answer["notices"][0]["id"] if answer["notices"] else ""
    return item["name"], says.title(item), answer["verdict"].replace("_", " "), first


def _seen(text: str) -> str:
    """Text without what would not be seen on paper, or would turn what is."""
    return _UNSEEN.sub(" ", text).strip()
