"""What a report says about each stack: one module a section, and here their order.

A section is a function from one stack's previews and rehearsal to a block of Markdown, or None where it has nothing to
say. Another one (availability, cost, policy) is one more module and one more line here. The verdict is not among them:
the page begins with it, for every stack.
"""

from collections.abc import Callable

from ..model import Block, Subject
from . import creations, diagram, problems, rehearsal, replacements, updates

Section = Callable[[Subject], Block | None]

SECTIONS: tuple[Section, ...] = (
    problems.section,
    replacements.section,
    updates.section,
    creations.section,
    rehearsal.section,
    diagram.section,
)
"""As they stand below each other in the comment."""
