import pytest
from django.contrib.auth.models import User

from targets.models import Membership, Role


@pytest.fixture
def wang(jianshan):
    """王小明, who reports for Jianshan; the name was given with the account."""
    user = User.objects.create(username="wang", last_name="王", first_name="小明")
    Membership.objects.create(user=user, role=Role.REPORTER, unit=jianshan)
    return user


@pytest.fixture
def li(db):
    """李芳, who has an account and no role yet."""
    return User.objects.create(username="li", last_name="李", first_name="芳")


@pytest.fixture
def reviewer_zhao(city):
    """赵云, who reviews employment."""
    user = User.objects.create(username="zhao", last_name="赵", first_name="云")
    Membership.objects.create(user=user, role=Role.REVIEWER, unit=city, chapters=["employment"])
    return user
