"""Attacks on the whole program, by its own table of routes: strangers, wrong tokens, other people's cases,
strange numbers and texts, uploads, smuggled requests, broken workspaces. Prints TAP.
Arguments: the program meguri, the folder of its sources."""
import os
import pathlib
import random
import re
import sqlite3
import sys

from client import Browser, Workspace, cases, raw, routes

PROGRAM, SOURCE = sys.argv[1:3]
ROUTES = routes(SOURCE + "/desk/page_routes.c", SOURCE + "/web/account_module.c")
POSTS = [path for method, path, _ in ROUTES if method == "POST"]
# What a test of one's own account must not do in passing: end the sessions it works with.
ENDING = ("/logout", "/account/", "/login", "/commission", "/people/:id")
STRANGE_NUMBERS = ("0", "-1", "9223372036854775807", "9223372036854775808", "abc", "1e3", "%20",
                   "1%27%20OR%201=1--", "%E3%81%82", "%ff", "1+1")
SCRIPT = "<script>alert(1)</script>"
STRANGE_TEXTS = ("", "x", "あ" * 40, "x" * 30000, "a\x00b", b"\xff\xfe\x80", SCRIPT, "' OR 1=1 --",
                 "a\r\nBcc: evil@evil.example\r\n\r\nbody", "-1", "9223372036854775808", "1e400", "=cmd|calc",
                 "\u202e\u200b", "2026-02-30", "9999-12-31", "25:61", "%s%n", "\x1b[31m", "save", "note")
results = []


def behaviour(name, troubles):
    results.append(not troubles)
    print(f"{'not ok' if troubles else 'ok'} {len(results)} - {name}")
    for trouble in troubles[:10]:
        print("#", str(trouble)[:400].replace("\n", " "))


def at(path, number, part="1"):
    return re.sub(r":(?:line|file|name)\b", part, path.replace(":id", str(number)))


def trouble(answer, *where):
    """What is wrong with any answer to an attack, if something is."""
    if answer.status >= 500:
        return [(*where, answer.status)]
    if answer.status >= 400 and not re.search("[ぁ-ん]", answer.text):
        return [(*where, answer.status, "no Japanese sentence")]
    return [(*where, "script in the page")] if SCRIPT in answer.text else []


def send(browser, method, path, fields=None):
    return browser.get(path) if method == "GET" else browser.post(path, fields or {})


def prepare(place):
    place.run("setup", "--demonstration")
    place.run("user", "commission", "--commission", "other", "--title", "別の業務")
    for commission, numbers in (("basel-demo", (1, 2, 3)), ("other", (4,))):
        mails = []
        for number in numbers:
            mails.append(f"{place.folder}/{number}.eml")
            with open(mails[-1], "wb") as file:
                file.write(b"From: a%d@b.example\r\nSubject: %d\r\nMessage-ID: <%d@b.example>\r\n\r\n%d\r\n"
                           % (number, number, number, number))
        place.run("desk", "import", "--commission", commission, *mails)
    own = [case["id"] for case in cases(place, "--commission", "basel-demo")]
    other = [case["id"] for case in cases(place, "--commission", "other")]
    return sorted(own), other


def strangers(place, own):
    found = []
    for method, path, permission in ROUTES:
        answer = send(Browser(place.port), method, at(path, own[0]))
        found += trouble(answer, method, path)
        led = answer.headers.get("location", "").startswith("/login")
        if permission and answer.status not in (401, 403, 404) and not led:
            found.append((method, path, answer.status))
    return found


def forged_forms(browser, foreign_token, own):
    found = []
    for path in POSTS:
        for token in ("", "0" * 32, foreign_token):
            answer = browser.post(at(path, own[0]), {"_csrf": token, "version": "1", "reason": "理由"})
            found += trouble(answer, path)
            if answer.status != 403:
                found.append((path, token, answer.status))
    return found


def foreign_cases(browser, other):
    fields = {"_csrf": browser.csrf, "version": "1", "reason": "理由", "action": "begin_check", "decision": "x",
              "into": "1", "other": "1", "document": "x", "state": "missing", "kind": "note", "text": "x",
              "name": "x", "subject": "x", "do": "save", "address": "1", "spoken_to": "a",
              "day": "2026-11-20", "time": "10:00", "part": "papers", "approval": "1", "approval_version": "1"}
    found = []
    for method, path, _ in ROUTES:
        if "/desk/cases/:id" not in path or path.endswith(("/files", "/excuse")):
            continue
        address = {"address": "a@b.example"} if path.endswith("/addresses") else {}
        check = {"check": "x", "state": "met"} if path.endswith("/checks") else {}
        answer = send(browser, method, at(path, other[0]), {**fields, **address, **check})
        if answer.status not in (403, 404):
            found.append((method, path, answer.status))
    return found


def strange_numbers(browser):
    found = []
    for method, path, _ in ROUTES:
        if ":" not in path or "/account/" in path:
            continue
        for number in STRANGE_NUMBERS:
            answer = send(browser, method, re.sub(r":\w+", number, path),
                          {"_csrf": browser.csrf, "version": "1", "reason": "理由"})
            found += trouble(answer, method, path, number)
            if answer.status == 200 and "layouts" not in path:
                found.append((method, path, number, answer.status))
    return found


def declared_fields():
    """Path of each action of the desk to the names of its inputs."""
    with open(SOURCE + "/desk/page_routes.c") as file:
        text = file.read()
    macros = {name: re.findall(r'"([a-z_0-9]+)"', body) for name, body in
              re.findall(r"#define (CARGO_TEXTS|PARTS|MOMENT)\b((?:.*\\\n)*.*)", text)}
    inputs = {}
    for name, body in re.findall(r"static const struct web_field (\w+)\[\] = \{(.*?)\};", text, re.S):
        names = re.findall(r'\b[A-Z_]+\("([a-z_0-9]+)"', body)
        inputs[name] = names + sum((more for macro, more in macros.items() if macro in body), [])
    return {path: inputs.get(name, []) for path, name in
            re.findall(r'ACTION\("([^"]+)"[^\n]*?WITH\((\w+)\)', text)}


def strange_texts(browser, own):
    chance = random.Random(20)
    found = []
    likely = {"do": "save", "kind": "note", "state": "missing", "day": "2026-11-20", "time": "10:00",
              "judgement": "open", "decision": "again", "result": "loaded", "action": "begin_check"}
    for path, names in declared_fields().items():
        for text in chance.sample(STRANGE_TEXTS, 6):
            fields = {name: likely.get(name, "1") for name in names}
            if names:
                fields[chance.choice(names)] = text
            where = at(path, chance.choice(own), chance.choice("01"))
            found += trouble(browser.post(where, {"_csrf": browser.csrf, **fields}), where, text)
    for method, path, _ in ROUTES:
        if method == "GET" and path.startswith("/desk"):
            found += trouble(browser.get(at(path, own[0])), path)
    for text in STRANGE_TEXTS[5:9] + ("%", "_", '"', "*", "NEAR(a)", "(", "-x"):
        found += trouble(browser.request("GET", "/desk/cases?q=" + quote(text)), "search", text)
    return found


def quote(text):
    return "".join(f"%{byte:02x}" for byte in (text if isinstance(text, bytes) else text.encode()))


def a_line_that_is_not_there(browser, own):
    answer = browser.post(f"/desk/cases/{own[0]}/cargo/0/remove", {"_csrf": browser.csrf, "version": "1"})
    return [] if answer.status == 404 and browser.get("/desk/today").status == 200 else [answer.status]


def mail_headers(browser, own):
    found = []
    for address in ("a\r\nBcc: x@y.example", "a@b.example\nBcc: q@q.example", "a@b.example, c@d.example", '"a\r\n"@b.example'):
        answer = browser.post(f"/desk/cases/{own[0]}/addresses",
                              {"_csrf": browser.csrf, "address": address, "reason": "電話で確認"})
        if answer.status < 400:
            found.append((address, answer.status))
    return found


def uploads(browser, own):
    found, where = [], f"/desk/cases/{own[1]}/files"
    for name in ("../../etc/passwd", "a\u202egpj.exe", "..", SCRIPT + ".html", b"\xff\x01.pdf"):
        found += trouble(browser.upload(where, {"_csrf": browser.csrf}, name, SCRIPT.encode(), "text/html"), name)
    page = browser.get(f"/desk/cases/{own[1]}").text
    files = sorted(set(re.findall(rf"/desk/cases/{own[1]}/files/(\d+)", page)), key=int)
    if len(files) != 5 or SCRIPT in page:
        found.append(("files on the page", files))
    for file in files:
        answer = browser.get(f"{where}/{file}")
        disposition = answer.headers.get("content-disposition", "")
        if not disposition.startswith("attachment") or answer.headers.get("x-content-type-options") != "nosniff" \
                or re.search(r'%2F|%5C|%E2%80%AE|"\.\."', disposition):
            found.append((file, disposition))
        if browser.get(f"/desk/cases/{own[0]}/files/{file}").status != 404:
            found.append((file, "shown in another case"))
    answer = browser.upload(where, {"_csrf": browser.csrf}, "large.bin", b"x" * (43 * 1024 * 1024))
    return found + ([] if answer.status == 413 and "大き" in answer.text else [("43 MB", answer.status)])


def repeats(browser, own):
    path, fields = f"/desk/cases/{own[2]}/notes", {"_csrf": browser.csrf, "_key": "ab" * 16, "kind": "note", "text": "一度だけのメモ"}
    first, second = browser.post(path, fields), browser.post(path, fields)
    notes = browser.get(f"/desk/cases/{own[2]}").text.count("一度だけのメモ")
    stale = browser.post(f"/desk/cases/{own[2]}/assign", {"_csrf": browser.csrf, "version": "999"})
    return [] if (first.status, second.status, notes, stale.status) == (303, 303, 1, 409) else \
        [(first.status, second.status, notes, stale.status)]


def sessions(port):
    found, victim, twin = [], Browser(port), Browser(port)
    victim.cookies["__Host-meguri"] = "ab" * 16
    victim.login("soudan")
    twin.login("soudan")
    if victim.cookies["__Host-meguri"] == "ab" * 16:
        found.append("a session given by a stranger was kept")
    words = "まったく別の長いことば紫陽花"
    victim.post("/account/password", {"_csrf": victim.csrf, "current": "demo-soudan-2025", "password": words, "again": words})
    if victim.get("/account").status != 200 or twin.get("/account").status != 303:
        found.append("a change of the password did not end the other session, or ended its own")
    kept = dict(victim.cookies)
    victim.post("/logout", {"_csrf": victim.token()})
    victim.cookies = kept
    if victim.get("/account").status != 303:
        found.append("the session works after the logout")
    return found


def smuggling(port):
    host, found = b"Host: localhost:%d\r\n" % port, []
    for request in (b"POST /login HTTP/1.1\r\n%sContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    b"POST /login HTTP/1.1\r\n%sContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
                    b"POST /login HTTP/1.1\r\n%sContent-Length: +1\r\n\r\nx", b"GET / HTTP/1.1\r\n%sHost: a\r\n\r\n",
                    b"GET / HTTP/1.1\n%s\n", b"GET / HTTP/1.1\r\n%sX: a\r\n b\r\n\r\n", b"GET / HTTP/1.1\r\n%sX : a\r\n\r\n",
                    b"GET / HTTP/1.1\r\n%sX: a\0b\r\n\r\n", b"GET /assets/../x HTTP/1.1\r\n%s\r\n",
                    b"GET /%%2e%%2e/x HTTP/1.1\r\n%s\r\n", b"GET / HTTP/1.0\r\n%s\r\n",
                    b"GET /login HTTP/1.1\r\n%sContent-Length: 3\r\n\r\nabc"):
        said = raw(port, request % host)
        if not said.startswith(b"HTTP/1.1 400") or said.count(b"HTTP/1.1") != 1:
            found.append((request, said[:40]))
    return found


def refusals_in_the_log(place):
    with sqlite3.connect(place.data + "/meguri.sqlite") as log:
        reasons = {row[0] for row in log.execute("SELECT detail FROM store_audit WHERE action = 'web.refused'")}
    return [] if any("ERR_WEB_CSRF" in line for line in reasons) else [reasons]


def files_that_are_none(place):
    found, pipe = [], place.folder + "/pipe.eml"
    os.mkfifo(pipe)
    os.chmod(pipe, 0o644)
    before = len(cases(place, "--commission", "basel-demo"))
    for path in (pipe, place.folder, "/dev/zero", place.folder + "/none.eml"):
        run = place.run("desk", "import", "--commission", "basel-demo", place.folder + "/1.eml", path, timeout=30)
        if run.returncode not in (2, 3) or not re.search("[ぁ-ん]", run.stderr):
            found.append((path, run.returncode, run.stderr))
    return found + ([] if len(cases(place, "--commission", "basel-demo")) == before else ["a case was made"])


def kills(place, own):
    browser = Browser(place.port)
    browser.login("kanri")
    for number in range(5):
        browser.post(f"/desk/cases/{own[0]}/notes", {"_csrf": browser.csrf, "kind": "note", "text": f"停電の前 {number}"})
    place.stop(kill=True)
    if not place.start():
        return ["does not start again"]
    browser.port, browser.connection = place.port, None
    page = browser.get(f"/desk/cases/{own[0]}")
    chain = place.run("audit", "verify")
    return [] if page.text.count("停電の前") == 5 and chain.returncode == 0 else [page.status, chain.stdout, chain.stderr]


def a_locked_database(place, browser, own):
    lock = sqlite3.connect(place.data + "/meguri.sqlite", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    view = browser.get(f"/desk/cases/{own[0]}")
    note = {"_csrf": browser.csrf, "kind": "note", "text": "錠の間のメモ"}
    refused = browser.post(f"/desk/cases/{own[0]}/notes", note)
    lock.execute("ROLLBACK")
    lock.close()
    later = browser.post(f"/desk/cases/{own[0]}/notes", note)
    seen = (view.status, refused.status, later.status, browser.get(f"/desk/cases/{own[0]}").text.count("錠の間のメモ"))
    return [] if seen == (200, 503, 303, 1) else [seen]


def a_mailbox_that_is_away(place):
    """The page says so: the first round of the intake runs when the server starts."""
    if not place.start("--intake-maildir", place.folder + "/no-maildir"):
        return ["does not start"]
    browser = Browser(place.port)
    browser.login("kanri")
    shown = any("受信がうまくいっていません" in browser.get("/desk/today").text for _ in range(50))
    place.stop()
    return [] if shown else ["not shown"]


def broken_workspaces(place):
    found, key = [], place.data + "/keys/workspace.key"

    def refused(what, sign, *words):
        run = place.run(*words)
        if run.returncode == 0 or sign not in run.stderr:
            found.append((what, run.returncode, run.stderr))

    os.chmod(key, 0o644)
    refused("key open to others", "chmod 600", "desk", "list", "--commission", "other")
    os.chmod(key, 0o600)
    os.rename(key, key + ".away")
    refused("key away", "鍵ファイル", "desk", "list", "--commission", "other")
    os.rename(key + ".away", key)
    refused("foreign database", "postgresql://", "desk", "list", "--db", "mysql://x")
    refused("dead database", "接続できません", "desk", "list", "--db", "postgresql://nobody@127.0.0.1:1/x")
    with sqlite3.connect(place.data + "/meguri.sqlite") as database:
        database.execute("INSERT INTO store_schema SELECT 9999, 'future', * FROM (SELECT 'x', 1)")
    database.close()
    refused("newer data", "より新しい版", "desk", "list", "--commission", "other")
    for end in ("", "-wal", "-shm"):
        pathlib.Path(place.data + "/meguri.sqlite" + end).unlink(missing_ok=True)
    refused("database away", "まだ委託業務がありません", "desk", "list")
    return found


def main():
    with Workspace(PROGRAM) as place:
        own, other = prepare(place)
        if len(own) != 3 or len(other) != 1 or not place.start("--web-public-per-minute", "100000"):
            print("Bail out! no workspace", own, other, place.log())
            return 1
        manager, advisor, administrator = (Browser(place.port) for _ in range(3))
        manager.login("kanri"), advisor.login("soudan2"), administrator.login("admin")
        behaviour("a_stranger_reaches_no_page_and_no_action", strangers(place, own))
        behaviour("every_action_refuses_a_form_without_its_token", forged_forms(manager, advisor.csrf, own))
        behaviour("a_case_of_another_commission_is_not_found", foreign_cases(manager, other))
        behaviour("strange_numbers_in_paths_are_pages_that_do_not_exist", strange_numbers(manager) + strange_numbers(administrator))
        behaviour("strange_texts_in_fields_break_nothing", strange_texts(manager, own))
        behaviour("a_cargo_line_that_is_not_there_is_not_removed", a_line_that_is_not_there(manager, own))
        behaviour("an_address_cannot_carry_headers_of_a_mail", mail_headers(manager, own))
        behaviour("uploads_keep_to_their_case_and_to_harmless_names", uploads(manager, own))
        behaviour("a_form_sent_twice_happens_once_and_a_stale_one_never", repeats(manager, own))
        behaviour("a_session_ends_when_it_should", sessions(place.port))
        behaviour("smuggled_requests_get_one_refusal", smuggling(place.port))
        behaviour("refusals_are_in_the_audit_log", refusals_in_the_log(place))
        behaviour("what_is_no_file_is_not_imported_and_holds_nothing_up", files_that_are_none(place))
        behaviour("a_locked_database_refuses_and_loses_nothing", a_locked_database(place, manager, own))
        behaviour("a_killed_server_comes_back_with_everything", kills(place, own))
        code = place.stop()
        behaviour("the_server_ends_in_order", [] if code == 0 and "ERROR:" not in place.log() else [code, place.log()[-2000:]])
        behaviour("a_mailbox_that_is_away_is_shown", a_mailbox_that_is_away(place))
        behaviour("a_broken_workspace_says_what_to_do", broken_workspaces(place))
    print(f"1..{len(results)}")
    return 0


sys.exit(main())
