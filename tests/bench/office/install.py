"""Puts the peers, each in a fixed version, into the build folder: PyPI, npm, and parts of Debian's LibreOffice unpacked."""
import pathlib
import subprocess
import sys

PYPI = ["unoserver==3.1", "relatorio==0.10.1", "Genshi==0.7.12", "lxml==6.1.3"]
NPM = ["carbone@3.5.6"]
DEBIAN = ["python3-uno", "libreofficekit-dev"]  # of the LibreOffice that is installed; downloaded where they are not
LIMIT = 300  # seconds of each step
HERE = pathlib.Path(__file__).parent


def run(*command, **options):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, timeout=LIMIT, **options)


def once(folder, step):
    """What was put down stays; a change of this file puts it down again."""
    stamp = folder / "installed"
    wanted = pathlib.Path(__file__).read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        step(folder)
        stamp.write_text(wanted)
    return folder


def python(folder):
    def step(target):
        run(sys.executable, "-m", "venv", target)
        run(target / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", *PYPI)
    return once(folder / "python", step)


def node(folder):
    def step(target):
        (target / "package.json").write_text("{}")
        run("npm", "install", "--prefix", target, "--no-audit", "--no-fund", "--silent", *NPM)
    return once(folder / "node", step)


def debian(folder):
    def step(target):
        missing = [name for name in DEBIAN if subprocess.run(["dpkg", "-s", name], stdout=subprocess.DEVNULL,
                                                             stderr=subprocess.DEVNULL, check=False).returncode != 0]
        if missing:
            run("apt-get", "download", *missing, cwd=target, stderr=subprocess.DEVNULL)
        for package in target.glob("*.deb"):
            run("dpkg-deb", "-x", package, target / "root")
    return once(folder / "debian", step) / "root"


def kit(folder):
    root = debian(folder)
    program, source = folder / "kit_bench", HERE / "KitBench.cpp"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        run("g++", "-std=c++20", "-O2", "-DLOK_USE_UNSTABLE_API", f"-I{root}/usr/include", source, "-o", program, "-ldl")
    return program


def uno_environment(folder):
    root = debian(folder)
    folders = [f"{root}/usr/lib/python3/dist-packages", f"{root}/usr/lib/libreoffice/program", "/usr/lib/python3/dist-packages",
               "/usr/lib/libreoffice/program"]
    return {"PYTHONPATH": ":".join(folders), "LD_LIBRARY_PATH": "/usr/lib/libreoffice/program"}
