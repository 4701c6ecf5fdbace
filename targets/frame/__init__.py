"""What pages have in common: their frame, their plan and month, words and icons, files, kept copies."""
