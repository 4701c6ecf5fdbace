"""The name that looking at a workbook and marking it must agree on."""

# The sheet of faults in a marked workbook. When the workbook comes back corrected, it is no sheet of figures.
SUMMARY_SHEET = "问题汇总"
