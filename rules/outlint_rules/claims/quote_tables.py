"""Quote tables of a draft, row by row: what each column is, whether quantity × unit price is the amount, and the sum the total.

Markdown's bars, the cells of HTML and columns set with tabs or blanks are one thing here: lines cut into cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from outlint.rule import Context
from outlint.text import Span, parted
from outlint_rules import amounts as read
from outlint_rules.claims.arithmetic import comparable, disagreement, explained
from outlint_rules.numbers import Number
from outlint_rules.spellings import measures

_CUT = re.compile(r"\s?\|\s?|\t+|[ \u00a0\u3000]{2,}")
_MARKS = ("|", "\t", "  ", "\u00a0")
"""One of them stands in whatever cuts a line."""
_DELIMITER = re.compile(r"[\s|:+=-]+$")
_MOST_ROWS = 200
_MOST_EXTRAS = 5


class Cell(NamedTuple):
    text: str
    span: Span
    number: Number | None  # the only one in it


@dataclass(frozen=True)
class Mismatch:
    """A number that is not what the row or the column makes; `rows` are those of the other numbers."""

    kind: str  # default (of a row) | sum
    number: Number
    wanted: Decimal
    factors: tuple[Number, ...]


def mismatches(ctx: Context) -> Iterator[Mismatch]:
    """What does not add up in the tables of the writer's own words."""
    text = read.text_of(ctx)
    marks = [mark for mark in _MARKS if mark in text]
    if not marks:
        return
    above: list[list[Cell]] = []  # a line of cells that stands as a paragraph of its own: the header, perhaps
    for p in ctx.paragraphs("body", "closing"):
        rows = _rows(ctx, p.span) if any(text.find(mark, *p.span) >= 0 for mark in marks) else []
        if len(rows) > 1:
            yield from _of_table(ctx, [*above, *rows])
        above = rows if len(rows) == 1 else []


def _rows(ctx: Context, span: Span) -> list[list[Cell]]:
    """Lines of at least two cells."""
    text = read.text_of(ctx)
    out: list[list[Cell]] = []
    for line in parted(text, span, "\n"):
        if len(out) > _MOST_ROWS:
            return []
        if _CUT.search(text, *line) and not _DELIMITER.match(text, *line):
            cells = list(_cells(ctx, text, line))
            if len(cells) > 1:
                out.append(cells)
    return out


def _cells(ctx: Context, text: str, line: Span) -> Iterator[Cell]:
    start = line.start
    cuts = [m.span() for m in _CUT.finditer(text, *line)]
    for low, high in [*cuts, (line.end, line.end)]:
        if text[start:low].strip() or 0 < start != line.start:
            inside = read.within(read.amounts(ctx), (start, low))
            yield Cell(text[start:low].strip(" *_"), Span(start, low), inside[0] if len(inside) == 1 else None)
        start = high


class _Columns(NamedTuple):
    quantity: int
    price: int
    amount: int
    width: int


def _columns(ctx: Context, cells: list[Cell]) -> _Columns | None:
    """What a header's columns are; None for a row that is no header, or one of several prices or discounts."""
    kinds = [_kind(ctx, c) for c in cells]
    if kinds.count("amount") != 1 or kinds.count("price") > 1 or kinds.count("quantity") > 1 or "extra" in kinds:
        return None
    if (
        "quantity" in kinds
        and "price" in kinds
        and not _one_unit(ctx, *(cells[kinds.index(k)] for k in ("quantity", "price")))
    ):
        return None
    at = {k: kinds.index(k) if k in kinds else -1 for k in ("quantity", "price", "amount")}
    return _Columns(at["quantity"], at["price"], at["amount"], len(cells))


def _one_unit(ctx: Context, quantity: Cell, price: Cell) -> bool:
    """Whether two headers name no different units: "Qty (ctn)" and "Price/pc" do."""
    known = measures()
    found = [
        {known[w][1] for w in _WORD.findall(c.text.lower()) if w in known and known[w][0] == "unit"}
        for c in (quantity, price)
    ]
    return found[0] <= {"piece", "set"} or found[0] == found[1]


_WORD = re.compile(r"[^\W\d_]+")


def _kind(ctx: Context, cell: Cell) -> str:
    said = read.folded(ctx, cell.text)
    if cell.number is not None or any(c.isdigit() for c in said):
        return "number"
    unit = read.pattern(ctx, "price").search(said)
    counted = read.pattern(ctx, "quantity").search(said)
    line = read.pattern(ctx, "amount").search(said)
    if line and not (unit and unit.start() <= line.start() and unit.end() >= line.end()):
        return "amount" if not counted else "quantity"
    if unit:
        return "price"
    if counted:
        return "quantity"
    return "extra" if read.pattern(ctx, "extra").search(said) else ""


def _of_table(ctx: Context, rows: list[list[Cell]]) -> Iterator[Mismatch]:
    head = next((i for i, cells in enumerate(rows[:3]) if _columns(ctx, cells)), None)
    if head is None:
        return
    columns = _columns(ctx, rows[head])
    assert columns is not None
    body = rows[head + 1 :]
    items = [_label(ctx, cells) == "" for cells in body]
    wrong, right = [], 0
    for cells, is_item in zip(body, items, strict=True):
        if is_item and len(cells) == columns.width:
            found = _checked(ctx, cells, columns)
            right += found is True
            wrong += [found] if isinstance(found, Mismatch) else []
    if wrong and (len(wrong) <= right or sum(items) == 1):  # else the columns are not what they seem
        yield from wrong
    if not wrong:
        yield from _sums(ctx, body, columns)


def _label(ctx: Context, cells: list[Cell]) -> str:
    """total, partial or extra, for a row that is one and no item."""
    if len([c for c in cells if c.number]) > 2 and cells[0].text:
        return ""
    said = " ".join(c.text for c in cells if c.number is None or c.number.kind != "money")
    said = read.folded(ctx, re.sub(r"[\d.,%]+", " ", said)).strip()
    for kind in ("partial", "extra", "total"):
        if read.pattern(ctx, kind).search(said):
            return kind
    return ""


def _checked(ctx: Context, cells: list[Cell], columns: _Columns) -> Mismatch | bool | None:
    """Whether a row's numbers agree; None where it has not all three."""
    if columns.quantity < 0 or columns.price < 0:
        return None
    q, p, t = (cells[i].number for i in (columns.quantity, columns.price, columns.amount))
    if q is None or p is None or t is None or not comparable(ctx, q, p, t):
        return None
    others = [c.number for i, c in enumerate(cells) if c.number and i not in columns[:3]]
    wanted = disagreement(ctx, q, p, t)
    if wanted is None or any(explained(ctx, q, o, p, t) for o in others):
        return True
    return Mismatch("default", t, wanted, (q, p))


def _sums(ctx: Context, body: list[list[Cell]], columns: _Columns) -> Iterator[Mismatch]:
    """Totals that are not the sum of the rows above, with or without what stands between: discount, freight, tax."""
    items: list[Number] = []
    extras: list[Number] = []
    for cells in body:
        label = _label(ctx, cells)
        number = _amount(cells, columns)
        if label == "":
            if number is None or len(cells) != columns.width:
                return
            items.append(number)
        elif label == "extra":
            extras += [number] if number else []
            if number is None or number.unit == "%" or len(extras) > _MOST_EXTRAS:
                return
        elif number is None or len(items) < 2:
            return
        else:
            wanted = _sum(ctx, items, extras, number)
            if wanted is not None:
                yield Mismatch("sum", number, wanted, tuple(items))
                return
            if label == "total":
                return


def labelled(ctx: Context) -> Iterator[Mismatch]:
    """The same of lines that name what they say: "Quantity: 320", "Unit price: USD 21.80", "Total: USD 6,976"."""
    text = read.text_of(ctx)
    for p, inside in read.by_paragraph(ctx):
        if len(inside) < 3 or text.count(":", *p.span) < 3:
            continue
        told: dict[str, list[Number]] = {}
        for line in parted(text, p.span, "\n"):
            kind, number = _field(ctx, line)
            told.setdefault(kind, []).extend([number] if number else [])
        three = [told.get(k, []) for k in ("quantity", "price", "amount")]
        if "extra" in told or any(len(numbers) != 1 for numbers in three):
            continue
        q, p_, t = (numbers[0] for numbers in three)
        if comparable(ctx, q, p_, t) and (wanted := disagreement(ctx, q, p_, t)) is not None:
            yield Mismatch("default", t, wanted, (q, p_))


_LABEL = re.compile(r"[\s*•·–-]*(?P<label>[^:：\d\n|]{2,40}?)\s?\*{0,2}[:：]")


def _field(ctx: Context, line: Span) -> tuple[str, Number | None]:
    """(what a line's label says it is, its only number)."""
    m = _LABEL.match(read.text_of(ctx), *line)
    if m is None:
        return "", None
    label = m["label"].strip(" *")
    inside = read.within(read.amounts(ctx), (m.end(), line.end))
    kind = _kind(ctx, Cell(label, line, None))
    whole = any(
        w.end() - w.start() >= len(label) - 6
        for k in ("quantity", "price", "amount")
        for w in read.pattern(ctx, k).finditer(read.folded(ctx, label))
    )
    if kind in ("quantity", "price", "amount") and not whole:
        kind = ""
    return kind, inside[0] if len(inside) == 1 else None


def _amount(cells: list[Cell], columns: _Columns) -> Number | None:
    if len(cells) == columns.width:
        return cells[columns.amount].number
    return next((c.number for c in reversed(cells) if c.number), None)


def _sum(ctx: Context, items: list[Number], extras: list[Number], total: Number) -> Decimal | None:
    """What the items make where the total is not that; None where it is, or can't be told."""
    text, mark = read.text_of(ctx), read.decimal_mark(ctx)
    if any(
        not read.same_currency(n.unit if n.kind == "money" else "", total.unit if total.kind == "money" else "")
        for n in items
    ):
        return None
    if any(n.kind == "unit" for n in (*items, total)):
        return None
    for reading in (0, -1):  # "1.234" is read alike in all rows
        made = sum((read.values(text, n, mark)[reading] for n in items), Decimal(0))
        meant = read.values(text, total, mark)[reading]
        for signs in product((0, 1, -1), repeat=len(extras)):
            with_extras = made + sum(
                (s * read.values(text, n, mark)[reading] for s, n in zip(signs, extras, strict=True)), Decimal(0)
            )
            if abs(with_extras - meant) <= Decimal("0.01") * (len(items) + 1) or abs(with_extras - meant) < 1:
                return None
    return sum((read.values(text, n, mark)[0] for n in items), Decimal(0)) if not extras else Decimal(-1)
