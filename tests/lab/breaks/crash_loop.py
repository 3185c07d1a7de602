"""An agent lives for four seconds of five: whoever looks finds it active."""

from __future__ import annotations

from actions.deployments.parts import LINUX_BRIDGE

from ..breaking.hands import AGENTS_UP, on
from ..breaking.model import Break

_FOLDER = "/run/systemd/system/neutron-linuxbridge-agent.service.d"
_FALLS = f"""\
mkdir -p {_FOLDER}
cat >{_FOLDER}/falls.conf <<'end'
[Service]
Type=simple
ExecStart=
ExecStart=/bin/sh -c "sleep 4; exit 3"
Restart=always
RestartSec=1
end
systemctl daemon-reload
systemctl --no-block restart neutron-linuxbridge-agent
"""
_MEND = (
    f"rm -rf {_FOLDER}; systemctl daemon-reload; systemctl reset-failed neutron-linuxbridge-agent; "
    "systemctl restart neutron-linuxbridge-agent"
)

BREAK = Break(
    name="crash-loop",
    title="an agent that falls every five seconds, active four of them",
    needs=(LINUX_BRIDGE,),
    source="BROKEN C",
    first=r"^unit-failed compute1/neutron-linuxbridge-agent",
    never=(r"\(success",),
    why=(
        "why it falls is in its last lines, which the finding shows: starting it once more mends "
        "nothing"
    ),
    confirm=AGENTS_UP,
    make=on("compute1", _FALLS),
    take_back=on("compute1", _MEND),
    settle=25.0,
    soon=False,
)
