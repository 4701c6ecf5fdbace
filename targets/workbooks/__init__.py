"""The workbook (填报表) that a unit fills in, for a month or a year, and its hidden identity."""
