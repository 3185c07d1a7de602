"""The script of a plan that was made: the same commands, planned on the same facts once more."""

from __future__ import annotations

from dataclasses import replace

from actions.model.fact import Snapshot
from actions.model.plan import Action, Plan, Situation
from actions.run.planner import decisions
from actions.script.render import Source, script
from actions.site.paths import secrets_file
from actions.site.secrets_file import load_secrets
from actions.transport.openssh import config_file


def plan_script(action: Action, plan: Plan, snapshot: Snapshot) -> str:
    """A plan as a bash script; `snapshot` is what it was planned on. Steps may be left out of the plan.

    Raises `NotScriptable`, and `SiteError` for a secrets file that cannot be used.
    """
    site = snapshot.site
    secrets = load_secrets(site)
    situation = Situation(snapshot, plan.target, secrets=secrets)
    names = {step.name for step in plan.steps}
    clients = site.having(action.client_role) if action.client_role else ()
    return script(
        Source(
            plan=plan,
            parts=[part for part in decisions(action, situation) if part[0].name in names],
            site=replace(site, ssh_config=config_file(site.ssh_config)),
            taken=snapshot.taken,
            client=clients[0].name if clients else "",
            secrets=secrets,
            secrets_file=str(secrets_file(site)),
        )
    )
