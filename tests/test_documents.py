"""Every command in README and docs runs as it is written, in a fresh shell, in a fresh copy of the project."""

import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", "var", "node_modules", "__pycache__", ".*_cache", ".hypothesis", "tests"
)
# A server's settings as operations.md names them, in the order of its example.
OF_A_SERVER = {
    "SECRET_KEY": "a random text of more than thirty-two characters",
    "ALLOWED_HOSTS": "portal.example.gov.cn",
    "DATABASE_URL": "sqlite:///server.sqlite3",
}


def blocks(path: Path) -> list[str]:
    """The lines of indented commands in a document, remarks after `  #` left out."""
    lines = re.findall(r"^    (\S.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.split(r"\s{2,}#", line)[0] for line in lines]


def commands(document: str) -> list[str]:
    """The `manage.py` commands of a document."""
    return [line for line in blocks(ROOT / document) if "manage.py" in line]


def _lend(environment: Path, to: Path) -> None:
    """Make a folder of an environment whose packages are those of another: what is removed in it stays in the other."""
    to.mkdir()
    for part in environment.resolve().iterdir():
        if part.is_dir():
            (to / part.name).symlink_to(part.resolve())
        else:
            shutil.copy2(part, to / part.name)


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    """A fresh copy of the project, with the environment and the assets that `make setup` has fetched."""
    folder = tmp_path_factory.mktemp("house") / "portal"
    shutil.copytree(ROOT, folder, ignore=LEFT_BEHIND)
    _lend(ROOT / ".venv", folder / ".venv")
    shutil.copytree(ROOT / "var" / "assets", folder / "var" / "assets")
    return folder


@pytest.fixture(scope="module")
def shell(house):
    """`shell("make data")` runs a line in a fresh shell; a home is not needed."""

    def run(line: str, **variables: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["sh", "-c", line],
            cwd=house,
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


# The environment and the assets are there already.
READY = "--assume-old=.venv/base.stamp --assume-old=.venv/test.stamp --assume-old=assets"


@pytest.fixture(scope="module")
def development(house, shell) -> Path:
    """The project after `make setup`, called in a shell that has a server's settings; its demonstration's database."""
    made = shell(f"make {READY} data", **OF_A_SERVER, DEBUG="0")
    assert made.returncode == 0, made.stderr
    return house / "var" / "db.sqlite3"


def test_development_leaves_a_servers_database_alone(house, development):
    with sqlite3.connect(development) as database:
        assert database.execute("SELECT count(*) FROM auth_user WHERE username = 'unit-230502'").fetchone() == (1,)
    assert not (house / "server.sqlite3").exists()


def test_the_commands_of_the_readme_run_one_after_the_other(development, shell):
    lines = commands("README.md")
    assert len(lines) == 3
    for line in lines:
        ran = shell(line)
        assert ran.returncode == 0, f"{line}\n{ran.stdout}\n{ran.stderr}"
    with sqlite3.connect(development) as database:
        assert database.execute("SELECT count(*) FROM auth_user").fetchone() == (0,)


@pytest.fixture(scope="module")
def server(house, shell):
    """`server(LINE)` runs a line after the settings of operations.md were read into the shell."""
    example = re.search(
        r"```ini\n(.*?)```", (ROOT / "docs/operations.md").read_text(encoding="utf-8"), re.DOTALL
    ).group(1)
    names = [line.partition("=")[0] for line in example.splitlines()]
    assert names == list(OF_A_SERVER)
    (house / "portal.env").write_text("".join(f"{name}={shlex.quote(OF_A_SERVER[name])}\n" for name in names))
    [reading] = [line for line in blocks(ROOT / "docs/operations.md") if "portal.env" in line]
    return lambda line, **variables: shell(f"{reading}\n{line}", **variables)


def test_a_server_starts_and_answers_and_its_commands_run(house, server):
    assert "make serve" in blocks(ROOT / "docs/operations.md")
    reading = "set -a; . ./portal.env; set +a"
    with subprocess.Popen(
        ["sh", "-c", f"{reading}; exec make {READY} serve"],
        cwd=house,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", "PORT": "18421", "WORKERS": "1"},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as serving:
        heard = []
        for line in serving.stderr:
            heard.append(line)
            if "Listening at" in line:
                break
        else:
            pytest.fail("".join(heard))
        asking = HTTPConnection("127.0.0.1", 18421)
        asking.request("GET", "/accounts/login/", headers={"Host": "portal.example.gov.cn"})
        answer = asking.getresponse()
        os.killpg(serving.pid, signal.SIGTERM)
    assert (answer.status, answer.headers["Location"]) == (301, "https://portal.example.gov.cn/accounts/login/")

    # The terminal's questions are answered by the environment here.
    answers = {"DJANGO_SUPERUSER_USERNAME": "leader", "DJANGO_SUPERUSER_PASSWORD": "Shuangyashan-07"}
    [make_first] = commands("docs/operations.md")
    made = server(f"{make_first} --noinput --email leader@example.gov.cn", **answers)
    assert made.returncode == 0, made.stderr
    [make_token] = commands("docs/api.md")
    token = server(make_token)
    assert token.returncode == 0, token.stderr


@pytest.mark.parametrize("missing", OF_A_SERVER)
def test_a_servers_command_without_one_of_its_settings_is_refused_with_a_sentence(shell, missing):
    given = {name: value for name, value in OF_A_SERVER.items() if name != missing}
    for line in (".venv/bin/python manage.py check", f"make {READY} serve"):
        refused = shell(line, **given)
        assert refused.returncode != 0
        assert f"The portal cannot start. {missing} is not set" in refused.stderr
        assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("BIND", "http://0.0.0.0"),
        ("WORKERS", "many"),
        ("WORKERS", "0"),
        ("THREADS", "-1"),
        ("ALLOWED_HOSTS", "https://portal.example.gov.cn"),
    ],
)
def test_a_value_that_makes_no_sense_stops_the_start_with_a_sentence(shell, name, value):
    refused = shell(f"make {READY} serve", **(OF_A_SERVER | {name: value}))
    assert refused.returncode != 0
    assert f"The portal cannot start. {name} is {value!r}, but must be" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_port_that_makes_no_sense_stops_the_run_too(shell):
    refused = shell(f"make {READY} --assume-old=data run", PORT="eighty")
    assert refused.returncode != 0
    assert "The portal cannot start. PORT is 'eighty', but must be a whole number from 1 to 65535." in refused.stderr


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_that_a_document_names_exists(path):
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^    (?:\w+=\S+ )*)make ([a-z-]+)", text, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert named <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_management_command_that_a_document_names_exists(path):
    from django.core.management import get_commands

    known = set(get_commands())
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= known
    if path.name == "operations.md":
        table = text[text.index("## Commands") :]
        listed = set(re.findall(r"^\| `([a-z_]+)", table, re.MULTILINE))
        assert {"load_plan", "seed_demo", "import_figures", "export_template", "create_api_token"} <= listed <= known


def test_checks_work_in_a_folder_without_git(house, shell):
    assert not (house / ".git").exists()
    ran = shell(f"make {READY} --dry-run lint")
    assert ran.returncode == 0, ran.stderr
    assert "git" not in ran.stdout
