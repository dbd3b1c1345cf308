"""Every type in its barest form, and the variants that the project's own stack has no settings for.

What a resource is given here is little on purpose: the rest is what the provider fills in, which the rehearsal has to
know as well. Every lookup is exported as it was answered.
"""

import json

import pulumi
import pulumi_aws as aws
from kept import health_checks, instances  # type: ignore[import-not-found]  # beside this file
from lookups import export_lookups  # type: ignore[import-not-found]  # beside this file

CONFIG = pulumi.Config()
TRUST = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def document(action: str, resource: pulumi.Input[str], **more: object) -> pulumi.Output[str]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [statement]})


def network() -> tuple[aws.ec2.Vpc, list[pulumi.Output[str]]]:
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
    gateway = aws.ec2.InternetGateway("gateway", vpc_id=vpc.id)
    subnets = [
        aws.ec2.Subnet(
            f"subnet-{zone}", vpc_id=vpc.id, cidr_block=f"10.0.{at}.0/24", availability_zone=f"eu-west-1{zone}"
        )
        for at, zone in enumerate("ab")
    ]
    table = aws.ec2.RouteTable("table", vpc_id=vpc.id)
    aws.ec2.RouteTableAssociation("association", route_table_id=table.id, subnet_id=subnets[0].id)
    aws.ec2.Route("route", route_table_id=table.id, destination_cidr_block="0.0.0.0/0", gateway_id=gateway.id)
    dual = aws.ec2.Vpc("dual", cidr_block="10.1.0.0/16", assign_generated_ipv6_cidr_block=True, tags={"Name": "dual"})
    out = aws.ec2.EgressOnlyInternetGateway("egress-only", vpc_id=dual.id)
    table_v6 = aws.ec2.RouteTable("table-v6", vpc_id=dual.id, tags={"Name": "v6"})
    aws.ec2.Route(
        "route-v6", route_table_id=table_v6.id, destination_ipv6_cidr_block="::/0", egress_only_gateway_id=out.id
    )
    aws.ec2.InternetGateway("detached")
    aws.ec2.Eip("address")
    aws.ec2.NatGateway("private-nat", subnet_id=subnets[0].id, connectivity_type="private")
    aws.ec2.DefaultSecurityGroup("default", vpc_id=vpc.id)
    endpoint = aws.ec2.VpcEndpoint("s3", vpc_id=vpc.id, service_name="com.amazonaws.eu-west-1.s3")
    aws.ec2.VpcEndpointRouteTableAssociation("s3-table", vpc_endpoint_id=endpoint.id, route_table_id=table.id)
    aws.ec2.VpcEndpoint(
        "ec2",
        vpc_id=vpc.id,
        service_name="com.amazonaws.eu-west-1.ec2",
        vpc_endpoint_type="Interface",
        subnet_ids=[subnets[1].id],
    )
    logs = aws.cloudwatch.LogGroup("logs")
    aws.ec2.FlowLog(
        "flow-log",
        subnet_id=subnets[0].id,
        traffic_type="ALL",
        log_destination=logs.arn,
        iam_role_arn="arn:aws:iam::123456789012:role/logs",
    )
    return vpc, [subnet.id for subnet in subnets]


def security_groups(vpc: aws.ec2.Vpc) -> aws.ec2.SecurityGroup:
    group = aws.ec2.SecurityGroup("guard", vpc_id=vpc.id)
    other = aws.ec2.SecurityGroup("other", vpc_id=vpc.id, name_prefix="other-", description="Another")
    rule, opposite = aws.vpc.SecurityGroupIngressRule, aws.vpc.SecurityGroupEgressRule
    rule("from-other", security_group_id=group.id, ip_protocol="-1", referenced_security_group_id=other.id)
    rule("from-v6", security_group_id=group.id, ip_protocol="tcp", from_port=80, to_port=80, cidr_ipv6="::/0")
    opposite("to-all", security_group_id=group.id, ip_protocol="-1", cidr_ipv4="0.0.0.0/0", description="Out")
    return group


def identities() -> aws.iam.InstanceProfile:
    role = aws.iam.Role("role", assume_role_policy=json.dumps(TRUST))
    aws.iam.Role(
        "prefixed", name_prefix="prefixed-", description="Named", path="/web/", assume_role_policy=json.dumps(TRUST)
    )
    aws.iam.RolePolicy("policy", role=role.id, policy=document("s3:ListAllMyBuckets", "*"))
    return aws.iam.InstanceProfile("profile", role=role.name)


def scaling(subnets: list[pulumi.Output[str]], guard: aws.ec2.SecurityGroup, profile: aws.iam.InstanceProfile) -> None:
    bare = aws.ec2.LaunchTemplate("bare", image_id=CONFIG.require("image"), instance_type="t3.micro")
    full = aws.ec2.LaunchTemplate(
        "full",
        name_prefix="full-",
        description="Everything",
        image_id=CONFIG.require("image"),
        instance_type="t3.micro",
        key_name="ops",
        user_data="IyEvYmluL3No",
        ebs_optimized="true",
        disable_api_stop=True,
        disable_api_termination=True,
        instance_initiated_shutdown_behavior="terminate",
        credit_specification={"cpu_credits": "standard"},
        iam_instance_profile={"name": profile.name},
        vpc_security_group_ids=[guard.id],
        metadata_options={"http_tokens": "required", "instance_metadata_tags": "enabled"},
        block_device_mappings=[{"device_name": "/dev/sdf", "ebs": {"volume_size": 5, "delete_on_termination": "true"}}],
        tag_specifications=[{"resource_type": "volume", "tags": {"Name": "data"}}],
    )
    group = aws.autoscaling.Group(
        "plain",
        min_size=1,
        max_size=2,
        vpc_zone_identifiers=subnets[:1],
        launch_template={"id": bare.id, "version": "1"},
    )
    aws.autoscaling.Group(
        "pool",
        name_prefix="pool-",
        min_size=0,
        max_size=1,
        vpc_zone_identifiers=subnets,
        launch_template={"name": full.name, "version": bare.latest_version.apply(str)},
        default_cooldown=60,
        termination_policies=["OldestInstance"],
        instance_refresh={"strategy": "Rolling"},
        warm_pool={"pool_state": "Running", "instance_reuse_policy": {"reuse_on_scale_in": True}},
        tags=[{"key": "Name", "value": "pool", "propagate_at_launch": True}],
    )
    topic = aws.sns.Topic("topic", display_name="Short")
    aws.sns.Topic("prefixed", name_prefix="prefixed-")
    aws.sns.TopicPolicy(
        "topic-policy", arn=topic.arn, policy=document("sns:Publish", topic.arn, Principal={"AWS": "*"})
    )
    aws.sns.TopicSubscription("mail", topic=topic.arn, protocol="email", endpoint="ops@example.com")
    aws.autoscaling.Notification(
        "told",
        topic_arn=topic.arn,
        group_names=[group.name],
        notifications=[aws.autoscaling.NotificationType.INSTANCE_LAUNCH],
    )
    aws.autoscaling.Policy(
        "step", autoscaling_group_name=group.name, adjustment_type="ChangeInCapacity", scaling_adjustment=1, cooldown=60
    )
    aws.autoscaling.Policy(
        "forecast",
        autoscaling_group_name=group.name,
        policy_type="PredictiveScaling",
        predictive_scaling_configuration={
            "metric_specification": {
                "target_value": 40,
                "predefined_scaling_metric_specification": {
                    "predefined_metric_type": "ASGAverageCPUUtilization",
                    "resource_label": "",
                },
                "predefined_load_metric_specification": {
                    "predefined_metric_type": "ASGTotalCPUUtilization",
                    "resource_label": "",
                },
            }
        },
    )
    aws.autoscaling.LifecycleHook(
        "hook", autoscaling_group_name=group.name, lifecycle_transition="autoscaling:EC2_INSTANCE_LAUNCHING"
    )
    evening = "0 20 * * *"
    aws.autoscaling.Schedule(
        "sizes", scheduled_action_name="sizes", autoscaling_group_name=group.name, min_size=0, recurrence=evening
    )
    aws.autoscaling.Schedule(
        "kept",
        scheduled_action_name="kept",
        autoscaling_group_name=group.name,
        min_size=-1,
        max_size=-1,
        desired_capacity=1,
        start_time="2031-01-01T00:00:00Z",
        recurrence=evening,
    )
    aws.cloudwatch.MetricAlarm(
        "alarm",
        name="conformance-alarm",  # the engine's provider cannot make one up
        namespace="AWS/EC2",
        metric_name="CPUUtilization",
        period=60,
        statistic="Average",
        comparison_operator="GreaterThanThreshold",
        evaluation_periods=1,
        threshold=1.5,
    )


def serving(vpc: aws.ec2.Vpc, subnets: list[pulumi.Output[str]], guard: aws.ec2.SecurityGroup) -> None:
    balancer = aws.lb.LoadBalancer("inside", internal=True, subnets=subnets, security_groups=[guard.id])
    first = aws.lb.TargetGroup("first", port=80, protocol="HTTP", vpc_id=vpc.id)
    second = aws.lb.TargetGroup(
        "second",
        name_prefix="two-",
        port=443,
        protocol="HTTPS",
        vpc_id=vpc.id,
        target_type="ip",
        stickiness={"type": "lb_cookie"},
        health_check={"path": "/ready", "matcher": "200-204"},
    )
    aws.lb.Listener(
        "forwards",
        load_balancer_arn=balancer.arn,
        port=80,
        default_actions=[
            {
                "type": "forward",
                "forward": {"target_groups": [{"arn": first.arn, "weight": 90}, {"arn": second.arn, "weight": 10}]},
            }
        ],
    )
    aws.lb.Listener(
        "answers",
        load_balancer_arn=balancer.arn,
        port=81,
        protocol="HTTP",
        default_actions=[
            {"type": "fixed-response", "fixed_response": {"content_type": "text/plain", "status_code": "404"}}
        ],
    )
    aws.lb.Listener(
        "redirects",
        load_balancer_arn=balancer.arn,
        port=82,
        protocol="HTTP",
        default_actions=[{"type": "redirect", "redirect": {"status_code": "HTTP_302"}}],
    )


def storage() -> None:
    # Named, because the engine's bridge leaves a bucket's name to Terraform, which calls it something else.
    bucket = aws.s3.Bucket("bucket", bucket="conformance-bucket")
    aws.s3.Bucket("prefixed", bucket_prefix="prefixed-", force_destroy=True, tags={"Name": "prefixed"})
    versions = aws.s3.BucketVersioning(
        "versioning", bucket=bucket.bucket, versioning_configuration={"status": "Suspended"}
    )
    aws.s3.BucketPublicAccessBlock("block", bucket=bucket.bucket, block_public_acls=True)
    aws.s3.BucketOwnershipControls("owner", bucket=bucket.bucket, rule={"object_ownership": "BucketOwnerPreferred"})
    encryption = aws.s3.BucketServerSideEncryptionConfiguration(
        "encryption",
        bucket=bucket.bucket,
        rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
    )
    aws.s3.BucketLifecycleConfiguration(
        "lifecycle",
        bucket=bucket.bucket,
        rules=[{"id": "old", "status": "Enabled", "expiration": {"days": 9}, "filter": {"prefix": "tmp/"}}],
    )
    aws.s3.BucketWebsiteConfiguration("site", bucket=bucket.bucket, index_document={"suffix": "index.html"})
    aws.s3.BucketPolicy(
        "bucket-policy",
        bucket=bucket.bucket,
        policy=document("s3:GetObject", pulumi.Output.concat(bucket.arn, "/*"), Principal={"AWS": "123456789012"}),
    )
    # What an object comes out as depends on the bucket's settings.
    after = pulumi.ResourceOptions(depends_on=[versions, encryption])
    aws.s3.BucketObjectv2("empty", bucket=bucket.bucket, key="empty.txt", opts=after)
    aws.s3.BucketObjectv2(
        "full",
        bucket=bucket.bucket,
        key="full.txt",
        content="hello",
        content_type="text/plain",
        cache_control="no-cache",
        metadata={"origin": "here"},
        tags={"Name": "full"},
        opts=after,
    )


def names() -> None:
    zone = CONFIG.require("zone")
    aws.route53.Record(
        "values", zone_id=zone, name="values.example.com", type="A", ttl=60, records=["192.0.2.1", "192.0.2.2"]
    )
    certificate = aws.acm.Certificate("certificate", domain_name="bare.example.com", validation_method="DNS")
    proof = certificate.domain_validation_options[0]
    aws.route53.Record(
        "proof",
        zone_id=zone,
        name=proof.resource_record_name,
        type=proof.resource_record_type,
        records=[proof.resource_record_value],
        ttl=60,
    )


def main() -> None:
    vpc, subnets = network()
    guard = security_groups(vpc)
    scaling(subnets, guard, identities())
    serving(vpc, subnets, guard)
    instances(CONFIG, subnets)
    health_checks()
    storage()
    names()
    export_lookups(CONFIG)


main()
