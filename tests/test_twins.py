"""What rooms each know for themselves, because none of them imports the other, must be the same."""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import _naming, _release_args, _release_boot, _subnet_layout, _user_data
from components.launch_template import _architecture
from config import instance_types, values
from config.naming import MAX_BASE_NAME
from config.static_stability import instances_left
from pulumi_ha_web.analysis.stack import Server
from pulumi_ha_web.analysis.survival import left_without_zones
from pulumi_ha_web.artifacts import names, releases_file
from rehearsal.checks import monitoring, release, role
from rehearsal.checks.healing import remaining

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


def test_a_release_is_called_alike() -> None:
    assert _release_args._VERSION.pattern == values.RELEASE_VERSION
    assert _release_args._FILE.pattern == values.RELEASE_FILE
    assert _release_args._SHA256.pattern == values.SHA256
    assert tuple(_release_boot.TARS) == values.TAR_ENDINGS


def test_what_can_be_uploaded_as_a_release_can_be_named_as_one() -> None:
    assert names._VERSION.pattern == values.RELEASE_VERSION
    assert releases_file._NAME.pattern == values.RELEASE_FILE
    assert tuple(releases_file.TARS) == values.TAR_ENDINGS
    assert releases_file.OTHER_ARCHIVES == values.OTHER_ARCHIVES


def test_failures_are_looked_for_where_they_are_counted() -> None:
    counted = (_release_boot.NAMESPACE, _release_boot.METRIC, _release_boot.DIMENSION)
    assert counted == (role.NAMESPACE, release.METRIC, release.DIMENSION)
    assert monitoring.OF_BOOTS == _release_boot.NAMESPACE


def test_names_have_room_for_the_longest_role_of_the_narrowest_kind() -> None:
    """The load balancer's name: base, role, digest, hyphens between them."""
    room = _naming.LIMITS["load_balancer"] - len("-alb-") - _naming.DIGEST_LENGTH
    assert room == MAX_BASE_NAME


def test_both_sides_divide_a_network_alike() -> None:
    assert _subnet_layout.ZONE_LETTERS == values.ZONE_LETTERS
    assert (_subnet_layout.LARGEST_VPC, _subnet_layout.SMALLEST_VPC) == (values.VPC_LARGEST, values.VPC_SMALLEST)


@given(size=st.integers(1, 200), zones=st.integers(2, 8), data=st.data())
def test_what_is_left_when_zones_are_lost_is_reckoned_alike(size: int, zones: int, data: st.DataObject) -> None:
    """By the settings' rule, by the rehearsal's look at the account, and by the analysis."""
    lost = data.draw(st.integers(1, zones - 1))
    nothing = cast(Any, None)
    server = Server(
        id="asg",
        name="asg",
        instance_type="t3.micro",
        zones=tuple(map(str, range(zones))),
        count=size,
        least=size,
        in_group=True,
        template=nothing,
        resource=nothing,
    )
    left = instances_left(size, zones, lost)
    assert (remaining(size, zones, lost), left_without_zones(server, lost)) == (left, left)
