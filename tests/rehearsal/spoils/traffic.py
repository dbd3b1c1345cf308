"""Ways to spoil a load balancer, its listeners, its name, its logs, and who reaches whom."""

import json

from .case import Account, spoils
from .network import TO_WORLD, WORLD, rule

LOGS = {"Bucket": "ha-web-test-logs-123456789012-eu-west-1"}
ALL = [{"IpProtocol": "-1", **TO_WORLD}]


def attribute(aws: Account, key: str, value: str) -> None:
    """Set an attribute of the load balancer."""
    arn = aws.out("LoadBalancer", "load_balancer_arn")
    aws.elbv2.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[{"Key": key, "Value": value}])


def listener(aws: Account, protocol: str) -> str:
    """Return a listener of the load balancer."""
    found = aws.elbv2.describe_listeners(LoadBalancerArn=aws.out("LoadBalancer", "load_balancer_arn"))["Listeners"]
    return next(str(each["ListenerArn"]) for each in found if each["Protocol"] == protocol)


def groups(aws: Account) -> tuple[str, str]:
    """Return the security groups of the load balancer and of the instances."""
    return aws.out("LoadBalancer", "security_group_id"), aws.out("LaunchTemplate", "security_group_id")


def drop_record(aws: Account, name: str, kind: str) -> None:
    """Delete a DNS record."""
    zone = aws.route53.list_hosted_zones()["HostedZones"][0]["Id"]
    records = aws.route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    record = next(each for each in records if each["Name"].endswith(name) and each["Type"] == kind)
    changes = [{"Action": "DELETE", "ResourceRecordSet": record}]
    aws.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})


@spoils("balancer.zones", "is not among its subnets")
@spoils("balancer.scheme", "does not lead to the internet")
def it_is_moved_to_private_subnets(aws: Account) -> None:
    private = aws.out("Network", "private_subnet_ids")
    aws.elbv2.set_subnets(LoadBalancerArn=aws.out("LoadBalancer", "load_balancer_arn"), Subnets=private)


@spoils("balancer.scheme", "does not lead to the internet")
def the_public_subnets_are_cut_off(aws: Account) -> None:
    aws.ec2.delete_route(RouteTableId=aws.id("RouteTable", "-public"), DestinationCidrBlock=WORLD)
    aws.ec2.delete_route(RouteTableId=aws.id("RouteTable", "-public"), DestinationIpv6CidrBlock="::/0")


@spoils("balancer.headers", "invalid headers are passed on")
def invalid_headers_pass(aws: Account) -> None:
    attribute(aws, "routing.http.drop_invalid_header_fields.enabled", "false")


@spoils("balancer.headers", "desync mitigation is monitor")
def desync_is_only_watched(aws: Account) -> None:
    attribute(aws, "routing.http.desync_mitigation_mode", "monitor")


@spoils("balancer.deletion-protection", "deletion_protection.enabled is false")
def the_protection_is_taken_away(aws: Account) -> None:
    attribute(aws, "deletion_protection.enabled", "false")


@spoils("balancer.zonal-shift", "zonal_shift.config.enabled is false")
def zonal_shift_is_switched_off(aws: Account) -> None:
    attribute(aws, "zonal_shift.config.enabled", "false")


@spoils("balancer.targets", "is in the group, but no target")
def an_instance_is_taken_out(aws: Account) -> None:
    arn = aws.out("LoadBalancer", "target_group_arn")
    aws.elbv2.deregister_targets(TargetGroupArn=arn, Targets=[{"Id": aws.instance_ids[0]}])


@spoils("balancer.targets", "is a target, but in no attached group")
def a_stranger_is_put_in(aws: Account) -> None:
    image = aws.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    stranger = aws.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    arn = aws.out("LoadBalancer", "target_group_arn")
    aws.elbv2.register_targets(TargetGroupArn=arn, Targets=[{"Id": stranger}])


@spoils("balancer.health-check", "its timeout, 15 s, is not below its interval, 15 s")
def the_health_check_waits_too_long(aws: Account) -> None:
    arn = aws.out("LoadBalancer", "target_group_arn")
    aws.elbv2.modify_target_group(TargetGroupArn=arn, HealthCheckTimeoutSeconds=15)


@spoils("balancer.web-acl", "the load balancer has no web ACL")
def the_firewall_is_removed(aws: Account) -> None:
    aws.wafv2.disassociate_web_acl(ResourceArn=aws.out("LoadBalancer", "load_balancer_arn"))


@spoils("listeners.actions", "HTTP on 80 does not redirect to HTTPS")
def plain_http_is_served(aws: Account) -> None:
    action = {"Type": "forward", "TargetGroupArn": aws.out("LoadBalancer", "target_group_arn")}
    aws.elbv2.modify_listener(ListenerArn=listener(aws, "HTTP"), DefaultActions=[action])


@spoils("listeners.actions", "there is no HTTPS listener")
@spoils("listeners.tls", "there is no HTTPS listener")
@spoils("reach.listeners", "0.0.0.0/0 reaches tcp 443, which is no listener")
def the_https_listener_is_deleted(aws: Account) -> None:
    aws.elbv2.delete_listener(ListenerArn=listener(aws, "HTTPS"))


@spoils("listeners.tls", "ELBSecurityPolicy-2016-08 offers TLSv1, TLSv1.1")
def old_tls_is_offered(aws: Account) -> None:
    aws.elbv2.modify_listener(ListenerArn=listener(aws, "HTTPS"), SslPolicy="ELBSecurityPolicy-2016-08")


@spoils("listeners.alias", "www.example.com has no AAAA record")
def the_name_is_dropped(aws: Account) -> None:
    drop_record(aws, "www.example.com.", "AAAA")


@spoils("certificate.issued", "www.example.com is not proven")
def a_proof_is_dropped(aws: Account) -> None:
    drop_record(aws, ".www.example.com.", "CNAME")


@spoils("reach.listeners", "0.0.0.0/0 reaches tcp 22, which is no listener")
def the_load_balancer_is_opened(aws: Account) -> None:
    aws.ec2.authorize_security_group_ingress(GroupId=groups(aws)[0], IpPermissions=rule(22, **TO_WORLD))


@spoils("reach.targets", "is not reached on 8080")
def the_health_check_is_shut_out(aws: Account) -> None:
    rules = [aws.id("SecurityGroupIngressRule", "-alb-to-instances-8080")]
    aws.ec2.revoke_security_group_ingress(GroupId=groups(aws)[1], SecurityGroupRuleIds=rules)


@spoils("reach.nothing-else", "it reaches 0.0.0.0/0 on everything")
def the_load_balancer_reaches_out(aws: Account) -> None:
    aws.ec2.authorize_security_group_egress(GroupId=groups(aws)[0], IpPermissions=ALL)


@spoils("reach.instances", "0.0.0.0/0 reaches tcp 22 of the instances")
def the_instances_are_opened(aws: Account) -> None:
    aws.ec2.authorize_security_group_ingress(GroupId=groups(aws)[1], IpPermissions=rule(22, **TO_WORLD))


@spoils("reach.instances", "0.0.0.0/0 reaches tcp 80 of the instances")
def the_world_passes_the_load_balancer_by(aws: Account) -> None:
    aws.ec2.authorize_security_group_ingress(GroupId=groups(aws)[1], IpPermissions=rule(80, **TO_WORLD))


@spoils("reach.outside", "everything to 0.0.0.0/0")
def anything_may_leave(aws: Account) -> None:
    aws.ec2.authorize_security_group_egress(GroupId=groups(aws)[1], IpPermissions=ALL)


@spoils("reach.outside", "tcp 25 to 0.0.0.0/0")
def mail_may_leave(aws: Account) -> None:
    aws.ec2.authorize_security_group_egress(GroupId=groups(aws)[1], IpPermissions=rule(25, **TO_WORLD))


@spoils("logs.on", "access logs are off")
def logging_is_switched_off(aws: Account) -> None:
    attribute(aws, "access_logs.s3.enabled", "false")


@spoils("logs.encryption", "encryption is aws:kms")
def the_logs_get_a_key(aws: Account) -> None:
    rules = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
    aws.s3.put_bucket_encryption(**LOGS, ServerSideEncryptionConfiguration={"Rules": rules})


@spoils("logs.policy", "it admits AWS: 999999999999; it allows s3:*; it opens arn:aws:s3:::")
def another_account_is_let_in(aws: Account) -> None:
    where = f"arn:aws:s3:::{LOGS['Bucket']}/*"
    statement = {"Effect": "Allow", "Principal": {"AWS": "999999999999"}, "Action": "s3:*", "Resource": where}
    aws.s3.put_bucket_policy(**LOGS, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


@spoils("logs.private", "BlockPublicAcls is off")
def the_logs_may_become_public(aws: Account) -> None:
    aws.s3.delete_public_access_block(**LOGS)


@spoils("logs.expiry", "there is no rule that expires logs")
def the_logs_stay_for_ever(aws: Account) -> None:
    aws.s3.delete_bucket_lifecycle(**LOGS)
