"""Tokens with which programs read the API: shown once when they are made, stored as a digest."""

from __future__ import annotations

import hashlib
import secrets

from django.contrib.auth import get_user_model
from django.http import HttpRequest

from targets.models import ApiToken

BYTES = 32


def create(user, note: str = "") -> str:
    """Make a token that gives a program the user's rights, and return it; it cannot be read again later."""
    token = secrets.token_urlsafe(BYTES)
    ApiToken.objects.create(user=user, digest=digest(token), note=note)
    return token


def digest(token: str) -> str:
    """The digest that is stored. A token has 256 random bits, so it cannot be guessed from a plain hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def sent_with(request: HttpRequest) -> str | None:
    """The token of the header `Authorization: Bearer TOKEN`; None where the request has no such header."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else None


def user_of(token: str):
    """The active user to whom the token belongs; None if there is none."""
    users = get_user_model().objects.filter(is_active=True)
    return users.filter(api_tokens__digest=digest(token)).first()
