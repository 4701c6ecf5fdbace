"""Files of register entries: template, reading, preview, and storing all or nothing."""
