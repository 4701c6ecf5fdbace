"""What a page gives as a file, read back."""

import csv
import io

from openpyxl import load_workbook


def workbook(response):
    assert response.status_code == 200, response.status_code
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    return load_workbook(io.BytesIO(response.content))


def lines_of(response) -> list[list[str]]:
    assert response.status_code == 200, response.status_code
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def rows_of(sheet, *, key: str = "Code", head: int | None = None) -> dict[str, dict]:
    """A sheet's rows by the value in the column `key`, each as values by column's head."""
    grid = [list(row) for row in sheet.iter_rows(values_only=True)]
    at = next(number for number, row in enumerate(grid) if key in row) if head is None else head
    return {row[grid[at].index(key)]: dict(zip(grid[at], row, strict=True)) for row in grid[at + 1 :]}
