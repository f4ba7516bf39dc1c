"""What every template can ask for."""

from typing import Any

from django.http import HttpRequest

from touchstone.server import demo_world


def demo(request: HttpRequest) -> dict[str, Any]:
    """The demo's log-ins, which are computed where a template asks for them and there are none anywhere else."""
    del request
    return {"demo_people": demo_world.people, "demo_password": demo_world.PASSWORD}
