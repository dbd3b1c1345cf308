"""What stands between the server and moto."""

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from emulator.requests import App, answered_once, one_at_a_time, with_journal

Asked = Callable[..., Any]


def counting(status: str = "200 OK") -> tuple[App, list[str]]:
    """Return an application whose every answer is another one, and what it was asked."""
    asked: list[str] = []

    def app(environ: dict[str, Any], start_response: Asked) -> Iterable[bytes]:
        asked.append(environ["REQUEST_METHOD"])
        start_response(status, [("X-Number", str(len(asked)))])
        return [f"answer {len(asked)}".encode()]

    return app, asked


def ask(app: App, method: str = "POST", **environ: Any) -> tuple[str, list[tuple[str, str]], bytes]:
    told: list[Any] = []
    body = b"".join(app({"REQUEST_METHOD": method, **environ}, lambda *words: told.extend(words)))
    return told[0], told[1], body


def test_requests_that_come_at_once_are_let_in_one_after_the_other() -> None:
    inside, most = 0, 0
    reached, all_there = threading.Event(), threading.Barrier(5)

    def app(environ: dict[str, Any], start_response: Asked) -> Iterable[bytes]:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        reached.wait(0.02)  # long enough for the others to come in, were they let
        yield b"answer"
        inside -= 1

    answer, answers = one_at_a_time(app), list[bytes]()

    def come() -> None:
        all_there.wait()
        answers.extend(answer({}, lambda *_: None))

    asking = [threading.Thread(target=come) for _ in range(all_there.parties)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert answers == [b"answer"] * all_there.parties
    assert most == 1


class TestACallThatIsSentAgain:
    def test_is_answered_as_before_and_not_done_twice(self) -> None:
        app, asked = counting()
        once = answered_once(app)
        first = ask(once, HTTP_AMZ_SDK_INVOCATION_ID="one")
        assert first == ("200 OK", [("X-Number", "1")], b"answer 1")
        assert ask(once, HTTP_AMZ_SDK_INVOCATION_ID="one") == first
        assert asked == ["POST"]

    def test_is_done_when_it_had_failed(self) -> None:
        app, asked = counting("503 SERVICE UNAVAILABLE")
        once = answered_once(app)
        ask(once, HTTP_AMZ_SDK_INVOCATION_ID="one")
        assert ask(once, HTTP_AMZ_SDK_INVOCATION_ID="one")[2] == b"answer 2"
        assert asked == ["POST", "POST"]

    @pytest.mark.parametrize("environ", [{}, {"HTTP_AMZ_SDK_INVOCATION_ID": "two"}])
    def test_is_not_confused_with_another_one(self, environ: dict[str, str]) -> None:
        app, asked = counting()
        once = answered_once(app)
        ask(once, HTTP_AMZ_SDK_INVOCATION_ID="one")
        assert ask(once, **environ)[2] == b"answer 2"
        assert asked == ["POST", "POST"]

    @pytest.mark.parametrize(("path", "times"), [("/bucket", 1), ("/bucket/key", 2), ("/bucket/a/key", 2)])
    def test_about_an_object_of_s3_is_left_to_answer_for_itself(self, path: str, times: int) -> None:
        app, asked = counting()
        once = answered_once(app)
        signed = {"HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256 Credential=a/20261125/eu-west-1/s3/aws4_request, Signature=b"}
        for _ in range(2):
            ask(once, "PUT", HTTP_AMZ_SDK_INVOCATION_ID="one", PATH_INFO=path, **signed)
        assert len(asked) == times

    def test_is_asked_again_when_it_only_looks(self) -> None:
        app, asked = counting()
        once = answered_once(app)
        for _ in range(2):
            ask(once, "GET", HTTP_AMZ_SDK_INVOCATION_ID="one")
        assert asked == ["GET", "GET"]

    def test_is_remembered_for_a_bounded_number_of_calls(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("emulator.requests.KEPT_ANSWERS", 2)
        app, asked = counting()
        once = answered_once(app)
        for call in ("one", "two", "three", "three", "one"):
            ask(once, HTTP_AMZ_SDK_INVOCATION_ID=call)
        assert len(asked) == 4  # the second "three" was answered from memory


class TestJournal:
    def told(self, app: App, **environ: Any) -> str:
        journal = io.StringIO()
        ask(with_journal(app, journal), **environ)
        [line] = journal.getvalue().splitlines()
        return line

    def test_names_the_action_of_a_form_and_leaves_it_to_be_read(self) -> None:
        read: list[bytes] = []

        def app(environ: dict[str, Any], start_response: Asked) -> Iterable[bytes]:
            read.append(environ["wsgi.input"].read())
            start_response("400 BAD REQUEST", [])
            return [b""]

        form = b"Version=1&Action=CreateVpc&CidrBlock=10.0.0.0"
        line = self.told(
            app,
            CONTENT_TYPE="application/x-www-form-urlencoded; charset=utf-8",
            CONTENT_LENGTH=str(len(form)),
            HTTP_AMZ_SDK_INVOCATION_ID="one",
            HTTP_AMZ_SDK_REQUEST="attempt=2; max=3",
            **{"wsgi.input": io.BytesIO(form)},
        )
        assert " one attempt=2;max=3 CreateVpc 400 BAD REQUEST " in line
        assert read == [form]

    @pytest.mark.parametrize(
        ("environ", "call"),
        [
            ({"HTTP_X_AMZ_TARGET": "AmazonSSM.GetParameter"}, "AmazonSSM.GetParameter"),
            ({"method": "PUT", "PATH_INFO": "/bucket/key"}, "PUT /bucket/key"),
        ],
    )
    def test_names_a_call_as_its_protocol_does(self, environ: dict[str, str], call: str) -> None:
        assert f" - - {call} 200 OK " in self.told(counting()[0], **environ)

    def test_marks_what_was_answered_before(self) -> None:
        once = answered_once(counting()[0])
        call = {"HTTP_AMZ_SDK_INVOCATION_ID": "one"}
        assert not self.told(once, **call).endswith("AGAIN")
        assert self.told(once, **call).endswith("AGAIN")
