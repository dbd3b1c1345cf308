"""What `config` and `components` each know for themselves, because neither imports the other, must be the same."""

import pytest

from components import _naming, _subnet_layout, _user_data
from components.launch_template import _architecture
from config import instance_types, values
from config.naming import MAX_BASE_NAME

TYPES = """
    a1.large t2.micro t3.micro t3a.small t4g.micro m5dn.large m6g.large m7i-flex.large m7g.metal m8gb.large c6gn.medium
    c7gd.large c7a.large r8g.large x2gd.large x2iedn.large im4gn.large is4gen.large i4i.large g4dn.xlarge g4ad.xlarge
    g5g.xlarge g6e.xlarge gr6.4xlarge p4d.24xlarge p5en.48xlarge hpc7g.4xlarge inf2.xlarge trn1.2xlarge u-6tb1.metal
    z1d.large mac2.metal
"""


@pytest.mark.parametrize("instance_type", TYPES.split())
def test_an_instance_type_has_one_architecture(instance_type: str) -> None:
    assert instance_types.architecture(instance_type) == _architecture(instance_type)


def test_a_script_must_not_hold_the_mark_that_ends_it() -> None:
    assert values.SCRIPT_END == _user_data._DELIMITER


def test_names_have_room_for_the_longest_role_of_the_narrowest_kind() -> None:
    """The load balancer's name: base, role, digest, hyphens between them."""
    room = _naming.LIMITS["load_balancer"] - len("-alb-") - _naming.DIGEST_LENGTH
    assert room == MAX_BASE_NAME


def test_both_sides_divide_a_network_alike() -> None:
    assert _subnet_layout.ZONE_LETTERS == values.ZONE_LETTERS
    assert (_subnet_layout.LARGEST_VPC, _subnet_layout.SMALLEST_VPC) == (values.VPC_LARGEST, values.VPC_SMALLEST)
