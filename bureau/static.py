"""Static files as they are served in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Names with a hash and compressed copies; JavaScript modules import one another by the hashed names."""

    support_js_module_import_aggregation = True
