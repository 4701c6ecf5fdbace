"""The sign-in: every page needs it, and five failures lock it for a while."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

SIGN_IN = "/accounts/login/"
RIGHT, WRONG = "正确的口令 2007", "错误的口令 2007"
LOCKED = 429


@pytest.fixture
def clerk(reporter_jianshan):
    reporter_jianshan.set_password(RIGHT)
    reporter_jianshan.save()
    return reporter_jianshan


def sign_in(client, user, password):
    return client.post(SIGN_IN, {"username": user.username, "password": password})


def fail(client, user, times):
    for _ in range(times):
        answer = sign_in(client, user, WRONG)
    return answer


def test_signing_in_leads_to_the_page_that_was_asked_for(client, clerk):
    asked = client.get("/reports/")
    assert asked.url == f"{SIGN_IN}?next=/reports/"
    signed_in = client.post(asked.url, {"username": clerk.username, "password": RIGHT})
    assert signed_in.url == "/reports/"


def test_four_failures_are_forgiven(client, clerk):
    assert fail(client, clerk, 4).status_code == 200
    assert sign_in(client, clerk, RIGHT).status_code == 302


def test_after_five_failures_the_right_password_does_not_help(client, clerk):
    assert fail(client, clerk, 5).status_code == LOCKED
    refused = sign_in(client, clerk, RIGHT)
    assert refused.status_code == LOCKED
    assert "_auth_user_id" not in client.session
    assert "登录已暂时锁定" in refused.content.decode()


def test_the_lock_is_lifted_after_its_time(client, clerk):
    fail(client, clerk, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client, clerk, RIGHT).status_code == 302


def test_a_locked_account_locks_nobody_else_at_the_same_computer(client, clerk, reporter_baoqing):
    reporter_baoqing.set_password(RIGHT)
    reporter_baoqing.save()
    fail(client, clerk, 5)
    assert sign_in(client, reporter_baoqing, RIGHT).status_code == 302


def test_a_deactivated_account_cannot_sign_in(client, clerk):
    clerk.is_active = False
    clerk.save()
    assert sign_in(client, clerk, RIGHT).status_code == 200
    assert "_auth_user_id" not in client.session
