"""What cinder-volume mounts: nfs_shares (CIND-S-03)."""

from __future__ import annotations

from actions.deployments.packages import PARTS
from actions.deployments.parts import VOLUME
from actions.deployments.services import CINDER_VOLUME
from actions.formats.config_edit import Owned
from actions.install.cinder import cinder_packages
from actions.install.cinder.choices import NFS, read
from actions.install.cinder.wanted import where_wanted
from actions.install.step_factories.small_file import small_file_step
from actions.model.plan import Situation
from actions.model.secret import Text
from actions.model.site import Host

PATH = PARTS[VOLUME].settings


def text(situation: Situation, _host: Host, now: str | None) -> Text:
    """The file with the share on a line of its own; other shares stay."""
    lines = (now or "").splitlines()
    share = str(read(situation.site).share)
    if not any(line.split()[:1] == [share] for line in lines):
        lines.append(share)
    return Text.of("".join(f"{line}\n" for line in lines))


STEP = where_wanted(
    small_file_step(
        "nfs-shares",
        f"Share that {CINDER_VOLUME} mounts",
        VOLUME,
        PATH,
        text,
        owned=Owned("root", "cinder", "0640"),
        after=(cinder_packages.STEP.name,),
        deviation="`2.2.2.2:/export/cinder`, the address that is its compute host's elsewhere "
        "(T-CIN-02).",
    ),
    NFS,
)
