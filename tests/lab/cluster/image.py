"""The layers that the hosts stand on: packages of Debian 13, nothing of them configured or started."""

from ..layers import layer

CONTROLLER = (
    "galera-4",
    "haproxy",
    "keepalived",
    "keystone",
    "mariadb-server",
    "memcached",
    "nova-api",
    "nova-conductor",
    "nova-scheduler",
    "placement-api",
    "python3-memcache",
    "python3-openstackclient",
    "python3-pymysql",
    "rabbitmq-server",
    "rsync",
)
COMPUTE = ("nova-compute", "python3-pymysql")

UNITS = (
    "haproxy",
    "keepalived",
    "mariadb",
    "memcached",
    "rabbitmq-server",
    "keystone",
    "placement-api",
    "nova-api",
    "nova-conductor",
    "nova-scheduler",
)
"""In the order of their needs."""


def controller() -> str:
    """The name of the controllers' layer."""
    return layer("controller", CONTROLLER, f"systemctl -q disable {' '.join(UNITS)} nova-api-metadata")


def compute() -> str:
    """The name of the compute host's."""
    return layer("compute", COMPUTE, "systemctl -q disable nova-compute")
