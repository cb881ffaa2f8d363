"""The life of the package in a clean system, where nothing is there but what it depends on: the whole night of the sample. By hand:
tests/package --whole. Needs root, the package sources of this machine, and 3 GB of memory."""
import pathlib
import shutil
import sys
import tempfile
import time
import unittest

from clean import CannotMake, clean_system, download
from life import Life
from package import BUILD, build, earlier
from host import CannotBoot, Host

CACHE = BUILD / "clean-system"


class CleanLife(Life):
    # Without what is only recommended: what is missing would be missed.
    install = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "--no-install-recommends", "install")

    def setUp(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="balalyk-package-"))
        self.addCleanup(shutil.rmtree, folder)
        begun = time.monotonic()
        self.package = build(folder)
        self.earlier = earlier(self.package, folder)
        root = clean_system(CACHE)
        download(root, CACHE / "archives", self.package)
        print(f"package and clean system: {time.monotonic() - begun:.1f} s", file=sys.stderr)
        self.host = Host("/var/lib/balalyk", lower=root, bound=f"{CACHE / 'archives'}:/var/cache/apt/archives")
        self.addCleanup(self.host.remove)


del Life   # it is not a test by itself

if __name__ == "__main__":
    try:
        unittest.main(verbosity=2)
    except (CannotBoot, CannotMake) as reason:
        print(f"SKIPPED: a clean system (it needs root, debootstrap and package sources)\n{reason}")
        sys.exit(77)
