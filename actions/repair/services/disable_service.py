"""disable-service: a service gets no new work; its target ends with the reason, if there is one."""

from __future__ import annotations

from actions.causes.first import guarded
from actions.model.plan import Action, Step
from actions.repair.services.service_status import switched
from actions.repair.services.service_target import STATUS_NEEDS, TAKES

ACTION = Action(
    "disable-service",
    "Disable a service: it gets no new work",
    (guarded(Step("disable", "Disable it in the API that knows it", STATUS_NEEDS, switched(False))),),
    takes=TAKES + " [reason]",
    sentence=True,
)
