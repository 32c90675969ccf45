"""Catalogue files as rows: CSV, Excel, JSON lines and Parquet, each read as a stream so that memory stays flat."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeVar

import orjson

from importsafety.cells import LONGEST_LINE, BadFile, Line, csv_lines, xlsx_lines

if TYPE_CHECKING:
    import pyarrow

T = TypeVar("T")

PARQUET_BATCH = 256  # rows; a row may be some 100 kB


class Row(NamedTuple):
    """One row of a file: `data` in a listing's field names, or `error`. `id` is the row's own, as given; `text` is
    what could be read of a row that has an error."""

    id: Any
    data: Any
    error: str | None = None
    text: str = ""


# How suppliers and shop systems head their columns, in letters and digits only; "product" before any is ignored.
COLUMNS = {
    "id": "id sku itemid itemno itemnumber itemcode articleno articlenumber partno partnumber asin ref reference 编号 "
    "商品编号 货号 序号",
    "title": "title name itemname subject 标题 商品名称 产品名称 品名 名称 titulo nombre",
    "brand": "brand brandname trademark 品牌 商标 marca",
    "model": "model modelno modelnumber modelname mpn manufacturerpartnumber 型号 款号 modelo",
    "gtin": "gtin upc ean barcode upcean gtin8 gtin12 gtin13 gtin14 ean13 upca upccode barcodenumber 条码 条形码",
    "description": "description details longdescription shortdescription body features 描述 说明 详情 descripcion",
    "category": "category categories categorypath type 类目 分类 类别 categoria",
    "seller": "seller sellername supplier suppliername vendor manufacturer store company 供应商 卖家 店铺 proveedor",
    "country": "country countryoforigin origin placeoforigin madein 产地 原产国 原产地",
    "url": "url link itemurl website 链接 网址 商品链接 enlace",
    "images": "images image imageurl imageurls picture pictures photo mainimage 图片 主图",
    "platform": "platform marketplace site 平台",
    "language": "language lang 语言",
    "attributes": "attributes specifications specs 属性 规格",
    "answers": "answers answer 答案 respuestas",
}
# Columns that say something about the product and become attributes under their own heading.
ATTRIBUTES = re.compile(
    r"material|colou?r|size|age|gender|power|voltage|battery|capacity|certificat|standard|usage|application|"
    r"材质|颜色|尺寸|年龄|功率|电压|电池|认证|用途",
    re.IGNORECASE,
)
RANKS = {word: (field, rank) for field, words in COLUMNS.items() for rank, word in enumerate(words.split())}


def reader(path: Path, encoding: str | None = None) -> Callable[[], Iterator[Row]]:
    """How to read `path`, by its ending; reading raises BadFile where it holds no row. Raises BadFile for endings we do
    not read."""
    ending = path.suffix.lower()
    if ending in {".csv", ".tsv", ".txt"}:
        return lambda: csv_rows(path, encoding)
    if ending == ".xlsx":
        return lambda: xlsx_rows(path)
    if ending in {".jsonl", ".ndjson"}:
        return lambda: filled(path, json_rows(path))
    if ending in {".parquet", ".pq"}:
        return lambda: filled(path, parquet_rows(path))
    raise BadFile(
        f"{path.name}: give a .csv, .xlsx, .jsonl or .parquet file"
        + (
            " (in a spreadsheet: File, Save as, Excel workbook .xlsx)."
            if ending in {".xls", ".xlsm", ".ods"}
            else "."
        )
    )


def filled(path: Path, rows: Iterator[T]) -> Iterator[T]:
    """The rows of a file. Raises BadFile where it has none."""
    for row in rows:
        yield row
        yield from rows
        return
    raise BadFile(
        f"{path.name} holds no item: put one a row, in a table below the line that names the columns."
    )


def count(path: Path) -> int | None:
    """How many rows `path` has, for a progress bar: exact for Parquet, lines for the others, None if unreadable."""
    if path.suffix.lower() in {".parquet", ".pq"}:
        return _count_parquet(path)
    try:
        with path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return None


def _count_parquet(path: Path) -> int | None:
    import pyarrow.parquet  # noqa: PLC0415  (large, and seldom wanted)

    try:
        return int(pyarrow.parquet.ParquetFile(path).metadata.num_rows)
    except (OSError, pyarrow.ArrowException):
        return None


def json_rows(path: Path) -> Iterator[Row]:
    """JSON lines, one object a line; empty lines are passed over."""
    with path.open("rb") as file:
        for number, line in enumerate(_lines(file), 1):
            if line is None:
                yield Row(None, None, f"Line {number} is longer than {LONGEST_LINE:,} bytes.")
                continue
            text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
            if not text:
                continue
            try:
                data = orjson.loads(text)
            except orjson.JSONDecodeError as error:
                said = text[:2_000].decode("utf-8", "replace")
                yield Row(None, None, f"Line {number} is not JSON in UTF-8: {error}.", said)
                continue
            yield Row(data.get("id") if isinstance(data, Mapping) else None, data)


def csv_rows(path: Path, encoding: str | None = None) -> Iterator[Row]:
    """A CSV with a heading line; separator and encoding are recognised. Raises BadFile when no column is known."""
    return headed_rows(path, csv_lines(path, encoding))


def xlsx_rows(path: Path) -> Iterator[Row]:
    """The first sheet of a workbook, with a heading line. Raises BadFile when no column is known."""
    return headed_rows(path, xlsx_lines(path))


def headed_rows(path: Path, lines: Iterator[Line]) -> Iterator[Row]:
    """The rows below a heading line. Raises BadFile when it names no column that is known, or nothing follows it."""
    first = next(lines, Line(1, []))
    if first.error and not first.cells:
        raise BadFile(f"{path.name}: the first line cannot be read: {first.error}")
    plan = Plan.of(first.cells)
    if not plan.says_something:
        raise BadFile(
            f"{path.name}: the first line must name the columns, at least one of title, brand, model, gtin, "
            f"description; it has: {', '.join(first.cells[:12])[:300] or 'nothing'}."
        )
    yield from plan.rows(filled(path, lines))


def parquet_rows(path: Path) -> Iterator[Row]:
    """A Parquet file, in record batches."""
    import pyarrow.parquet  # noqa: PLC0415

    try:
        for batch in pyarrow.parquet.ParquetFile(path).iter_batches(batch_size=PARQUET_BATCH):
            yield from batch_rows(batch)
    except (pyarrow.ArrowException, OSError) as error:
        raise BadFile(f"{path.name} is not a readable Parquet file: {error}") from error


def batch_rows(batch: pyarrow.RecordBatch) -> Iterator[Row]:
    """The rows of an Arrow record batch, its columns headed as a file's are."""
    import pyarrow  # noqa: PLC0415

    plan = Plan.of(batch.schema.names)
    for number in range(batch.num_rows):
        try:
            cells = [_plain(column[number].as_py()) for column in batch.columns]
        except (ValueError, OverflowError, pyarrow.ArrowException) as error:
            yield Row(None, None, f"A row cannot be read: {error}.")
            continue
        data = plan.listing(cells)
        yield Row(data.get("id"), data)


class Plan:
    """Which column goes into which field of a listing; where two compete, the earlier name in COLUMNS wins."""

    def __init__(self, places: list[tuple[str, str] | None]):
        self.places = places

    @classmethod
    def of(cls, heading: list[str]) -> Plan:
        places: list[tuple[str, str] | None] = []
        best: dict[str, tuple[int, int]] = {}
        for number, name in enumerate(heading):
            key = re.sub(r"[\W_]+", "", name).lower()
            field, rank = RANKS.get(key) or RANKS.get(key.removeprefix("product"), ("", 0))
            if field and (field not in best or rank < best[field][0]):
                if field in best:
                    places[best[field][1]] = None
                best[field] = rank, number
                places.append((field, ""))
            elif not field and ATTRIBUTES.search(name):
                places.append(("attributes", name.strip()))
            else:
                places.append(None)
        return cls(places)

    @property
    def says_something(self) -> bool:
        return any(
            place and place[0] in {"title", "brand", "model", "gtin", "description"} for place in self.places
        )

    def rows(self, lines: Iterable[Line]) -> Iterator[Row]:
        """Lines of cells as rows; one with more cells than columns is an error, its texts being cut somewhere."""
        for line in lines:
            data = self.listing(line.cells)
            error = line.error
            if error is None and any(line.cells[len(self.places) :]):
                error = (
                    f"Line {line.number} has {len(line.cells)} cells, the first line names {len(self.places)}: put "
                    "texts that hold the separator in double quotes."
                )
            if error:
                yield Row(data.get("id"), None, error, " | ".join(line.cells))
                continue
            if isinstance(images := data.get("images"), str):
                data["images"] = re.split(r"[\s|;]+", images)
            yield Row(data.get("id"), data)

    def listing(self, cells: list[Any]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for place, cell in zip(self.places, cells, strict=False):
            if place is None or cell in (None, "", [], {}):
                continue
            field, attribute = place
            if field != "attributes":
                data[field] = cell
            elif attribute:
                data["attributes"] = {**data.get("attributes", {}), attribute: cell}
            else:
                data["attributes"] = {**_pairs(cell), **data.get("attributes", {})}
        return data


def _pairs(cell: Any) -> dict[str, Any]:
    """An attributes cell: an object, its JSON, pairs, or `Material: steel; Age: 3+`."""
    if isinstance(cell, str) and cell[:1] in {"{", "["}:
        with contextlib.suppress(orjson.JSONDecodeError):
            cell = orjson.loads(cell)
    if isinstance(cell, Mapping):
        return {str(name): value for name, value in cell.items()}
    if isinstance(cell, list):
        return {str(pair[0]): pair[1] for pair in cell if isinstance(pair, (list, tuple)) and len(pair) == 2}
    parts = (part.partition(":") for part in re.split(r"[;\n]", str(cell)))
    return {name.strip(): value.strip() for name, colon, value in parts if colon and value.strip()}


def _plain(value: Any) -> Any:
    match value:
        case bytes():
            return value.decode("utf-8", "replace")
        case float():
            return None if math.isnan(value) else int(value) if value.is_integer() else value
        case None | str() | int() | list() | dict():
            return value
    return str(value)


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a file; None for one that is too long, which is passed over without being held."""
    while line := file.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield None
