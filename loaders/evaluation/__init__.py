"""The measure: gold pages against exports, field by field, by the labelling rules of gold.py and of each field."""

from lilun.loaders.evaluation.evaluate import evaluate, reader_of_export, score_page
from lilun.loaders.evaluation.floors import Fall, check_floors, pin_floors
from lilun.loaders.evaluation.gold import GoldError, GoldPage, check_page, read_gold
from lilun.loaders.evaluation.report import Report, compare_lines, miss_lines, report_lines

__all__ = [
    "Fall",
    "GoldError",
    "GoldPage",
    "Report",
    "check_floors",
    "check_page",
    "compare_lines",
    "evaluate",
    "miss_lines",
    "pin_floors",
    "read_gold",
    "reader_of_export",
    "report_lines",
    "score_page",
]
