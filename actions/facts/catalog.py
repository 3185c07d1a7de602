"""Asking an API only where the catalog has it: a cloud without cinder is not a broken one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from actions.facts import identity_services
from actions.model import Snapshot
from actions.question import AskApi, Question

ALIASES = {
    "block-storage": frozenset({"block-storage", "block-store", "volumev3", "volumev2", "volume"})
}
"""Service types under which older catalogs have the same service (os-service-types)."""

NEEDS = (identity_services.PROBE,)


def where_offered(question: AskApi) -> Callable[[Snapshot], Mapping[str, Question]]:
    """Ask one question of the cloud as a whole; none where Keystone does not offer the service."""
    types = ALIASES.get(question.service, frozenset({question.service}))

    def ask(snapshot: Snapshot) -> Mapping[str, Question]:
        services = snapshot.get(identity_services.PROBE)
        offered = services is None or any(service.type in types for service in services)
        return {"": question} if offered else {}

    return ask
