"""Tokens for programs: made once, shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import secrets

from django.contrib.auth import get_user_model

from targets.models import ApiToken

BYTES = 32


def create(user, note: str = "") -> str:
    """Make a token that reads as the user, and give it; it cannot be read again."""
    token = secrets.token_urlsafe(BYTES)
    ApiToken.objects.create(user=user, digest=digest(token), note=note)
    return token


def digest(token: str) -> str:
    """What is stored. The token is 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def user_of(token: str):
    """The active user as whom the token reads; None for an unknown one."""
    users = get_user_model().objects.filter(is_active=True)
    return users.filter(api_tokens__digest=digest(token)).first()
