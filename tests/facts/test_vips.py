"""What keepalived.conf names, read by a real awk."""

from __future__ import annotations

import subprocess
from pathlib import Path

from actions.facts._support.vips import KEPT, kept

CONF = """# virtual_ipaddress { 10.0.0.90 }
vrrp_instance kolla {
    authentication {
        auth_pass SECRET{10.0.0.91}
    }
    virtual_ipaddress {
        10.0.0.10/24 brd 10.0.0.255 dev eth0 label eth0:0
        FD00:0:0::10/64 dev eth0  # moved from {fd00::9}
        #10.0.0.92/24 dev eth0
        !10.0.0.93
        $VIP
    }
    track_script { 10.0.0.94 }
    virtual_ipaddress_excluded
    {
        10.0.0.11
    }
}
vrrp_instance two { virtual_ipaddress { 10.0.0.50/24 dev eth1 }
    virtual_routes { 10.0.0.95/32 }
}
vrrp_instance three {
    virtual_ipaddress { 10.0.0.60
        10.0.0.61 }
    notify 10.0.0.96
}
"""


def test_each_address_of_a_block_is_named_as_ip_prints_it_and_no_comment(tmp_path: Path) -> None:
    (tmp_path / "keepalived.conf").write_text(CONF)
    program, quote, _ = KEPT.rpartition("' ")
    line = f"{program}{quote}{tmp_path}/keepalived.conf"
    out = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True).stdout
    assert kept(out) == {
        "10.0.0.10", "10.0.0.11", "10.0.0.50", "10.0.0.60", "10.0.0.61", "fd00::10"
    }  # fmt: skip
    assert "SECRET" not in out
