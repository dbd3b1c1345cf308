"""What all steps of a first boot share: the places that they leave things in, and the image's own package manager."""

ENVIRONMENT_FILE = "/etc/ha-web/environment"
STATE_FOLDER = "/var/lib/ha-web"

# dnf, yum (Amazon Linux 2) and apt-get cover the distributions that EC2 offers images of.
CHOOSE_MANAGER = """\
if command -v dnf >/dev/null; then manager=dnf; elif command -v yum >/dev/null; then manager=yum; \
else manager=apt-get; export DEBIAN_FRONTEND=noninteractive; apt-get update -y; fi"""
