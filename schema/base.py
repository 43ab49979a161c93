"""The base of all models: names of constraints, comments required, and the few column forms that recur."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Integer, MetaData, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column
from sqlalchemy.schema import SchemaItem

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """A table of the archive. Raises TypeError where the table or one of its columns has no comment."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        table = cls.__dict__.get("__table__")
        if isinstance(table, Table):
            require_comments(table)

    id: Mapped[int] = mapped_column(
        Integer, primary_key=True, sort_order=-1, comment="Row number, which other tables point to."
    )


def require_comments(table: Table) -> None:
    """Raise TypeError naming what has no comment: a table or column cannot exist undocumented."""
    bare = [] if table.comment else [table.name]
    bare += [f"{table.name}.{column.name}" for column in table.columns if not column.comment]
    if bare:
        raise TypeError(f"without a comment: {', '.join(bare)}; say in one sentence what it holds")


def table(
    comment: str,
    *items: SchemaItem,
    label: str | None = None,
    facets: Sequence[str] = (),
    sort: str | None = None,
    size: int | None = None,
    linked: bool = False,
) -> tuple[Any, ...]:
    """`__table_args__`: constraints and indexes, the comment, and how Datasette shows the table.

    `sort` is a column, `-column` for descending; `size` is rows a page. `linked` rows have pages of
    their own that people link to: their ids are never given to another row.
    """
    shown = {"label_column": label, "facets": list(facets), "sort": sort, "size": size}
    options: dict[str, Any] = {
        "comment": comment,
        "info": {"datasette": {name: value for name, value in shown.items() if value}},
    }
    if linked:
        options["sqlite_autoincrement"] = True
    return (*items, options)


def one_of(column: str, words: Any) -> CheckConstraint:
    """A CHECK that `column` holds one of the words of a Literal (or NULL where the column allows it)."""
    listed = ", ".join(f"'{word}'" for word in get_args(words))
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def flag(column: str) -> CheckConstraint:
    """A CHECK that `column` is 0 or 1."""
    return CheckConstraint(f"{column} IN (0, 1)", name=column)


DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


def day_range() -> tuple[CheckConstraint, ...]:
    """CHECKs for `date_earliest` and `date_latest`: days as YYYY-MM-DD, in order."""
    return (
        CheckConstraint(f"date_earliest GLOB '{DAY}'", name="date_earliest_is_a_day"),
        CheckConstraint(f"date_latest GLOB '{DAY}'", name="date_latest_is_a_day"),
        CheckConstraint("date_earliest <= date_latest", name="dates_in_order"),
    )


def stretch(*, empty: bool = False, start: str = "start", end: str = "end") -> CheckConstraint:
    """A CHECK that [start, end) is a stretch of text; `empty` allows one without characters."""
    order = "<=" if empty else "<"
    return CheckConstraint(f'"{start}" >= 0 AND "{start}" {order} "{end}"', name=f"{start}_before_{end}")


def points_to(
    target: str, ondelete: str, comment: str, *, index: bool = True, **options: Any
) -> MappedColumn[Any]:
    """A foreign key to `target`'s id; `index=False` where another index already begins with it."""
    key = ForeignKey(f"{target}.id", ondelete=ondelete)
    return mapped_column(Integer, key, index=index, comment=comment, **options)


def described(comment: str, **options: Any) -> MappedColumn[Any]:
    """A column whose type its annotation gives."""
    return mapped_column(comment=comment, **options)


def checked_word(column: str, words: Any, comment: str, **options: Any) -> MappedColumn[Any]:
    """A text column with its CHECK beside it: so SQLite can add it to a table that has rows."""
    return mapped_column(Text, one_of(column, words), comment=comment, **options)


def checked_flag(column: str, comment: str, **options: Any) -> MappedColumn[Any]:
    """A column that is 0 or 1, with its CHECK beside it."""
    return mapped_column(flag(column), comment=comment, **options)


def word(comment: str, **options: Any) -> MappedColumn[Any]:
    """A text column whose annotation is the Literal that its CHECK repeats."""
    return mapped_column(Text, comment=comment, **options)
