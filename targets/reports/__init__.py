"""The monthly report (月报): its verbs, sheet, checks and form, and what a save answers."""
