"""Every field has a name in the language of the page: forms, histories, lists and files show it."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise


def models_of_the_project():
    for app in apps.get_app_configs():
        if Path(app.path).parent == Path(settings.BASE_DIR):
            yield from app.get_models()


def named_fields(model):
    """The model's own fields, for a history those that it copies, without the primary key that Django adds."""
    fields = getattr(model, "tracked_fields", model._meta.local_fields)
    return [field for field in (*fields, *model._meta.local_many_to_many) if not field.auto_created]


def test_every_model_and_field_has_a_translated_name():
    named = [(model._meta.label, model._meta.verbose_name) for model in models_of_the_project()]
    named += [
        (f"{model._meta.label}.{field.name}", field.verbose_name)
        for model in models_of_the_project()
        for field in named_fields(model)
    ]
    assert len(named) > 500
    assert [place for place, name in named if not isinstance(name, Promise)] == []
