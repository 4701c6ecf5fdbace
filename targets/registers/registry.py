"""The list of all registers, which finds them by address, by model and by the indicators that they count."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404

from targets.registers.declaration import CountedFigure, Register


class Registry:
    """The registers of all chapters in the order of their codes; each app's `registers.py` adds its own."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Register] = {}

    def __iter__(self) -> Iterator[Register]:
        return iter(sorted(self._known.values(), key=lambda one: one.code))

    def __len__(self) -> int:
        return len(self._known)

    def add(self, declared: type[Register]) -> None:
        """Add a declared register. Raises ImproperlyConfigured where its code, address or indicators are taken."""
        one = declared()
        if (one.app, one.slug) in self._known or any(one.code == other.code for other in self):
            raise ImproperlyConfigured(f"The register {one!r} is declared twice.")
        answered = {f.indicator: other for other in self for f in other.figures if f.indicator}
        for figure in one.figures:
            if figure.indicator in answered:
                raise ImproperlyConfigured(f"{figure.indicator} is counted by {answered[figure.indicator]!r} already.")
        self._known[one.app, one.slug] = one

    def of_app(self, app: str) -> list[Register]:
        return [one for one in self if one.app == app]

    def get(self, app: str, slug: str) -> Register:
        """The register at an address. Raises Http404 where there is none."""
        found = self._known.get((app, slug))
        if found is None:
            raise Http404
        return found

    def named(self, name: str) -> Register:
        """The register of a model, such as "employment.trainingclass". Raises KeyError where there is none."""
        for one in self:
            if one.name == name:
                return one
        raise KeyError(name)

    def answering(self, code: str) -> tuple[Register, CountedFigure] | None:
        """The register and the figure that count the indicator with this code; None where none does."""
        pairs = ((one, figure) for one in self for figure in one.figures if figure.indicator == code)
        return next(pairs, None)


registry = Registry()


def register(declared: type[Register]) -> type[Register]:
    """Declare a register; the class stays as it is."""
    registry.add(declared)
    return declared
