"""Master data as files: the columns, natural keys and checks of each list, for django-import-export."""
