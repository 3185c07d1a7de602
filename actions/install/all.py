"""Every chapter in the order of an installation: a new step is a file and a line here."""

from __future__ import annotations

from actions.install.base import (
    admin_openrc,
    base_databases,
    base_endpoints,
    base_packages,
    base_passwords,
    base_roles,
    base_services,
    base_users,
    glance_config,
    glance_schema,
    glance_units,
    host_names,
    keystone_bootstrap,
    keystone_config,
    keystone_keys,
    keystone_schema,
    keystone_units,
    mariadb_config,
    mariadb_units,
    memcached_config,
    memcached_units,
    message_user,
    placement_config,
    placement_schema,
    placement_units,
    rabbitmq_units,
    service_project,
)
from actions.install.chapter import Chapter, installation
from actions.install.cinder.chapter import CHAPTER as CINDER
from actions.install.neutron.chapter import CHAPTER as NEUTRON
from actions.install.nova import (
    api_schema,
    cell0_mapping,
    cell1_mapping,
    cell_schemas,
    compute_config,
    compute_units,
    console_type,
    discover_hosts,
    nova_config,
    nova_database,
    nova_endpoints,
    nova_packages,
    nova_passwords,
    nova_roles,
    nova_service,
    nova_units,
    nova_user,
    virtualisation_type,
)
from actions.install.preflight.chapter import CHAPTER as PREFLIGHT
from actions.install.tenant.chapter import CHAPTER as TENANT
from actions.model.plan import Action

CHAPTERS = (
    PREFLIGHT,
    Chapter(
        "base",
        "Install MariaDB, RabbitMQ, memcached, Keystone, Glance and Placement",
        (
            host_names.STEP,
            base_packages.STEP,
            mariadb_config.STEP,
            memcached_config.STEP,
            mariadb_units.STEP,
            rabbitmq_units.STEP,
            memcached_units.STEP,
            message_user.STEP,
            base_databases.STEP,
            keystone_config.STEP,
            keystone_schema.STEP,
            keystone_keys.STEP,
            keystone_units.STEP,
            keystone_bootstrap.STEP,
            admin_openrc.STEP,
            service_project.STEP,
            base_users.STEP,
            base_roles.STEP,
            base_services.STEP,
            base_endpoints.STEP,
            glance_config.STEP,
            placement_config.STEP,
            base_passwords.STEP,
            glance_schema.STEP,
            placement_schema.STEP,
            glance_units.STEP,
            placement_units.STEP,
        ),
    ),
    Chapter(
        "nova",
        "Install Nova on controllers and compute hosts",
        (
            nova_database.STEP,
            nova_user.STEP,
            nova_roles.STEP,
            nova_service.STEP,
            nova_endpoints.STEP,
            console_type.STEP,
            nova_packages.STEP,
            nova_config.STEP,
            nova_passwords.STEP,
            compute_config.STEP,
            virtualisation_type.STEP,
            api_schema.STEP,
            cell0_mapping.STEP,
            cell1_mapping.STEP,
            cell_schemas.STEP,
            nova_units.STEP,
            compute_units.STEP,
            discover_hosts.STEP,
        ),
    ),
    NEUTRON,
    CINDER,
    TENANT,
)

_WHOLE = installation(
    "install", "Install all chapters", tuple(step for chapter in CHAPTERS for step in chapter.steps)
)
INSTALLS: tuple[Action, ...] = (_WHOLE, *(chapter.action for chapter in CHAPTERS))
