"""`ha-web rollout ask` against a web server on the loopback, on a clock that waits for nobody."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pulumi_ha_web.__main__ import app
from pulumi_ha_web.artifacts import rollout, rollout_ask
from pulumi_ha_web.artifacts.rollout_ask import UrlWatch
from tests.artifacts.answering import HOST, SILENT, Site, certificate, site
from tests.artifacts.stand_in import Pulumi, stand_in


class Clock:
    """Time that passes only while something waits; what is to happen then happens."""

    def __init__(self) -> None:
        self.seconds, self.story = 0.0, list[tuple[float, Callable[[], object]]]()

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        for due in [each for each in self.story if each[0] <= self.seconds]:
            self.story.remove(due)
            due[1]()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(rollout, "SystemClock", lambda: made)
    return made


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pulumi:
    return stand_in(tmp_path / "bin", monkeypatch)


@pytest.fixture
def web(pulumi: Pulumi) -> Iterator[Site]:
    """The stack's web server."""
    with site() as made:
        pulumi.exports(url=made.url)
        yield made


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate that this system trusts."""
    made = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    return made


def ask(*words: str) -> Result:
    answer = CliRunner().invoke(app, ["rollout", "ask", "--stack", "dev", *words], prog_name="ha-web")
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer


def answers(web: Site, status: int) -> Callable[[], None]:
    return lambda: setattr(web, "status", status)


def test_the_url_is_asked_until_it_answers_and_changes_alone_are_told(web: Site, clock: Clock) -> None:
    web.status = 503
    clock.story = [(20, answers(web, 502)), (60, answers(web, 200))]
    answer = ask()
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.splitlines() == [
        f"  0:00  {web.url} answers 503 Service Unavailable",
        f"  0:21  {web.url} answers 502 Bad Gateway",
        f"  1:03  {web.url} answers 200 OK",
        f"{web.url} answers 200 OK",
    ]
    assert web.asked == ["/"] * 10


@pytest.mark.parametrize("status", [200, 204, 301, 304, 399])
def test_any_status_of_2xx_or_3xx_is_an_answer(web: Site, clock: Clock, status: int) -> None:
    web.status, web.location = status, "/login"
    assert ask().exit_code == 0
    assert web.asked == ["/"], "a redirect of the application itself is its answer"


@pytest.mark.parametrize("status", [400, 401, 404, 500, 503, 599])
def test_any_other_status_is_waited_for_in_vain(web: Site, clock: Clock, status: int) -> None:
    web.status = status
    answer = ask("--timeout", "1m")
    assert answer.exit_code == 3
    assert answer.stderr.startswith(f"not well after 1 min: {web.url} answers {status}")
    assert clock.seconds == 60


def test_a_redirect_from_http_to_https_is_followed(web: Site, clock: Clock, trusted: Path) -> None:
    with site(trusted) as encrypted:
        web.status, web.location, encrypted.status = 301, f"{encrypted.url}shop", 503
        clock.story = [(5, answers(encrypted, 200))]
        answer = ask()
        assert answer.exit_code == 0
        assert answer.stdout.splitlines()[0] == f"  0:00  {encrypted.url}shop answers 503 Service Unavailable"
        assert answer.stdout.splitlines()[-1] == f"{encrypted.url}shop answers 200 OK"
        assert encrypted.asked == ["/shop", "/shop"]


def test_a_location_beside_an_answer_that_is_no_redirect_is_not_followed(web: Site, clock: Clock) -> None:
    web.status, web.location = 201, "https://elsewhere.invalid/"
    assert ask().exit_code == 0


def test_a_circle_between_http_and_https_is_no_answer(web: Site, clock: Clock, trusted: Path) -> None:
    with site(trusted) as encrypted:
        web.status, web.location, encrypted.status, encrypted.location = 301, encrypted.url, 302, web.url
        answer = ask("--timeout", "10s")
    assert answer.exit_code == 3
    assert answer.stderr == f"not well after 10 s: {web.url} is redirected between HTTP and HTTPS in a circle\n"


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(pulumi: Pulumi, clock: Clock, tmp_path: Path) -> None:
    with site(certificate(tmp_path)) as encrypted:
        pulumi.exports(url=encrypted.url)
        answer = ask("--timeout", "10s")
    assert answer.exit_code == 3
    assert f"{encrypted.url} has a certificate that is not accepted: self-signed certificate" in answer.stderr
    assert encrypted.asked == []


def test_a_certificate_of_another_name_is_not_accepted(
    pulumi: Pulumi, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificate(tmp_path, "127.0.0.9")
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    with site(made) as encrypted:
        pulumi.exports(url=encrypted.url)
        answer = ask("--timeout", "10s")
    assert answer.exit_code == 3
    assert "has a certificate that is not accepted: IP address mismatch" in answer.stderr


def test_what_speaks_no_tls_is_told_as_that(web: Site, pulumi: Pulumi, clock: Clock) -> None:
    url = web.url.replace("http", "https")
    pulumi.exports(url=url)
    answer = ask("--timeout", "10s")
    assert answer.exit_code == 3
    assert f"{url} speaks no TLS: " in answer.stderr


def test_a_refused_connection_is_told_and_outlived(pulumi: Pulumi, clock: Clock) -> None:
    with socket.socket() as taken:  # bound, but not listening: a port that refuses
        taken.bind((HOST, 0))
        url = f"http://{HOST}:{taken.getsockname()[1]}/"
        pulumi.exports(url=url)
        answer = ask("--timeout", "30s")
    assert answer.exit_code == 3
    assert answer.stdout.splitlines() == [f"  0:00  {url} cannot be reached: Connection refused"]
    assert answer.stderr == f"not well after 30 s: {url} cannot be reached: Connection refused\n"


def test_a_name_that_is_not_known_yet_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    seen = UrlWatch("http://shop.invalid").look()
    assert (seen.what, seen.going_on) == ("http://shop.invalid has no address: its name is not found", True)


def test_an_answer_that_does_not_come_is_told(web: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollout_ask, "PATIENCE_SECONDS", 0.2)
    web.held.clear()
    seen = UrlWatch(web.url).look()
    assert (seen.what, seen.going_on) == (f"{web.url} gives no answer within 0.2 s", True)


def test_a_connection_that_ends_without_an_answer_is_told(web: Site) -> None:
    web.status = SILENT
    seen = UrlWatch(web.url).look()
    assert (seen.what, seen.going_on) == (f"{web.url} ends the connection without an answer", True)


def test_a_url_that_cannot_be_asked_is_told_without_a_traceback() -> None:
    seen = UrlWatch("http://a:port/").look()
    assert (seen.what, seen.going_on) == ("http://a:port/ cannot be asked: LocationParseError", True)


def test_a_stack_without_outputs_has_to_be_deployed_first(pulumi: Pulumi) -> None:
    answer = ask()
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == "dev: has no outputs; deploy it first: pulumi up --stack dev\n"


def test_a_stack_without_a_url_says_what_it_has(pulumi: Pulumi) -> None:
    pulumi.exports(strategy="self_healing", scaling_group="g")
    answer = ask()
    assert answer.exit_code == 2
    assert answer.stderr.startswith("dev: has no output `url`, got scaling_group, strategy; ")


@pytest.mark.parametrize("url", ["shop.example.com", "ftp://shop.example.com", "http://", "[secret]", 7, ["http://a"]])
def test_an_output_that_is_no_url_is_refused(pulumi: Pulumi, url: object) -> None:
    pulumi.exports(url=url)
    answer = ask()
    assert answer.exit_code == 2
    assert answer.stderr == f"dev: output `url`: must be a URL of http or https, got {url}\n"


def test_the_program_may_be_in_another_folder(web: Site, pulumi: Pulumi, clock: Clock, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert ask("--program", str(elsewhere)).exit_code == 0
    assert pulumi.calls == [f"{elsewhere}: stack output --json --stack dev --non-interactive"]


def test_a_time_that_is_none_is_refused_before_anything_is_asked(web: Site, pulumi: Pulumi) -> None:
    answer = ask("--timeout", "soon")
    assert (answer.exit_code, answer.stderr) == (2, "--timeout soon: must be a time such as 90s, 30m or 1h30m\n")
    assert (pulumi.calls, web.asked) == ([], [])


def test_ctrl_c_is_no_traceback(web: Site, clock: Clock) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    web.status, clock.story = 503, [(10, interrupt)]
    answer = ask()
    assert (answer.exit_code, answer.stderr) == (130, "\nInterrupted. Nothing was changed by asking.\n")
