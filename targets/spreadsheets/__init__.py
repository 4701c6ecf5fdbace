"""Reading spreadsheets of any kind and understanding their layout; this room knows no model.

`reading` turns a file into sheets of cells, `layout` finds the tables on a sheet and what each number in them means.
`remarks` has what can be said of a cell. What becomes of the numbers is decided in `targets.imports`.
"""
