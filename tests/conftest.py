"""How property tests search: anew on each run of a person, the same way on each run of CI."""

import os

from hypothesis import Phase, settings

# A failing example of a whole stack is read as it is found: each step of making it smaller would be a deployment.
FOUND_AS_IT_IS = (Phase.explicit, Phase.reuse, Phase.generate)

settings.register_profile("person", phases=FOUND_AS_IT_IS)
settings.register_profile("ci", phases=FOUND_AS_IT_IS, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "person")
