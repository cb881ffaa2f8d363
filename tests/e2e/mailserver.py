"""A mail server on loopback (aiosmtpd, which speaks real SMTP) and a real sendmail (msmtp) that hands mails to it."""
import email
import email.policy
import pathlib
import socket
import threading

from aiosmtpd.controller import Controller

MSMTP = "/usr/bin/msmtp"


class Mailbox:
    """Keeps what it took, and does what a test wants of it before it answers."""

    def __init__(self):
        self.mails, self.refuse, self.answer = [], {}, "250 OK"
        self.received, self.may_answer, self.answered = threading.Event(), threading.Event(), threading.Event()
        self.may_answer.set()
        self.controller = None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):
        self.received.set()
        await server.loop.run_in_executor(None, self.may_answer.wait, 30)
        if self.answer.startswith("250"):
            self.mails.append(envelope)
        self.answered.set()
        return self.answer

    def start(self, port=0):
        self.controller = Controller(self, hostname="127.0.0.1", port=port or free_port())
        self.controller.start()
        return self.controller.port

    def stop(self):
        self.may_answer.set()
        if self.controller:
            self.controller.stop(no_assert=True)
            self.controller = None

    def parsed(self):
        return [email.message_from_bytes(mail.content, policy=email.policy.default) for mail in self.mails]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def sendmail(folder, port, after=""):
    """The command for mail.command: msmtp as sendmail; `after` is shell that runs when the server has taken the mail."""
    folder = pathlib.Path(folder)
    (folder / "msmtprc").write_text(f"account default\nhost 127.0.0.1\nport {port}\ntls off\nauth off\ntimeout 5\nset_from_header off\n")
    command = folder / "sendmail"
    command.write_text(f"#!/bin/sh\n{MSMTP} -C {folder}/msmtprc \"$@\" || exit $?\n{after}\n")
    command.chmod(0o755)
    return command
