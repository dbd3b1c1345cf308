"""A connection that is not made, or breaks off, on this machine's own loopback: one sentence with what to do."""

import socket
import threading
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config

from pulumi_ha_web.artifacts.explain import explaining
from pulumi_ha_web.errors import ArtifactError

HERE = {"Bucket": "shop", "Key": "app.tar"}


def said(call: Callable[[], object]) -> str:
    with pytest.raises(ArtifactError) as caught, explaining("doing it"):
        call()
    return str(caught.value)


def lonely(port: int) -> Any:
    config = Config(retries={"total_max_attempts": 1}, read_timeout=1)
    return boto3.client(
        "s3",
        region_name="eu-west-1",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="dummy",
        aws_secret_access_key="dummy",
        config=config,
    )


def test_an_endpoint_where_nothing_answers() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        port = taken.getsockname()[1]
        assert said(lambda: lonely(port).get_object(**HERE)) == (
            f"doing it: nothing answers at http://127.0.0.1:{port}; check the network, the region and --endpoint-url"
        )


@pytest.mark.parametrize("hangs_up", [True, False])
def test_a_connection_that_breaks_off(hangs_up: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port, over = server.getsockname()[1], threading.Event()

        def answer() -> None:
            with server.accept()[0] as connection:
                connection.recv(65536)
                if not hangs_up:
                    over.wait(60)

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            assert said(lambda: lonely(port).get_object(**HERE)) == (
                f"doing it: the connection to http://127.0.0.1:{port} broke off, at every attempt anew; check the "
                "network, try again"
            )
        finally:
            over.set()
            thread.join()


def test_a_body_that_ends_too_early() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def answer() -> None:
            with server.accept()[0] as connection:
                connection.recv(65536)
                connection.sendall(b'HTTP/1.1 200 OK\r\nETag: "x"\r\nContent-Length: 9\r\n\r\nhalf')

        thread = threading.Thread(target=answer)
        thread.start()
        assert said(lambda: lonely(port).get_object(**HERE)["Body"].read()) == (
            "doing it: the connection to the address of the service broke off, at every attempt anew; check the "
            "network, try again"
        )
        thread.join()
