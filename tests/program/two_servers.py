"""Two `meguri serve` on one data directory, and `meguri desk import` beside them, under load for a while
(MEGURI_LONG=1: two minutes): no update is lost, no mail is lost or doubled, only the designed refusals come, and
what is changed through one server counts in the other. Prints TAP. Arguments: the program meguri."""
import datetime
import html
import os
import re
import sqlite3
import sys
import threading
import time

from client import Browser, Workspace, cases

PROGRAM = sys.argv[1]
SECONDS = 120 if os.environ.get("MEGURI_LONG") == "1" else 6
# Success, a redirect after an action, somebody was faster, busy.
DESIGNED = {200, 303, 409, 422, 503}
results = []


def behaviour(name, troubles):
    results.append(not troubles)
    print(f"{'not ok' if troubles else 'ok'} {len(results)} - {name}")
    for trouble in troubles[:10]:
        print("#", str(trouble)[:400].replace("\n", " "))


def mail(place, number):
    path = f"{place.folder}/{number}.eml"
    with open(path, "wb") as file:
        file.write(b"From: a%d@b.example\r\nSubject: %d\r\nMessage-ID: <%d@b.example>\r\n\r\nmail %d\r\n"
                   % ((number,) * 4))
    return path


def guarded(self):
    """The worker's run; whatever it raises fails the test instead of vanishing with its thread."""
    try:
        self.work()
    except Exception as why:  # pylint: disable=broad-except
        self.troubles.append(repr(why))


class Worker(threading.Thread):
    def __init__(self, load, port, login):
        super().__init__()
        self.load, self.troubles, self.done = load, [], []
        self.browser = Browser(port)
        if self.browser.login(login).status != 303:
            self.troubles.append("no login")
    run = guarded

    def work(self):
        turn = 0
        while time.monotonic() < self.load.end:
            self.turn(turn)
            turn += 1

    def note(self, answer, *where):
        if answer.status not in DESIGNED:
            self.troubles.append((*where, answer.status, answer.says()[-300:]))
        return answer


class Reader(Worker):
    def turn(self, turn):
        paths = ("/desk/cases", "/desk/today", f"/desk/cases/{self.load.case}", "/desk/cases?q=mail", "/desk/close")
        answer = self.note(self.browser.get(paths[turn % len(paths)]), paths[turn % len(paths)])
        self.done.append(answer.status)


class Writer(Worker):
    """Adds its own word to a text that all writers share: read, add, compare-and-set."""

    def turn(self, turn):
        page = self.note(self.browser.get(f"/desk/cases/{self.load.case}/record"), "record").text
        version = re.search(r'name="version" value="(\d+)"', page)
        text = re.search(r'<textarea id="question"[^>]*>([^<]*)<', page)
        if not version or not text:
            return
        word = f"[{self.name}.{turn}]"
        answer = self.note(self.browser.post(f"/desk/cases/{self.load.case}/record", {
            "_csrf": self.browser.csrf, "version": version.group(1),
            "question": (html.unescape(text.group(1)) + word)[-6000:]}), "record")
        if answer.status == 303:
            self.done.append(word)


class Noter(Worker):
    def turn(self, turn):
        word = f"note-{self.name}-{turn}-"
        answer = self.note(self.browser.post(f"/desk/cases/{self.load.case}/notes", {
            "_csrf": self.browser.csrf, "kind": "note", "text": word}), "notes")
        if answer.status == 303:
            self.done.append(word)


class Importer(threading.Thread):
    def __init__(self, load, place):
        super().__init__()
        self.load, self.place, self.troubles, self.done = load, place, [], []
    run = guarded

    def work(self):
        number = 1000
        while time.monotonic() < self.load.end:
            paths = [mail(self.place, n) for n in range(number, number + 5)]
            for _ in range(2):  # the second time nothing may come of it
                run = self.place.run("desk", "import", "--commission", "basel-demo", *paths)
                if run.returncode:
                    self.troubles.append(run.stderr)
            self.done += paths
            number += 5


class Load:
    def __init__(self, case):
        self.case, self.end = case, time.monotonic() + SECONDS


def under_load(place, ports, case):
    load = Load(case)
    workers = [kind(load, port, "kanri") for port in ports for kind in (Reader, Writer, Noter)]
    importer = Importer(load, place)
    for worker in (*workers, importer):
        worker.start()
    for worker in (*workers, importer):
        worker.join()
    return workers, importer


def kinds(workers, kind):
    return [w for w in workers if isinstance(w, kind)]


def lost_words(place, workers, case):
    """What was acknowledged is what was kept; each word stands once in the text (of a long run its end is left)."""
    browser = Browser(place.port)
    browser.login("kanri")
    page = browser.get(f"/desk/cases/{case}/record").text
    text = html.unescape(re.search(r'<textarea id="question"[^>]*>([^<]*)<', page).group(1))
    saved = {word for w in kinds(workers, Writer) for word in w.done}
    shown = re.findall(r"\[[^\]]*\]", text)
    found = [f"{word} was never acknowledged" for word in shown if word not in saved]
    found += [f"{word} twice" for word in set(shown) if shown.count(word) > 1]
    with sqlite3.connect(f"file:{place.data}/meguri.sqlite?mode=ro", uri=True) as database:
        edits = database.execute("SELECT count(*) FROM desk_event WHERE case_id = ? AND action = 'edited'",
                                 (case,)).fetchone()[0]
    if edits != len(saved):
        found.append(f"{len(saved)} acknowledged, {edits} kept")
    if len(text) < 6000:
        found += [f"{word} lost" for word in saved if word not in shown]
    if not all(w.done for w in kinds(workers, Writer)):
        found.append("a server let no writer through")
    return found


def lost_notes(place, workers, case):
    browser = Browser(place.port)
    browser.login("kanri")
    page = browser.get(f"/desk/cases/{case}").text
    words = [word for w in kinds(workers, Noter) for word in w.done]
    found = [word for word in words if page.count(word) != 1]
    return found + ([] if words else ["no note came through"])


def caches(place, ports):
    """A closed day taken in through one server moves the week of a case entered through the other."""
    one, two = Browser(ports[0]), Browser(ports[1])
    one.login("kanri"), two.login("kanri")
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=9))).date()

    def due():
        fields = {"_csrf": two.csrf, "kind": "consultation", "channel": "telephone", "day": today.isoformat(),
                  "time": "09:30", "subject": "x"}
        path = two.post("/desk/new", fields).headers.get("location", "")
        return re.search(r"<dt>回答期限</dt><dd>([^<]*)", two.get(path).text).group(1)

    before = due()
    closed = b"date,name\r\n" + b"".join(
        b"%d/%d/%d,x\r\n" % (d.year, d.month, d.day) for d in (today + datetime.timedelta(n) for n in range(40)))
    looked = one.upload("/desk/holidays", {"_csrf": one.csrf, "kind": "closures", "source": "test"}, "c.csv", closed)
    applied = one.post(looked.headers.get("location", "") + "/apply", {"_csrf": one.csrf})
    after = due()
    found = [] if applied.status == 303 and before != after else [(looked.status, applied.status, before, after)]
    one.post("/desk/settings", {"_csrf": one.csrf, "name": "desk_name", "value": "第二窓口"})
    if "第二窓口" not in two.get("/desk/settings").text:
        found.append("a setting does not reach the other server")
    kept = dict(one.cookies)
    two.cookies = dict(kept)
    one.post("/logout", {"_csrf": one.token()})
    if two.get("/account").status != 303:
        found.append("a logout does not end the session in the other server")
    return found


def main():
    with Workspace(PROGRAM) as place:
        place.run("setup", "--demonstration")
        place.run("desk", "import", "--commission", "basel-demo", mail(place, 1))
        case = cases(place, "--commission", "basel-demo")[0]["id"]
        options = ("--web-public-per-minute", "100000", "--web-connections-per-address", "500")
        ports = place.start_two(*options)
        if not all(ports):
            print("Bail out! no servers", place.log())
            return 1
        workers, importer = under_load(place, ports, case)
        troubles = [t for w in workers for t in w.troubles]
        behaviour("two_servers_give_only_the_designed_answers", troubles)
        behaviour("no_edit_is_lost_between_two_servers", lost_words(place, workers, case))
        behaviour("no_note_is_lost_between_two_servers", lost_notes(place, workers, case))
        mails = len([c for c in cases(place, "--commission", "basel-demo") if c["subject"].isdigit()])
        behaviour("every_mail_is_one_case_beside_two_servers",
                  importer.troubles + ([] if mails == 1 + len(importer.done) else [(mails, len(importer.done))]))
        behaviour("what_one_server_changes_counts_in_the_other", caches(place, ports))
        codes = place.stop_all()
        behaviour("both_servers_end_in_order",
                  [] if codes == [0, 0] and "ERROR:" not in place.log() else [codes, place.log()[-2000:]])
        audit = place.run("audit", "verify")
        behaviour("the_audit_chain_holds_after_two_writers", [] if audit.returncode == 0 else [audit.stdout, audit.stderr])
        counts = {kind.__name__: sum(len(w.done) for w in kinds(workers, kind)) for kind in (Reader, Writer, Noter)}
        print(f"# {SECONDS} s: {counts}, mails {len(importer.done)}")
    print(f"1..{len(results)}")
    return 0


sys.exit(main())
