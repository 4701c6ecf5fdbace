"""Workbooks out and in.

Out: `template` (the workbook that a unit fills in), `tables` (any table of the portal).
In: `reading` (any file → cells) → `layout` (cells → where which number stands). What becomes of the numbers is the
work of `targets.imports`.
"""
