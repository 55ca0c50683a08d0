/* A mail server for the tests: TLS from the first byte, a certificate of its own, takes every mail
   and hands it to whoever waits for it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import tls from "node:tls";

function makeCertificate(folder) {
  const key = join(folder, "smtp-key.pem");
  const certificate = join(folder, "smtp.pem");
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
      "-out", certificate, "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
    { stdio: "ignore" },
  );
  return { key, certificate };
}

class Conversation {
  constructor(socket, deliver) {
    this.socket = socket;
    this.deliver = deliver;
    this.pending = "";
    this.data = null;
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => this.take(chunk));
    socket.on("error", () => socket.destroy());
    this.say("220 localhost ready");
  }

  say(line) {
    this.socket.write(`${line}\r\n`);
  }

  take(chunk) {
    this.pending += chunk;
    for (let end = this.pending.indexOf("\r\n"); end >= 0; end = this.pending.indexOf("\r\n")) {
      const line = this.pending.slice(0, end);
      this.pending = this.pending.slice(end + 2);
      if (this.data) {
        this.takeData(line);
      } else {
        this.takeCommand(line);
      }
    }
  }

  takeData(line) {
    if (line !== ".") {
      this.data.push(line.startsWith("..") ? line.slice(1) : line);
      return;
    }
    this.deliver({ recipients: this.recipients, raw: Buffer.from(this.data.join("\r\n"), "latin1") });
    this.data = null;
    this.say("250 taken");
  }

  takeCommand(line) {
    const word = line.split(" ")[0].toUpperCase();
    if (word === "EHLO") {
      this.say("250-localhost");
      this.say("250-8BITMIME");
      this.say("250 SIZE 52428800");
    } else if (word === "MAIL") {
      this.recipients = [];
      this.say("250 ok");
    } else if (word === "RCPT") {
      this.recipients.push(line.replace(/^.*<(.*)>.*$/, "$1"));
      this.say("250 ok");
    } else if (word === "DATA") {
      this.data = [];
      this.say("354 go on");
    } else if (word === "QUIT") {
      this.say("221 bye");
      this.socket.end();
    } else {
      this.say("250 ok");
    }
  }
}

export async function startMailServer(folder) {
  const { key, certificate } = makeCertificate(folder);
  const mails = [];
  const waiting = [];
  const deliver = (mail) => {
    const next = waiting.findIndex((one) => one.wanted(mail));
    mails.push(mail);
    if (next >= 0) {
      waiting.splice(next, 1)[0].resolve(mail);
    }
  };
  const server = tls.createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (socket) => new Conversation(socket, deliver));
  server.on("tlsClientError", () => {});
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    certificate,
    mails,
    /* The first mail that fits, also one that came already. */
    waitFor(wanted, milliseconds = 60000) {
      const here = mails.find(wanted);
      if (here) {
        return Promise.resolve(here);
      }
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("the mail did not arrive")), milliseconds);
        waiting.push({ wanted, resolve: (mail) => { clearTimeout(timer); resolve(mail); } });
      });
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
