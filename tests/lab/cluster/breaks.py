"""What breaks in a cluster: a member cut off, the shared address, a controller unlike its twins."""

from __future__ import annotations

from actions.facts.nova.cell_mappings import CELL0

from ..breaking.hands import all_of, as_it_was, conf, on, option, start, stop
from ..breaking.model import Act, Break, Confirm, Shape
from ..cloud import Cloud
from ..guide import File, write
from . import authority, configs
from .configs import AUTHORITY, CONTROLLERS, VIP
from .setup import HOSTS

_NAMES = tuple(one.name for one in CONTROLLERS)
_CELL0 = f"uuid = '{CELL0}'"
_NOVA = conf("nova-api")
_KEEPALIVED = "/etc/keepalived/keepalived.conf"


def sql(statements: str) -> Act:
    """Run statements as the database's root."""
    return lambda cloud: _done(cloud.sql(statements))


def _done(_: object) -> None:
    return None


def cut(host: str, *ports: int, undo: bool = False) -> Act:
    """Let nothing through of these ports, in or out; or let it through again."""
    verb = "-D" if undo else "-I"
    rules = [
        f"iptables {verb} {chain} -p tcp --{side} {port} -j DROP"
        for port in ports
        for chain in ("INPUT", "OUTPUT")
        for side in ("dport", "sport")
    ]
    return on(host, " && ".join(rules))


def everywhere(script: str) -> Act:
    """On all controllers."""
    return all_of(*(on(name, script) for name in _NAMES))


def shows_certificate(days: int) -> Act:
    """HAProxy shows another certificate, valid for so many days."""

    def act(_: Cloud) -> None:
        text = authority.shown(authority.certificate("vip", (VIP,), days))
        for host in HOSTS:
            write(host, {"/etc/haproxy/ssl/vip.pem": File(text, "root:haproxy", "0640")})
            host.run("systemctl reload haproxy")

    return act


MEMBERS = Confirm(
    "mariadb -NB -e \"SHOW STATUS LIKE 'wsrep_cluster_size'\"", r"wsrep_cluster_size\s+3", host="c3"
)
RUNNING = Confirm(
    "timeout 60 rabbitmqctl -q cluster_status </dev/null | "  # c3's own: no host is called controller
    "sed -n '/^Running Nodes/,/^Versions/p' | grep -c rabbit@",
    "^3$",
    host="c3",
)
SERVICES = Confirm(
    "openstack compute service list -f value -c Binary -c State",
    r"(?s)\A(?!.*down).*nova-compute up",
)
OWN_CELL0 = Confirm(
    "su -s /bin/sh -c 'nova-manage cell_v2 list_cells --verbose' nova 2>/dev/null",
    rf"/nova_cell0\?charset=utf8mb4&ssl_ca={AUTHORITY}",
    host="c1",
)
_CELL1 = "SELECT database_connection FROM (SELECT * FROM nova_api.cell_mappings) c WHERE name = 'cell1'"


def _cell0(code: str, title: str, make: Act) -> Break:
    return Break(
        name=code,
        title=title,
        source="BROKEN 1",
        first=f"^{code}",
        mended_by="remap-cell0",
        confirm=OWN_CELL0,
        make=make,
    )


def _twin(
    name: str, title: str, section: str, key: str, value: str, first: str, **told: object
) -> Break:
    return Break(
        name=name,
        title=title,
        source="issue 10",
        first=first,
        why="which of the two is right only a person knows",
        make=option("c3", _NOVA, section, key, value),
        take_back=as_it_was("c3", _NOVA),
        **told,  # type: ignore[arg-type]
    )


share_cell0 = sql(f"UPDATE nova_api.cell_mappings SET database_connection = ({_CELL1}) WHERE {_CELL0}")
_CELL0_SHARED = _cell0("cell0-shared", "cell0 mapped to cell1's database", share_cell0)
BREAKS: tuple[Break, ...] = (
    _CELL0_SHARED,
    _cell0("cell0-absent", "cell0's database gone", sql("DROP DATABASE nova_cell0")),
    _cell0(
        "cell0-missing",
        "cell0 not mapped",
        sql(f"DELETE FROM nova_api.cell_mappings WHERE {_CELL0}"),
    ),
    Break(
        name="galera-cut-off",
        title="a Galera member cut off, which nobody is led to",
        source="PLATFORMS 4",
        first="^galera-member c3:",
        why="the network between the members is a person's to mend; it joins by itself",
        confirm=MEMBERS,
        make=cut("c3", 4567),
        take_back=cut("c3", 4567, undo=True),
        settle=30.0,
        soon=False,
    ),
    Break(
        name="galera-cut-off-that-serves",
        title="the Galera member cut off to which HAProxy leads: its check sees the port only",
        source="PLATFORMS 4",
        first="^galera-member c1:",
        under=(f"^galera-not-primary {VIP}:3306:",),
        why="the network between the members is a person's to mend; it joins by itself",
        confirm=MEMBERS,
        make=cut("c1", 4567),
        take_back=cut("c1", 4567, undo=True),
        settle=30.0,
        soon=False,
    ),
    Break(
        name="rabbitmq-cut-off",
        title="a member of RabbitMQ cut off: it pauses, and systemd says active",
        source="PLATFORMS 4",
        first="^broker-member c3:",
        why="the network between the members is a person's to mend; it joins by itself",
        confirm=RUNNING,
        make=cut("c3", 25672, 4369),
        take_back=cut("c3", 25672, 4369, undo=True),
        settle=80.0,
        soon=False,
    ),
    Break(
        name="keepalived-stopped",
        title="keepalived stopped where the shared address was: another has it now",
        source="issue 10",
        first="^unit-inactive c1/keepalived:",
        mended_by="restart-service c1/keepalived",
        confirm=Confirm("ip -br address show eth0", VIP, host="c1"),
        make=stop("c1", "keepalived"),
        take_back=start("c1", "keepalived"),
    ),
    Break(
        name="keepalived-stopped-everywhere",
        title="keepalived stopped on all controllers",
        source="issue 10",
        first="^unit-inactive c1/keepalived:",
        under=(f"^vip-nowhere {VIP}:", "^api-database nova_api:", "^api-errors identity:"),
        beside=("^unit-inactive c[23]/keepalived:",),
        mended_by="restart-service c1/keepalived",
        leaves=True,
        confirm=SERVICES,
        make=everywhere("systemctl stop keepalived"),
        take_back=everywhere("systemctl start keepalived"),
    ),
    Break(
        name="vip-nowhere",
        title="the shared address on no host, though keepalived runs: what it watches fails everywhere",
        source="issue 10",
        first=f"^vip-nowhere {VIP}:",
        under=("^api-database nova_api:", "^api-errors identity:"),
        why="why keepalived gives it to none is for a person to see",
        confirm=SERVICES,
        make=everywhere(
            f"sed -i.well s/haproxy/no-such/ {_KEEPALIVED} && systemctl reload keepalived && sleep 8"
        ),
        take_back=everywhere(
            f"[ ! -e {_KEEPALIVED}.well ] || mv {_KEEPALIVED}.well {_KEEPALIVED}; "
            "systemctl reload keepalived"
        ),
    ),
    Break(
        name="vip-twice",
        title="the shared address on two hosts: one does not hear the other's VRRP",
        source="issue 10",
        first=f"^vip-twice {VIP}:",
        why="what keeps VRRP from passing is a person's to mend",
        confirm=SERVICES,
        make=on("c2", "iptables -I INPUT -p 112 -j DROP"),
        take_back=on("c2", "iptables -D INPUT -p 112 -j DROP"),
        settle=10.0,
        soon=False,
    ),
    _twin(
        "twin-placement-password",
        "a controller's nova.conf has another password for placement",
        "placement",
        "password",
        "another-one",
        r"^service-account placement c3:.*\[placement\] of /etc/nova/nova.conf on c3",
        under=(r"^twin-differs c3 .*\[placement\] password is another one on c3 than on c1 and c2",),
        never=("another-one", configs.PASSWORDS["placement"]),
    ),
    _twin(
        "twin-region",
        "a controller's nova.conf has another region",
        "placement",
        "region_name",
        "RegionTwo",
        r"^region-unknown c3 /etc/nova/nova.conf:",
        under=(r"^twin-differs c3 .*region_name is RegionOne on c1 and c2, and RegionTwo on c3",),
    ),
    _twin(
        "twin-transport-url",
        "a controller's transport_url leads to one member only",
        "DEFAULT",
        "transport_url",
        f"rabbit://openstack:{configs.PASSWORDS['broker']}@10.20.0.51:5671/",
        r"^transport-differs cell1: .* on c3 .*\(it names only 1 of 3 brokers\)",
        never=(configs.PASSWORDS["broker"],),
    ),
    _twin(
        "twin-memcached",
        "a controller has tokens kept in its own memcached only",
        "keystone_authtoken",
        "memcached_servers",
        "10.20.0.53:11211",
        r"^twin-differs c3 /etc/nova/nova.conf: .*memcached_servers is",
    ),
    _twin(
        "twin-database",
        "a controller goes to one member of Galera past the shared address",
        "api_database",
        "connection",
        configs.database("nova", "nova_api").replace(VIP, "10.20.0.52"),
        r"^twin-differs c3 /etc/nova/nova.conf: .*\[api_database\] connection is",
        never=(configs.PASSWORDS["nova-db"],),
    ),
    _twin(
        "twin-queues",
        "a controller declares its queues otherwise",
        "oslo_messaging_rabbit",
        "rabbit_quorum_queue",
        "false",
        r"^twin-differs c3 /etc/nova/nova.conf: .*rabbit_quorum_queue is true on c1 and c2, and false",
    ),
    Break(
        name="certificate-ends",
        title="the shared address's certificate ends tomorrow",
        source="issue 10",
        first=f"^certificate-expires {VIP}:",
        beside=(f"^certificate-expires {VIP}:",),
        why="certificates are given by the operator's own authority",
        make=shows_certificate(1),
        take_back=shows_certificate(365),
    ),
)


def _priority(number: int) -> Act:
    return on(
        "c1",
        f"sed -i 's/  priority .*/  priority {number}/' /etc/keepalived/keepalived.conf && "
        "systemctl reload keepalived",
    )


SHAPES: tuple[Shape, ...] = (
    Shape(
        name="shape-vip-moved",
        title="the shared address moved to another controller",
        make=_priority(50),
        take_back=_priority(109),
    ),
)
