"""Components that put a web application on EC2 and keep it there: Pulumi resources, and what they decide."""

from ._capacity_sources import MixedInstancesArgs, WarmPoolArgs
from ._scaling_policies import PredictiveScalingArgs, ScheduleArgs, TargetTrackingArgs
from .artifact_bucket import ArtifactBucket, ArtifactBucketArgs, InitialObjectArgs
from .certificate import Certificate, CertificateArgs
from .launch_template import LaunchTemplate, LaunchTemplateArgs
from .load_balancer import LoadBalancer, LoadBalancerArgs
from .monitoring import Monitoring, MonitoringArgs
from .network import Network, NetworkArgs
from .scaling_group import LifecycleHookArgs, ScalingGroup, ScalingGroupArgs

__all__ = [
    "ArtifactBucket",
    "ArtifactBucketArgs",
    "Certificate",
    "CertificateArgs",
    "InitialObjectArgs",
    "LaunchTemplate",
    "LaunchTemplateArgs",
    "LifecycleHookArgs",
    "LoadBalancer",
    "LoadBalancerArgs",
    "MixedInstancesArgs",
    "Monitoring",
    "MonitoringArgs",
    "Network",
    "NetworkArgs",
    "PredictiveScalingArgs",
    "ScalingGroup",
    "ScalingGroupArgs",
    "ScheduleArgs",
    "TargetTrackingArgs",
    "WarmPoolArgs",
]
