"""A program of two regions: what is made through a provider of its own, alone or below a component, is made there."""

import pulumi
import pulumi_aws as aws

east = aws.Provider(
    "east",
    region="us-east-1",
    access_key="AKIAEMULATEDACCOUNT0",
    secret_key=pulumi.Output.secret("not a secret"),
    endpoints=[{"sns": "http://127.0.0.1:1"}],
    skip_credentials_validation=True,
)


class Watch(pulumi.ComponentResource):
    """Passes on the provider that it was given, as every component does."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        super().__init__("test:index:Watch", name, None, opts)
        self.topic = aws.sns.Topic(name, opts=pulumi.ResourceOptions(parent=self))
        self.region = aws.get_region_output(opts=pulumi.InvokeOptions(parent=self)).region


home = aws.sns.Topic("home")
watch = Watch("watch", pulumi.ResourceOptions(provider=east))
aws.ec2.Vpc("far", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=east))
parameter = aws.ssm.get_parameter_output(name="/far/image", opts=pulumi.InvokeOptions(provider=east))
pulumi.export("home", home.arn)
pulumi.export("watch", watch.topic.arn)
pulumi.export("region", watch.region)
pulumi.export("parameter", parameter.arn)
