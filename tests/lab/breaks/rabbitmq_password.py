"""RabbitMQ has another password than every transport_url.

Who is connected stays, who is not gets no more in.
"""

from __future__ import annotations

from ..breaking.hands import rabbitmqctl
from ..breaking.model import Break, Confirm

BREAK = Break(
    name="rabbitmq-password",
    title="RabbitMQ's password changed, in the broker only",
    source="BROKEN 5",
    first=r"^broker-login rabbitmq openstack",
    never=(r"no answer within", r"cannot be asked"),
    mended_by="align-message-account openstack",
    confirm=Confirm("rabbitmqctl authenticate_user openstack {rabbit_password}", "Success"),
    make=rabbitmqctl("change_password openstack another-one"),
    take_back=rabbitmqctl("change_password openstack {rabbit_password}"),
    settle=30.0,
    ci=True,
)
