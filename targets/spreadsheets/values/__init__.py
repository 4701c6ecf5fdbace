"""What a cell says: numbers, units of measure, periods. Pure."""
