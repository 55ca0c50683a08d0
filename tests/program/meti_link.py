"""METI's link from outside: a case asked about by mail, the page behind the link, one answer, and those who
try without it. Prints TAP. Argument: the program meguri."""
import base64
import html
import pathlib
import re
import sqlite3
import sys
import time

from client import Browser, Workspace, cases

PROGRAM = sys.argv[1]
SECRET = "見せてはいけないメモ"
results = []


def behaviour(name, troubles):
    results.append(not troubles)
    print(f"{'not ok' if troubles else 'ok'} {len(results)} - {name}")
    for trouble in troubles[:10]:
        print("#", str(trouble)[:400].replace("\n", " "))


def version(browser, case):
    return re.search(r'name="version" value="(\d+)"', browser.get(f"/desk/cases/{case}").text).group(1)


def act(browser, case, path, **fields):
    answer = browser.post(f"/desk/cases/{case}{path}", {"_csrf": browser.csrf, "version": version(browser, case), **fields})
    if answer.status != 303:
        sys.exit(f"{path}: {answer.status} {' '.join(answer.says().split())[:900]}")
    return answer


def ask_meti(browser, case):
    act(browser, case, "/advance", action="begin_check")
    act(browser, case, "/cargo/0", name="被覆電線", item="metal", judgement="no", basis="付着物がない")
    act(browser, case, "/notes", kind="note", text=SECRET)
    act(browser, case, "/advance", action="begin_draft")
    page = browser.get(f"/desk/cases/{case}/answer").text
    fields = {name: "".join(re.findall(rf'name="{name}"[^>]*value="([^"]*)"', page)[:1])
              for name in ("answer_version", "parts", "subject")}
    act(browser, case, "/answer", do="compose", **fields)
    page = browser.get(f"/desk/cases/{case}/answer").text
    fields["answer_version"] = re.search(r'name="answer_version" value="(\d+)"', page).group(1)
    parts = {name: html.unescape(text) for name, text in re.findall(r'<textarea[^>]*name="(part_\d)"[^>]*>([^<]*)</textarea>', page)}
    act(browser, case, "/answer", do="save", **{**fields, **parts})
    act(browser, case, "/ask", question="ご確認をお願いします。", by_mail="on")


def links(folder):
    """The links in mails that left, waiting for the first one."""
    for _ in range(300):
        found = []
        for mail in sorted(pathlib.Path(folder).glob("*.eml")):
            body = re.split(rb"\r?\n\r?\n", mail.read_bytes(), maxsplit=1)[1]
            try:
                text = base64.b64decode(body).decode("utf-8")
            except ValueError:
                text = body.decode("utf-8", "replace")
            found += re.findall(r"https://localhost:8443(/meti/[0-9a-f]{32})\r?\n", text)
        if found:
            return found
        time.sleep(0.1)  # the server sends on its own; nothing else tells that it has
    return []


def without_numbers(answer):
    """What the page says, without the number of the request."""
    return re.sub(r"[0-9a-f]{16}", "", answer.says())


def form(browser, link):
    page = browser.get(link).text
    token = re.search(r'name="_csrf" value="([0-9a-f]+)"', page).group(1)
    key = re.search(r'name="_key" value="([0-9a-f]+)"', page).group(1)
    return {"_csrf": token, "_key": key, "decision": "approved", "officer": "経産 花子", "comment": "よい"}


def audit(place, action):
    """Details of the lines with this action; notes are committed within a second."""
    for _ in range(50):
        with sqlite3.connect(place.data + "/meguri.sqlite") as log:
            lines = [row[0] for row in log.execute("SELECT detail FROM store_audit WHERE action = ? ORDER BY id", (action,))]
        if lines:
            break
        time.sleep(0.1)
    return lines


def shows_only_the_case(place, link, number):
    answer = Browser(place.port).get(link)
    said = answer.says()
    found = [] if answer.status == 200 else [answer.status]
    found += [word for word in (number, "本助言については", "被覆電線", "papers.txt", "ご確認をお願いします") if word not in said]
    found += [word for word in (SECRET, "秘密の問い", "/desk/", "a1@b.example") if word in answer.text]
    if answer.headers.get("cache-control") != "no-store" or "set-cookie" not in answer.headers:
        found.append(answer.headers)
    return found


def wrong_tokens(place, link):
    found, browser = [], Browser(place.port)
    first = without_numbers(browser.get("/meti/" + "0" * 32))
    token = link.rsplit("/", 1)[1]
    for wrong in (token.upper(), token[:-1], token + "0", token[::-1], "x", "%E3%81%82", "a" * 3000, token + "%E3%80%80" + token):
        answer = browser.get("/meti/" + wrong)
        if answer.status != 404 or without_numbers(answer) != first or "このリンクは使えません" not in answer.says():
            found.append((wrong[:40], answer.status))
    lines = audit(place, "approval.link_refused")
    return found if lines and set(lines) == {'{"reason":"unknown"}'} else found + [lines]


def without_form_token(place, link):
    found = []
    for change in ({"_csrf": ""}, {"_csrf": "0" * 32}, None):
        browser = Browser(place.port)
        fields = form(browser, link)
        if change is None:
            browser.cookies = {}  # the token of another browser
        answer = browser.post(link, {**fields, **(change or {})})
        if answer.status != 403:
            found.append((change, answer.status))
    browser = Browser(place.port)
    answer = browser.post(link, form(browser, link), headers={"Origin": "https://evil.example"})
    return found if answer.status == 403 else found + [answer.status]


def incomplete_answers(place, link):
    found = []
    for change in ({"officer": ""}, {"decision": ""}, {"decision": "taken_back"}, {"decision": "returned", "comment": ""}):
        browser = Browser(place.port)
        answer = browser.post(link, {**form(browser, link), **change})
        if answer.status != 422 or "error-summary" not in answer.text:
            found.append((change, answer.status))
    return found


def one_answer(place, link):
    browser, other = Browser(place.port), Browser(place.port)
    fields, later = form(browser, link), form(other, link)
    answer = browser.post(link, fields)
    found = [] if (answer.status, answer.headers.get("location")) == (303, "/meti/answered") else [answer.status]
    again = browser.post(link, fields)  # the same form: led to where the first one went
    found += [] if again.headers.get("location") == "/meti/answered" else [again.status]
    for what, said in (("opened", browser.get(link)), ("other", other.post(link, later))):
        if said.status != 404 or "このリンクは使えません" not in said.says():
            found.append((what, said.status, said.headers.get("location")))
    if "回答を受け付けました" not in browser.get("/meti/answered").says():
        found.append("no thanks")
    with sqlite3.connect(place.data + "/meguri.sqlite") as database:
        token = link.rsplit("/", 1)[1]
        kept = [row for row in database.execute("SELECT location FROM web_once WHERE location LIKE ?", (f"%{token}%",))]
    found += kept + [line for line in place.log().splitlines() if token in line]
    return found if audit(place, "approval.link_answered") == ['{"decision":"approved"}'] else found + ["audit"]


def the_desk_confirms(place, advisor, case):
    listed = advisor.get("/desk/approvals").says()
    page = advisor.get(f"/desk/cases/{case}/approve").text
    found = [] if "返信を確認" in listed and "経産 花子" in page and "よい" in page else ["not shown"]
    fields = {name: re.search(rf'name="{name}" value="([^"]*)"', page).group(1)
              for name in ("approval", "approval_version", "decision")}
    wrong = advisor.post(f"/desk/cases/{case}/approve", {"_csrf": advisor.csrf, **fields, "decision": "returned", "comment": "x"})
    right = advisor.post(f"/desk/cases/{case}/approve", {"_csrf": advisor.csrf, **fields})
    if wrong.status != 422 or right.status != 303:
        found.append((wrong.status, right.status, right.says()[-500:]))
    return found if "了承" in advisor.get(f"/desk/cases/{case}").says() else found + ["not approved"]


def a_guesser(place):
    browser, statuses = Browser(place.port), []
    for number in range(40):
        statuses.append(browser.get("/meti/" + "%032x" % number).status)
    return [] if statuses[0] == 404 and statuses[-1] == 429 else [statuses]


def main():
    with Workspace(PROGRAM) as place:
        place.run("setup", "--demonstration")
        mail = place.folder + "/1.eml"
        with open(mail, "w") as file:
            file.write("From: a1@b.example\nSubject: wire\nMessage-ID: <1@b.example>\nMIME-Version: 1.0\n"
                       "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n"
                       "秘密の問い\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=papers.txt\n\nx\n--b--\n")
        place.run("desk", "import", "--commission", "basel-demo", mail)
        case, sent = cases(place, "--commission", "basel-demo")[0], place.folder + "/sent"
        serve = ("--smtp-folder", sent, "--web-public-url", "https://localhost:8443/")
        if not place.start("--web-public-per-minute", "100000", *serve):
            print("Bail out! no server", place.log())
            return 1
        manager, advisor = Browser(place.port), Browser(place.port)
        manager.login("kanri"), advisor.login("soudan")
        for name, value in (("meti_address", "meti@meti.example"), ("undo_seconds", "0")):
            manager.post("/desk/settings", {"_csrf": manager.csrf, "name": name, "value": value})
        ask_meti(advisor, case["id"])
        found = links(sent)
        behaviour("the_mail_to_meti_carries_one_link", [] if len(found) == 1 else [found, place.log()])
        link = (found or ["/meti/none"])[0]
        token = link.rsplit("/", 1)[1]
        behaviour("the_desk_does_not_see_the_link", [path for path in (f"/desk/cases/{case['id']}", "/desk/outbox?all=1")
                                                    if token in advisor.get(path).text])
        behaviour("the_page_shows_the_draft_and_nothing_else_of_the_case", shows_only_the_case(place, link, case["number"]))
        behaviour("wrong_tokens_get_one_sentence_and_a_line", wrong_tokens(place, link))
        behaviour("an_answer_needs_the_token_of_the_form", without_form_token(place, link))
        behaviour("what_is_missing_in_an_answer_is_said", incomplete_answers(place, link))
        behaviour("one_answer_counts_and_the_link_is_used", one_answer(place, link))
        behaviour("a_person_of_the_desk_confirms_it", the_desk_confirms(place, advisor, case["id"]))
        place.stop()
        place.start()
        behaviour("who_guesses_is_held_up", a_guesser(place))
        code = place.stop()
        behaviour("the_server_ends_in_order", [] if code == 0 and "ERROR:" not in place.log() else [code, place.log()[-2000:]])
    print(f"1..{len(results)}")
    return 0


sys.exit(main())
