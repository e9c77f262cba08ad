"""The gate's decisions beside nginx's: what the gate accepts, nginx must accept too, and read with the same borders.

The same raw bytes go to nginx (which reads the whole request, body included, before handing it to a second server of its own
that answers 200) and to the gate. Usage: nginx_differential.py NGINX DOOR_ECHO
"""

import random
import socket
import sys
import tempfile

from nginx_process import free_port, running, write_main_conf

GET = b"GET /api/dossiers/12?classe=6A HTTP/1.1\r\nHost: college.example.org\r\nAccept: */*\r\nConnection: close\r\n\r\n"
POST = b"POST /api/depots HTTP/1.1\r\nHost: college.example.org\r\nContent-Length: 5\r\nX-Note: a\r\nConnection: close\r\n\r\nperle"
CHUNKED = (
    b"PATCH /api/depots/7 HTTP/1.1\r\nHost: college.example.org\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    b"5\r\nperle\r\n3;a=b\r\nine\r\n0\r\n\r\n"
)

# (base, from, to). Where the two decide differently, DIFFERENCES says so and why.
CASES = [
    (GET, b"GET", b"GET"),
    (POST, b"POST", b"POST"),
    (CHUNKED, b"PATCH", b"PATCH"),
    (GET, b"GET", b"HEAD"),
    (GET, b"GET", b"OPTIONS"),
    (GET, b"GET", b"TRACE"),
    (GET, b"GET", b"CONNECT"),
    (GET, b"GET", b"get"),
    (GET, b"GET", b"G(T"),
    (GET, b"GET", b"BREW"),
    (GET, b"GET /", b"GET  /"),
    (GET, b"HTTP/1.1", b"HTTP/1.0"),
    (GET, b"HTTP/1.1", b"HTTP/1.2"),
    (GET, b"HTTP/1.1", b"HTTP/2.0"),
    (GET, b"HTTP/1.1", b"HTTP/3.0"),
    (GET, b"HTTP/1.1", b"HTT"),
    (GET, b"HTTP/1.1", b"http/1.1"),
    (GET, b" HTTP/1.1", b""),
    (GET, b"HTTP/1.1\r\n", b"HTTP/1.1 \r\n"),
    (GET, b"GET /", b"\r\nGET /"),
    (GET, b"GET /", b"\r\n\r\nGET /"),
    (GET, b"/api/", b"api/"),
    (GET, b"/api/", b"http://college.example.org/api/"),
    (GET, b"/api/dossiers/12?classe=6A", b"*"),
    (GET, b"/api/", b"//api/"),
    (GET, b"/12?", b"/12/?"),
    (GET, b"/dossiers/", b"/./"),
    (GET, b"/dossiers/", b"/../"),
    (GET, b"/api/dossiers/", b"/../"),
    (GET, b"/dossiers/", b"/%2e%2e/"),
    (GET, b"/dossiers/", b"/a%2Fb/"),
    (GET, b"/dossiers/", b"/a%5Cb/"),
    (GET, b"/dossiers/", b"/a%00b/"),
    (GET, b"/dossiers/", b"/a%0Ab/"),
    (GET, b"/dossiers/", b"/%zz/"),
    (GET, b"/dossiers/", b"/%C3%A9/"),
    (GET, b"/dossiers/", b"/%C3/"),
    (GET, b"/dossiers/", b"/\xc3\xa9/"),
    (GET, b"classe=6A", b"classe=%zz"),
    (GET, b"classe=6A", b"classe=%00"),
    (GET, b"classe=6A", b"classe=6A#haut"),
    (GET, b"\r\nHost", b"\nHost"),
    (GET, b"\r\nHost", b"\rHost"),
    (GET, b"*/*", b"a\x00b"),
    (GET, b"*/*", b"a\x01b"),
    (GET, b"*/*", b"a\r\n b"),
    (GET, b"*/*", b"\xc3\xa9t\xc3\xa9"),
    (GET, b"*/*", b""),
    (GET, b"Accept:", b"Accept :"),
    (GET, b"Accept:", b"Accept"),
    (GET, b"Accept:", b":"),
    (GET, b"Accept:", b"Acc ept:"),
    (GET, b"Accept:", b"Acc\x00ept:"),
    (GET, b"Accept:", b" Accept:"),
    (GET, b"Host: college.example.org\r\n", b""),
    (GET, b"college.example.org", b""),
    (GET, b"college.example.org", b"college.example.org:8080"),
    (GET, b"college.example.org", b"a/b"),
    (GET, b"college.example.org", b"a b"),
    (GET, b"college.example.org", b"moi@a"),
    (GET, b"Accept: */*", b"Host: college.example.org"),
    (GET, b"Accept: */*", b"Expect: autre"),
    (GET, b"Accept: */*", b"X: " + b"x" * 7000),
    (GET, b"Accept: */*", b"\r\n".join(b"X%d: %s" % (i, b"x" * 6000) for i in range(6))),
    (GET, b"/12?", b"/" + b"a" * 7000 + b"?"),
    (GET, b"/12?", b"/" + b"a" * 20000 + b"?"),
    (POST, b"Length: 5", b"Length: -1"),
    (POST, b"Length: 5", b"Length: +5"),
    (POST, b"Length: 5", b"Length: 5, 5"),
    (POST, b"Length: 5", b"Length: 0x5"),
    (POST, b"Length: 5", b"Length: abc"),
    (POST, b"Length: 5", b"Length:"),
    (POST, b"Length: 5", b"Length: 005"),
    (POST, b"Length: 5", b"Length: 99999999999999999999999"),
    (POST, b"Length: 5", b"Length: 8589934592"),
    (POST, b"X-Note: a", b"Content-Length: 5"),
    (POST, b"X-Note: a", b"Content-Length: 6"),
    (POST, b"X-Note: a", b"Transfer-Encoding: chunked"),
    (POST, b"X-Note: a", b"Transfer-Encoding: identity"),
    (POST, b"X-Note: a", b"Expect: 100-continue"),
    (CHUNKED, b": chunked", b": CHUNKED"),
    (CHUNKED, b": chunked", b": chunk"),
    (CHUNKED, b": chunked", b": gzip"),
    (CHUNKED, b": chunked", b": gzip, chunked"),
    (CHUNKED, b": chunked", b": chunked, chunked"),
    (CHUNKED, b": chunked", b":"),
    (CHUNKED, b": chunked", b": chunked\r\nTransfer-Encoding: chunked"),
    (CHUNKED, b"HTTP/1.1", b"HTTP/1.0"),
    (CHUNKED, b"5\r\nperle", b"x\r\nperle"),
    (CHUNKED, b"5\r\nperle", b"-5\r\nperle"),
    (CHUNKED, b"5\r\nperle", b"0x5\r\nperle"),
    (CHUNKED, b"5\r\nperle", b"4\r\nperle"),
    (CHUNKED, b"5\r\nperle", b"5\nperle"),
    (CHUNKED, b"5\r\nperle", b"FFFFFFFFFFFFFFFFF\r\nperle"),
    (CHUNKED, b"0\r\n\r\n", b"0\r\nX: y\r\n\r\n"),
    (CHUNKED, b"0\r\n\r\n", b"0\r\nnot a field\r\n\r\n"),
    (CHUNKED, b"Transfer-Encoding: chunked", b"X-Note: a"),
]

# In all of these nginx accepts and the gate refuses: it is the stricter one, never the looser.
DIFFERENCES = {
    (b"GET", b"BREW"): "nginx hands on any word; the house has seven methods",
    (b"GET /", b"GET  /"): "one space, as the grammar says",
    (b"HTTP/1.1", b"HTTP/1.2"): "nginx reads any 1.x as 1.1",
    (b"HTTP/1.1\r\n", b"HTTP/1.1 \r\n"): "nothing after the version",
    (b"GET /", b"\r\n\r\nGET /"): "one stray line is forgiven, not many",
    (b"/api/", b"http://college.example.org/api/"): "a proxy's form, and a second name for the host",
    (b"/api/", b"//api/"): "an empty segment: nginx merges slashes when it maps a path to a location",
    (b"/12?", b"/12/?"): "an empty segment",
    (b"/dossiers/", b"/./"): "nginx resolves it for itself and forwards it as it came",
    (b"/dossiers/", b"/../"): "the same",
    (b"/dossiers/", b"/%2e%2e/"): "the same",
    (b"/dossiers/", b"/a%2Fb/"): "a slash inside a segment",
    (b"/dossiers/", b"/a%5Cb/"): "a backslash",
    (b"/dossiers/", b"/a%0Ab/"): "a line break in a path",
    (b"/dossiers/", b"/%C3/"): "not UTF-8",
    (b"/dossiers/", b"/\xc3\xa9/"): "URIs are ASCII; every browser encodes",
    (b"classe=6A", b"classe=%zz"): "nginx leaves queries alone",
    (b"classe=6A", b"classe=%00"): "the same",
    (b"classe=6A", b"classe=6A#haut"): "fragments are never sent",
    (b"\r\nHost", b"\nHost"): "nginx ends lines at LF",
    (b"*/*", b"a\x01b"): "control characters in a value",
    (b"college.example.org", b"moi@a"): "user information in a host",
    (b"Accept: */*", b"Expect: autre"): "nginx ignores what it doesn't know",
    (b"5\r\nperle", b"5\nperle"): "nginx ends chunk lines at LF",
    (b"0\r\n\r\n", b"0\r\nnot a field\r\n\r\n"): "nginx skips trailers unread",
    (b"Transfer-Encoding: chunked", b"X-Note: a"): "PATCH and PUT say how long they are",
}


def status_of(port, raw):
    """The status of the first final answer; 0 when there is none (nginx closes, or waits for bytes that never come)."""
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        client.settimeout(5)
        received = b""
        try:
            client.sendall(raw)
            client.shutdown(socket.SHUT_WR)
            while chunk := client.recv(65536):
                received += chunk
        except OSError:
            pass
    while received.startswith(b"HTTP/1.1 100"):
        received = received.partition(b"\r\n\r\n")[2]
    return int(received[9:12]) if received.startswith(b"HTTP/1.1 ") else 0


def accepts(port, raw):
    return 200 <= status_of(port, raw) < 300


def mutated(generator):
    """A request with one to three bytes changed, removed or doubled: no table thinks of everything."""
    raw = bytearray(generator.choice([GET, POST, CHUNKED]))
    for _ in range(generator.randint(1, 3)):
        at = generator.randrange(len(raw))
        act = generator.randrange(3)
        if act == 0:
            raw[at] = generator.choice(b"\x00\t\n\r !\"#%,-./019:;=?@AZ\\az\x7f\xc3")
        elif act == 1:
            del raw[at]
        else:
            raw.insert(at, raw[at])
    return bytes(raw)


def main(nginx, door_echo):
    passed = failed = 0

    def report(holds, text):
        nonlocal passed, failed
        passed, failed = passed + holds, failed + (not holds)
        if not holds:
            print("FAILED:", text if len(text) < 400 else text[:400] + "…")

    front, back = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="dossiersco-nginx-") as folder:
        conf = write_main_conf(
            folder,
            f"""  client_max_body_size 1m; proxy_ignore_client_abort on; client_body_timeout 2s; client_header_timeout 2s; large_client_header_buffers 4 8k;
  server {{ listen 127.0.0.1:{front}; location / {{ proxy_pass http://127.0.0.1:{back}; proxy_http_version 1.1; }} }}
  server {{ listen 127.0.0.1:{back}; location / {{ return 200 "lu"; }} }}""",
        )
        with running([nginx, "-c", str(conf), "-e", f"{folder}/error.log"], front), running([door_echo]) as gate:
            for base, before, after in CASES:
                assert before in base, before
                case = (before, after)
                raw = base.replace(before, after, 1)
                ours, theirs = accepts(gate.port, raw), accepts(front, raw)
                if ours != theirs:
                    report(case in DIFFERENCES and not ours, f"{case}: gate {ours}, nginx {theirs}")
                else:
                    report(case not in DIFFERENCES, f"{case}: no longer a difference, both {ours}")
            generator = random.Random(2026)
            both = 0
            for _ in range(1500):
                raw = mutated(generator)
                ours = accepts(gate.port, raw)
                both += ours and accepts(front, raw)
                report(not ours or accepts(front, raw), f"only the gate accepts {raw!r}")
            report(both > 100, f"the mutations leave too few good requests to compare: {both}")
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
