"""Whole plans: of bare hosts and of built ones, on every distribution; and what holds for all steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.deployments.all import CONFIGURATIONS
from actions.facts.hosts import conf_text, small_files, units
from actions.formats.config_edit import Edit
from actions.install.all import CHAPTERS, INSTALLS
from actions.install.base import mariadb_config, mariadb_units
from actions.install.chapter import Chapter
from actions.install.cinder.chapter import CHAPTER as CINDER
from actions.install.nova import compute_config, nova_config
from actions.install.step_factories.configuration import Configuration
from actions.install.step_factories.small_file import small_file_step
from actions.model.command import Api, Shell
from actions.model.fact import Snapshot
from actions.model.plan import Action, Situation, Step
from actions.model.secret import Text
from actions.model.site import Host, Site
from actions.run.planner import Verdict, decisions, judge, make_plan, planned
from tests.install.building import (
    CHOSEN,
    LOOKING,
    SECRETS,
    SITE,
    STORAGE,
    recorded,
    situation,
    snapshot,
    told,
    with_hosts,
    with_settings,
)
from tests.install.golden import DISTROS, golden, plan_of

STEPS = [step for chapter in CHAPTERS for step in chapter.steps]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.name)
@pytest.mark.parametrize("distro", DISTROS)
def test_the_plan_of_bare_hosts(distro: str, chapter: Chapter) -> None:
    """Every command of a chapter within the whole installation: tests/cases/install/plans."""
    assert plan_of(distro, chapter) == golden(distro, chapter).read_text(), "python -m tests.update"


@pytest.mark.parametrize("distro", DISTROS)
def test_every_file_that_a_step_writes_is_read_by_a_probe_that_it_needs(distro: str) -> None:
    """Or the step would be unverified for ever."""
    written = 0
    for step in STEPS:
        site = with_settings(with_hosts(SITE, STORAGE), CHOSEN.get(step.name, {}))
        ahead = [other.name for other in STEPS if other is not step]
        decision = step.plan(situation(snapshot(recorded(f"{distro}-bare"), site), ahead))
        probes = {probe.name for probe in step.needs}
        for command in (one for one in decision.commands if isinstance(one, Edit)):
            written += 1
            read = {
                small_files.PROBE.name: command.path in small_files.FILES,
                conf_text.PROBE.name: command.path in CONFIGURATIONS,
            }
            assert any(read[name] for name in probes & read.keys()), (step.name, command.path)
    assert written > 20


def test_a_step_cannot_keep_a_file_that_no_probe_reads() -> None:
    with pytest.raises(ValueError, match=r"/etc/motd, and no probe reads it: add it to .*FILES"):
        small_file_step("motd", "A greeting", "base", "/etc/motd", lambda *_: Text.of("hello\n"))
    made = Configuration("x", "X", "keystone", lambda *_: {"/etc/motd": ()}, after=())
    with pytest.raises(ValueError, match="/etc/motd, and no probe reads it"):
        made.commands(situation(snapshot(recorded("debian-12-done"))), SITE.hosts[1])


def _others(request: Api) -> list[Api]:
    """Requests that say the same as this one in their line, and are others."""
    yet_another = {"id": "another", **(request.body or {})}
    return [
        replace(request, method="DELETE" if request.method != "DELETE" else "POST"),
        replace(request, path="/projects/admin"),
        replace(request, body=yet_another, file=""),
        replace(request, service="another"),
    ]


@pytest.mark.parametrize("distro", DISTROS)
def test_another_request_than_the_approved_one_is_never_sent(distro: str) -> None:
    """For each request of every chapter: its method, path and body are approved, not only its line."""
    facing = situation(snapshot(recorded(f"{distro}-bare"), with_hosts(SITE, STORAGE)))
    requests = 0
    for step, decision in decisions(INSTALLS[0], facing):
        approved = planned(step, decision)
        for request in (command for command in decision.commands if isinstance(command, Api)):
            requests += 1
            outline = request.outline()
            assert outline.body == (request.request,)
            assert request.request.startswith(f"{request.method} {request.path}")
            assert judge(approved, replace(decision, commands=(request,))) is Verdict.PROCEED
            for other in _others(request):
                drifted = replace(decision, commands=(other,))
                assert judge(approved, drifted) is Verdict.DRIFTED, other
    assert requests > 50


@pytest.mark.parametrize("distro", DISTROS)
@pytest.mark.parametrize("action", INSTALLS, ids=lambda a: a.name)
def test_of_built_hosts_nothing_is_left_to_do(action: Action, distro: str) -> None:
    plan = make_plan(action, situation(snapshot(recorded(f"{distro}-done"))))
    assert plan.empty, [(step.name, step.commands, step.why) for step in plan.steps if step.commands]
    assert all(step.why for step in plan.steps)


@pytest.mark.parametrize("distro", DISTROS)
def test_of_built_storage_hosts_nothing_is_left_to_do(distro: str) -> None:
    seen = snapshot(recorded(f"{distro}-done"), with_hosts(SITE, STORAGE))
    plan = make_plan(CINDER.action, situation(seen))
    assert plan.empty, [(step.name, step.commands, step.why) for step in plan.steps if step.commands]


@pytest.mark.parametrize(("took", "restarts"), [(0.0, 1), (5.0, 0)])
def test_a_slow_look_asks_for_no_second_restart(took: float, restarts: int) -> None:
    """The unit seems to have started 3 s before its file was changed."""
    seen = snapshot(recorded("debian-12-done"))
    age = seen.each(units.PROBE)["controller"]["mariadb"].age or 0.0
    files = seen.each(small_files.PROBE)["controller"]
    files = {**files, mariadb_config.PATH: replace(files[mariadb_config.PATH], age=age - 3.0)}
    reading = replace(seen.reading(small_files.PROBE, "controller"), fact=files, took=took)
    known = {**seen.readings["small-files"], "controller": reading}
    changed = replace(seen, readings={**seen.readings, "small-files": known})
    assert len(mariadb_units.STEP.plan(situation(changed)).commands) == restarts


@pytest.mark.parametrize("step", STEPS, ids=lambda s: s.name)
@pytest.mark.parametrize("ahead", [False, True], ids=["alone", "after-all-others"])
def test_where_nothing_is_known_a_step_acts_or_says_why_it_cannot(step: Step, ahead: bool) -> None:
    others = frozenset(other.name for other in STEPS if other is not step)
    site = with_settings(with_hosts(SITE, STORAGE), CHOSEN.get(step.name, {}))
    decision = step.plan(situation(Snapshot(site), others if ahead else ()))
    assert decision.commands or decision.blocked or (ahead and step.name in LOOKING)
    assert decision.why


@pytest.mark.parametrize("step", STEPS, ids=lambda s: s.name)
def test_a_site_without_a_controller_is_told_so(step: Step) -> None:
    for hosts in ((), (Host("a", frozenset({"storage"}), "10.0.0.1"),)):
        decision = step.plan(Situation(Snapshot(Site("x", hosts)), secrets=SECRETS))
        assert not decision.commands
        assert decision.why


@pytest.mark.parametrize("name", [f"{d}-{kind}" for d in DISTROS for kind in ("bare", "done")])
@pytest.mark.parametrize("step", STEPS, ids=lambda s: s.name)
def test_what_a_step_declares_is_what_it_reads(step: Step, name: str) -> None:
    seen = snapshot(recorded(name), with_hosts(SITE, STORAGE))
    declared = {probe.name for probe in step.needs}
    for ahead in ((), [other.name for other in STEPS]):
        step.plan(situation(seen, ahead))
    assert seen.read <= declared


@pytest.mark.parametrize("distro", DISTROS)
def test_no_secret_is_shown_or_on_a_command_line(distro: str) -> None:
    known = [secret.reveal() for secret in SECRETS.values()]
    ahead = [step.name for step in STEPS]
    for name in (f"{distro}-bare", f"{distro}-done"):
        seen = snapshot(recorded(name), with_hosts(SITE, STORAGE))
        # With other secrets than the hosts have, the built ones are to be changed too.
        other = {key: f"other-{secret.reveal()}" for key, secret in SECRETS.items()}
        for facing in (situation(seen, ahead), situation(seen, ahead, **other)):
            hidden = known + [secret.reveal() for secret in facing.secrets.values()]
            decisions = [step.plan(facing) for step in STEPS]
            commands = [command for decision in decisions for command in decision.commands]
            shown = repr([(c, c.outline()) for c in commands]) + repr([d.why for d in decisions])
            lines = " ".join(c.line for c in commands if isinstance(c, Shell))
            assert not [word for word in hidden if word in shown or word in lines]


def test_database_and_broker_may_have_hosts_of_their_own() -> None:
    """Their packages, accounts and names in URLs go with them."""
    answers = recorded("debian-12-bare")
    for probe, subjects in answers.items():
        if "controller" in subjects:
            for name in ("db1", "mq1"):
                subjects[name] = subjects["controller"]
        assert probe
    roles = {"db1": "database", "mq1": "messaging"}
    more = tuple(Host(n, frozenset({r}), f"10.20.0.{i}") for i, (n, r) in enumerate(roles.items(), 5))
    seen = snapshot(answers, replace(SITE, hosts=(*SITE.hosts, *more)))
    plan = make_plan(INSTALLS[0], situation(seen))
    lines = [line for step in plan.steps for command in step.commands for line in told(command)]
    assert "db1: mysql" in lines
    assert "mq1: rabbitmqctl add_user openstack" in lines
    assert "controller: systemctl restart" in lines
    assert "  + [database] connection = mysql+pymysql://nova:****@db1/nova" in lines
    assert "  + [DEFAULT] transport_url = rabbit://openstack:****@mq1:5672/" in lines
    assert "  + bind-address = 10.20.0.5" in lines


def test_several_controllers_are_refused() -> None:
    two = replace(
        SITE, hosts=(*SITE.hosts, Host("controller2", frozenset({"controller"}), "10.20.0.12"))
    )
    plan = make_plan(INSTALLS[0], situation(snapshot(recorded("debian-12-bare"), two)))
    refused = next(step for step in plan.steps if step.blocked and "role" in step.why)
    assert "must have one host with the role controller" in refused.why


def test_a_controller_that_is_a_compute_host_too_has_one_nova_conf() -> None:
    """Two steps edit it: they must not undo each other's keys for ever."""
    both = Host("controller", frozenset({"controller", "compute"}), "10.20.0.11")
    answers = recorded("debian-12-bare")
    for probe in ("processor-flags", "virtualisation"):
        answers[probe]["controller"] = answers[probe]["compute1"]
    facing = situation(snapshot(answers, replace(SITE, hosts=(both,))))
    wanted = [
        {(key.section, key.key): key.wire for key in files(facing, both)["/etc/nova/nova.conf"]}
        for files in (nova_config.files, compute_config.files)
    ]
    shared = wanted[0].keys() & wanted[1].keys()
    assert shared
    assert [key for key in shared if wanted[0][key] != wanted[1][key]] == []
    assert not [step for step in make_plan(INSTALLS[0], facing).steps if step.blocked]
