"""nova's account has no role in the project of services any more: it logs in nowhere.

Keystone is started anew: a thread of its may go on taking the token that nova has got already (seen on
Zed: nova's requests were answered for as long as they came to one worker), and then nothing fails yet.
"""

from __future__ import annotations

from ..breaking.hands import all_of, answered, openstack, start, stop
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="nova-role-lost",
    title="nova's account lost its roles",
    source="issue 9",
    first=r"^service-account nova:",
    why=(
        "which role an account is to have is a person's to say: the finding has the line that "
        "gives it back"
    ),
    confirm=Confirm("openstack role assignment list --names --user nova -f value -c Role", "^admin$"),
    make=all_of(
        openstack("role remove --project service --user nova admin"),
        openstack("role remove --project service --user nova service"),
        stop("controller", "keystone"),
        start("controller", "keystone"),
        answered("token issue"),
    ),
    take_back=all_of(
        openstack("role add --project service --user nova admin"),
        openstack("role add --project service --user nova service"),
    ),
)
