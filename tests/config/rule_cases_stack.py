"""Cases of the rules on names, addresses, zones and instances."""

from tests.config.rule_case import Case

CASES = [
    Case(
        "stack_name_serves_as_environment",
        {"naming": {"environment": "test"}},
        {},
        (
            "naming.environment: is by default the stack's name, which must be lowercase letters and digits, with "
            "single hyphens between them, got 'My_Stack'; set naming.environment",
        ),
        stack="My_Stack",
    ),
    Case(
        "base_name_fits",
        {"naming": {"application": "twelve-chars", "environment": "eight-88"}},
        {"naming": {"application": "twelve-chars", "environment": "nine-9999"}},
        (
            "naming.application: must make a name <application>-<environment> of at most 21 characters, has 22 (a load "
            "balancer's name has at most 32 with what the project adds), got 'twelve-chars-nine-9999'; shorten one of "
            "the two",
        ),
    ),
    Case(
        "base_name_fits",
        {"naming": {"environment": "short"}},
        {},
        (
            "naming.environment: must make a name <application>-<environment> of at most 21 characters, has 22 (a load "
            "balancer's name has at most 32 with what the project adds), got 'ha-web-a-longer-branch'; set "
            "naming.environment, which is by default the stack's name 'a-longer-branch', or shorten naming.application",
        ),
        stack="a-longer-branch",
    ),
    Case(
        "base_name_fits",
        {"naming": {"application": "internals"}},
        {"naming": {"application": "internal"}},
        (
            "naming.application: must make a name <application>-<environment> that does not start with `internal-`, "
            "which AWS refuses, got 'internal-dev'; rename the application",
        ),
    ),
    Case(
        "tags_are_not_the_projects_own",
        {"naming": {"tags": {"Team": "web", "Owners": "web"}}},
        {"naming": {"tags": {"owner": "web", "Name": "x", "Team": "a", "team": "b"}}},
        (
            "naming.tags.owner: must not be the tag Owner, which the project sets itself; set naming.owner",
            "naming.tags.Name: must not be the tag Name, which the project sets itself; remove it",
            "naming.tags.team: must differ from the tag Team by more than case; remove one",
        ),
    ),
    Case(
        "load_balancer_has_two_zones",
        {"network": {"zones": ["c", "a"]}},
        {"network": {"zones": ["c"]}},
        ("network.zones: must have at least 2 zones for a load balancer, has 1, got 'c'; add one, e.g. [a, b]",),
    ),
    Case(
        "ranges_do_not_overlap",
        {"network": {"cidr_block": "10.20.0.0/16", "connected_cidr_blocks": ["10.21.0.0/16"]}},
        {"network": {"cidr_block": "10.20.0.0/16", "connected_cidr_blocks": ["10.21.0.0/16", "10.20.255.0/24"]}},
        (
            "network.cidr_block: must not overlap 10.20.255.0/24 of network.connected_cidr_blocks, got '10.20.0.0/16'; "
            "choose another range",
        ),
    ),
    # A /23 has subnets of /27: 32 addresses less AWS's 5 are 27 a zone, 54 in two; 36 instances at 150 % need 54.
    Case(
        "instances_have_addresses",
        {"network": {"cidr_block": "10.0.0.0/23", "zones": ["a", "b"]}, "scaling": {"max_size": 36}},
        {"network": {"cidr_block": "10.0.0.0/23", "zones": ["a", "b"]}, "scaling": {"max_size": 37}},
        (
            "scaling.max_size: must leave every instance an address: 56 while they are replaced "
            "(availability.max_healthy_percent 150), the private subnets of 10.0.0.0/23 have 54, got 37; lower it, or "
            "choose a larger network.cidr_block or more network.zones",
        ),
    ),
    Case(
        "image_is_named_once",
        {"instance": {"ami": {"id": "ami-0123456789abcdef0"}}},
        {"instance": {"ami": {"id": "ami-0123456789abcdef0", "ssm_parameter": "/my/ami"}}},
        ("instance.ami: must name the image in one way, has id and ssm_parameter; keep one, e.g. id",),
    ),
    Case(
        "image_filter_has_owners",
        {"instance": {"ami": {"name_filter": "app-*", "owners": ["self"]}}},
        {"instance": {"ami": {"name_filter": "app-*"}}},
        (
            "instance.ami.owners: must say whose images name_filter may find; anybody may publish one of that name; "
            "use e.g. [self] or [amazon]",
        ),
    ),
    Case(
        "image_filter_has_owners",
        {"instance": {"ami": {}}},
        {"instance": {"ami": {"owners": ["self"]}}},
        ("instance.ami.owners: must be empty without name_filter, got 'self'; remove it",),
    ),
    Case(
        "types_share_an_architecture",
        {
            "instance": {"instance_type": "t4g.micro"},
            "scaling": {"mixed_instances": {"instance_types": ["t4g.micro", "c7gn.medium"]}},
        },
        {"scaling": {"mixed_instances": {"instance_types": ["t3.micro", "c7gn.medium"]}}},
        (
            "scaling.mixed_instances.instance_types[1]: must be x86_64 like instance.instance_type t3.micro, is arm64, "
            "got 'c7gn.medium'; choose types of one architecture: one image runs on all",
        ),
    ),
    Case(
        "image_fits_the_type",
        {"instance": {"instance_type": "m7g.large", "ami": {"ssm_parameter": "/my/al2023-arm64"}}},
        {"instance": {"instance_type": "m7i.large", "ami": {"ssm_parameter": "/my/al2023-arm64"}}},
        (
            "instance.ami.ssm_parameter: must name an image for x86_64, which instance.instance_type m7i.large is, got "
            "'/my/al2023-arm64'; choose the image for x86_64, or another type",
        ),
    ),
    Case(
        "iops_fit_the_volume",
        {"instance": {"root_volume": {"size_gib": 10, "iops": 5000}}},
        {"instance": {"root_volume": {"size_gib": 10, "iops": 5001}}},
        (
            "instance.root_volume.iops: must be at most 5000 for 10 GiB (500 for each), got 5001; lower it, or use "
            "size_gib 11",
        ),
    ),
    Case(
        "throughput_fits_the_iops",
        {"instance": {"root_volume": {"iops": 3000, "throughput_mib": 750}}},
        {"instance": {"root_volume": {"iops": 3000, "throughput_mib": 751}}},
        (
            "instance.root_volume.throughput_mib: must be at most 750 MiB/s for 3000 iops (0.25 for each), got 751; "
            "lower it, or use iops 3004",
        ),
    ),
    Case(
        "volume_holds_the_image",
        {"instance": {"root_volume": {"size_gib": 7}, "ami": {"id": "ami-01234567"}}},
        {"instance": {"root_volume": {"size_gib": 7}}},
        (
            "instance.root_volume.size_gib: must be at least 8 GiB, the size of Amazon Linux 2023's image, got 7; use "
            "8, or an image of your own",
        ),
    ),
    # 14336 bytes with a byte between parts; ä is two of them.
    Case(
        "user_data_fits",
        {"instance": {"user_data": {"script": "ä" * 7167 + "x"}}},
        {"instance": {"user_data": {"script": "ä" * 7168}}},
        (
            "instance.user_data.script: must have at most 14336 bytes with the packages and services (16384 are AWS's "
            "limit, 2048 are the project's own part), has 14337; put what is long into the artifact bucket and fetch "
            "it from the script",
        ),
    ),
    Case(
        "replacement_range_is_narrow",
        {"availability": {"min_healthy_percent": 50, "max_healthy_percent": 150}},
        {"availability": {"min_healthy_percent": 50, "max_healthy_percent": 151}},
        (
            "availability.max_healthy_percent: must be at most 100 above min_healthy_percent (50), got 151; use "
            "150, or "
            "raise min_healthy_percent to 51",
        ),
    ),
]
