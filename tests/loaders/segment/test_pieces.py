"""What a text shows about the line above it."""

from __future__ import annotations

from invented import FERRY, ORCHARD, read_page

DIGESTS = (
    "临江大学历史学院教授陆闻笛在《渡口学刊》撰文认为，渡口是一座城的门，门在，城就认得回家的人。",
    "秦砚耕在《方志评论》杂志撰文指出，修志的人要先学会等，等老人把话说完，等旧账自己开口，急不得。",
)


def page(*blocks: str) -> str:
    return "\n\n".join(blocks)


def test_the_pieces_of_a_digest_keep_their_headlines_and_authors() -> None:
    (article,) = read_page(
        page(
            "# 城与志怎样相认",
            "渡口是城的门",
            DIGESTS[0],
            "（据《渡口学刊》2019年第1期）",
            "修志不必急",
            DIGESTS[1],
            "（据《方志评论》2019年第4期）",
        )
    ).articles
    assert [s.heading for s in article.sections] == ["渡口是城的门", "修志不必急"]
    assert [s.name for s in article.signatories] == ["陆闻笛", "秦砚耕"]
    assert [str(p.text) for p in article.paragraphs] == list(DIGESTS)
    assert (article.kind, article.reprinted_from) == ("digest", None)


def test_a_line_above_a_question_is_a_heading() -> None:
    (article,) = read_page(
        page(
            "# 渡口还要守多久",
            "——访临江大学历史学院教授陆闻笛",
            "□ 本报记者 邵望舒",
            "记者：这座渡口还有多少人在用？",
            f"陆闻笛：{FERRY[0]}",
            "渡口不只是渡口",
            "记者：有人说桥通了，渡口就该拆。",
            f"陆闻笛：{FERRY[1]}",
        )
    ).articles
    assert [s.heading for s in article.sections] == ["渡口不只是渡口"]
    assert article.kind == "interview"


def test_a_line_between_the_title_and_the_dateline_is_the_subtitle() -> None:
    (article,) = read_page(
        page(
            "# 守住渡口 留住乡愁",
            "我市举行老渡口保护与利用理论研讨会",
            f"本报讯（记者 陆闻笛 通讯员 秦砚耕）{FERRY[0]}",
            ORCHARD[0],
        )
    ).articles
    assert article.headline.subtitle == "我市举行老渡口保护与利用理论研讨会"
    assert [s.name for s in article.signatories] == ["陆闻笛", "秦砚耕"]
    assert article.kind == "news"


def test_a_post_on_a_line_of_its_own_belongs_to_the_name_above_it() -> None:
    (article,) = read_page(
        page("# 老渡口为什么要留下", "陆闻笛", "临江大学历史学院教授、运河研究中心主任", *FERRY)
    ).articles
    (author,) = article.signatories
    assert author.name == "陆闻笛"
    assert [(a.organization, [p.title for p in a.positions]) for a in author.affiliations] == [
        ("临江大学历史学院", ["教授"]),
        ("运河研究中心", ["主任"]),
    ]


def test_a_bare_title_below_a_marked_line_is_the_reports_subtitle() -> None:
    (article,) = read_page(
        page(
            "## 我市研讨老渡口保护",
            "专家建议先修石阶再修亭",
            f"本报讯（记者 陆闻笛 通讯员 秦砚耕）{FERRY[0]}",
            ORCHARD[0],
        )
    ).articles
    assert article.headline.title == "我市研讨老渡口保护"
    assert article.headline.subtitle == "专家建议先修石阶再修亭"


def test_names_in_brackets_before_turns_begin_no_articles() -> None:
    (article,) = read_page(
        page(
            "# 渡口还要守多久",
            f"（陆闻笛）{FERRY[0]}",
            f"（秦砚耕）{FERRY[1]}",
            f"（邵望舒）{ORCHARD[0]}",
            "（作者：陆闻笛系临江大学历史学院教授；",
            "秦砚耕系中共临江市委党校（临江行政学院）文史教研室副主任；",
            "邵望舒系临江市果业协会会长）",
        )
    ).articles
    assert [s.name for s in article.signatories] == ["陆闻笛", "秦砚耕", "邵望舒"]
    assert len(article.paragraphs) == 3


def test_an_editors_note_is_the_lead_without_its_label_and_an_afterword_is_text() -> None:
    (article,) = read_page(
        page(
            "# 渡口还要守多久",
            "编者按：老渡口去留，各方议论不一。本报邀请几位读者谈谈各自的看法。",
            "□ 陆闻笛",
            FERRY[0],
            FERRY[1],
            "编后：收到来信后，本报派人到渡口看过。石阶已经动工修补，渡工的补贴也有了着落。",
        )
    ).articles
    assert [p.role for p in article.paragraphs] == ["lead", "body", "body", "body"]
    assert str(article.paragraphs[0].text).startswith("老渡口去留")
    assert str(article.paragraphs[-1].text).startswith("编后：")
