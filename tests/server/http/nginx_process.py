"""Starts the programs the two nginx tests speak to, in a folder of their own, on loopback."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port, process):
    for _ in range(200):
        if process.poll() is not None:
            raise SystemExit(f"{process.args[0]} stopped at once, status {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on {port}")


@contextlib.contextmanager
def running(command, port=None, **options):
    """The process, stopped on leaving; when it prints its own port, `port` is None and process.port is read from it."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)
    try:
        process.port = port or int(process.stdout.readline())
        wait_for_port(process.port, process)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def write_main_conf(folder, http_part, own_temp_paths=False):
    """A whole nginx.conf around `http_part`, everything it writes staying in `folder`."""
    folder = pathlib.Path(folder)
    temp_paths = "" if own_temp_paths else f"client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;"
    user = "user root;" if os.geteuid() == 0 else ""
    path = folder / "nginx.conf"
    path.write_text(
        f"""{user} daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log info;
events {{ worker_connections 256; }}
http {{
  access_log off;
  {temp_paths} fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{http_part}
}}
"""
    )
    return path
