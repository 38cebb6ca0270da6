"""For tests of rooms above: what the stand-in of the register of people knows, or that it is away."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from tinhso.services.lookups.adapters.demo import DemoPopulation
from tinhso.services.lookups.adapters.registers import population


@contextmanager
def population_knows(rows: Mapping[str, Any], *, fails: bool = False) -> Iterator[None]:
    """The people of these rows by personal number, within the context; `fails`: it does not answer."""
    population.forget()
    with patch.object(DemoPopulation, "_read", return_value=rows), patch.object(DemoPopulation, "fails", fails):
        yield
    population.forget()
