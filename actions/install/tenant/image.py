"""The image's entry in Glance (TEST-09)."""

from __future__ import annotations

from actions.facts.glance import image_files, images
from actions.install.step import Hopeless
from actions.install.tenant import boot_images
from actions.install.tenant.choices import Choices
from actions.install.tenant.glance import boot_parts, check_file, create_image, disk_part, image_of
from actions.install.tenant.things import id_of, tenant_step
from actions.model.plan import Decision, Situation, already, do

_CONSOLE = "console=ttyS0"
"""Without it `openstack console log show` has nothing of a guest that boots by kernel and ramdisk."""


def plan(situation: Situation, chosen: Choices) -> Decision:
    """One image of its name, with its kernel and ramdisk."""
    part = disk_part(chosen)
    found = image_of(situation, part)
    if found is not None:
        return already(f"Glance has {part.name}: {found.id}")
    if not part.file:
        raise Hopeless(
            f'Glance has no image {part.name}: write image = "/PATH/OF/FILE" below [install.tenant] of '
            "the site file, a file of the machine that stackmend runs on."
        )
    check_file(situation, part)
    properties = {
        f"{boot.key}_id": id_of(
            situation, image_of(situation, boot), f"image {boot.name}", boot_images.STEP.name
        )
        for boot in boot_parts(chosen)
    }
    if properties:
        properties["os_command_line"] = _CONSOLE
    return do(create_image(part, properties), why=f"Glance has no {part.name}")


STEP = tenant_step(
    "image",
    "The image in Glance",
    (images.PROBE, image_files.PROBE),
    plan,
    deviation="`wget` of CirrOS 0.5.2 on the controller, over HTTP and unchecked (TEST-08), and a "
    "second image when it is run again. Here it is a file of the machine that stackmend runs on, made "
    "an image once.",
)
