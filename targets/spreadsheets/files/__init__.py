"""What each kind of file holds besides its values, and why a file is refused."""
