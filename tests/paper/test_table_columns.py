"""How the columns of a table share the page: what a reader must not see broken, and where somebody writes."""

from mfa_binder.paper.block_heights import plain_text
from mfa_binder.paper.markdown_parsing import parse_page
from mfa_binder.paper.sheet_measures import A4_MEASURES
from mfa_binder.paper.table_columns import TableColumn, requested_columns, share_width

ROOM = 400.0


def columns(text: str) -> list[TableColumn]:
    rows = [node for node in parse_page(f"# Title\n\n{text}", "a.md").root.walk() if node.type == "tr"]
    return requested_columns(rows, plain_text, A4_MEASURES)


def test_a_narrow_column_keeps_its_line_beside_long_ones() -> None:
    assert share_width([TableColumn(20, 50), TableColumn(40, 900), TableColumn(40, 400)], ROOM, fill=True)[0] == 50


def test_the_longest_text_has_the_most_room_and_the_table_is_full() -> None:
    widths = share_width([TableColumn(20, 50), TableColumn(40, 900), TableColumn(40, 400)], ROOM, fill=True)
    assert widths[1] > widths[2] > widths[0]
    assert abs(sum(widths) - ROOM) < 0.001


def test_no_column_is_narrower_than_its_longest_word() -> None:
    assert min(share_width([TableColumn(120, 130), TableColumn(40, 9000)], ROOM, fill=True)) >= 120


def test_a_column_to_write_in_keeps_its_header_on_one_line() -> None:
    what, done = columns("| What | Done on, by, result |\n|---|---|\n| " + "word " * 60 + "| |\n")
    assert done.least == done.natural
    assert what.least < what.natural
    assert share_width([what, done], ROOM, fill=True)[1] >= done.natural


def test_an_account_number_is_one_word() -> None:
    (number, name) = columns("| Account | Name |\n|---|---|\n| 7777 8888 9999 | " + "word " * 60 + "|\n")
    (other, _) = columns("| Account | Name |\n|---|---|\n| 777788889999 | " + "word " * 60 + "|\n")
    assert number.least > other.least > 0
    assert number.least == number.natural
    assert name.least < name.natural
