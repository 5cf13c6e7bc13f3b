"""For all tests: properties have no deadline, since a busy machine is not a defect of the program."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
