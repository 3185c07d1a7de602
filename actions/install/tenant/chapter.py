"""The first tenant: the guide's test, from its networks to an instance that answers over SSH."""

from __future__ import annotations

from actions.install.chapter import Chapter
from actions.install.tenant import (
    attachment,
    boot_images,
    flavor,
    floating_ip,
    image,
    image_data,
    instance,
    key_pair,
    login,
    own_network,
    own_subnet,
    ping,
    provider_network,
    provider_subnet,
    router,
    router_gateway,
    router_interface,
    rules,
    volume,
)

CHAPTER = Chapter(
    "tenant",
    "Make the first tenant's networks and an instance, and log in to it",
    (
        provider_network.STEP,
        provider_subnet.STEP,
        own_network.STEP,
        own_subnet.STEP,
        router.STEP,
        router_gateway.STEP,
        router_interface.STEP,
        boot_images.STEP,
        image.STEP,
        image_data.STEP,
        key_pair.STEP,
        rules.STEP,
        flavor.STEP,
        instance.STEP,
        floating_ip.STEP,
        volume.STEP,
        attachment.STEP,
        ping.STEP,
        login.STEP,
    ),
)
