"""Papers that the register has come to know by another name: their pages join the paper that is meant."""

from __future__ import annotations

from lilun.loaders.redirects import redirect
from sqlalchemy import Connection

_WHY = "the paper goes by another name"


def join_papers(connection: Connection) -> None:
    """Give the pages of a paper that a load named, and that is an alias now, to the paper of that alias.

    A page whose key the other paper has already stays where it is.
    """
    for old, name, new, meant in connection.exec_driver_sql(
        "SELECT o.id, o.name, n.id, n.name FROM newspapers o JOIN newspaper_aliases a ON a.alias = o.name "
        "JOIN newspapers n ON n.id = a.newspaper_id WHERE o.origin = 'loaded' AND o.id <> n.id ORDER BY o.name"
    ).all():
        pages = connection.exec_driver_sql(
            "SELECT p.id, p.key, p.issue_id FROM pages p JOIN issues i ON i.id = p.issue_id "
            "WHERE i.newspaper_id = ? ORDER BY p.key",
            (old,),
        ).all()
        begin, new_begin = name.replace(" ", ""), meant.replace(" ", "")  # as `identify` spells them in keys
        for page, key, issue in pages:
            _join(connection, page, key, new_begin + key.removeprefix(begin), issue, new)


def _join(connection: Connection, page: int, key: str, new_key: str, issue: int, paper: int) -> None:
    execute = connection.exec_driver_sql
    if execute("SELECT 1 FROM pages WHERE key = ?", (new_key,)).first():
        return
    date = execute("SELECT date FROM issues WHERE id = ?", (issue,)).scalar()
    home = None
    if len(date or "") == 10:
        home = execute("SELECT id FROM issues WHERE newspaper_id = ? AND date = ?", (paper, date)).scalar()
    if home is None:
        home = issue
        others = execute(
            "SELECT count(*) FROM pages WHERE issue_id = ? AND id <> ?", (issue, page)
        ).scalar_one()
        if others:  # the others follow, unless they cannot
            home = execute(
                "INSERT INTO issues (newspaper_id, date, date_earliest, date_latest, date_known_by, evidence) "
                "SELECT ?, date, date_earliest, date_latest, date_known_by, evidence FROM issues WHERE id = ? "
                "RETURNING id",
                (paper, issue),
            ).scalar_one()
        else:
            execute("UPDATE issues SET newspaper_id = ? WHERE id = ?", (paper, issue))
    execute("UPDATE pages SET key = ?, issue_id = ? WHERE id = ?", (new_key, home, page))
    redirect(connection, "pages", key, new_key, _WHY)
    execute("DELETE FROM issues WHERE id = ? AND id NOT IN (SELECT issue_id FROM pages)", (issue,))
    for article, article_key, column in execute(
        "SELECT id, key, column_id FROM articles WHERE page_id = ? ORDER BY position", (page,)
    ).all():
        renamed = new_key + article_key.removeprefix(key)
        execute("UPDATE articles SET key = ? WHERE id = ?", (renamed, article))
        redirect(connection, "articles", article_key, renamed, _WHY)
        if column is not None:
            name = execute("SELECT name FROM columns WHERE id = ?", (column,)).scalar_one()
            execute("INSERT INTO columns (newspaper_id, name) SELECT ?1, ?2 WHERE NOT EXISTS "
                    "(SELECT 1 FROM columns WHERE newspaper_id = ?1 AND name = ?2)", (paper, name))  # fmt: skip
            execute("UPDATE articles SET column_id = (SELECT id FROM columns WHERE newspaper_id = ? AND name = ?) "
                    "WHERE id = ?", (paper, name, article))  # fmt: skip
