"""Instances that stay, with what leads to them, each in its barest form."""

import pulumi
import pulumi_aws as aws


def instances(config: pulumi.Config, subnets: list[pulumi.Output[str]]) -> None:
    template = aws.ec2.LaunchTemplate(
        "kept", image_id=config.require("image"), instance_type="t3.micro", user_data="IyEvYmluL3No"
    )
    instance = aws.ec2.Instance(
        "instance", launch_template={"id": template.id, "version": "1"}, subnet_id=subnets[0], force_destroy=True
    )
    address = aws.ec2.Eip("moving", domain="vpc")
    aws.ec2.EipAssociation("leads", allocation_id=address.id, instance_id=instance.id)
    aws.ebs.Volume("volume", availability_zone="eu-west-1a", size=1)


def health_checks() -> None:
    aws.route53.Zone("new", name="example.net")
    aws.route53.HealthCheck(
        "connects", type="TCP", ip_address="192.0.2.1", port=80, request_interval=30, failure_threshold=3
    )
    aws.route53.HealthCheck(
        "asks", type="HTTPS", fqdn="values.example.com", port=443, request_interval=10, failure_threshold=1
    )
