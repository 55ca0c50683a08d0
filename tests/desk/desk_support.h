/* What the desk's tests share: a commission, an actor, mails by their text, a case on its way. */
#ifndef MEGURI_TESTS_DESK_SUPPORT_H
#define MEGURI_TESTS_DESK_SUPPORT_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "desk/approval.h"
#include "desk/case.h"
#include "desk/intake.h"
#include "desk/list.h"
#include "desk/outbox.h"
#include "desk/setting.h"
#include "support/room.h"

/* A commission and the program as its actor, with a real worker and a mail domain. */
struct web_actor desk_test_actor(struct test_store *test);
/* room_services with a mail domain. */
struct web_services *desk_test_services(void);

/* Takes one mail in; header lines and body with LF. */
struct desk_intake_result desk_test_deliver(const struct web_actor *actor, struct str mail);
/* "From: …" etc. with a Message-ID of its own; extra header lines may be empty. */
struct str desk_test_mail(const struct web_actor *actor, const char *id, const char *from,
                          const char *subject, const char *extra, const char *body);
struct desk_view desk_test_view(const struct web_actor *actor, int64_t id);
int64_t desk_test_version(const struct web_actor *actor, int64_t id);

/* A case by mail of taro@example.co.jp, brought to 判定案 with one line 該当 and one 非該当. */
int64_t desk_test_drafting(const struct web_actor *actor);
/* The same by the mail with this Message-ID: for several cases in one test. */
int64_t desk_test_drafting_of(const struct web_actor *actor, const char *message);
/* The composed text saved, METI asked and approved. */
int64_t desk_test_approved(const struct web_actor *actor);
void desk_test_ask(const struct web_actor *actor, int64_t id);
void desk_test_decide(const struct web_actor *actor, int64_t id, enum desk_decision decision);

#endif
