"""How property tests search, anew on each run of a person and the same way on each run of CI; and what tests show."""

import os

import pytest
from hypothesis import Phase, settings

# Compared outside the tests' own modules, a plan that differs is to be seen all the same.
pytest.register_assert_rewrite("tests.engine.exported", "tests.engine.life", "tests.engine.workspace")

# A failing example of a whole stack is read as it is found: each step of making it smaller would be a deployment.
FOUND_AS_IT_IS = (Phase.explicit, Phase.reuse, Phase.generate)

settings.register_profile("person", phases=FOUND_AS_IT_IS)
settings.register_profile("ci", phases=FOUND_AS_IT_IS, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "person")
