"""Where tables stand on a sheet and what their headings mean."""
