"""What each kind of file holds beside its values, and what keeps a file from being read."""
