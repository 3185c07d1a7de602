"""RabbitMQ's account may do nothing in the virtual host any more.

It logs in, and is refused all the same.
"""

from __future__ import annotations

from ..breaking.hands import rabbitmqctl
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="rabbitmq-permission",
    title="RabbitMQ's account has no permissions in its virtual host",
    source="issue 9",
    first=r"^broker-login rabbitmq openstack",
    mended_by="align-message-account openstack",
    confirm=Confirm("rabbitmqctl list_user_permissions openstack", r"\.\*"),
    make=rabbitmqctl("clear_permissions openstack"),
    take_back=rabbitmqctl("set_permissions openstack '.*' '.*' '.*'"),
)
