"""Static files as they are served in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed and compressed; JavaScript modules name each other by their hashed names as well."""

    support_js_module_import_aggregation = True
