"""The monthly report (月报), from an empty form to approved figures.

What people open, with the views in `views` and the addresses in `links`:

- `my_month`: the reports of a unit for a month, what each lacks, and submitting those that are complete
- `page`: the page of a report, with its `grid` of figures and tasks, its `form`, the names of its `inputs`, the files
  accepted as `evidence`, and in `register_cells` what registers count beside a figure
- `figure_history`: who changed a figure, when and why
- `review_queue`: the reports that wait for a section; `review`: what it looks at and decides, with its `review_forms`
- `timeliness`: who has reported, judged against the due day; `timeliness_page`: its page
- `report_tables`: the tables of a report and of a figure's history, and both as files; `texts` has figures in words,
  `file_values` as files hold them

What happens to a report:

- `sheets`: the worksheet of a report, with all that is known beside its figures
- `checks`: what is wrong, unusual or blank
- `saving`: saving the form that was sent, based on one version of the report; `answers`: how a save is answered
- `changes`: storing figures, milestones and notes with their history
- `verbs`: open, save, submit, withdraw, send back, approve, reopen, and the order of locks
- `submissions`: the figures that a submission keeps, and what differs between two
"""
