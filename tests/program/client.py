"""A workspace served by the program itself, and a browser of few words to attack it with."""
import html
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import urllib.parse

NOBODY = 65534
PASSWORDS = {name: f"demo-{name}-2025"
             for name in ("soudan", "soudan2", "kanri", "keisan", "zeikan", "anzen", "kansa", "mizu", "admin")}


def as_nobody():
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


class Workspace:
    """A temporary folder of an ordinary user with a workspace in it; ends its server itself."""

    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix="meguri-hostile-")
        os.chmod(self.folder, 0o755)
        self.program = self.folder + "/meguri"  # a copy: the user may not walk into the build folder
        shutil.copy(program, self.program)
        shutil.copy(pathlib.Path(program).parent / "meguri-worker", self.folder)
        self.data = self.folder + "/data"
        os.mkdir(self.data, 0o700)
        if os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
            os.chown(self.data, NOBODY, NOBODY)
        self.server, self.port, self.second = None, 0, None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop_all()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *words, timeout=120):
        return subprocess.run([self.program, *words, "--data", self.data], capture_output=True,
                              text=True, errors="replace", timeout=timeout, cwd="/", **as_nobody())

    def start(self, *more):
        log = open(self.folder + "/serve.log", "ab")
        self.server = subprocess.Popen(
            [self.program, "serve", "--data", self.data, "--port", "0", "--demonstration", "true", *more],
            stdout=subprocess.PIPE, stderr=log, text=True, cwd="/", **as_nobody())
        log.close()
        line = self.server.stdout.readline()
        found = re.search(r"https://localhost:(\d+)", line)
        self.port = int(found.group(1)) if found else 0
        return self.port > 0

    def start_two(self, *more):
        """Two servers on this workspace; their ports."""
        self.start(*more)
        first, ports = self.server, [self.port]
        self.start(*more)
        ports.append(self.port)
        self.second = first
        return ports

    def stop_all(self):
        codes = [self.stop()]
        self.server, self.second = self.second, None
        return codes + [self.stop()]

    def stop(self, kill=False):
        """The exit code; -9 after a kill."""
        if not self.server:
            return None
        (self.server.kill if kill else self.server.terminate)()
        code = self.server.wait(timeout=60)
        self.server.stdout.close()
        self.server = None
        return code

    def log(self):
        return pathlib.Path(self.folder, "serve.log").read_text(errors="replace")


def tls_context():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


TLS = tls_context()


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.text = body.decode("utf-8", "replace")

    def says(self):
        """What the page says, without its marks."""
        return html.unescape(re.sub(r"<[^>]+>", " ", self.text))


class Browser:
    def __init__(self, port):
        self.port, self.cookies, self.connection = port, {}, None

    def request(self, method, path, body=None, headers=None):
        sent = {"Host": f"localhost:{self.port}"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        sent.update(headers or {})
        for again in (False, True):
            try:
                if not self.connection:
                    self.connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=TLS, timeout=60)
                self.connection.request(method, path, body=body, headers=sent)
                answer = self.connection.getresponse()
                content = answer.read()
                break
            except (http.client.HTTPException, OSError):
                self.connection = None
                if again:
                    raise
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        if answer.getheader("Connection") == "close":
            self.connection.close()
            self.connection = None
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, content)

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, fields, **more):
        body = fields if isinstance(fields, bytes) else urllib.parse.urlencode(fields, doseq=True).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", **more.pop("headers", {})}
        return self.request("POST", path, body=body, headers=headers, **more)

    def upload(self, path, fields, name, content, kind="application/octet-stream"):
        """One multipart form with one file in the field "file"; `name` goes out as it stands."""
        edge = b"----edge7d8f"
        parts = [b"--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                 % (edge, key.encode(), str(value).encode()) for key, value in fields.items()]
        parts.append(b"--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                     b"Content-Type: %s\r\n\r\n%s\r\n--%s--\r\n"
                     % (edge, name if isinstance(name, bytes) else name.encode(), kind.encode(), content, edge))
        return self.request("POST", path, body=b"".join(parts),
                            headers={"Content-Type": "multipart/form-data; boundary=" + edge.decode()})

    def token(self, path="/account"):
        """The CSRF token of this session, from any page with a form."""
        found = re.search(r'name="_csrf" value="([0-9a-f]+)"', self.get(path).text)
        return found.group(1) if found else ""

    def login(self, login, password=None):
        token = self.token("/login")
        answer = self.post("/login", {"_csrf": token, "login": login, "password": password or PASSWORDS[login]})
        self.csrf = self.token() if answer.status == 303 else ""
        return answer


def raw(port, payload, wait=5):
    """Bytes as they are; what came back until the server closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as plain:
        with TLS.wrap_socket(plain) as tls:
            tls.sendall(payload)
            said = b""
            try:
                while chunk := tls.recv(65536):
                    said += chunk
            except OSError:
                pass
            return said


def cases(workspace, *more):
    return json.loads(workspace.run("desk", "list", "--json", *more).stdout or "{}").get("cases", [])


def routes(*files):
    """(method, path, permission) of every route of the tables in these sources."""
    found = []
    for file in files:
        text = re.sub(r"#define.*(?:\\\n.*)*", "", pathlib.Path(file).read_text())
        for kind, path, permission in re.findall(r'\b(PAGE|ACTION)\("([^"]+)", "([^"]+)"', text):
            found.append(("GET" if kind == "PAGE" else "POST", path, permission))
        for row in re.findall(r"\{(?=\.(?:method|path))[^}]*?\.title_ja|\{\.(?:method|path)[^}]*", text):
            path = re.search(r'\.path = STR_INIT\("([^"]+)"\)', row)
            if path:
                found.append(("POST" if "WEB_POST" in row else "GET", path.group(1),
                              "account.people" if "PEOPLE" in row else "account.self" if "SELF" in row else ""))
    return found
