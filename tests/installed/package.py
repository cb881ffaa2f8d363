"""The package of the build folder."""
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "systemd"))
from installed import BUILD  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def build(folder):
    """Makes it of what is built already; packed fast rather than small."""
    subprocess.run(["cpack", "--config", BUILD / "CPackConfig.cmake", "-B", folder, "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=gzip"], check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "LC_ALL": "C.UTF-8"}, cwd=folder)
    packages = list(pathlib.Path(folder).glob("balalyk_*.deb"))
    assert len(packages) == 1, packages
    return packages[0]


def earlier(package, folder):
    """The same with a version before: what an upgrade comes from."""
    tree = pathlib.Path(folder) / "earlier"
    subprocess.run(["dpkg-deb", "--raw-extract", package, tree], check=True)
    control = tree / "DEBIAN" / "control"
    control.write_text(re.sub(r"^Version: .*$", "Version: 0.1.0", control.read_text("utf-8"), flags=re.M), "utf-8")
    made = pathlib.Path(folder) / "balalyk_0.1.0.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, made], check=True, stdout=subprocess.DEVNULL)
    return made


def field(package, name):
    return subprocess.run(["dpkg-deb", "--field", package, name], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def contents(package):
    """{path: mode, as ls shows it}; paths begin with /."""
    listed = subprocess.run(["dpkg-deb", "--contents", package], check=True, stdout=subprocess.PIPE, text=True).stdout
    return {line.split(None, 5)[5][1:]: line.split()[0] for line in listed.splitlines()}


def listed_packages(part):
    """What .debian-packages has in a part."""
    lines = (SOURCE / ".debian-packages").read_text("utf-8").splitlines()
    return [line.split()[1] for line in lines if line.split()[:1] == [part]]
