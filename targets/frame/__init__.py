"""What every page has: what is kept of it, the words and marks of enums."""
