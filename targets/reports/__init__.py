"""The monthly report (月报), from an empty form to approved figures.

What people open, each with its view in `views` and its address in `links`:

- `my_month`: the reports of a unit for a month, what each lacks, and submitting those that are complete
- `page`: a report; `grid`: its rows with inputs, notes and findings; `form`, with the names of its `inputs` and the
  files taken as `evidence`; `register_cells`: what registers count beside a figure
- `figure_history`: who changed a figure, when and why
- `review_queue`: the reports that wait for a section; `review`: what it looks at and decides, with its `review_forms`
- `timeliness`: who has reported, judged against the due day; `timeliness_page`: its two tables
- `report_tables`: a report and a figure's history as files; `file_values` and `texts`: a figure in a file, and in words

What happens to a report:

- `sheets`: a report laid out, with all that stands beside its figures
- `checks`: what is wrong, unusual or blank
- `saving`: a form that was sent, saved on the version it was typed on; `answers`: what the page and its script are told
- `changes`: storing figures, milestones and notes with their history
- `verbs`: open, save, submit, withdraw, send back, approve, reopen, and the order of locks
"""
