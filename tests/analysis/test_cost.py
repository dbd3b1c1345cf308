"""What a stack costs: each line by itself, and nothing passed over in silence."""

from typing import Any

import pytest

from pulumi_ha_web.analysis import Cost, analyse, prices, stack
from pulumi_ha_web.analysis.cost import PRICED
from tests.analysis.stacks import Built, address, balancer, failover, group, instance, network, pair, template


def cost(*built: Built) -> Cost:
    return analyse(built).cost


def counts(found: Cost) -> dict[str, float]:
    return {line.price.of: line.count for line in found.lines}


def test_the_walk_throughs_stack() -> None:
    found = cost(*network(nat="a"), template("t2.micro"), group(least=2), *balancer())
    assert counts(found) == {
        "Application Load Balancer": 1,
        "NAT gateway": 1,
        "public IPv4 address": 4,
        "`t2.micro`, on demand": 2,
        "GiB of gp3": 16,
        "metric of detailed monitoring": 14,
    }
    hours = 0.0252 + 0.048 + 4 * 0.005 + 2 * 0.0126
    assert found.usd == pytest.approx(730 * hours + 16 * 0.088 + 14 * 0.30)
    assert sum(found.by_group().values()) == pytest.approx(found.usd)
    assert found.unknown == ()


def test_desired_capacity_is_what_is_paid_where_it_is_said() -> None:
    assert counts(cost(*network(), template(), group(least=2, desiredCapacity=4)))["`t3.micro`, on demand"] == 4


def test_an_internal_load_balancer_has_no_public_addresses() -> None:
    internal = Built(stack.BALANCER, "alb", {"subnets": ["priv-a", "priv-b"], "internal": True})
    assert "public IPv4 address" not in counts(cost(*network(), internal))


def test_a_regional_gateway_is_paid_in_each_zone() -> None:
    gateway = Built(stack.NAT, "nat", {"availabilityMode": "regional"}, {"id": "nat"})
    assert counts(cost(*network("abc"), gateway)) == {"NAT gateway": 3, "public IPv4 address": 3}


def test_an_instance_that_takes_an_elastic_ip_is_paid_one_address() -> None:
    public = template(networkInterfaces=[{"associatePublicIpAddress": "true"}])
    alone, with_address = cost(*network(), public, group()), cost(*network(), public, group(), address("stable"))
    assert counts(alone)["public IPv4 address"] == counts(with_address)["public IPv4 address"] == 1


def test_disks_count_what_is_beyond_the_free_part_of_gp3() -> None:
    disk = {"ebs": {"volumeSize": 20, "iops": 4000, "throughput": 250}}
    data = Built(stack.VOLUME, "data", {"size": 100, "availabilityZone": "eu-west-1a"})
    found = counts(cost(*network(), template(blockDeviceMappings=[disk]), group(least=2), data))
    assert (found["GiB of gp3"], found["operation a second of gp3, beyond 3000"]) == (140, 2000)
    assert found["MiB/s of gp3, beyond 125"] == 250


def test_an_alarm_is_paid_by_the_metrics_that_it_watches() -> None:
    math = {"metricQueries": [{"metric": {"stat": "Sum"}}, {"metric": {"stat": "Sum"}}, {"expression": "a / b"}]}
    policies = [
        Built(stack.SCALING_POLICY, "cpu", {"targetTrackingConfiguration": {"targetValue": 50}}),
        Built(stack.SCALING_POLICY, "forecast", {"predictiveScalingConfiguration": {"mode": "ForecastOnly"}}),
    ]
    found = cost(Built(stack.ALARM, "math", math), Built(stack.ALARM, "plain", {"metricName": "x"}), *policies)
    assert counts(found) == {"metric that an alarm watches": 2 + 1 + 2}


@pytest.mark.parametrize(
    ("check", "options"),
    [({}, 0), ({"interval": 10}, 2), ({"kind": "HTTPS"}, 2), ({"kind": "HTTPS_STR_MATCH", "interval": 10}, 6)],
)
def test_options_of_health_checks(check: dict[str, Any], options: int) -> None:
    assert counts(cost(*failover(**check))).get("option of a health check", 0) == options


def test_two_instances_with_a_name() -> None:
    found = counts(cost(*pair(), Built(stack.ZONE, "zone")))
    assert (found["`t3.micro`, on demand"], found["public IPv4 address"], found["hosted zone"]) == (2, 2, 1)
    assert (found["health check of an AWS endpoint"], found["metric that an alarm watches"]) == (2, 4)


def test_interface_endpoints_are_paid_by_zone_and_gateways_not_at_all() -> None:
    gateway, interface = ({"vpcEndpointType": "Gateway"}, {"subnetIds": ["priv-a", "priv-b"]})
    found = cost(Built(stack.ENDPOINT, "s3", gateway), Built(stack.ENDPOINT, "ssm", interface))
    assert counts(found) == {"interface endpoint in a zone": 2}


def test_what_has_no_price_here_is_named() -> None:
    pool = group(warmPool={"minSize": 1})
    found = cost(*network(), template("p5.48xlarge"), pool, Built("aws:rds/instance:Instance", "db"))
    assert found.unknown == (
        "instances of type p5.48xlarge",
        "resources of type aws:rds/instance:Instance",
        "the waiting instances of asg",
    )


def test_mixed_instances_are_paid_as_the_first_type_on_demand() -> None:
    launched = {
        "launchTemplateSpecification": {"launchTemplateId": "lt"},
        "overrides": [{"instanceType": "t3.small"}, {"instanceType": "t3a.small"}],
    }
    mixed = {"launchTemplate": launched, "instancesDistribution": {"onDemandPercentageAboveBaseCapacity": 50}}
    found = cost(*network(), template(), group(least=2, launchTemplate=None, mixedInstancesPolicy=mixed))
    assert counts(found)["`t3.small`, on demand"] == 2
    assert found.unknown == ("the discount of spot in asg",)


def test_every_price_says_where_it_is_from_and_of_when() -> None:
    every = [each for each in vars(prices).values() if isinstance(each, prices.Price)] + [*prices.INSTANCES.values()]
    assert len(every) > 40
    assert all(each.usd > 0 and each.as_of == "2026-11" and each.source.startswith("https://aws.") for each in every)


def test_sizes_of_a_family_cost_in_proportion() -> None:
    for family in ("t3", "t3a", "t4g", "m5", "m6i", "m6g", "c5"):
        large = prices.INSTANCES[f"{family}.large"].usd
        assert prices.INSTANCES[f"{family}.xlarge"].usd == pytest.approx(2 * large)


def test_no_type_is_both_free_and_paid() -> None:
    assert not prices.FREE & (PRICED | prices.BY_USE.keys())


def test_one_instance_has_its_disk_and_metrics_from_its_template() -> None:
    found = counts(cost(*network(), template("t4g.small"), *instance()))
    assert found == {
        "public IPv4 address": 1,
        "`t4g.small`, on demand": 1,
        "GiB of gp3": 8,
        "metric of detailed monitoring": 7,
        "metric that an alarm watches": 2,
    }
