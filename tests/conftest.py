"""For all tests: properties have no deadline, since a busy machine is not a defect of the program.

The quick tests try fewer examples of a property, where its test does not say how many; `make test` tries them all.
"""

import os

import pytest
from hypothesis import settings

QUICK_EXAMPLES = 20

settings.register_profile("patient", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=QUICK_EXAMPLES)
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    # The settings of whoever works in this checkout, with the token of a real bot perhaps, are not for tests.
    os.environ["COUNTERPOINT_ENV_FILE"] = os.devnull
    if config.option.markexpr == "not slow":
        settings.load_profile("quick")
