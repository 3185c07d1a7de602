"""Nova-api-metadata stopped: instances get no metadata."""

from __future__ import annotations

from actions.deployments.services import NOVA_METADATA

from ..breaking.hands import start, stop
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="metadata-api-stopped",
    title="nova-api-metadata stopped: instances get no metadata",
    needs=(NOVA_METADATA,),
    source="issue 9",
    first=r"^unit-inactive controller/nova-api-metadata",
    mended_by="restart-service controller/nova-api-metadata",
    confirm=Confirm("curl -s -o /dev/null -w '%{http_code}' http://controller:8775/", "200"),
    make=stop("controller", "nova-api-metadata"),
    take_back=start("controller", "nova-api-metadata"),
)
