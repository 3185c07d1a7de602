"""enable-service: a service takes work again."""

from __future__ import annotations

from actions.causes.first import guarded
from actions.model.plan import Action, Step
from actions.repair.services.service_status import switched
from actions.repair.services.service_target import STATUS_NEEDS, TAKES

ACTION = Action(
    "enable-service",
    "Enable a service",
    (guarded(Step("enable", "Enable it in the API that knows it", STATUS_NEEDS, switched(True))),),
    takes=TAKES,
)
