"""Workbooks out and in.

Out: `template` (the workbook that a unit fills in), `tables` (any table of the portal).
In: `reading` (any file → cells) → `layout` (cells → where which number stands) → `proposing` (numbers → proposed
figures, and what stands in their way) → `importing` (the batch: upload, answers, preview, store).
"""
