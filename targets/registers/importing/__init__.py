"""Reading days, numbers and choices of register entries out of cells."""
