"""What the master data look like as tables: columns, natural keys and checks, for django-import-export."""
