#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real SMTP server on loopback for tests; Debian's python3-aiosmtpd does the talking.

    server.py [--file FILE] [--port N] [--tls CERT KEY] [--user NAME --password WORD]

Prints "listening PORT" once it does (port 0, the default, takes a free one) and ends when its standard input
does, so that it never outlives its test. Each mail it takes becomes one line of JSON in FILE:
    {"from", "to": […], "subject", "text", "headers": [[name, value]…], "raw"}
decoded by Python's own parser. With --tls it offers STARTTLS and refuses mail without.

What it does with a recipient lies in the address, before a dot or the @:
    busy-N    451 to the first N attempts to name that recipient       gone      550 at RCPT
    spam      554 after the message                                    full      452 after the message
    silent    takes the message, keeps it, and never answers           cut       takes it, and hangs up
"""
import argparse
import asyncio
import email
import email.policy
import json
import re
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Handler:
    def __init__(self, file):
        self.file, self.attempts = file, {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0]
        busy = re.match(r"busy-(\d+)", local)
        if busy:
            self.attempts[address] = self.attempts.get(address, 0) + 1
            if self.attempts[address] <= int(busy.group(1)):
                return "451 4.3.0 Try again later"
        if local.startswith("gone"):
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        local = envelope.rcpt_tos[0].split("@")[0]
        if local.startswith("spam"):
            return "554 5.7.1 Not wanted here"
        if local.startswith("full"):
            return "452 4.2.2 Mailbox full"
        self.keep(envelope)
        if local.startswith("silent"):
            await asyncio.sleep(3600)
        if local.startswith("cut"):
            server.transport.abort()
            await asyncio.sleep(3600)
        return "250 OK"

    def keep(self, envelope):
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        self.file.write(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": message["subject"],
            "text": message.get_content().replace("\r\n", "\n"),
            "headers": [[name, str(value)] for name, value in message.items()],
            "raw": envelope.original_content.decode("ascii"),
        }) + "\n")
        self.file.flush()


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", default="/dev/null")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", nargs=2)
    parser.add_argument("--user")
    parser.add_argument("--password")
    wish = parser.parse_args()

    context = None
    if wish.tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*wish.tls)

    def sign_in(server, session, envelope, mechanism, data):
        expected = LoginPassword((wish.user or "").encode(), (wish.password or "").encode())
        return AuthResult(success=data == expected, handled=False)

    handler = Handler(open(wish.file, "a", encoding="utf-8"))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="localhost", tls_context=context, require_starttls=bool(context),
                     authenticator=sign_in, auth_required=bool(wish.user), auth_require_tls=False, loop=loop),
        "127.0.0.1", wish.port)
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.buffer.read)


asyncio.run(main())
