"""What people change between the load balancer and its targets; at no moment does a request lead nowhere."""

from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.engine.plan import Moment
from tests.engine.watch import watched
from tests.engine.workspace import Workspace


def leads_nowhere(stack: Workspace) -> list[str]:
    """Return each target group that a listener forwards to and that is not there.

    Whether somebody serves there, the emulator cannot tell: its targets are healthy at once.
    """
    elbv2, failures = stack.aws.client("elbv2"), list[str]()
    balancer = elbv2.describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"]
    for listener in elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"]:
        for target_group in (each.get("TargetGroupArn") for each in listener["DefaultActions"]):
            try:
                elbv2.describe_target_groups(TargetGroupArns=[target_group])
            except ClientError as error:
                # The listener may have been turned between the two questions: then it leads elsewhere now.
                now = elbv2.describe_listeners(ListenerArns=[listener["ListenerArn"]])["Listeners"][0]
                if any(each.get("TargetGroupArn") == target_group for each in now["DefaultActions"]):
                    failures.append(f"{target_group}: {error}")
    return failures


def forwards_to(stack: Workspace) -> list[str]:
    """Return the target groups behind the listeners."""
    elbv2 = stack.aws.client("elbv2")
    balancer = elbv2.describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"]
    return [
        action["TargetGroupArn"]
        for listener in elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"]
        for action in listener["DefaultActions"]
        if action["Type"] == "forward"
    ]


def certificate(stack: Workspace) -> str:
    """Import a certificate into ACM, and return its ARN."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "www.example.com")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    answer = stack.aws.client("acm").import_certificate(Certificate=made.public_bytes(pem), PrivateKey=private)
    return str(answer["CertificateArn"])


def test_a_health_check_path_changes_in_place(dev: Workspace) -> None:
    dev.section("load_balancer").setdefault("health_check", {})["path"] = "/healthz"
    dev.change({"TargetGroup:tg": "update healthCheck.path"})


def test_another_port_and_protocol_replace_the_target_group_without_a_gap(dev: Workspace) -> None:
    (old,) = forwards_to(dev)
    settings = dev.section("load_balancer")
    settings["target_port"], settings["target_protocol"] = 8443, "HTTPS"
    with watched(lambda: leads_nowhere(dev)) as failures:
        ran = dev.change(
            {
                "Attachment:target-web": "replace lbTargetGroupArn",
                "Listener:http": "update defaultActions[0].targetGroupArn",
                "MetricAlarm:server-errors": "update metricQueries[0].metric.dimensions.TargetGroup, "
                "metricQueries[2].metric.dimensions.TargetGroup",
                "MetricAlarm:unhealthy-targets": "update dimensions.TargetGroup",
                "SecurityGroupEgressRule:alb-to-instances-80": "delete",
                "SecurityGroupEgressRule:alb-to-instances-8443": "create",
                "SecurityGroupIngressRule:alb-to-instances-80": "delete",
                "SecurityGroupIngressRule:alb-to-instances-8443": "create",
                "TargetGroup:tg": "replace healthCheck.protocol, name, port, protocol",
            }
        )
    assert failures == []
    (new,) = forwards_to(dev)
    assert new != old
    order = dev.order(ran)
    new_is_there = order.index(Moment("ended", "create-replacement", "TargetGroup:tg"))
    turned = (
        order.index(Moment("begins", "update", "Listener:http")),
        order.index(Moment("ended", "update", "Listener:http")),
    )
    old_goes = order.index(Moment("begins", "delete-replaced", "TargetGroup:tg"))
    assert new_is_there < turned[0] < turned[1] < old_goes
    joined = order.index(Moment("ended", "create-replacement", "Attachment:target-web"))
    left = order.index(Moment("begins", "delete-replaced", "Attachment:target-web"))
    assert joined < left


def test_from_http_to_https(dev: Workspace) -> None:
    dev.section("load_balancer")["certificate_arn"] = certificate(dev)
    dev.change(
        {
            "Listener:http": "update defaultActions[0].redirect, defaultActions[0].targetGroupArn, "
            "defaultActions[0].type",
            "Listener:https": "create",
            "SecurityGroupIngressRule:alb-443-0.0.0.0/0": "create",
        }
    )
    assert dev.outputs()["url"].startswith("https://")
