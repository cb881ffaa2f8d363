"""Hosts on one machine: network namespaces on one bridge, each with an address, its cable pulled and plugged at will."""
import os
import subprocess


def ip(*words):
    subprocess.run(["ip", *words], check=True, stdout=subprocess.DEVNULL)


def namespaces_possible():
    """Whether one can be made and removed: being root is not enough, since containers take rights away."""
    name = f"blk{os.getpid()}-probe"
    try:
        made = subprocess.run(["ip", "netns", "add", name], check=False, capture_output=True).returncode == 0
        linked = made and subprocess.run(["ip", "-n", name, "link", "add", "bridge", "type", "bridge"], check=False,
                                         capture_output=True).returncode == 0
        subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
        return linked
    except FileNotFoundError:
        return False


class Network:
    """A switch in its own namespace, so that the machine's own network is left alone."""

    PREFIX = "10.213.77."
    RANGE = PREFIX + "0/24"

    def __init__(self):
        self.mark = f"blk{os.getpid()}"
        self.switch = f"{self.mark}-switch"
        self.hosts = []
        ip("netns", "add", self.switch)
        ip("-n", self.switch, "link", "add", "bridge", "type", "bridge")
        ip("-n", self.switch, "link", "set", "bridge", "up")

    def host(self, name):
        return Host(self, name)

    def remove(self):
        for namespace in [host.namespace for host in self.hosts] + [self.switch]:
            subprocess.run(["ip", "netns", "del", namespace], check=False)


class Host:
    def __init__(self, network, name):
        self.network, self.name = network, name
        network.hosts.append(self)
        number = len(network.hosts)
        self.namespace, self.port = f"{network.mark}-{name}", f"port{number}"
        self.address = f"{network.PREFIX}{number}"
        ip("netns", "add", self.namespace)
        ip("-n", network.switch, "link", "add", self.port, "type", "veth", "peer", "name", "eth0", "netns", self.namespace)
        ip("-n", network.switch, "link", "set", self.port, "master", "bridge", "up")
        ip("-n", self.namespace, "address", "add", f"{self.address}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            ip("-n", self.namespace, "link", "set", device, "up")

    def inside(self):
        """The words before a command that make it run on this host."""
        return ["ip", "netns", "exec", self.namespace]

    def unplug(self):
        ip("-n", self.network.switch, "link", "set", self.port, "down")

    def plug(self):
        ip("-n", self.network.switch, "link", "set", self.port, "up")
