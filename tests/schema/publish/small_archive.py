"""A small archive for the site's tests, written through the models: two papers, four articles, one hostile title."""

from __future__ import annotations

from pathlib import Path

from lilun.schema import (
    Affiliation,
    AffiliationInstitution,
    Article,
    Author,
    Byline,
    CitationSpan,
    CitedDocument,
    CitedSpeech,
    Document,
    Finding,
    Institution,
    InstitutionAlias,
    Issue,
    Load,
    Newspaper,
    Page,
    PageSource,
    Paragraph,
    Passage,
    PassageUse,
    Post,
    Quotation,
    QuotationPair,
    QuotationUse,
    Redirect,
    Section,
    SourceFile,
    Span,
    Speaker,
    Speech,
    SpeechAlias,
    counts,
)
from lilun.schema import engine as archives
from lilun.schema.search import reindex
from sqlalchemy.orm import Session

HOSTILE = '<script>alert("标题")</script> & 古𠮷桥'
QUOTE = "把每一条渠都修到田头"
LONGER = "把每一条渠都修到田头、管到户头"
BODY = f"古𠮷桥边的水利所长说，“{QUOTE}”。《河道管理条例》也这样要求。"


def fill(path: Path) -> None:
    """Write the rows into the archive at `path`, and its search indexes."""
    engine = archives.create_engine(path)
    with Session(engine) as session:
        _write(session)
        session.flush()
        reindex(session.connection())
        counts.refresh(session.connection())
        session.commit()
    engine.dispose()


def _write(session: Session) -> None:
    """Rows in an order that foreign keys allow, with ids that the tests name."""

    def add(*rows: object) -> None:
        for row in rows:
            session.add(row)
            session.flush()

    add(
        Newspaper(id=1, name="青川日报", origin="loaded"),
        Newspaper(id=2, name="松岭日报", origin="loaded"),
        Institution(id=1, key="青川大学", name="青川大学", kind="university"),
        Institution(id=2, key="青川大学/水利学院", name="水利学院", kind="school", parent_id=1),
        Institution(id=3, key="松岭市委党校", name="松岭市委党校", kind="party_school"),
        InstitutionAlias(alias="市委党校", institution_id=3),
        Author(id=1, key="沈渠", name="沈渠", sort_key="shen qu", kind="person"),
        Author(id=2, key="温良", name="温良", sort_key="wen liang", kind="person"),
        Speaker(id=1, name="丁某", sort_key="ding mou"),
        Speech(
            id=1,
            key="丁某/2024-03-01/水利会议",
            speaker_id=1,
            kind="speech",
            title="在水利会议上的讲话",
            occasion="水利会议",
            date="2024-03-01",
            date_earliest="2024-03-01",
            date_latest="2024-03-01",
            origin="derived",
        ),
        SpeechAlias(speech_id=1, alias="三月讲话"),
        Document(id=1, title="河道管理条例", kind="regulation", issuer="某省政府"),
        Load(
            id=1,
            started_at="2024-04-01T00:00:00Z",
            finished_at="2024-04-01T00:00:01Z",
            lilun_version="0",
            status="finished",
        ),
        Quotation(id=1, key="q1", text=LONGER, characters=14, articles=1),
        Quotation(id=2, key="q2", text=QUOTE, characters=10, articles=1),
        QuotationPair(quotation_id=2, other_id=1, relation="shortened", similarity=1.0),
        Passage(
            id=1, key="p1", text="山水相连", characters=4, articles=2, is_set_phrase=False, fingerprint=1
        ),
    )
    for number, (paper, day) in enumerate([(1, "2024-03-05"), (2, "2025-03-20")], 1):
        name = "青川日报" if paper == 1 else "松岭日报"
        key = f"{name}/{day}/6"
        source = "理论\n" + HOSTILE + "\n" + BODY + "\n残字"
        add(
            Issue(
                id=number,
                newspaper_id=paper,
                date=day,
                date_earliest=day,
                date_latest=day,
                date_known_by="given",
            ),
            Page(id=number, key=key, issue_id=number, number="6", name="理论"),
            SourceFile(
                id=number,
                sha256=str(number) * 64,
                path=f"{number}.txt",
                encoding="utf-8",
                media_type="text/plain",
                loader="text",
                loader_version="1",
                characters=len(source),
                text=source,
            ),
            PageSource(
                id=number,
                page_id=number,
                source_file_id=number,
                start=0,
                end=len(source),
                is_current=True,
                load_id=1,
            ),
            Article(
                id=number,
                key=f"{key}/1",
                page_id=number,
                position=1,
                kind="essay",
                kicker="水利谈",
                title=HOSTILE if number == 1 else "山中的渠",
                subtitle="一点想法",
                characters=100,
            ),
        )
        at = 0
        for position, (role, length) in enumerate(
            [
                ("furniture", 3),
                ("title", len(HOSTILE) + 1),
                ("paragraph", len(BODY) + 1),
                ("unassigned", 2),
            ],
            1,
        ):
            add(
                Span(
                    page_source_id=number,
                    position=position,
                    start=at,
                    end=at + length,
                    role=role,
                    article_id=number if role in ("title", "paragraph") else None,
                )
            )
            at += length
        add(
            Section(
                id=2 * number - 1,
                article_id=number,
                position=1,
                level=1,
                enumerator="一、",
                heading="修好每条渠",
                kind="line",
            ),
            Section(
                id=2 * number,
                article_id=number,
                parent_id=2 * number - 1,
                position=2,
                level=2,
                heading="管到田头。",
                kind="run-in",
            ),
            Paragraph(
                id=10 * number,
                article_id=number,
                position=0,
                role="lead",
                text="核心观点：渠通则田活，ＡＩ看水。",
            ),
            Paragraph(
                id=10 * number + 1,
                article_id=number,
                section_id=2 * number - 1,
                position=1,
                role="body",
                text=BODY,
            ),
            Paragraph(
                id=10 * number + 2,
                article_id=number,
                section_id=2 * number,
                position=2,
                role="body",
                text="管到田头。山水相连，古𠮷桥下水长流，水利兴，水利活。",
            ),
            CitedSpeech(
                id=number,
                article_id=number,
                position=1,
                mode="direct" if number == 1 else "indirect",
                attribution_as_printed="水利所长说",
                verb="说",
                quote=QUOTE,
                speaker_id=1,
                speech_id=1,
            ),
            CitationSpan(
                cited_speech_id=number,
                part="content",
                paragraph_id=10 * number + 1,
                position=1,
                start=BODY.index(QUOTE),
                end=BODY.index(QUOTE) + len(QUOTE),
            ),
            QuotationUse(
                cited_speech_id=number,
                quotation_id=1,
                relation="shortened" if number == 1 else "same",
                difference=f"{QUOTE}[-{LONGER.removeprefix(QUOTE)}-]" if number == 1 else None,
            ),
            CitedDocument(
                id=number,
                article_id=number,
                position=1,
                document_id=1,
                title_as_printed="河道管理条例",
                paragraph_id=10 * number + 1,
                start=BODY.index("《"),
                end=BODY.index("》") + 1,
            ),
            PassageUse(passage_id=1, paragraph_id=10 * number + 2, start=5, end=9, is_attributed=False),
            Byline(
                id=number, article_id=number, author_id=1, position=1, role="author", name_as_printed="沈渠"
            ),
            Affiliation(
                id=number,
                byline_id=number,
                position=1,
                institution_id=2,
                organization_as_printed="青川大学水利学院",
            ),
            AffiliationInstitution(affiliation_id=number, institution_id=2, position=1),
            Post(affiliation_id=number, position=1, title_as_printed="教授", kind="academic"),
        )
    add(
        Byline(id=3, article_id=2, author_id=2, position=2, role="author", name_as_printed="温良"),
        Affiliation(id=3, byline_id=3, position=1, institution_id=3, organization_as_printed="市委党校"),
        Article(
            id=3, key="青川日报/2024-03-05/6/2", page_id=1, position=2, kind="news", title=None, characters=20
        ),
        Paragraph(id=30, article_id=3, position=1, role="body", text="本报讯，昨日开渠。"),
        Finding(
            id=1,
            load_id=1,
            source_file_id=1,
            page_id=1,
            article_id=3,
            kind="no-title",
            severity="warning",
            message="No title was found.",
            line=4,
        ),
        Finding(id=2, load_id=1, kind="unreadable", severity="error", message="Empty file.", path="空.txt"),
        Redirect(kind="articles", old="青川日报/2024-03/6/1", new="青川日报/2024-03-05/6/1", why="day found"),
    )
