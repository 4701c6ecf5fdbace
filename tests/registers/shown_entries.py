"""What the tests of a chapter's demonstration check in each of its entries."""

from django.core.exceptions import ValidationError

from targets.registers import Register


def faults_of(register: Register) -> list[str]:
    """What a form would have refused in the entries that stand in the register."""
    faults = []
    for entry in register.model.objects.select_related("unit"):
        try:
            entry.full_clean(validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            faults.append(f"{register.code} {entry.pk}: {error.message_dict}")
    return faults
