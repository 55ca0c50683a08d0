"""An SMTP server for tests: STARTTLS or TLS from the start, one login, and ways to misbehave that are
read from the file `mode` before each step. Prints "ready PORT"."""
import json
import pathlib
import ssl
import sys

import asyncio
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

folder = pathlib.Path(sys.argv[1])
implicit_tls = sys.argv[2] == "implicit"
USER, PASSWORD = b"desk", "himitsu 秘密".encode()


def mode():
    return (folder / "mode").read_text().strip()


class Handler:
    count = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if mode() == "421_mail":
            return "421 4.3.2 shutting down"
        envelope.mail_from = address
        return "250 2.1.0 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode() == "550_rcpt":
            return "550 5.1.1 <" + address + "> no such mailbox"
        if mode() == "451_rcpt":
            return "451 4.7.1 greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        if mode() == "554_data":
            return "554 5.6.0 content refused"
        if mode() == "452_data":
            return "452 4.3.1 disk full"
        Handler.count += 1
        name = folder / "received" / f"{Handler.count:04}"
        name.with_suffix(".eml").write_bytes(envelope.original_content)
        name.with_suffix(".json").write_text(json.dumps(
            {"sender": envelope.mail_from, "recipients": envelope.rcpt_tos,
             "login": bool(session.authenticated), "tls": session.ssl is not None or implicit_tls}))
        if mode() == "drop_after_dot":
            server.transport.abort()
        if mode() == "silent_after_dot":
            await asyncio.sleep(3600)
        return "250 2.0.0 queued as " + name.name


class Server(SMTP):
    async def smtp_DATA(self, arg):
        if mode() == "drop_in_data":
            await self.push("354 go ahead")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)

    async def smtp_EHLO(self, hostname):
        if mode() == "554_hello":
            await self.push("554 5.7.1 not for you")
            return
        await super().smtp_EHLO(hostname)


def log_in(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER, PASSWORD)
    return AuthResult(success=good, handled=good)


def make_server():
    # With "no_starttls" the offer is missing, as when somebody on the way strips it.
    offer = None if implicit_tls or mode() == "no_starttls" else tls
    return Server(Handler(), tls_context=offer, require_starttls=offer is not None,
                  authenticator=log_in, auth_require_tls=not implicit_tls,
                  enable_SMTPUTF8=False, data_size_limit=200 << 20)


async def main():
    server = await asyncio.get_running_loop().create_server(
        make_server, "127.0.0.1", 0, ssl=tls if implicit_tls else None)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
asyncio.run(main())
