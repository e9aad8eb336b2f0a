"""The deployment files: Compose by its schema, the settings it names, nginx by its own check."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from core.settings import load

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SETTINGS = (ROOT / "core" / "settings.py").read_text(encoding="utf-8")


def test_compose_fits_the_schema() -> None:
    schema = json.loads((Path(__file__).parent / "compose_spec.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(COMPOSE)


def test_compose_publishes_the_ports_of_the_contract() -> None:
    published = {name: service.get("ports", []) for name, service in COMPOSE["services"].items()}
    assert published == {"postgres": ["127.0.0.1:9853:5432"], "redis": [], "api": [], "nginx": ["9855:9855", "9854:9854"]}


def test_every_variable_given_to_the_service_is_a_setting() -> None:
    names = set(COMPOSE["services"]["api"]["environment"])
    assert [name for name in names if f'"{name}"' not in SETTINGS] == []


def test_the_password_file_becomes_part_of_the_address(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("p@ss/word\n", encoding="utf-8")
    found = load({"COACH_DATABASE_URL": "postgresql://postgres@db:5432/coach", "COACH_DATABASE_PASSWORD_FILE": str(secret)})
    assert found.database_url == "postgresql://postgres:p%40ss%2Fword@db:5432/coach"
    assert found.demo is False


@pytest.fixture
def nginx_conf(tmp_path: Path) -> Path:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
        + ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")],
        check=True,
        capture_output=True,
    )
    text = (ROOT / "deploy" / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("/etc/nginx/tls", str(tmp_path)).replace("server api:9854", "server 127.0.0.1:9854")
    text = text.replace("pid /tmp/nginx.pid;", f"pid {tmp_path}/nginx.pid;")
    path = tmp_path / "nginx.conf"
    path.write_text(re.sub(r"/tmp/nginx-(\w+)", rf"{tmp_path}/\1", text), encoding="utf-8")
    return path


@pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="nginx and openssl are not on this machine")
def test_nginx_takes_its_configuration(nginx_conf: Path) -> None:
    done = subprocess.run(["nginx", "-t", "-c", str(nginx_conf)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
