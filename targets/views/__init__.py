"""Pages: fetch through `access`, call one verb, answer."""
