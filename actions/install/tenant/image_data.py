"""The images' data in Glance (TEST-09)."""

from __future__ import annotations

from actions.facts.glance import image_files, images
from actions.install.step import Blocked
from actions.install.tenant import boot_images, image
from actions.install.tenant.choices import Choices
from actions.install.tenant.glance import Part, boot_parts, check_file, disk_part, image_of
from actions.install.tenant.things import id_of, tenant_step
from actions.model.command import Api
from actions.model.plan import Decision, Situation, already, do

_UPLOAD = 1800.0


def plan(situation: Situation, chosen: Choices) -> Decision:
    """Send the file of each image that has no data yet."""
    parts = [part for part in (*boot_parts(chosen), disk_part(chosen)) if part.file]
    commands = [command for part in parts if (command := _upload(situation, part))]
    if not commands:
        return already("all images have their data")
    return do(*commands, why="images have no data yet")


def _upload(situation: Situation, part: Part) -> Api | None:
    found = image_of(situation, part)
    maker = image.STEP.name if part.key == "image" else boot_images.STEP.name
    id_ = id_of(situation, found, f"image {part.name}", maker)
    size = check_file(situation, part)
    if found is not None and found.status == "active":
        if found.size != size:
            raise Blocked(
                f"Glance has {found.size} bytes of {part.name}, and {part.file} has {size}: delete the "
                f"image if its upload was cut (`openstack image delete {found.id}`), or choose another "
                "image_name in [install.tenant]."
            )
        return None
    if found is not None and found.status != "queued":
        raise Blocked(
            f"The image {part.name} is {found.status}: wait for its upload to end; if none goes on, "
            f"`openstack image delete {found.id}`."
        )
    show = (
        f'glance image-upload --file {part.file} "$(openstack image show -f value -c id {part.name})"'
    )
    return Api("image", "PUT", f"/images/{id_}/file", show, file=part.file, timeout=_UPLOAD, ok=(204,))


STEP = tenant_step(
    "image-data",
    "The images' data",
    (images.PROBE, image_files.PROBE),
    plan,
    deviation="`openstack image create --file`, which prints `queued` whether it went well or not "
    "(TEST-09). Here the image must become active, with as many bytes as the file has.",
)
