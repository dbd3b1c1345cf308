"""Amazon SNS: topics, who may publish to them, and who is told."""

import json

from ._cloud import Cloud, tags_argument
from ._filled import filled
from ._inputs import Inputs
from ._registry import Made, resource


@resource(
    "aws:sns/topic:Topic",
    filled(
        text=(
            "applicationFailureFeedbackRoleArn applicationSuccessFeedbackRoleArn archivePolicy deliveryPolicy "
            "displayName fifoThroughputScope firehoseFailureFeedbackRoleArn firehoseSuccessFeedbackRoleArn "
            "httpFailureFeedbackRoleArn httpSuccessFeedbackRoleArn kmsMasterKeyId lambdaFailureFeedbackRoleArn "
            "lambdaSuccessFeedbackRoleArn namePrefix sqsFailureFeedbackRoleArn sqsSuccessFeedbackRoleArn"
        ),
        number=(
            "applicationSuccessFeedbackSampleRate firehoseSuccessFeedbackSampleRate httpSuccessFeedbackSampleRate "
            "lambdaSuccessFeedbackSampleRate signatureVersion sqsSuccessFeedbackSampleRate"
        ),
        flag="contentBasedDeduplication",
    ),
)
def topic(cloud: Cloud, inputs: Inputs) -> Made:
    """Create a topic."""
    sns, name = cloud.client("sns"), cloud.physical_name(inputs)
    attributes = {key: str(value) for key, value in inputs.renamed("displayName", "kmsMasterKeyId", "policy").items()}
    arn = sns.create_topic(Name=name, Attributes=attributes, **tags_argument(inputs.tags()))["TopicArn"]
    made = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    computed = {
        "arn": arn,
        "beginningArchiveTime": "",
        "fifoTopic": False,
        "name": name,
        "owner": made["Owner"],
        "policy": made["Policy"],
        "tracingConfig": made.get("TracingConfig", ""),
    }
    return Made(arn, computed)


@resource("aws:sns/topicPolicy:TopicPolicy")
def topic_policy(cloud: Cloud, inputs: Inputs) -> Made:
    """Put a topic's policy."""
    arn, policy = inputs.need("arn"), inputs.need("policy")
    json.loads(policy)  # AWS refuses what is not JSON; the emulation takes any text
    cloud.client("sns").set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    return Made(arn, {"owner": cloud.account_id})


@resource(
    "aws:sns/topicSubscription:TopicSubscription",
    filled(
        text="deliveryPolicy filterPolicy filterPolicyScope redrivePolicy replayPolicy subscriptionRoleArn",
        flag="endpointAutoConfirms",
        others={"confirmationTimeoutInMinutes": 1},
    ),
)
def topic_subscription(cloud: Cloud, inputs: Inputs) -> Made:
    """Subscribe an endpoint to a topic; a person still confirms an e-mail address by the link AWS sends."""
    protocol = inputs.need("protocol")
    inputs.without_effect("confirmationTimeoutInMinutes", "endpointAutoConfirms")
    sns = cloud.client("sns")
    arn = sns.subscribe(
        TopicArn=inputs.need("topic"), Protocol=protocol, Endpoint=inputs.need("endpoint"), ReturnSubscriptionArn=True
    )["SubscriptionArn"]
    made = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    computed = {
        "arn": arn,
        "confirmationWasAuthenticated": made.get("ConfirmationWasAuthenticated") == "true",
        "ownerId": cloud.account_id,
        "pendingConfirmation": made.get("PendingConfirmation") == "true",
        "rawMessageDelivery": False,
    }
    return Made(arn, computed)
