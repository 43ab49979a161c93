"""Rows written by plain SQL, so that the tests see what the database itself accepts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text


def insert(connection: Connection, table: str, **values: Any) -> int:
    """One row by plain SQL, so that the tests see what the database itself accepts; its id."""
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(f":{name}" for name in values)
    result = connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id"), values)
    return int(result.scalar_one())


def write_page(connection: Connection, day: str = "2021-03-09", number: str = "7") -> dict[str, int]:
    paper = connection.execute(text("SELECT id FROM newspapers WHERE name = '临江日报'")).scalar()
    one_time = paper is None
    ids: dict[str, int] = {}
    if one_time:
        ids["place"] = insert(connection, "places", name="临江省", kind="province")
        paper = insert(connection, "newspapers", name="临江日报", place_id=ids["place"], origin="loaded")
        ids["university"] = insert(
            connection, "institutions", key="临江大学", name="临江大学", kind="university"
        )
        ids["school"] = insert(
            connection,
            "institutions",
            key="临江大学/法学院",
            name="法学院",
            kind="school",
            parent_id=ids["university"],
        )
        ids["author"] = insert(
            connection, "authors", key="周一鸣", name="周一鸣", sort_key="zhou yiming", kind="person"
        )
        ids["speaker"] = insert(connection, "speakers", name="甲某", sort_key="jia mou")
        ids["speech"] = insert(
            connection,
            "speeches",
            key="甲某/2021-03/调研",
            speaker_id=ids["speaker"],
            kind="speech",
            title="调研讲话",
            occasion="调研",
            date="2021-03-01/2021-03-02",
            date_earliest="2021-03-01",
            date_latest="2021-03-02",
            origin="derived",
        )
        ids["document"] = insert(connection, "documents", title="城市更新条例", kind="regulation")
    else:
        for name, table in (("author", "authors"), ("speaker", "speakers"), ("speech", "speeches")):
            ids[name] = connection.execute(text(f"SELECT min(id) FROM {table}")).scalar_one()
        ids["document"] = connection.execute(text("SELECT min(id) FROM documents")).scalar_one()
        ids["school"] = connection.execute(
            text("SELECT id FROM institutions WHERE kind = 'school'")
        ).scalar_one()
    ids["paper"] = int(paper or 0)
    ids["load"] = insert(
        connection, "loads", started_at="2024-01-01T00:00:00Z", lilun_version="0", status="running"
    )
    key = f"临江日报/{day}/{number}"
    body = "水清则鱼跃。老街要留住烟火气。"
    ids["file"] = insert(
        connection,
        "source_files",
        sha256=key.encode().hex().ljust(64, "0")[-64:],
        path=f"{day}-{number}.txt",
        encoding="utf-8",
        media_type="text/plain",
        loader="text",
        loader_version="1",
        characters=4 + len(body),
        text="留住烟火" + body,
    )
    ids["issue"] = insert(
        connection,
        "issues",
        newspaper_id=paper,
        date=day,
        date_earliest=day,
        date_latest=day,
        date_known_by="given",
    )
    ids["page"] = insert(connection, "pages", key=key, issue_id=ids["issue"], number=number, name="理论")
    ids["page_source"] = insert(
        connection,
        "page_sources",
        page_id=ids["page"],
        source_file_id=ids["file"],
        start=0,
        end=4 + len(body),
        is_current=1,
        load_id=ids["load"],
    )
    ids["article"] = insert(
        connection,
        "articles",
        key=key + "/1",
        page_id=ids["page"],
        position=1,
        kind="essay",
        title="留住烟火",
        kicker="城市谈",
        characters=len(body),
    )
    for position, start, end, role in ((1, 0, 4, "title"), (2, 4, 4 + len(body), "paragraph")):
        ids["span"] = insert(
            connection,
            "spans",
            page_source_id=ids["page_source"],
            position=position,
            start=start,
            end=end,
            role=role,
            article_id=ids["article"],
        )
    ids["section"] = insert(
        connection,
        "sections",
        article_id=ids["article"],
        position=1,
        level=1,
        enumerator="一、",
        heading="街巷",
        kind="line",
    )
    ids["paragraph"] = insert(
        connection,
        "paragraphs",
        article_id=ids["article"],
        section_id=ids["section"],
        position=1,
        role="body",
        text=body,
    )
    insert(
        connection,
        "paragraph_pieces",
        paragraph_id=ids["paragraph"],
        position=1,
        span_id=ids["span"],
        source_start=4,
        source_end=4 + len(body),
        text_start=0,
        text_end=len(body),
    )
    insert(connection, "article_parts", article_id=ids["article"], page_id=ids["page"], position=1)
    insert(connection, "keywords", article_id=ids["article"], term="老街", weight=0.5)
    byline = insert(
        connection,
        "bylines",
        article_id=ids["article"],
        author_id=ids["author"],
        position=1,
        role="author",
        name_as_printed="周一鸣",
    )
    affiliation = insert(
        connection,
        "affiliations",
        byline_id=byline,
        position=1,
        institution_id=ids["school"],
        organization_as_printed="临江大学法学院",
    )
    insert(
        connection,
        "affiliation_institutions",
        affiliation_id=affiliation,
        institution_id=ids["school"],
        position=1,
    )
    insert(
        connection, "posts", affiliation_id=affiliation, position=1, title_as_printed="教授", kind="academic"
    )
    ids["mention"] = insert(
        connection,
        "cited_speeches",
        article_id=ids["article"],
        position=1,
        mode="direct",
        verb="说",
        quote="水清则鱼跃",
        speaker_id=ids["speaker"],
        speech_id=ids["speech"],
    )
    insert(
        connection, "speech_candidates", cited_speech_id=ids["mention"], speech_id=ids["speech"], score=1.0
    )
    insert(
        connection,
        "citation_spans",
        cited_speech_id=ids["mention"],
        part="content",
        paragraph_id=ids["paragraph"],
        position=1,
        start=0,
        end=5,
    )
    ids["quotation"] = insert(connection, "quotations", key=key, text="水清则鱼跃", characters=5)
    insert(
        connection,
        "quotation_uses",
        cited_speech_id=ids["mention"],
        quotation_id=ids["quotation"],
        relation="same",
    )
    passage = insert(
        connection,
        "passages",
        key=key,
        text="老街要留住",
        characters=5,
        articles=1,
        is_set_phrase=0,
        fingerprint=1,
    )
    insert(
        connection,
        "passage_uses",
        passage_id=passage,
        paragraph_id=ids["paragraph"],
        start=6,
        end=11,
        is_attributed=0,
    )
    insert(
        connection, "paragraph_fingerprints", fingerprint=1, rank=1, paragraph_id=ids["paragraph"], position=0
    )
    insert(
        connection,
        "cited_documents",
        article_id=ids["article"],
        position=1,
        document_id=ids["document"],
        title_as_printed="条例",
        paragraph_id=ids["paragraph"],
        start=0,
        end=2,
    )
    insert(
        connection,
        "findings",
        load_id=ids["load"],
        page_id=ids["page"],
        article_id=ids["article"],
        kind="doubt",
        severity="info",
        message="看看。",
    )
    return ids
