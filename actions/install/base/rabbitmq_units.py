"""RabbitMQ runs; its package has it listen on every address."""

from __future__ import annotations

from actions.deployments.parts import MESSAGING
from actions.install.base import base_packages
from actions.install.step_factories.units import Units

STEP = Units((MESSAGING,), after=(base_packages.STEP.name,)).step("rabbitmq-units", "RabbitMQ runs")
