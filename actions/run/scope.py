"""Where a run's requests went, and where they would go today: another shell leads to another cloud."""

from __future__ import annotations

import os
from dataclasses import replace

from actions.model.errors import StackmendError
from actions.model.invocation import Invocation
from actions.model.site import Scope, Site
from actions.run.state import RunState
from actions.site.secrets_file import load_secrets


def scope_now(site: Site) -> Scope | None:
    """Where requests of a site go; None: nobody can tell, and none will be made."""
    from actions.transport.api_scope import scope_of  # the SDK takes half a second

    try:
        return scope_of(site, load_secrets(site))
    except (StackmendError, OSError, ValueError):  # who asks an API hears why
        return None


def led_back(state: RunState) -> Invocation:
    """How a run's site was opened, and its region, where the shell of today names another one."""
    then, shell = state.invocation, os.environ.get("OS_REGION_NAME", "")
    region = state.scope.region if state.scope else ""
    return replace(then, region=region) if region and not then.region and shell != region else then


def moved(state: RunState, site: Site) -> str:
    """That requests would go elsewhere than the run's went; empty: they do not, or nobody can tell."""
    now = scope_now(site) if state.scope else None
    if state.scope is None or now is None or state.scope.same(now):
        return ""
    return f"The run was on {state.scope}, and this is {now}"
