"""What a first boot does about a release, as shell text: fetch it, check it, install it, and tell when the boot fails.

The contract with whoever writes the application is docs/releases.md. What is known beforehand is decided here, so that
the text holds nothing but the way for the one file that the release is.
"""

from dataclasses import dataclass
from shlex import quote

from ._first_boot import CHOOSE_MANAGER, ENVIRONMENT_FILE, STATE_FOLDER

NAMESPACE, METRIC, DIMENSION = "ha-web/", "BootFailures", "Release"
"""Where a boot that failed is counted: in a namespace that ends in the name of the stack, by the release's version."""

TARS = {
    ".tar": "",
    ".tar.gz": "gzip gzip",
    ".tgz": "gzip gzip",
    ".tar.xz": "xz xz xz-utils",
    ".tar.zst": "zstd zstd",
}
"""Endings of files that are unpacked, each with the tool that tar calls for it and the packages that may have it. GNU
tar tells the compression by itself, that of zstd from 1.31 on (Amazon Linux 2023 has 1.34)."""
ENTRY = "install"
"""What a tar has at its top: it is run, and starts the application."""

RELEASES, CURRENT, SERVICE = "/opt/ha-web/releases", "/opt/ha-web/current", "ha-web.service"

PAUSES = (2, 4, 8, 16, 32, 60, 60)
"""Seconds between attempts to fetch, three minutes in all: a new role's policy takes a while to be known everywhere."""
FETCH_SECONDS = 900
"""For one attempt. The smallest instances take 4 MB a second."""
INSTALL_SECONDS = 900
"""For the release's own `install`: one that hangs would never be told."""
LOOKS = 5
"""Times, a second apart, that a service must be found running. One that ends by itself is not, for two seconds."""
_FINAL = "*NoSuchKey* | *NoSuchVersion* | *NoSuchBucket* | *InvalidArgument* | *'No space left'*"
"""Answers that will be the same in a minute."""

_LACKS = " in this image, and none to be had"
_NEED = f"""\
need() {{
  ! command -v "$1" >/dev/null || return 0
  {CHOOSE_MANAGER}
  local name
  for name in "${{@:2}}"; do "$manager" install -y "$name" && return; done
  return 1
}}"""


@dataclass(frozen=True, kw_only=True)
class ReleaseBoot:
    """A release and the instances that run it: all plain text."""

    stack: str
    """The name by which their failures are counted."""
    region: str
    bucket: str
    version: str
    key: str
    object_version: str
    sha256: str

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which an instance knows its release."""
        return {"HA_WEB_RELEASE_VERSION": self.version, "HA_WEB_RELEASE_SHA256": self.sha256}

    def failures(self, power_off: bool) -> str:
        """Return what a boot begins with, so that its failure is told: on the console and to CloudWatch.

        With `power_off` the instance then switches itself off. One that is ended while it boots has not failed: systemd
        ends what runs by itself, with or without a signal to this script (cloud-final.service, KillMode=process).
        """
        last = "\n  shutdown -h now" if power_off else ""
        # Ubuntu 24.04 has the AWS CLI as a snap alone. What failed inside parentheses has told of itself.
        return f"""\
export PATH="$PATH:/snap/bin"
at=
tell() {{
  timeout 60 aws cloudwatch put-metric-data --region {quote(self.region)} --cli-connect-timeout 5 \\
    --cli-read-timeout 20 --namespace {quote(NAMESPACE + self.stack)} \\
    --metric-name {METRIC} --dimensions {DIMENSION}={quote(self.version)} --value 1
}}
failed() {{
  local status=$?
  [ "$status" != 0 ] || return 0
  case $(systemctl is-system-running 2>/dev/null || true) in stopping) return ;; esac
  case $at in "("*) at= ;; esac
  echo "ha-web: the first boot failed with status $status${{at:+ at: ${{at%%$'\\n'*}}}}" >&2
  tell || {{ sleep 5; tell; }} || {{ sleep 20; tell; }} || echo 'ha-web: CloudWatch could not be told' >&2{last}
}}
trap 'at=$BASH_COMMAND' ERR
trap 'trap - EXIT; exit 143' TERM
trap failed EXIT"""

    def steps(self) -> str:
        """Return what brings the release to life: it ends well only when the application has been started."""
        tool = next((tool for ending, tool in TARS.items() if self.key.endswith(ending)), None)
        return f"""\
(
version={quote(self.version)} sha256={quote(self.sha256)}
bucket={quote(self.bucket)} key={quote(self.key)}
folder={RELEASES}/$version file={STATE_FOLDER}/release
fail() {{ echo "ha-web: release $version: $1" >&2; exit 1; }}
stopped_at() {{ echo "ha-web: release $version: it failed at: ${{1%%$'\\n'*}}" >&2; }}
trap 'stopped_at "$BASH_COMMAND"' ERR
{_NEED}
{self._fetched()}
{_started_alone() if tool is None else _installed(tool)}
ln -sfn "$folder" {CURRENT}.new
mv -fT {CURRENT}.new {CURRENT}
rm "$file"
echo "ha-web: release $version is installed"
)"""

    def _fetched(self) -> str:
        return f"""\
fetch() {{
  local pause said
  for pause in {" ".join(map(str, PAUSES))} 0; do
    said=$(timeout {FETCH_SECONDS} aws s3api get-object --region {quote(self.region)} --cli-connect-timeout 5 \\
      --cli-read-timeout 60 --bucket "$bucket" --key "$key" \\
      --version-id={quote(self.object_version)} "$file" 2>&1) && return
    said=${{said//$'\\n'/ }}
    echo "ha-web: release $version: not fetched yet: ${{said:-no answer in time}}" >&2
    case $said in {_FINAL}) break ;; esac
    sleep "$pause"
  done
  return 1
}}
need aws awscli awscli-2 || snap install aws-cli --classic || fail 'no AWS CLI{_LACKS}'
install -d -m 0755 {STATE_FOLDER}
fetch || fail "s3://$bucket/$key could not be fetched"
got=$(sha256sum <"$file")
got=${{got%% *}}
[ "$got" = "$sha256" ] || {{
  rm "$file"
  fail "its SHA-256 is $got and must be $sha256; nothing of it was run"
}}"""


def _started_alone() -> str:
    """Return how a single executable becomes a service of its own: no root, no other place to write to."""
    return f"""\
install -d -m 0755 "$folder"
app=$folder/${{key##*/}}
install -m 0755 "$file" "$app"
cat >/etc/systemd/system/{SERVICE} <<END
[Unit]
Description=ha-web release $version
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0
[Service]
Type=exec
ExecStart=$app
EnvironmentFile={ENVIRONMENT_FILE}
WorkingDirectory=/var/lib/ha-web-app
StateDirectory=ha-web-app
Restart=always
RestartSec=2
DynamicUser=yes
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
PrivateDevices=yes
ProtectHome=yes
LimitNOFILE=65536
[Install]
WantedBy=multi-user.target
END
systemctl daemon-reload
systemctl enable {SERVICE}
looks={LOOKS}
systemctl restart {SERVICE} && while [ $looks -gt 0 ] && sleep 1 && systemctl is-active --quiet {SERVICE}; do
  looks=$((looks - 1))
done
[ $looks = 0 ] || {{
  journalctl --no-pager -n 20 -u {SERVICE} >&2 || true
  systemctl disable --now {SERVICE} || true
  fail '{SERVICE} does not run'
}}"""


def _installed(tool: str) -> str:
    """Return how a tar is unpacked, and its `install` run."""
    needs = "\n".join(
        f"need {each} || fail 'no {each.partition(' ')[0]}{_LACKS}'" for each in ("tar tar", tool) if each
    )
    return f"""\
{needs}
rm -rf "$folder"
install -d -m 0755 "$folder"
tar -xf "$file" -C "$folder" --no-same-owner --no-overwrite-dir || fail 'it could not be unpacked'
{{ [ -f "$folder/{ENTRY}" ] && [ -x "$folder/{ENTRY}" ]; }} || fail 'it has no executable {ENTRY} at its top'
status=0
(
  cd "$folder" && set -a && . {ENVIRONMENT_FILE} && set +a && exec timeout -k 30 {INSTALL_SECONDS} ./{ENTRY} </dev/null
) || status=$?
case $status in
  0) ;;
  124 | 137) fail 'its {ENTRY} did not end in {INSTALL_SECONDS} seconds' ;;
  *) fail "its {ENTRY} ended with status $status" ;;
esac"""
