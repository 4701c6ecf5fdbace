"""What every page has: here the words and marks of enums."""
