"""The files for Docker, systemd, Prometheus and Grafana: well-formed, and of a piece with the program.

No Docker engine is needed: the rules of compose that matter here are checked by ourselves.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import App
from bot.run.gauges import process_gauges, store_gauges
from config.settings import Settings, load_settings
from tests.program import ROOT

COMPOSE = ("compose.yaml", "compose.replicas.yaml")
SERVICE_KEYS = {
    "build", "cap_drop", "depends_on", "env_file", "environment", "healthcheck", "image", "init", "ports", "read_only",
    "restart", "security_opt", "stop_grace_period", "tmpfs", "volumes",
}  # fmt: skip
METRIC = re.compile(r"\bcounterpoint_\w+")
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}


def compose(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / name).read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("name", COMPOSE)
def test_a_compose_file_keeps_the_rules_of_its_schema(name: str) -> None:
    file = compose(name)
    assert {key for key in file if not key.startswith("x-")} == {"services", "volumes"}
    for service in file["services"].values():
        assert set(service) <= SERVICE_KEYS
        assert "image" in service
        named = {volume.split(":")[0] for volume in service.get("volumes", ())}
        assert {volume for volume in named if not volume.startswith(".")} <= set(file["volumes"])
        assert all(isinstance(value, str) for value in service.get("environment", {}).values())
        for other, how in service.get("depends_on", {}).items():
            assert "healthcheck" in file["services"][other] or how["condition"] == "service_started"
    published = [port for service in file["services"].values() for port in service.get("ports", ())]
    assert len({port.rsplit(":", 1)[0] for port in published}) == len(published)
    assert all(port.startswith("127.0.0.1:") for port in published)


@pytest.mark.parametrize("name", COMPOSE)
def test_what_a_compose_file_sets_are_settings_that_can_be_used(name: str) -> None:
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}
    bots = [service for service in compose(name)["services"].values() if service["image"] == "counterpoint"]
    assert bots
    for service in bots:
        assert set(service["environment"]) <= known
        values = {key: re.sub(r"\$\{.*?\}", "secret", value) for key, value in service["environment"].items()}
        assert load_settings(values).data == Path("/data")
    folders = [volume for service in bots for volume in service["volumes"] if volume.endswith(":/data")]
    assert len(set(folders)) == len(bots), "each replica owns a data folder"


def test_the_chroma_server_has_the_version_of_the_client() -> None:
    locked = re.search(r"^chromadb==(\S+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    assert locked is not None
    assert compose("compose.replicas.yaml")["services"]["chroma"]["image"] == f"chromadb/chroma:{locked[1]}"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_unit_and_finds_it_hardened(tmp_path: Path) -> None:
    unit = tmp_path / "counterpoint.service"
    text = (ROOT / "deploy" / "counterpoint.service").read_text("utf-8")
    unit.write_text(text.replace("/opt/counterpoint/bin/counterpoint", sys.executable), "utf-8")
    for command in (["verify", "--man=no"], ["security", "--offline=true", "--threshold=20"]):
        ran = subprocess.run(
            ["systemd-analyze", *command, unit], capture_output=True, text=True, timeout=60, check=False
        )
        ours = [line for line in ran.stderr.splitlines() if "counterpoint" in line]
        assert (ran.returncode, ours) == (0, []), ran.stdout + ran.stderr


@pytest.mark.slow
def test_alerts_and_board_name_only_figures_that_the_bot_shows(tmp_path: Path) -> None:
    with App(load_settings({}, data=tmp_path)) as app:
        gauges = (*store_gauges(app), *process_gauges(lambda: 0, lambda: True))
        app.meters.watch(gauges)
        shown = {metric.name + suffix for metric in app.meters.registry.collect() for suffix in SUFFIXES[metric.type]}
    assert "counterpoint_unreadable" in shown
    for said in (alert_expressions(), board_expressions()):
        used = {name for expression in said for name in METRIC.findall(expression)}
        assert len(used) > 5
        assert used <= shown


def alert_expressions() -> list[str]:
    file = yaml.safe_load((ROOT / "deploy" / "prometheus-alerts.yaml").read_text("utf-8"))
    rules = [rule for group in file["groups"] for rule in group["rules"]]
    assert all(set(rule) <= {"alert", "expr", "for", "labels", "annotations"} for rule in rules)
    return [rule["expr"] for rule in rules]


def board_expressions() -> list[str]:
    board = json.loads((ROOT / "deploy" / "grafana-board.json").read_text("utf-8"))
    return [target["expr"] for panel in board["panels"] for target in panel["targets"]]
