"""The files of `deploy/`: units that systemd takes, a proxy that nginx takes, and alerts about figures that exist."""

import argparse
import configparser
import re
import shlex
import shutil
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.urls import resolve

from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT
from pilin.node import __main__ as command
from pilin.node.config import CHECKOUT
from pilin.node.watch import figures, timing
from tests.handbook import book, proxy

DEPLOY = CHECKOUT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
EXPOSED_MAX = 30
"""Of 100, as `systemd-analyze security` counts: what a service may do of what it needs not."""
OUTSIDE = {"up"}
"""What Prometheus itself tells of a target."""


def run(*words: object) -> str:
    """Run a program of the system and return what it said, where it was content."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def unit(file: Path) -> Any:
    """Read a unit; of a key that stands several times the last."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(file.read_text(encoding="utf-8"))
    return parser


def commands(file: Path) -> list[list[str]]:
    """Return the commands of a service as words."""
    found = re.findall(r"^ExecStart(?:Post)?=\+?(.*)$", file.read_text(encoding="utf-8"), re.M)
    return [shlex.split(line) for line in found]


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """Copy the units, with this checkout where an office has its own."""
    for file in UNITS:
        text = file.read_text(encoding="utf-8").replace("/opt/pilin", str(CHECKOUT))
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    return [tmp_path / file.name for file in UNITS]


needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
needs_nginx = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")


@needs_systemd
def test_systemd_takes_every_unit(units: list[Path]) -> None:
    assert run("systemd-analyze", "verify", "--man=no", *units) == ""


@needs_systemd
@pytest.mark.parametrize("name", ["pilin-web", "pilin-worker", "pilin-backup"])
def test_what_serves_may_do_little_else(units: list[Path], name: str) -> None:
    (file,) = [file for file in units if file.stem == name and file.suffix == ".service"]
    said = run("systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSED_MAX}", file)
    assert "Overall exposure level" in said


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: str(file.stem))
def test_every_verb_of_a_unit_is_one(file: Path) -> None:
    for words in commands(file):
        if "pilin.node" not in words:
            continue
        verb, *rest = words[words.index("pilin.node") + 1 :]
        module = next(known.module for known in command.VERBS if known.name == verb)
        parser = argparse.ArgumentParser()
        import_module(module).arguments(parser)
        assert parser.parse_args(rest) is not None


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: str(file.stem))
def test_a_service_runs_as_somebody_and_gains_nothing(file: Path) -> None:
    service = unit(file)["Service"]
    assert service["User"] in {"pilin", "postgres"}
    assert service["UMask"] == "0077"
    assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("yes", "strict")
    assert file.name.removesuffix(".service") in {"pilin-web", "pilin-worker"} or service["Type"] == "oneshot"


def test_every_timer_has_its_service() -> None:
    timers = {file.stem for file in UNITS if file.suffix == ".timer"}
    assert timers
    assert timers <= {file.stem for file in SERVICES}


def test_every_page_that_a_unit_names_is_there() -> None:
    named = [
        name for file in UNITS for name in re.findall(r"^Documentation=file:///opt/pilin/(.*)$", file.read_text(), re.M)
    ]
    assert named
    assert [name for name in named if not (CHECKOUT / name).exists()] == []


@needs_nginx
def test_nginx_takes_the_proxy(tmp_path: Path) -> None:
    said = run("nginx", "-t", "-e", tmp_path / "error.log", "-c", proxy.written(tmp_path))
    assert "test is successful" in said
    assert [line for line in said.splitlines() if "warn" in line and "could not build" not in line] == []


def test_the_proxy_keeps_what_is_not_public_inside() -> None:
    text = (DEPLOY / "nginx" / "pilin.conf").read_text(encoding="utf-8")
    assert text.count("location = /metrics { return 404; }") == 2
    assert re.search(r"location = /healthz \{ allow 127\.0\.0\.1; allow ::1; deny all;", text)
    assert resolve("/healthz").url_name == "healthz"
    assert resolve("/sign-in/").url_name == "sign_in"


def test_the_proxy_writes_no_one_time_link_into_its_log_and_counts_codes_too() -> None:
    text = (DEPLOY / "nginx" / "pilin.conf").read_text(encoding="utf-8")
    assert re.search(r"location \^~ /one-time/ \{ access_log off; limit_req zone=pilin_sign_in", text)
    assert re.search(r"location = /sign-in/code/ \{ limit_req zone=pilin_sign_in", text)
    assert resolve(f"/one-time/{'a' * 43}/").url_name == "take_link"
    assert resolve("/sign-in/code/").url_name == "sign_in_code"


def test_the_proxy_answers_to_the_names_of_the_handbook() -> None:
    (toml,) = [block.text for block in book.blocks(book.PAGES[0]) if block.language == "toml"]
    known = tomllib.loads(toml)
    names = [known["pages"]["url"].removeprefix("https://"), known["public"]["host"]]
    text = (DEPLOY / "nginx" / "pilin.conf").read_text(encoding="utf-8")
    assert re.findall(r"^    server_name (.*);$", text, re.M) == [" ".join(names), "_", *names]


def test_no_header_of_a_browser_passes_for_one_of_the_proxy() -> None:
    text = (DEPLOY / "nginx" / "pilin-proxy.conf").read_text(encoding="utf-8")
    told = dict(re.findall(r"^proxy_set_header (\S+) (\S+);$", text, re.M))
    assert told["X-Forwarded-For"] == "$remote_addr"  # not appended to what came
    assert told["X-Forwarded-Host"] == told["Forwarded"] == '""'
    assert told["Host"] == "$host"


def rules() -> list[dict[str, Any]]:
    loaded = yaml.safe_load((DEPLOY / "prometheus" / "rules.yaml").read_text(encoding="utf-8"))
    return [rule for group in loaded["groups"] for rule in group["rules"]]


@pytest.mark.django_db
def test_every_alert_is_about_figures_that_a_node_tells(ready: Path) -> None:
    links.busy()
    told = {figure.name for figure in figures.read(at=AT)} | {
        f"{family.name}_bucket" for family in timing.registry.collect() if family.type == "histogram"
    }
    told |= {f"{figure.name}_total" for figure in figures.read(at=AT) if figure.kind == "counter"}
    for rule in rules():
        named = set(re.findall(r"\b(?:pilin_\w+|up)\b", rule["expr"]))
        assert named, rule["alert"]
        assert named <= told | OUTSIDE, rule["alert"]


def test_every_alert_says_how_urgent_it_is_and_what_to_do() -> None:
    found = rules()
    assert len({rule["alert"] for rule in found}) == len(found)
    assert {rule["labels"]["severity"] for rule in found} == {"page", "day"}
    assert all(rule["annotations"]["summary"].endswith(".") for rule in found)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_an_alert_names_no_label_that_its_figure_lacks(rule: dict[str, Any], ready: Path) -> None:
    links.busy()
    labels = {label for figure in figures.read(at=AT) if figure.name in rule["expr"] for label in figure.labels}
    assert set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"])) <= labels


def test_prometheus_fetches_where_the_handbook_lets_the_node_tell() -> None:
    (job,) = yaml.safe_load((DEPLOY / "prometheus" / "scrape.yaml").read_text(encoding="utf-8"))
    (target,) = job["static_configs"]
    assert (job["job_name"], target["targets"]) == ("pilin", ["127.0.0.1:9101"])


def test_time_is_kept_by_several_sources() -> None:
    text = (DEPLOY / "chrony" / "pilin.conf").read_text(encoding="utf-8")
    assert len(re.findall(r"^server \S+ iburst$", text, re.M)) >= 3
    assert "minsources 2" in text
