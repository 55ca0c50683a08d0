"""measure.py PROGRAM DATA BUILD SCRATCH [--seconds S] [--rounds R] [--pages]: serves the workspace DATA and measures it.

Called by bench/run.sh, which made the workspace. Prints a table of Markdown: what is required, half of
it, what was measured, and the machine's raw rate in the same round. Every figure is the median of the
rounds; the rounds go through all figures one after the other, so that a busy minute hits all alike."""

import argparse
import base64
import http.client
import json
import os
import re
import signal
import sqlite3
import ssl
import statistics
import subprocess
import sys
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
PEOPLE = ("soudan", "soudan2", "kanri", "keisan", "zeikan", "anzen", "kansa")
WORDS = {
    "1": ("銅", "線", "廃", "品", "貨", "中", "機", "鉛"),
    "2": ("電線", "廃プ", "商事", "輸出", "基板", "銅線", "葵商", "中古"),
    "3": ("被覆電", "若葉商", "潮路資", "ベトナ", "向け輸", "みなと", "葵貿易", "金属ス"),
    "8": ("向け輸出について", "からの輸入につい", "被覆電線のベトナ", "若葉マテリアル\n", "株式会社みなと商",
          "株式会社つばさ資", "プラスチックの中", "【事前相談】被覆"),
}


def as_nobody(command):
    if os.geteuid() == 0:
        return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] + command
    return command


def output_of(command, **more):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, **more).stdout.decode()


class Server:
    """meguri serve on a free port of loopback; `first_page` is the time until /login was answered."""

    def __init__(self, program, data):
        self.authority = os.path.join(data, "tls", "authority.pem")
        started = time.monotonic()
        self.process = subprocess.Popen(
            as_nobody([program, "serve", "--data", data, "--port", "0", "--demonstration", "true",
                       "--web-connections-per-address", "1000", "--web-public-per-minute", "1000000"]),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = self.process.stdout.readline().decode()
        self.port = int(re.search(r":(\d+)\s*$", line).group(1))
        assert self.get("/login", None)[0] == 200
        self.first_page = time.monotonic() - started

    def connect(self):
        context = ssl.create_default_context(cafile=self.authority)
        return http.client.HTTPSConnection("localhost", self.port, context=context, timeout=60)

    def ask(self, method, path, cookie, body=None):
        connection = self.connect()
        headers = {"Cookie": cookie} if cookie else {}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        cookies = "; ".join(c.split(";")[0] for c in answer.headers.get_all("Set-Cookie", []))
        connection.close()
        return answer.status, text, cookies

    def get(self, path, cookie):
        return self.ask("GET", path, cookie)

    def login_form(self, login):
        """Cookie and body of a login that can be sent any number of times."""
        _, text, cookie = self.get("/login", None)
        token = re.search(r'name="_csrf" value="(\w+)"', text).group(1)
        return cookie, urllib.parse.urlencode(
            {"_csrf": token, "next": "/", "login": login, "password": "demo-%s-2025" % login})

    def login(self, login):
        cookie, form = self.login_form(login)
        status, _, session = self.ask("POST", "/login", cookie, form)
        assert status in (302, 303) and "meguri=" in session, "login failed: %d" % status
        return re.search(r"__Host-meguri=\w+", session).group(0)

    def address(self, path="/"):
        return "https://localhost:%d%s" % (self.port, path)

    def memory(self, name):
        """VmRSS (now) or VmHWM (most since the start), in MB."""
        with open("/proc/%d/status" % self.process.pid) as status:
            return int(re.search(name + r":\s+(\d+) kB", status.read()).group(1)) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def processor_seconds(pid):
    with open("/proc/%d/stat" % pid) as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def walk(address, kind, cases, connections, seconds, seed, cookie="", form="", words=(), quiet=False):
    command = ["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "--timeout", "30s", "-s",
               os.path.join(HERE, "walk.lua"), address, "--", kind, str(cases), str(seed)]
    command += [urllib.parse.quote(word) for word in words]
    environment = dict(os.environ, COOKIE=cookie, FORM=form)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    if quiet:
        return process
    result = json.loads(process.communicate()[0].decode().splitlines()[-1])
    result["rate"] = result["requests"] / result["seconds"]
    if result["failed"]:
        sys.exit("%s: %d of %d requests failed" % (kind, result["failed"], result["requests"]))
    return result


class Bench:
    def __init__(self, options):
        self.o = options
        self.database = os.path.join(options.data, "meguri.sqlite")
        self.samples = {}

    def note(self, name, **figures):
        for key, value in figures.items():
            self.samples.setdefault((name, key), []).append(value)

    def get(self, name, key="rate"):
        return statistics.median(self.samples[(name, key)])

    def spread(self, name, key="rate"):
        values = self.samples[(name, key)]
        return min(values), max(values)

    def run(self, name, kind, connections=20, cookie=None, address=None, **more):
        self.seed = (getattr(self, "seed", 0) + 104729) % self.cases
        result = walk(address or self.server.address(), kind, self.cases, connections, self.o.seconds, self.seed,
                      self.cookie if cookie is None else cookie, **more)
        self.note(name, **{k: result[k] for k in ("rate", "p50", "p95", "p99", "requests")})
        return result

    def rows(self, sql):
        """A statement on the database itself, read-only."""
        if self.o.postgres:
            text = output_of(["psql", "-AtX", "-F", "\t", os.environ["MEGURI_DB"], "-c", sql])
            return [line.split("\t") for line in text.splitlines()]
        with sqlite3.connect("file:%s?mode=ro" % self.database, uri=True) as db:
            return db.execute(sql).fetchall()

    def raw(self, which):
        if self.o.postgres:
            return
        rate = float(output_of(as_nobody([os.path.join(self.o.build, "bench/desk/raw_query"), self.database, which,
                                          str(self.o.seconds)])))
        self.note("raw " + which, rate=rate)

    def audit_rows(self):
        time.sleep(0.5)  # notes are committed at most 0.2 s later
        return int(self.rows("SELECT count(*) FROM store_audit WHERE action = 'case.read'")[0][0])

    def count_cases(self):
        # Without gaps: PostgreSQL leaves some where a transaction was done again.
        self.cases = int(self.rows("SELECT count(*) FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM desk_case)"
                                   " AS numbered WHERE id = n")[0][0])
        self.files = int(self.rows("SELECT count(*) FROM desk_file")[0][0])

    def lists_and_views(self):
        self.raw("list")
        self.run("list", "list")
        self.run("list alone", "list", 1)
        self.run("open by due date", "open")
        self.raw("view")
        before = self.audit_rows()
        asked = self.run("view", "view")["requests"]
        written = self.audit_rows() - before
        # wrk counts what was answered in time; the last answers of each connection come after its end.
        assert asked <= written <= asked + 20, "%d views, %d audit rows" % (asked, written)
        self.run("view alone", "view", 1)

    def searches(self):
        for length, words in WORDS.items():
            self.run("search %s alone" % length, "search", 1, words=words)
            self.run("search %s" % length, "search", words=words)
        self.run("search number", "number")

    def beside_bare(self, name, path):
        """The page and a bare handler that sends the same bytes, in turns: a busy second hits both."""
        bytes_path = os.path.join(self.o.scratch, "bytes")
        with open(bytes_path, "wb") as file:
            file.write(subprocess.run(["curl", "-sSi", "--http1.1", "--cacert", self.server.authority,
                                       self.server.address(path)], check=True, stdout=subprocess.PIPE).stdout)
        tls = os.path.join(self.o.data, "tls")
        bare = subprocess.Popen([os.path.join(self.o.build, "bench/web/bare_server"), tls + "/certificate.pem",
                                 tls + "/key.pem", bytes_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        address = "https://localhost:%d%s" % (int(bare.stdout.readline()), path)
        for _ in range(self.o.turns):
            rates = []
            for title, pid, place in (("bare " + name, bare.pid, address),
                                      (name, self.server.process.pid, self.server.address(path))):
                before = processor_seconds(pid)
                result = self.run(title, "page", cookie="", address=place)
                self.note(title, cost=(processor_seconds(pid) - before) / result["requests"] * 1e6)
                rates.append(result["rate"])
            self.note(name, ratio=rates[1] / rates[0])
        bare.stdin.close()
        bare.wait()

    def flood(self):
        """Pages while 20 connections do nothing but log in, each answer with its 64 MB of argon2id."""
        cookie, form = self.server.login_form(PEOPLE[1])
        logins = walk(self.server.address(), "login", self.cases, 20, 2 * self.o.seconds + 1, 0, cookie, form, quiet=True)
        time.sleep(0.5)
        self.run("list in a flood", "list")
        self.run("view in a flood", "view")
        result = json.loads(logins.communicate()[0].decode().splitlines()[-1])
        self.note("logins", rate=result["requests"] / result["seconds"])

    def starts(self):
        server = Server(self.o.program, self.o.data)
        self.note("start", seconds=server.first_page)
        server.stop()

    def check_hits(self):
        """The first page of each search against a scan of the same normalised text."""
        scan = "SELECT id & 17592186044415 FROM store_search WHERE " + (
            "strpos" if self.o.postgres else "instr") + "(body, '%s') > 0 ORDER BY id DESC LIMIT 50"
        self.checked = 0
        for word in (word.strip() for words in WORDS.values() for word in words):
            page = self.server.get("/desk/cases?q=" + urllib.parse.quote(word), self.cookie)[1]
            shown = re.findall(r'class="row-link" href="/desk/cases/(\d+)"', page)
            assert [int(i) for i in shown] == [int(row[0]) for row in self.rows(scan % word)], word
            self.checked += 1

    def intake(self):
        """Mails with one attachment of 200 KB, each another; against plain files made durable one by one."""
        folder = os.path.join(self.o.scratch, "mails-%d" % len(self.samples.get(("intake", "rate"), [])))
        os.makedirs(folder)
        mails = [write_mail(folder, i) for i in range(self.o.mails)]
        os.chmod(folder, 0o755)
        started = time.monotonic()
        for path in mails:
            copy_durably(path, path + ".copy")
        self.note("raw intake", rate=len(mails) / (time.monotonic() - started))
        started = time.monotonic()
        answer = json.loads(output_of(as_nobody([self.o.program, "desk", "import", "--data", self.o.data, "--synthetic", "--json"] + mails)))
        self.note("intake", rate=len(mails) / (time.monotonic() - started))
        assert all(m["outcome"] == "opened" for m in answer["mails"]), "a mail did not open a case"

    def all_rounds(self):
        self.starts()
        self.server = Server(self.o.program, self.o.data)
        try:
            self.count_cases()
            self.cookie = self.server.login(PEOPLE[0])
            css = re.search(r'href="(/assets/[^"]+\.css)"', self.server.get("/login", None)[1]).group(1)
            if not self.o.pages:
                self.check_hits()
            for i in range(self.o.rounds):
                print("round %d of %d" % (i + 1, self.o.rounds), file=sys.stderr)
                if not self.o.pages:
                    self.lists_and_views()
                    self.searches()
                self.beside_bare("login page", "/login")
                self.beside_bare("asset", css)
                if self.o.pages:
                    continue
                self.note("memory", now=self.server.memory("VmRSS"))
                self.flood()
                self.intake()
            self.note("memory", most=self.server.memory("VmHWM"))
        finally:
            self.server.stop()
        if self.o.pages:
            return
        for _ in range(self.o.rounds - 1):
            self.starts()

    # The table -------------------------------------------------------------------------------------

    def row(self, title, required, aim, name, key, unit, ratio="", least=False):
        value, (low, high) = self.get(name, key), self.spread(name, key)
        digits = ".0f" if value >= 100 else ".1f" if value >= 10 else ".2f"
        verdict = ""
        if required is not None:
            good = value >= required if least else value <= required
            half = value >= aim if least else value <= aim
            verdict = "aim met" if half else "met" if good else "**missed**"
        sign = "≥" if least else "≤"
        print("| %s | %s | %s | %s %s (%s-%s) | %s | %s |" % (
            title, "%s %g" % (sign, required) if required is not None else "", "%s %g" % (sign, aim) if aim is not None else "",
            format(value, digits), unit, format(low, digits), format(high, digits), verdict, ratio))

    def times(self, title, name, key, required, ratio=""):
        self.row(title, required, required / 2, name, key, "ms", ratio)

    def head(self):
        print("| figure | required | aim | measured: median (least-most of the rounds) | | beside, in the same rounds |\n"
              "| --- | --- | --- | --- | --- | --- |")

    def page_rows(self):
        for name in ("login page", "asset"):
            self.row(name + ", share of the bare handler", 0.5, 0.75, name, "ratio", "", "%.0f/s beside %.0f/s; %.0f µs of processor a request beside %.0f"
                     % (self.get(name), self.get("bare " + name), self.get(name, "cost"), self.get("bare " + name, "cost")), least=True)

    def beside_raw(self, name):
        if self.o.postgres:
            return ""
        raw = self.get("raw " + name)
        return "%.2f of the raw %.0f/s" % (self.get(name) / raw, raw)

    def database_bytes(self):
        if self.o.postgres:
            return int(self.rows("SELECT pg_database_size(current_database())")[0][0])
        return os.path.getsize(self.database)

    def table(self):
        self.head()
        if self.o.pages:
            self.page_rows()
            return
        wanted = 1000 if self.o.postgres else min(1000, self.get("raw list") / 2)
        self.row("lists per second, 20 at once", wanted, wanted, "list", "rate", "/s", self.beside_raw("list"), least=True)
        self.times("list p99, 20 at once", "list", "p99", 100)
        self.times("list p99, alone", "list alone", "p99", 100)
        self.times("open cases by due date p99, 20 at once", "open by due date", "p99", 100)
        self.row("audited views per second, 20 at once", 500, 1000, "view", "rate", "/s", self.beside_raw("view"), least=True)
        self.times("view p50, 20 at once", "view", "p50", 10)
        self.times("view p99, 20 at once", "view", "p99", 100)
        self.times("view p50, alone", "view alone", "p50", 10)
        for length in WORDS:
            name = "search of %s character%s" % (length, "" if length == "1" else "s")
            self.times(name + " p95, alone", "search %s alone" % length, "p95", 20 if length != "8" else 100)
            self.times(name + " p99, 20 at once", "search %s" % length, "p99", 100, "%.0f/s" % self.get("search " + length))
        self.times("search of a case number p99, 20 at once", "search number", "p99", 100, "%.0f/s" % self.get("search number"))
        self.page_rows()
        for name in ("list", "view"):
            self.times("%s p99 in a flood of logins" % name, name + " in a flood", "p99", 100,
                       "without: %.1f ms; %.0f logins/s" % (self.get(name, "p99"), self.get("logins")))
        raw = self.get("raw intake")
        self.row("mails with 200 KB taken in, durably", 30, 60, "intake", "rate", "/s", "%.2f of %.0f/s plain durable copies" % (self.get("intake") / raw, raw), least=True)
        self.row("memory (RSS) after lists, views, searches", 220, 110, "memory", "now", "MB")
        self.row("most memory, with two logins at once", None, None, "memory", "most", "MB")
        self.row("start to first page", 1, 0.5, "start", "seconds", "s")
        print("\n%d cases, %d attachment rows, %.0f MB of database; first pages of %d searches are those of a scan."
              % (self.cases, self.files, self.database_bytes() / 1e6, self.checked))


def write_mail(folder, number):
    path = os.path.join(folder, "%04d.eml" % number)
    paper = base64.encodebytes(b"%PDF-1.4\n" + os.urandom(200 * 1024)).decode()
    subject = "=?UTF-8?B?%s?=" % base64.b64encode("被覆電線の輸出について".encode()).decode()
    with open(path, "w") as file:
        file.write("From: Bench <bench%d@example.jp>\nTo: soudan@example.jp\nSubject: %s\nMessage-ID: <%s@example.jp>\n"
                   "Date: Mon, 13 Jan 2025 10:00:00 +0900\nMIME-Version: 1.0\n"
                   "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=UTF-8\n"
                   "Content-Transfer-Encoding: 8bit\n\n資料を送ります。\n\n--b\nContent-Type: application/pdf; name=bunseki.pdf\n"
                   "Content-Disposition: attachment; filename=bunseki.pdf\nContent-Transfer-Encoding: base64\n\n%s\n--b--\n"
                   % (number, subject, os.urandom(12).hex(), paper))
    return path


def copy_durably(path, to):
    with open(path, "rb") as source, open(to, "wb") as target:
        target.write(source.read())
        target.flush()
        os.fsync(target.fileno())
    folder = os.open(os.path.dirname(to), os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def main():
    parser = argparse.ArgumentParser()
    for name in ("program", "data", "build", "scratch"):
        parser.add_argument(name)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mails", type=int, default=200)
    parser.add_argument("--turns", type=int, default=3, help="of a page and the bare handler, in each round")
    parser.add_argument("--pages", action="store_true", help="only the login page and the asset")
    parser.add_argument("--postgres", action="store_true", help="the workspace is in the PostgreSQL of MEGURI_DB")
    bench = Bench(parser.parse_args())
    bench.all_rounds()
    bench.table()


main()
