"""Files of people of unknown origin, read in a child process with limits."""

from touchstone.gateways.people.reading import PeopleLimits, Told, read_in_child

__all__ = ["PeopleLimits", "Told", "read_in_child"]
