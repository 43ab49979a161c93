"""The running text: is every character in the right article, in the right order, and still there?

Three measures of one article, all over folded characters:

- `boundaries`: recall is the share of the gold body's characters that stand in the paired article, wherever in it;
  precision the share of the paired (or left over) export article's body that belongs to its gold article. A
  character stands there if a run of six characters over it does.
- `body`: recall is the share of the gold body's characters that stand in the paired article's paragraphs in gold's
  order (a longest common subsequence, stray agreements left out); 1 minus recall is the character error. Precision
  tells what the export has beside it.
- `paragraphs`: whole paragraphs, strict as strings, soft by likeness of 0.8.

Characters that the damage took off the page are not counted; another right form of a paragraph counts character by
character, so that one slip may be repaired and the next left as printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from lilun.loaders.evaluation.fields import count_keys
from lilun.loaders.evaluation.folding import SOFT, bare, covered, grams, norm, plain
from lilun.loaders.evaluation.gold import Article, GoldPage, other_forms, paragraph_forms, paragraphs
from lilun.loaders.evaluation.tally import Sheet, Tally, things
from rapidfuzz.distance import Indel, LCSseq
from rapidfuzz.fuzz import partial_ratio

_RUN = 6  # characters: fewer stand anywhere by chance, more break at every second slip
_NEAR = 3  # characters between agreements that still tell of one passage
_LEAST = 6  # agreeing characters that make a passage
_SHOWN = 60  # characters of a lost passage that a miss shows


class PageText:
    """The folded texts of a page that its articles are compared with."""

    def __init__(self, page: GoldPage) -> None:
        self._page = frozenset(grams(plain(page.text), _RUN)) if page.text is not None else None
        texts = ["\n".join((_all_of(a), *chain(*other_forms(a).values()))) for a in page.articles]
        self.printed: list[frozenset[str] | None] = [self._page] * len(texts)
        if page.printed is not None:
            texts = [f"{own}\n{printed}" for own, printed in zip(texts, page.printed)]
            self.printed = [frozenset(grams(plain(text), _RUN)) for text in page.printed]
        self.own = [
            frozenset(run for part in text.split("\n") for run in grams(plain(part), _RUN)) for text in texts
        ]
        self.own = [runs | frozenset(grams(plain(text), _RUN)) for runs, text in zip(self.own, texts)]


def score_body(sheet: Sheet, gold: Article, found: Article, page: PageText, number: int) -> None:
    """Count one article's running text; `number` is its place among the page's gold articles, from 0."""
    given = [p for p in found.get("paragraphs") or ()]
    _joined_and_doubled(sheet, gold, given)
    wanted = paragraphs(gold)
    if wanted is None:
        return
    others = paragraph_forms(gold)
    body = "".join(map(plain, wanted))
    printed = page.printed[number]
    there = [True] * len(body) if printed is None else covered(body, printed, _RUN)
    _boundaries(sheet, body, there, found, page.own[number])
    _fidelity(sheet, wanted, others, there, "".join(map(plain, given)))
    own = {bare(form): bare(text) for text, forms in zip(wanted, others) for form in forms}
    keys = [(own.get(bare(p), bare(p)),) for p in given if bare(p)]
    count_keys(sheet, "paragraphs", [(bare(p),) for p in wanted if bare(p)], keys)


def score_left_over(sheet: Sheet, article: Article) -> None:
    """An export article that is no gold article: all its body is in a wrong place."""
    sheet.count("boundaries", Tally(found=len(_running(article))))


def _boundaries(sheet: Sheet, body: str, there: list[bool], found: Article, own: frozenset[str]) -> None:
    all_found = plain(_all_of(found))
    kept = covered(body, frozenset(grams(all_found, _RUN)), _RUN)
    running = _running(found)
    correct = covered(running, own, _RUN)
    sheet.count(
        "boundaries",
        Tally(sum(k and t for k, t in zip(kept, there)), sum(there), sum(correct), len(running)),
    )
    for start, end in _runs([not c for c in correct]):
        if end - start >= _RUN:
            sheet.miss("boundaries", None, running[start : min(end, start + _SHOWN)])


def _fidelity(
    sheet: Sheet, wanted: Sequence[str], others: Sequence[Sequence[str]], there: list[bool], given: str
) -> None:
    body = "".join(map(plain, wanted))
    right, correct = in_order(body, given)
    for rank in range(max(map(len, others), default=0)):
        forms = [plain(o[min(rank, len(o) - 1)]) if o else plain(p) for p, o in zip(wanted, others)]
        other = "".join(forms)
        if other == body:
            continue
        other_right, other_correct = in_order(other, given)
        correct = [a or b for a, b in zip(correct, other_correct)]
        for block in Indel.opcodes(body, other):
            empty = block.dest_start == block.dest_end  # then the characters around it tell
            around = slice(max(0, block.dest_start - empty), block.dest_end + empty)
            if block.tag != "equal" and all(other_right[around]):
                right[block.src_start : block.src_end] = [True] * (block.src_end - block.src_start)
    sheet.count(
        "body",
        Tally(sum(r and t for r, t in zip(right, there)), sum(there), sum(correct), len(given)),
    )
    for start, end in _runs([t and not r for r, t in zip(right, there)]):
        sheet.miss("body", body[start : min(end, start + _SHOWN)], None)


def in_order(a: str, b: str) -> tuple[list[bool], list[bool]]:
    """Which characters of each text agree with the other in order, by a longest common subsequence.

    Agreements count in passages: runs at most three characters apart in both texts, six characters together
    (or all of the shorter text), since single characters agree in any two texts.
    """
    left, right = [False] * len(a), [False] * len(b)
    passage: list[tuple[int, int, int]] = []
    ends: list[tuple[int, int, int]] = []  # the places next to a passage, and the way that leads on
    least = min(_LEAST, len(a), len(b))

    def settle() -> None:
        if passage and sum(size for _, _, size in passage) >= least:
            for i, j, size in passage:
                left[i : i + size] = [True] * size
                right[j : j + size] = [True] * size
            ends.append((passage[0][0] - 1, passage[0][1] - 1, -1))
            ends.append((passage[-1][0] + passage[-1][2], passage[-1][1] + passage[-1][2], 1))
        passage.clear()

    for block in LCSseq.opcodes(a, b):
        if block.tag != "equal":
            continue
        i, j, size = block.src_start, block.dest_start, block.src_end - block.src_start
        if passage:
            last_i, last_j, last_size = passage[-1]
            if i - last_i - last_size > _NEAR or j - last_j - last_size > _NEAR:
                settle()
        passage.append((i, j, size))
    settle()
    for i, j, step in ends:  # among equally long subsequences the one found may have broken a passage's edge
        while 0 <= i < len(a) and 0 <= j < len(b) and a[i] == b[j] and not left[i] and not right[j]:
            left[i] = right[j] = True
            i, j = i + step, j + step
    return left, right


def _runs(marks: Sequence[bool]) -> list[tuple[int, int]]:
    """The stretches of true marks."""
    runs, start = [], None
    for at, mark in enumerate([*marks, False]):
        if mark and start is None:
            start = at
        elif not mark and start is not None:
            runs.append((start, at))
            start = None
    return runs


def _running(article: Article) -> str:
    return plain("".join((article.get("lead") or "", *(article.get("paragraphs") or ()))))


def _all_of(article: Article) -> str:
    """Everything that an article prints, as far as its record tells, in order."""
    strings = [article.get(key) or "" for key in ("kicker", "title", "subtitle", "column", "lead")]
    for section in article.get("sections") or ():
        strings.append(section if isinstance(section, str) else section.get("heading") or "")
    body = [p if isinstance(p, str) else p["text"] for p in article.get("paragraphs") or ()]
    return "\n".join((*strings, "".join(body)))


def _joined_and_doubled(sheet: Sheet, gold: Article, given: Sequence[str]) -> None:
    """Column breaks that are joined, and pasted passages that stand once; both as gold lists them.

    Strict is the listed string or another right form of it, soft a likeness of 0.8 within a paragraph.
    """
    folded = [norm(p) for p in given]
    forms = other_forms(gold)
    for string in gold.get("joined_paragraphs") or ():
        right = [norm(string), *map(norm, forms.get(bare(string), ()))]
        joined = any(form in p for p in folded for form in right)
        near = joined or any(
            partial_ratio(right[0], p) >= SOFT * 100 for p in folded if len(p) >= len(right[0])
        )
        sheet.count(
            "column breaks joined", things(int(joined), 1, int(joined)), things(int(near), 1, int(near))
        )
        if not joined:
            sheet.miss("column breaks joined", string, None)
    text = "".join(folded)
    for passage in gold.get("duplicates") or ():
        start = norm(passage["starts"])
        times = text.count(start)
        near = times == 1 or (
            times == 0 and len(text) >= len(start) and partial_ratio(start, text) >= SOFT * 100
        )
        sheet.count("duplicates removed", things(int(times == 1), 1, 1), things(int(near), 1, 1))
        if times != 1:
            sheet.miss("duplicates removed", passage["starts"], f"stands {times} times")
