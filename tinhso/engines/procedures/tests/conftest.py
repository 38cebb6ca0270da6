import pytest

from tinhso.engines.procedures import catalogue


@pytest.fixture(autouse=True)
def _no_catalogue_of_another_test():
    catalogue.forget()
    yield
    catalogue.forget()
