"""What `make bench` measures: ratios taken in one run, on a database made for it."""
