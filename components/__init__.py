"""Components that put a web application on EC2 and keep it there: Pulumi resources, and what they decide."""

from ._capacity_sources import MixedInstancesArgs, WarmPoolArgs
from ._release_args import ReleaseArgs
from ._scaling_policies import PredictiveScalingArgs, ScheduleArgs, TargetTrackingArgs
from ._us_east_1 import us_east_1_provider
from .artifact_bucket import ArtifactBucket, ArtifactBucketArgs, InitialObjectArgs
from .certificate import Certificate, CertificateArgs
from .failover_record import FailoverRecord, FailoverRecordArgs
from .launch_template import LaunchTemplate, LaunchTemplateArgs
from .load_balancer import LoadBalancer, LoadBalancerArgs
from .monitoring import Monitoring, MonitoringArgs
from .network import Network, NetworkArgs
from .recovering_instance import RecoveringInstance, RecoveringInstanceArgs
from .scaling_group import LifecycleHookArgs, ScalingGroup, ScalingGroupArgs
from .stable_identity import DataVolumeArgs, StableIdentity, StableIdentityArgs

__all__ = [
    "ArtifactBucket",
    "ArtifactBucketArgs",
    "Certificate",
    "CertificateArgs",
    "DataVolumeArgs",
    "FailoverRecord",
    "FailoverRecordArgs",
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
    "RecoveringInstance",
    "RecoveringInstanceArgs",
    "ReleaseArgs",
    "ScalingGroup",
    "ScalingGroupArgs",
    "ScheduleArgs",
    "StableIdentity",
    "StableIdentityArgs",
    "TargetTrackingArgs",
    "WarmPoolArgs",
    "us_east_1_provider",
]
