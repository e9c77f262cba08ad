"""The production nginx configuration, run by the real nginx in front of a real gate.

Usage: nginx_front.py NGINX DOOR_ECHO DOSSIERSCO_CONF. Only ports, certificate and folders of the file are replaced.
"""

import json
import os
import pathlib
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time

from nginx_process import free_port, running, write_main_conf

NAME, SECRET = "familles.example.org", "pinson-des-arbres-9c1f"
SPOOLED = "a client request body is buffered to a temporary file"


def for_test(text, folder, gate_port, https_port, http_port):
    """The production file with this machine's ports and folders; each replacement must find its place."""
    for pattern, replacement in [
        (r"listen 443 ", f"listen 127.0.0.1:{https_port} "),
        (r"listen 80;", f"listen 127.0.0.1:{http_port};"),
        (r"http://127\.0\.0\.1:9082;", f"http://127.0.0.1:{gate_port};"),
        (r"/etc/dossiersco/tls/fullchain\.pem", f"{folder}/cert.pem"),
        (r"/etc/dossiersco/tls/privkey\.pem", f"{folder}/key.pem"),
        (r"/etc/dossiersco/nginx-secret\.conf", f"{folder}/secret.conf"),
        (r"/run/dossiersco-nginx-", f"{folder}/run-"),
    ]:
        text, count = re.subn(pattern, replacement, text)
        assert count > 0, pattern
    return text


def curl(https_port, *arguments, name=NAME):
    """(status, HTTP version, body)"""
    done = subprocess.run(
        ["curl", "-sk", "--max-time", "20", "--noproxy", "*", "--resolve", f"{name}:{https_port}:127.0.0.1",
         "-w", "\n%{http_code} %{http_version}", *arguments],
        capture_output=True, text=True, check=False,
    )
    body, _, last = done.stdout.rpartition("\n")
    status, version = last.split()
    return int(status), version, body


# Each once, and with this value: two of them, and browsers differ on which one holds.
SECURITY = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
                               "require-trusted-types-for 'script'; trusted-types 'none'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=(), browsing-topics=()",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
}


def lacking(https_port, *arguments):
    """(status, the security headers that are absent, doubled or another)"""
    status, _, text = curl(https_port, "-D", "-", "-o", "/dev/null", *arguments)
    lines = [line.partition(":") for line in text.splitlines() if ":" in line]
    said = [(name.strip().lower(), value.strip()) for name, _, value in lines]
    return status, [name for name, value in SECURITY.items() if [v for n, v in said if n == name] != [value]]


def main(nginx, door_echo, conf):
    passed = failed = 0

    def check(holds, text):
        nonlocal passed, failed
        passed, failed = passed + bool(holds), failed + (not holds)
        if not holds:
            print("FAILED:", text)

    https_port, http_port = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="dossiersco-nginx-") as folder, running([door_echo, SECRET]) as gate:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", f"/CN={NAME}", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"],
            check=True, capture_output=True,
        )
        pathlib.Path(folder, "secret.conf").write_text(f'proxy_set_header X-Dossiersco-Proxy "{SECRET}";\n')
        production = for_test(pathlib.Path(conf).read_text(), folder, gate.port, https_port, http_port)
        main_conf = write_main_conf(folder, production, own_temp_paths=True)
        with running([nginx, "-c", str(main_conf), "-e", f"{folder}/error.log"], https_port):
            url = f"https://{NAME}:{https_port}"
            slice_1m, upload_25m = pathlib.Path(folder, "1m"), pathlib.Path(folder, "25m")
            slice_1m.write_bytes(os.urandom(1 << 20))
            upload_25m.write_bytes(os.urandom(25 << 20))

            status, version, body = curl(https_port, "--http2", f"{url}/api/v1/accueil?a=b")
            check((status, version) == (200, "2"), f"served over HTTP/2: {status} {version}")
            check(json.loads(body)["path"] == "/api/v1/accueil", body)
            check(json.loads(body)["peer"] == "127.0.0.1", body)
            check(json.loads(body)["secret_seen"] is False, body)
            status, version, body = curl(https_port, "--http1.1", f"{url}/")
            check((status, version) == (200, "1.1"), f"served over HTTP/1.1: {status} {version}")

            # What a client claims about itself is replaced, not passed on.
            status, _, body = curl(https_port, "-H", "X-Real-IP: 203.0.113.9", "-H", "X-Dossiersco-Proxy: devine", f"{url}/")
            check(status == 200 and json.loads(body)["peer"] == "127.0.0.1", f"{status} {body}")

            # Bodies: with a length, and in chunks as HTTP/2 gives them when no length was said.
            for way in (["--http2"], ["--http1.1"], ["--http1.1", "-H", "Transfer-Encoding: chunked"]):
                status, _, body = curl(https_port, *way, "-T", str(slice_1m), f"{url}/api/v1/envois/7")
                check(status == 200 and json.loads(body)["bytes"] == 1 << 20, f"1 MiB {way}: {status} {body}")
            unannounced = subprocess.run(
                ["curl", "-sk", "--max-time", "20", "--noproxy", "*", "--http2", "--resolve", f"{NAME}:{https_port}:127.0.0.1",
                 "-X", "PATCH", "-T", "-", f"{url}/api/v1/envois/7"],
                input=slice_1m.read_bytes(), capture_output=True, check=False,
            )
            check(json.loads(unannounced.stdout or b"{}").get("bytes") == 1 << 20, unannounced.stdout[:200])
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                status, _, body = curl(https_port, "--http2", "-X", method, "-d", "", f"{url}/api/v1/session")
                check(status == 200, f"{method} with an empty body: {status} {body}")
            status, _, _ = curl(https_port, "--http2", "-I", f"{url}/")
            check(status == 200, f"HEAD: {status}")

            # Above nginx's limit, and between the door's limit and nginx's.
            for way in ("--http2", "--http1.1"):
                status, _, body = curl(https_port, way, "-T", str(upload_25m), f"{url}/api/v1/envois/7")
                check(status == 413, f"25 MB {way}: {status}")
            larger = pathlib.Path(folder, "larger")
            larger.write_bytes(slice_1m.read_bytes() + b"x")
            status, _, body = curl(https_port, "--http2", "-T", str(larger), f"{url}/api/v1/envois/7")
            check(status == 413 and json.loads(body)["code"] == "corps_trop_lourd", f"1 MiB + 1: {status} {body}")
            for expected, arguments in (
                (200, [f"{url}/"]), (200, ["-I", f"{url}/"]), (200, ["-X", "DELETE", f"{url}/api/v1/session"]),
                (413, ["-T", str(larger), f"{url}/a"]), (413, ["-T", str(upload_25m), f"{url}/a"]),
                (414, [f"{url}/?{'a' * 9000}"]), (400, ["--path-as-is", f"{url}/a/%2e%2e/b"]),
            ):
                status, missing = lacking(https_port, *arguments)
                check(status == expected and not missing, f"headers of a {expected}: {status}, {missing}")
            log = pathlib.Path(folder, "error.log")
            check(SPOOLED not in log.read_text(), "no body was written to a file")

            for slashes, expected in ((7000, 400), (15000, 414)):
                status, _, _ = curl(https_port, "--http1.1", f"{url}/{'/' * slashes}")
                check(status == expected, f"{slashes} slashes: {status}")
            status, _, _ = curl(https_port, f"{url}/?{'a' * 9000}")
            check(status == 414, f"a query of 9 kB: {status}")
            status, _, body = curl(https_port, "--path-as-is", f"{url}/a/%2e%2e/b")
            check(status == 400, f"the path reaches the door undecoded: {status} {body}")

            # The door itself, reached without nginx.
            with socket.create_connection(("127.0.0.1", gate.port), 5) as direct:
                direct.sendall(b"GET / HTTP/1.1\r\nHost: h\r\nX-Real-IP: 203.0.113.9\r\n\r\n")
                answer = direct.recv(4096)
                check(answer.startswith(b"HTTP/1.1 403") and b"acces_direct" in answer, answer)

            status, _, _ = curl(http_port, f"http://{NAME}:{http_port}/a")
            check(status == 301, f"plain HTTP is sent to HTTPS: {status}")

            old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
            for version, accepted in ((ssl.TLSVersion.TLSv1_3, True), (ssl.TLSVersion.TLSv1_2, False)):
                old.minimum_version = ssl.TLSVersion.TLSv1_2
                old.maximum_version = version
                check(handshake(old, https_port, NAME) == accepted, f"{version.name}: expected {accepted}")
            old.maximum_version = ssl.TLSVersion.TLSv1_3
            check(not handshake(old, https_port, "autre.example.net"), "another name is shown no certificate")

            # Clients that leave in the middle stop nothing.
            for _ in range(20):
                with socket.create_connection(("127.0.0.1", https_port), 5) as raw, old.wrap_socket(raw, server_hostname=NAME) as gone:
                    gone.sendall(f"PUT /a HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 900000\r\n\r\n".encode() + b"x" * 4000)
            time.sleep(0.2)
            status, _, _ = curl(https_port, f"{url}/")
            check(status == 200, f"after twenty clients gone: {status}")

        # A door that is closed, and a file without its add_header lines: what the check above would have said.
        closed = production.replace(f"http://127.0.0.1:{gate.port};", f"http://127.0.0.1:{free_port()};")
        for text, bare in ((closed, False), (re.sub(r"  add_header .*\n", "", closed), True)):
            main_conf = write_main_conf(folder, text, own_temp_paths=True)
            with running([nginx, "-c", str(main_conf), "-e", f"{folder}/error.log"], https_port):
                status, missing = lacking(https_port, f"{url}/")
                check(status == 502 and bool(missing) == bare, f"headers of a closed door: {status}, {missing}")

        # The same file with request buffering on: what the log says when a body does reach the disk.
        assert "proxy_request_buffering off;" in production
        main_conf = write_main_conf(
            folder, production.replace("proxy_request_buffering off;", "proxy_request_buffering on;"), own_temp_paths=True)
        with running([nginx, "-c", str(main_conf), "-e", f"{folder}/error.log"], https_port):
            curl(https_port, "-T", str(slice_1m), f"{url}/api/v1/envois/7")
        check(SPOOLED in log.read_text(), "a body written to a file is seen")

    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


def handshake(context, port, name):
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as raw, context.wrap_socket(raw, server_hostname=name):
            return True
    except ssl.SSLError:
        return False


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
