"""Steps that only some sites need: Cinder at all, one backend, an export of the site's own."""

from __future__ import annotations

from dataclasses import replace

from actions.install.cinder.choices import unwanted
from actions.install.settings import SettingsError
from actions.model.plan import Decision, Situation, Step, already, blocked


def where_wanted(step: Step, backend: str = "") -> Step:
    """The step, which says why it has nothing to do where the site has no use for it."""

    def plan(situation: Situation) -> Decision:
        try:
            reason = unwanted(situation.site, backend)
        except SettingsError as error:
            return blocked(str(error))
        return already(reason) if reason else step.plan(situation)

    return replace(step, plan=plan)
