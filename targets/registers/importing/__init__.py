"""Files of entries for any declared register: template, reading, preview, and storing all or nothing."""
