"""A clean Debian 12 with systemd and little else, made once by debootstrap from the package sources of this machine."""
import os
import pathlib
import re
import shutil
import subprocess
import time

SUITE = "bookworm"
OLD = 14 * 86400   # seconds after which it is made again


class CannotMake(Exception):
    pass


def run(*command, **kwargs):
    done = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False, env={**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}, **kwargs)
    if done.returncode != 0:
        raise CannotMake(f"{' '.join(map(str, command))}\n{done.stdout[-3000:]}")
    return done.stdout


def sources():
    """The files that say where this machine has its packages from."""
    folder = pathlib.Path("/etc/apt")
    return [file for file in [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*.list")),
                              *sorted((folder / "sources.list.d").glob("*.sources"))] if file.is_file()]


def mirror():
    """The first that has the suite itself."""
    for file in sources():
        for found in re.finditer(rf"^deb\s+(?:\[.*?\]\s+)?(\S+)\s+{SUITE}\s|^URIs:\s*(\S+)\nSuites:.*\b{SUITE}(?=\s)", file.read_text("utf-8"), re.M):
            return found[1] or found[2]
    raise CannotMake(f"The package sources of this machine name no {SUITE}")


def clean_system(folder):
    """The folder with its files: one that is there, or a new one."""
    root, done = folder / "clean", folder / "clean.done"
    if done.exists() and time.time() - done.stat().st_mtime < OLD:
        return root
    done.unlink(missing_ok=True)
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    run("debootstrap", "--variant=minbase", "--include=systemd,ca-certificates", SUITE, root, mirror())
    for place in ("sources.list", "sources.list.d"):
        target = root / "etc/apt" / place
        shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
    for file in [*sources(), *pathlib.Path("/etc/apt/apt.conf.d").glob("99*"), *pathlib.Path("/etc/apt/apt.conf.d").glob("*proxy*"),
                 *pathlib.Path("/usr/share/keyrings").glob("debian-*")]:
        target = root / file.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    done.touch()
    return root


def download(root, archives, package):
    """What the package needs to be installed there, into a folder; what lies there already is not fetched again."""
    archives.mkdir(parents=True, exist_ok=True)
    inside = """set -e
mount -t tmpfs none "$1/tmp" && cp "$3" "$1/tmp/package.deb"
mount -t proc proc "$1/proc" && mount --bind "$2" "$1/var/cache/apt/archives"
touch "$1/etc/resolv.conf" && mount --bind /etc/resolv.conf "$1/etc/resolv.conf"
exec chroot "$1" sh -c 'apt-get -qq update && apt-get -qq -y --no-install-recommends --download-only -o APT::Sandbox::User=root install /tmp/package.deb'"""
    run("unshare", "--mount", "--pid", "--fork", "sh", "-c", inside, "download", root, archives, package)
