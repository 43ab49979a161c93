"""Damage to the layout: columns, lines, marks, and blocks that stand in the wrong place or not at all."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from composer.article import BODY
from composer.characters import Rates
from composer.sheet import HEADLINE, RUNNING, Block, Cell, Sheet, chosen

_NO_LINE_START = frozenset("，。、；：？！）】》〉”’」』％,.;:?!)]")
_NO_LINE_END = frozenset("（【《〈“‘「『([")
_SENTENCE_END = frozenset("。！？.")
_PAGES_FROM = ("第一版", "第1版", "A1版", "一版")
_PAGES_TO = ("第三版", "第8版", "A3版", "二版")


def continued(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """Some pieces come from or go on to another page: a jump line stands for their head or tail."""
    able = [n for n in range(len(sheet.articles)) if len(_body(sheet, n)) >= 3]
    for number in chosen(rng, able, rates["articles"]):
        midsentence = rng.random() < rates["midsentence"]
        if rng.random() < 0.5:
            _continued_to(sheet, rng, number, midsentence)
        else:
            _continued_from(sheet, rng, number, midsentence)


def _body(sheet: Sheet, number: int) -> list[Block]:
    return [block for block in sheet.of_article(number) if block.role in BODY]


def _jump(rng: Random, verb: str, pages: tuple[str, ...], number: int) -> Block:
    form = rng.choice(["（{}{}）", "（{}{}）", "({}{})", "{}{}", "【{}{}】"])
    line = form.format(verb, rng.choice(pages))
    return Block("furniture", number, [Cell(character, cause="continued") for character in line])


def _continued_to(sheet: Sheet, rng: Random, number: int, midsentence: bool) -> None:
    blocks, body = sheet.of_article(number), _body(sheet, number)
    last = body[rng.randint(len(body) // 2, len(body) - 1)]
    if last is body[-1]:
        midsentence = True
    for block in blocks[blocks.index(last) + 1 :]:
        if block.role != "signoff" or rng.random() < 0.7:
            sheet.remove(block, "continued")
    if midsentence:
        sheet.lose(last.cut(_midsentence(rng, last)).cells, "continued")
    jump = _jump(rng, "下转", _PAGES_TO, number)
    if rng.random() < 0.5:
        last.cells += jump.cells
    else:
        sheet.put_after(last, jump)
    sheet.jumps[number] = "to"


def _continued_from(sheet: Sheet, rng: Random, number: int, midsentence: bool) -> None:
    blocks, body = sheet.of_article(number), _body(sheet, number)
    first = body[rng.randint(0 if midsentence else 1, (len(body) - 1) // 2)]
    roles = {block.role for block in blocks}
    kept = rng.choice([role for role in ("title", "title", "byline") if role in roles])
    jump = _jump(rng, "上接", _PAGES_FROM, number)
    for block in blocks[: blocks.index(first)]:
        if block.role != kept:
            sheet.remove(block, "continued")
    at = sheet.place(first)
    sheet.blocks.insert(at, jump)
    if midsentence:
        rest = first.cut(_midsentence(rng, first))
        sheet.remove(first, "continued")
        sheet.blocks.insert(at + 1, rest)
    sheet.jumps[number] = "from"


def _midsentence(rng: Random, block: Block) -> int:
    """A place within a sentence, away from the block's ends where it is long enough."""
    size = len(block.cells)
    places = [
        i
        for i in range(min(8, size // 3) or 1, size - min(8, size // 3))
        if block.cells[i - 1].text[-1] not in _SENTENCE_END
        and block.cells[i - 1].text not in _NO_LINE_END
        and block.cells[i].text not in _NO_LINE_START
        and not (block.cells[i - 1].text.isascii() and block.cells[i].text.isascii())
    ]
    return rng.choice(places) if places else max(1, size // 2)


def byline_moved(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """Bylines of articles that have one only stand before the headline, after it, at the end, or nowhere."""
    single = []
    for number in range(len(sheet.articles)):
        bylines = [block for block in sheet.of_article(number) if block.role == "byline"]
        if len(bylines) == 1:
            single.append((number, bylines[0]))
    for number, byline in chosen(rng, single, rates["articles"]):
        titled = any(block.role == "title" for block in sheet.of_article(number))
        if titled and rng.random() < rates["missing"]:
            sheet.remove(byline, "byline_moved")
            continue
        others = [block for block in sheet.of_article(number) if block is not byline]
        head = [i for i, block in enumerate(others) if block.role in HEADLINE]
        end = len(others)
        before_signoff = next((i for i, block in enumerate(others) if block.role == "signoff"), end)
        places = {end, before_signoff} | ({head[0], head[-1] + 1} if head else set())
        was = sheet.of_article(number).index(byline)
        at = rng.choice(sorted(places - {was}))
        sheet.blocks.remove(byline)
        sheet.blocks.insert(sheet.place(others[at]) if at < end else sheet.place(others[-1]) + 1, byline)


def heading_marks_lost(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """Headlines and headings lose their markdown marks."""
    for block in chosen(rng, [block for block in sheet.blocks if block.mark], rates["share"]):
        block.mark = ""


def body_marked(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """A line or sentence of the body, a byline or a sign-off carries a heading's mark."""
    for _ in range(round(rates["lines"])):
        mark = rng.choice(["## ", "### ", "### "])
        small = [block for block in sheet.with_role(("byline", "signoff")) if not block.mark]
        if small and rng.random() < 0.3:
            rng.choice(small).mark = mark
            continue
        long = [block for block in sheet.with_role(BODY) if len(block.cells) > 80 and not block.mark]
        if not long:
            return
        block = rng.choice(long)
        start, end = _sentence(rng, block) if rng.random() < 0.5 else _line(rng, block, sheet.width or 20)
        line = sheet.split(block, start)
        line.mark = mark
        sheet.split(line, end - start)


def _line(rng: Random, block: Block, width: int) -> tuple[int, int]:
    """From and to of a stretch as wide as a column, away from the block's ends."""
    start = rng.randint(20, len(block.cells) - width - 10)
    return start, start + width


def _sentence(rng: Random, block: Block) -> tuple[int, int]:
    """From and to of an inner sentence of at most 40 characters; a line where there is none."""
    ends = [i + 1 for i, cell in enumerate(block.cells) if cell.text in _SENTENCE_END]
    inner = [(a, b) for a, b in pairwise(ends) if 6 <= b - a <= 40 and b < len(block.cells)]
    return rng.choice(inner) if inner else _line(rng, block, 20)


def column_cut(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """Columns end within paragraphs: the rest of the paragraph is a block of its own."""
    for number in range(len(sheet.articles)):
        size = sum(len(block.cells) for block in _body(sheet, number))
        for _ in range(max(1, round(rates["cuts"] * size / 800))):
            long = [block for block in _body(sheet, number) if len(block.cells) >= 40 and not block.mark]
            if not long:
                break
            block = rng.choices(long, [len(b.cells) for b in long])[0]
            sheet.split(block, _midsentence(rng, block))


def interleaved(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """Two neighbouring articles take turns, a column of some blocks each."""
    if len(sheet.articles) < 2:
        return
    number = rng.randrange(len(sheet.articles) - 1)
    pair = (number, number + 1)
    at = min(sheet.place(sheet.of_article(n)[0]) for n in pair)
    queues = [_columns(rng, sheet.of_article(n), round(rates["run"])) for n in pair]
    sheet.blocks = [block for block in sheet.blocks if block.article not in pair]
    mixed: list[Block] = []
    while any(queues):
        for queue in queues:
            if queue:
                mixed += queue.pop(0)
    sheet.blocks[at:at] = mixed


def _columns(rng: Random, blocks: list[Block], run: int) -> list[list[Block]]:
    """Runs of about `run` blocks; the first takes in the headline and what stands right after it."""
    head = max((i + 1 for i, block in enumerate(blocks) if block.role in HEADLINE), default=0) + 1
    columns = [blocks[:head]]
    while head < len(blocks):
        size = min(
            max(1, run + rng.randint(-1, 1)), max(1, (len(blocks) - head + 1) // 2 if run > 2 else run)
        )
        columns.append(blocks[head : head + size])
        head += size
    return columns


def title_moved(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """A headline stands at the page's end or inside another article, or nowhere."""
    titles = sheet.with_role(("title",))
    for title in rng.sample(titles, min(len(titles), round(rates["titles"]))):
        signed = any(block.role == "byline" for block in sheet.of_article(title.article or 0))
        if signed and rng.random() < rates["lost"]:
            sheet.remove(title, "title_moved")
            continue
        sheet.blocks.remove(title)
        inside = [
            i
            for i in range(1, len(sheet.blocks))
            if sheet.blocks[i].article == sheet.blocks[i - 1].article != title.article
            and not {sheet.blocks[i].role, sheet.blocks[i - 1].role} & HEADLINE
        ]
        at_end = not inside or sheet.blocks[-1].article == title.article or rng.random() < 0.5
        sheet.blocks.insert(len(sheet.blocks) if at_end else rng.choice(inside), title)


def hard_lines(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """Every block of a column keeps the lines that the paper printed."""
    indent = rng.random() >= rates["indents_lost"]
    if rng.random() < rates["blank_lines_lost"]:
        sheet.separators["body"] = "\n"
        if rng.random() < 0.5:
            sheet.separators["other"] = "\n"
    below = {id(upper): lower for upper, lower in sheet.cuts}
    for block in sheet.blocks:
        if block.article is None or block.mark or block.role in HEADLINE | {"byline"}:
            continue
        indented = block.opens and block.role in RUNNING
        lines = _wrap(block.cells, sheet.width, 2 if indented else 0)
        lower = below.get(id(block))
        if lower and not lower.mark and len(lines) > 1 and _width(lines[-1]) < sheet.width - 1:
            lower.cells[:0] = lines.pop()  # a column ends with a full line
        block.cells = list(lines[0])
        for line in lines[1:]:
            block.cells += [Cell("\n", cause="hard_lines"), *line]
        if indent and indented:
            block.cells.insert(0, Cell("　　", cause="hard_lines"))


def _wrap(cells: list[Cell], width: int, indent: int) -> list[list[Cell]]:
    """Lines of `width` characters each; marks hang over or move down as a compositor sets them."""
    lines: list[list[Cell]] = [[]]
    used = float(indent)
    for cell in cells:
        line = lines[-1]
        if used + _width([cell]) > width and not (cell.text[0] in _NO_LINE_START and used < width + 1):
            lines.append([])
            while len(line) > 1 and _holds(line[-1], cell):
                lines[-1].insert(0, line.pop())
            used = _width(lines[-1])
        lines[-1].append(cell)
        used += _width([cell])
    return lines


def _width(line: list[Cell]) -> float:
    """In characters; figures and Latin letters take half of one, marks that the engine narrowed do not."""
    return sum(0.5 if c.isascii() and c.isalnum() else 1.0 for cell in line for c in cell.text)


def _holds(last: Cell, following: Cell) -> bool:
    """Whether no line may end between the two: an opening mark, or the inside of a number or Latin word."""
    return last.text[-1] in _NO_LINE_END or (
        last.text[-1:].isascii()
        and last.text[-1:].isalnum()
        and following.text[:1].isascii()
        and following.text[:1].isalnum()
    )
