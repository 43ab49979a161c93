"""The SQL of the search page: hits of a kind counted, the best of them, and what is shown of each.

It is also what the reader sees behind the SQL link, so it stands on its own: `:q` and the filters are all it needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import indent
from typing import Any

from lilun.schema.publish.fragments import AUTHORS

FILTERS = ("newspaper", "year", "institution", "speech")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asks for: the words, and what the articles must be."""

    q: str
    newspaper: str = ""
    year: str = ""
    institution: str = ""
    speech: str = ""

    def given(self) -> dict[str, Any]:
        """The parameters of the SQL."""
        return {"q": self.q} | self.filters()

    def filters(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: value for name in FILTERS if (value := getattr(self, name))}

    def conditions(self) -> list[str]:
        """What `article_facts` must fulfil, as SQL."""
        return [_CONDITIONS[name].strip() for name in self.filters()]


def count_sql(kind: str, asked: Asked) -> str:
    """SQL that counts the hits of a kind, :most at most."""
    return f"SELECT count(*) AS n FROM (SELECT 1 {_from(kind, asked)} LIMIT :most)"


def hits_sql(asked: Asked, *, ranked: bool = True) -> str:
    """SQL for the articles found, the best first: id, score (lower is better), and whether a headline holds it."""
    if not ranked:
        return (
            "SELECT articles_fts.rowid AS id, 0 AS score, 0 AS in_headline\n"
            f"{_from('articles', asked)}\nORDER BY articles_fts.rowid DESC LIMIT :size OFFSET :start"
        )
    return (
        "SELECT articles_fts.rowid AS id, bm25(articles_fts, 10.0, 1.0) AS score, articles_fts.rowid IN (\n"
        "    SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'headline : (' || escape_fts(:q) || ')'\n"
        f") AS in_headline\n{_from('articles', asked)}\n"
        "ORDER BY in_headline DESC, score LIMIT :size OFFSET :start"
    )


def list_sql(kind: str, asked: Asked, *, ranked: bool = True) -> str:
    """SQL for the hits of a kind as the page shows them, the best first."""
    if kind == "articles":
        hits = hits_sql(asked, ranked=ranked)
    else:
        score = f"bm25({kind}_fts)" if ranked else "0"
        hits = (
            f"SELECT {kind}_fts.rowid AS id, {score} AS score\n{_from(kind, asked)}\n"
            f"ORDER BY {'score' if ranked else f'{kind}_fts.rowid DESC'} LIMIT :size OFFSET :start"
        )
    return f"WITH hits AS (\n{hits}\n)\n{SHOWN[kind].strip()}"


def all_sql(kind: str, asked: Asked) -> str:
    """SQL for every hit of a kind, the newest first, as rows to take away: the texts whole, the articles citable."""
    return f"WITH hits AS (\nSELECT {kind}_fts.rowid AS id\n{_from(kind, asked)}\n)\n{TAKEN[kind].strip()}"


def _from(kind: str, asked: Asked) -> str:
    """FROM and WHERE of the hits of a kind; tables are joined only where a filter needs them."""
    index = f"{kind}_fts"
    conditions = [f"{index} MATCH escape_fts(:q)"]
    joined = ""
    if asked.filters() and kind == "quotations":
        also = [_ITS_SPEECH.strip()] if asked.speech else []
        inner = "\n    AND ".join(
            ["quotation_uses.quotation_id = quotations_fts.rowid", *asked.conditions(), *also]
        )
        conditions.append(_USED.strip().format(conditions=inner))
    elif asked.filters():
        conditions += asked.conditions()
        joined = _JOINED[kind]
    return f"FROM {index}{joined}\nWHERE " + "\n    AND ".join(conditions)


_JOINED = {
    "articles": """
JOIN article_facts ON article_facts.id = articles_fts.rowid""",
    "paragraphs": """
JOIN paragraphs ON paragraphs.id = paragraphs_fts.rowid
JOIN article_facts ON article_facts.id = paragraphs.article_id""",
}
_USED = """
EXISTS (
    SELECT 1
    FROM quotation_uses
    JOIN cited_speeches ON cited_speeches.id = quotation_uses.cited_speech_id
    JOIN article_facts ON article_facts.id = cited_speeches.article_id
    WHERE {conditions}
)
"""
_MEANT = """
    SELECT id FROM speeches WHERE key = :speech
        OR title = :speech AND NOT EXISTS (SELECT 1 FROM speeches WHERE key = :speech)
    UNION
    SELECT speech_id FROM speech_aliases WHERE alias = :speech
"""
_ITS_SPEECH = f"cited_speeches.speech_id IN ({_MEANT})"
_CONDITIONS = {
    "newspaper": "article_facts.newspaper_id = (SELECT id FROM newspapers WHERE name = :newspaper)",
    "year": "article_facts.year = CAST(:year AS INTEGER)",
    "institution": """
article_facts.id IN (
    WITH RECURSIVE parts (id) AS (
        SELECT id FROM institutions WHERE key = :institution
            OR name = :institution AND NOT EXISTS (SELECT 1 FROM institutions WHERE key = :institution)
        UNION
        SELECT institution_id FROM institution_aliases WHERE alias = :institution
        UNION
        SELECT institutions.id FROM parts JOIN institutions ON institutions.parent_id = parts.id
    )
    SELECT bylines.article_id
    FROM parts
    JOIN affiliations ON affiliations.institution_id = parts.id
    JOIN bylines ON bylines.id = affiliations.byline_id
    UNION
    SELECT bylines.article_id
    FROM parts
    JOIN affiliation_institutions ON affiliation_institutions.institution_id = parts.id
    JOIN affiliations ON affiliations.id = affiliation_institutions.affiliation_id
    JOIN bylines ON bylines.id = affiliations.byline_id
)
""",
    "speech": f"article_facts.id IN (SELECT article_id FROM mention_facts WHERE speech_id IN ({_MEANT}))",
}
SHOWN = {
    "articles": f"""
SELECT
    found.*,
    zh_snippet(coalesce(paragraphs.text, article_texts.body), :q, 110) AS words
FROM (
    SELECT
        hits.score,
        hits.in_headline,
        articles.id,
        articles.key,
        articles.kicker,
        articles.title,
        articles.subtitle,
        newspapers.name AS newspaper,
        issues.date,
        pages.number AS page,
{indent(AUTHORS, "    ")},
        (
            SELECT paragraphs.position
            FROM paragraphs
            WHERE paragraphs.article_id = articles.id AND zh_count(paragraphs.text, :q) > 0
            ORDER BY zh_count(paragraphs.text, :q) DESC, paragraphs.position
            LIMIT 1
        ) AS paragraph
    FROM hits
    JOIN articles ON articles.id = hits.id
    JOIN pages ON pages.id = articles.page_id
    JOIN issues ON issues.id = pages.issue_id
    LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
) AS found
LEFT JOIN paragraphs ON paragraphs.article_id = found.id AND paragraphs.position = found.paragraph
LEFT JOIN article_texts ON article_texts.id = found.id
ORDER BY found.in_headline DESC, found.score, found.id DESC
""",
    "paragraphs": """
SELECT
    hits.score,
    paragraphs.id,
    paragraphs.position AS paragraph,
    zh_snippet(paragraphs.text, :q, 160) AS words,
    articles.id AS article_id,
    articles.key,
    articles.title,
    newspapers.name AS newspaper,
    issues.date,
    pages.number AS page
FROM hits
JOIN paragraphs ON paragraphs.id = hits.id
JOIN articles ON articles.id = paragraphs.article_id
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
ORDER BY hits.score, paragraphs.id DESC
""",
    "quotations": """
SELECT
    hits.score,
    quotations.id,
    quotations.key,
    zh_snippet(quotations.text, :q, 160) AS words,
    quotations.articles,
    speeches.key AS speech_key,
    speeches.title AS speech
FROM hits
JOIN quotations ON quotations.id = hits.id
LEFT JOIN speeches ON speeches.id = (
    SELECT cited_speeches.speech_id
    FROM quotation_uses
    JOIN cited_speeches ON cited_speeches.id = quotation_uses.cited_speech_id
    WHERE quotation_uses.quotation_id = quotations.id AND cited_speeches.speech_id IS NOT NULL
    ORDER BY quotation_uses.id
    LIMIT 1
)
ORDER BY hits.score, quotations.id DESC
""",
}
TAKEN = {
    "articles": """
SELECT article_overview.*, article_overview.id AS article_id
FROM hits
JOIN article_overview ON article_overview.id = hits.id
ORDER BY article_overview.date_earliest DESC, article_overview.key
""",
    "paragraphs": """
SELECT
    newspapers.name AS newspaper,
    issues.date,
    pages.number AS page,
    articles.title,
    paragraphs.position AS paragraph,
    paragraphs.text,
    articles.key,
    articles.id AS article_id
FROM hits
JOIN paragraphs ON paragraphs.id = hits.id
JOIN articles ON articles.id = paragraphs.article_id
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
ORDER BY issues.date_earliest DESC, articles.key, paragraphs.position
""",
    "quotations": """
SELECT quotations.text, quotations.articles, quotations.characters, quotations.key, quotations.id AS quotation_id
FROM hits
JOIN quotations ON quotations.id = hits.id
ORDER BY quotations.articles DESC, quotations.key
""",
}
KNOWN = f"""
WITH hits AS (
    SELECT
        json_extract(value, '$[0]') AS id,
        json_extract(value, '$[1]') AS score,
        json_extract(value, '$[2]') AS in_headline
    FROM json_each(:hits)
)
{SHOWN["articles"].strip()}
"""
FACETS = {
    "newspaper": """
SELECT newspapers.name AS value, newspapers.name, count(*) AS n
FROM json_each(:ids)
JOIN article_facts ON article_facts.id = json_each.value
JOIN newspapers ON newspapers.id = article_facts.newspaper_id
GROUP BY newspapers.id
ORDER BY n DESC, newspapers.name
LIMIT 8
""",
    "year": """
SELECT CAST(article_facts.year AS TEXT) AS value, CAST(article_facts.year AS TEXT) AS name, count(*) AS n
FROM json_each(:ids)
JOIN article_facts ON article_facts.id = json_each.value
WHERE article_facts.year IS NOT NULL
GROUP BY 1
ORDER BY 1 DESC
LIMIT 12
""",
    "institution": """
WITH RECURSIVE named (article_id, institution_id) AS (
    SELECT bylines.article_id, affiliations.institution_id
    FROM json_each(:ids)
    JOIN bylines ON bylines.article_id = json_each.value
    JOIN affiliations ON affiliations.byline_id = bylines.id
    WHERE affiliations.institution_id IS NOT NULL
    UNION
    SELECT bylines.article_id, affiliation_institutions.institution_id
    FROM json_each(:ids)
    JOIN bylines ON bylines.article_id = json_each.value
    JOIN affiliations ON affiliations.byline_id = bylines.id
    JOIN affiliation_institutions ON affiliation_institutions.affiliation_id = affiliations.id
    UNION
    SELECT named.article_id, institutions.parent_id
    FROM named
    JOIN institutions ON institutions.id = named.institution_id
    WHERE institutions.parent_id IS NOT NULL
)
SELECT institutions.key AS value, replace(institutions.key, '/', ' ') AS name, count(*) AS n
FROM named
JOIN institutions ON institutions.id = named.institution_id
GROUP BY institutions.id
ORDER BY n DESC, institutions.key
LIMIT 8
""",
    "speech": """
SELECT speeches.key AS value, speeches.title AS name, count(DISTINCT cited_speeches.article_id) AS n
FROM json_each(:ids)
JOIN cited_speeches ON cited_speeches.article_id = json_each.value
JOIN speeches ON speeches.id = cited_speeches.speech_id
GROUP BY speeches.id
ORDER BY n DESC, speeches.key
LIMIT 8
""",
}
