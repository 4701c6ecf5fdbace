"""The portal as a whole: addresses, home, API, checks of the database, and loading of plan files."""
