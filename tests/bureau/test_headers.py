"""The headers of every answer, and pages without a sign-in."""

from django.urls import reverse


def test_pages_allow_nothing_inline_and_nothing_from_elsewhere(client, db):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_pages_ask_for_a_sign_in(client, db):
    for address in ("/", "/admin/", reverse("password_change")):
        assert "login" in client.get(address).url


def test_five_failures_lock_the_account_at_that_computer(client, db):
    wrong = {"username": "someone", "password": "guess"}
    answers = [client.post("/accounts/login/", wrong) for _attempt in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "registration/locked.html" in [template.name for template in answers[-1].templates]
    other = client.post("/accounts/login/", wrong, REMOTE_ADDR="10.0.0.9")
    assert other.status_code == 200
