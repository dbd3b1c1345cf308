"""Shell that a first boot waits with: what the instance knows of itself, and patience that ends.

Both are functions of bash, for a step that runs in a subshell of its own.
"""

ADDRESS_SECONDS = 300
"""How long an instance without a public address waits for one: the deployment gives it right after the launch."""

# IMDSv2: the instance's metadata are given against a token alone.
METADATA = """\
metadata() {
  local at=http://169.254.169.254/latest token
  token=$(curl -sSf -m 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$at/api/token") &&
    curl -sSf -m 5 -H "X-aws-ec2-metadata-token: $token" "$at/meta-data/$1"
}"""

# patiently SECONDS COMPLAINT COMMAND...: what a command said last is what a person needs to know.
PATIENTLY = """\
patiently() {
  local deadline=$(($(date +%s) + $1)) complaint=$2 said
  shift 2
  until said=$("$@" 2>&1); do
    if [ "$(date +%s)" -ge "$deadline" ]; then
      echo "ha-web: $complaint; last answer: $said" >&2
      return 1
    fi
    sleep 5
  done
}"""


def wait_for_address() -> str:
    """Return the step that waits until the instance has a public IPv4 address, and fails the boot without one."""
    complaint = f"no public IPv4 address after {ADDRESS_SECONDS} seconds, is an Elastic IP associated?"
    return f"""\
(
{METADATA}
{PATIENTLY}
patiently {ADDRESS_SECONDS} '{complaint}' metadata public-ipv4
)"""
