"""Calendar pieces of a span: they join without a gap and end where months, quarters and years end."""

from datetime import date
from itertools import pairwise

import pytest

from finance.period import Span, pieces


@pytest.mark.parametrize(("every", "count"), [("year", 7), ("quarter", 28), ("month", 84)])
def test_pieces_join_and_cover_the_span(every: str, count: int) -> None:
    span = Span(date(2016, 1, 5), date(2022, 12, 28), opening=True)
    found = pieces(span, every)
    assert len(found) == count
    assert (found[0].start, found[-1].end) == (span.start, span.end)
    assert [piece.opening for piece in found] == [True, *[False] * (count - 1)]
    assert all(first.end == second.start for first, second in pairwise(found))


def test_a_span_that_starts_at_the_end_of_a_month_has_no_empty_piece() -> None:
    found = pieces(Span(date(2022, 10, 31), date(2022, 12, 15)), "month")
    assert [(piece.start, piece.end) for piece in found] == [
        (date(2022, 10, 31), date(2022, 11, 30)),
        (date(2022, 11, 30), date(2022, 12, 15)),
    ]
