"""Blocks gathered into articles: by what they share and how they stand, and sound pages left alone."""

from __future__ import annotations

from itertools import permutations

from invented import FERRY, ORCHARD, article, read_page, sheet
from lilun.loaders.page import Block, Page, Piece, RawPage, Text
from lilun.loaders.rules import rows
from lilun.loaders.segment.articles import segment
from lilun.loaders.segment.evidence import Evidence, shipped_weights
from lilun.loaders.segment.gather import gather, gathered, total
from lilun.loaders.segment.item import item_of
from lilun.loaders.segment.placed import ArticleBlocks, Placed
from lilun.loaders.segment.topics import Topics

FERRY_HEAD = ("老渡口为什么要留下", "□陆闻笛")
ORCHARD_HEAD = ("南坡梨园二十年", "□邵望舒")


def placed(*texts: str) -> list[Placed]:
    """The blocks of a page with their roles; the headlines are marked."""
    blocks = []
    at = 0
    for text in texts:
        marked = text in (FERRY_HEAD[0], ORCHARD_HEAD[0])
        blocks.append(
            Block(Text((Piece(at, at + len(text), text),)), "heading" if marked else "", int(marked), 1)
        )
        at += len(text) + 2
    raw = RawPage("\n\n".join(texts), (), 0, at)
    return [p for p in segment(Page(raw, tuple(blocks))).placed if p.role != "furniture"]


def evidence(*texts: str) -> Evidence:
    return Evidence([item_of(p) for p in placed(*texts)])


def test_a_page_reads_better_with_the_rest_of_a_cut_sentence_in_its_article() -> None:
    cut = FERRY[1].index("管的是过江") + 2
    page = evidence(
        *FERRY_HEAD,
        FERRY[0],
        FERRY[1][:cut],
        *ORCHARD_HEAD,
        ORCHARD[0],
        FERRY[1][cut:],
        FERRY[2],
        *ORCHARD[1:],
    )
    printed = [(0, 1, 2, 3), (4, 5, 6, 7, 8, 9, 10)]
    assert total(page, [(0, 1, 2, 3, 7, 8), (4, 5, 6, 9, 10)]) > total(page, printed)


def test_texts_that_stand_under_each_others_headlines_change_places() -> None:
    page = evidence(*FERRY_HEAD, *FERRY, *ORCHARD_HEAD, *ORCHARD)
    crossed = [(0, 1, 7, 8, 9), (2, 3, 4, 5, 6)]
    assert gather(page, crossed) == [(0, 1, 2, 3, 4), (5, 6, 7, 8, 9)]


def test_a_sound_page_is_left_as_it_stands() -> None:
    blocks = placed(*FERRY_HEAD, *FERRY, *ORCHARD_HEAD, *ORCHARD)
    articles = [ArticleBlocks() for _ in range(2)]
    for n, block in enumerate(blocks):
        articles[n >= 5].put(block)
    assert gathered(articles, articles, blocks) == articles
    read = read_page(sheet(article("头一篇", "陆闻笛", FERRY), article("第二篇", "邵望舒", ORCHARD))).articles
    assert [[str(p.text) for p in a.paragraphs] for a in read] == [list(FERRY), list(ORCHARD)]


def test_the_score_of_an_article_is_the_weighted_sum_of_its_evidence() -> None:
    page = evidence(*FERRY_HEAD, *FERRY, *ORCHARD_HEAD, *ORCHARD)
    weights = shipped_weights()
    for blocks in ((0, 1, 2, 3, 4), (2, 3, 7), (5, 6), (0, 1, 5, 6, 8, 9)):
        found = page.features(blocks)
        assert found.keys() <= weights.keys()
        assert abs(page.score(blocks) - sum(weights[name] * value for name, value in found.items())) < 1e-6


def test_each_row_has_an_example_and_stands_once() -> None:
    table = list(rows("gathering"))
    assert all(row["example"] for row in table)
    assert len({row["evidence"] for row in table}) == len(table)


def test_likeness_does_not_depend_on_the_order_or_on_where_it_is_reckoned_from() -> None:
    bags = [{"渠", "水"}, {"渠", "坡"}, {"梨", "坡"}, {"渠", "水", "梨"}]
    values = set()
    for near in permutations(range(4), 2):
        topics = Topics(bags, frozenset({0}), 10.0, 0.01, lambda token: 0.02)
        values.add(tuple(round(v, 9) for v in topics.value((0, 1, 3), tuple(sorted(near)))))
    assert len(values) == 1


def test_what_a_block_brings_is_the_difference_with_and_without_it() -> None:
    bags = [{"渠", "水"}, {"渠", "坡"}, {"梨", "坡"}, {"渠", "水", "梨"}]
    topics = Topics(bags, frozenset(), 10.0, 0.01, lambda token: 0.02)
    with_it, without = topics.value((0, 1, 3)), topics.value((0, 1))
    for article_ in ((0, 1), (0, 1, 3)):
        for brought, a, b in zip(topics.marginal(3, article_), with_it, without):
            assert abs(brought - (a - b)) < 1e-9
