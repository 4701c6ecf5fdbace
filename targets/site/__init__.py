"""The portal as a whole: addresses, the first page, the API, the check of the database, the loading of plans."""
