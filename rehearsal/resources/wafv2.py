"""AWS WAF: putting a web ACL before a load balancer."""

from ._cloud import Cloud
from ._inputs import Inputs
from ._registry import Made, resource


@resource("aws:wafv2/webAclAssociation:WebAclAssociation")
def web_acl_association(cloud: Cloud, inputs: Inputs) -> Made:
    """Associate a web ACL with a resource."""
    acl, protected = inputs.need("webAclArn"), inputs.need("resourceArn")
    cloud.assumptions.web_acl(acl)
    cloud.client("wafv2").associate_web_acl(WebACLArn=acl, ResourceArn=protected)
    return Made(f"{acl},{protected}", {})
