"""A web server on the loopback that answers as a test says, over HTTP or HTTPS with a certificate of its own."""

import datetime
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "127.0.0.1"
SILENT = 0
"""In place of a status: the connection is ended."""


class Site:
    """What is answered, and what was asked."""

    def __init__(self, scheme: str, port: int) -> None:
        self.url = f"{scheme}://{HOST}:{port}/"
        self.status = 200
        self.location = ""
        self.asked: list[str] = []
        self.held = threading.Event()
        """Answers wait until it is set."""
        self.held.set()


@contextmanager
def site(certificate: Path | None = None) -> Iterator[Site]:
    """Answer while the context lasts; with a certificate (and its key in the same file) over HTTPS."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            made.held.wait(30)
            if made.status == SILENT:
                self.close_connection = True
                return
            self.send_response_only(made.status)
            if made.location:
                self.send_header("Location", made.location)
            # Announced, but never sent: who reads it waits in vain.
            self.send_header("Content-Length", "1000000")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    made = Site("https" if certificate else "http", server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.held.set()
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path, address: str = HOST) -> Path:
    """Write a certificate for an address, signed by itself, with its key; return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test of ha-web")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file
