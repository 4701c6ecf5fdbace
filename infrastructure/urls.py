"""Addresses of what only the groundwork has."""

from django.urls import path

from infrastructure import views

app_name = "infrastructure"

urlpatterns = [
    path("", views.identity_numbers, name="identity_numbers"),
]
