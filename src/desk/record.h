/* Inside the room: reading and writing the rows of a case within the caller's transaction. */
#ifndef MEGURI_DESK_RECORD_H
#define MEGURI_DESK_RECORD_H

#include "base/buf.h"
#include "base/json.h"
#include "desk/case.h"
#include "store/blob.h"

/* A new row. The number is given here; token and vault by the caller when it has them (empty and 0:
   made here). */
struct desk_new_case {
    enum desk_kind kind;
    struct str channel, subject;
    utc_us received_at;
    bool synthetic, attention;
    struct str attention_reason;
    int64_t vault;
};
int desk_case_insert(struct db *db, const struct web_actor *actor, const struct desk_new_case *c,
                     int64_t *id, struct error *error);

/* version + 1 if it still is `version` (0: any). ERR_NOT_FOUND, ERR_CONFLICT, ERR_STORE_ERASED. */
int desk_case_touch(struct db *db, const struct web_actor *actor, int64_t id, int64_t version,
                    struct error *error);
/* One line of history. */
int desk_event_add(struct db *db, const struct web_actor *actor, int64_t case_id, struct str action,
                   struct str from, struct str to, struct str detail, struct error *error);
/* Adds a sentence to 要確認. */
int desk_attention_add(struct db *db, const struct web_actor *actor, int64_t case_id,
                       struct str reason, struct error *error);
/* Brings counts and the strictest judgement of the case in line with its rows. */
int desk_case_recount(struct db *db, int64_t case_id, struct error *error);
struct calendar;
/* The calendar without the lists that people applied (holiday.h): rules of data/calendar, over them
   DATA/holidays.csv (内閣府's list) and DATA/closures.csv (further closed days) when they are there. Kept until
   the process ends. */
const struct calendar *desk_calendar(const struct store *store, bool year_end_closed);
/* For tests that change the files; nobody may be using a calendar. */
void desk_calendar_forget(void);
/* Days from the settings and the times of the case. */
int desk_due_update(struct db *db, const struct web_actor *actor, int64_t case_id,
                    struct error *error);

/* Personal text of a row: a JSON object of string members, sealed. */
struct desk_member {
    struct str key, text;
};
int desk_seal_members(struct db *db, int64_t vault, const struct desk_member *members, size_t count,
                      struct arena *arena, struct str *out, struct error *error);
/* The object; NULL with status 0 when the vault was erased or nothing was stored. */
int desk_open_members(struct db *db, int64_t vault, struct str sealed, struct arena *arena,
                      const struct json **out, struct error *error);

int desk_mail_list(struct db *db, int64_t case_id, struct arena *arena, struct desk_mail **out,
                   size_t *count, struct error *error);
int desk_note_list(struct db *db, int64_t case_id, struct arena *arena, struct desk_note **out,
                   size_t *count, struct error *error);
int desk_event_list(struct db *db, int64_t case_id, struct arena *arena, struct desk_event **out,
                    size_t *count, struct error *error);
int desk_relation_list(struct db *db, int64_t case_id, struct arena *arena,
                       struct desk_relation **out, size_t *count, struct error *error);
int desk_address_list(struct db *db, int64_t case_id, struct arena *arena,
                      struct desk_address **out, size_t *count, struct error *error);
/* `day`: the checklists valid on that day. */
int desk_document_list(struct db *db, const struct desk_cargo *cargo, size_t cargo_count,
                       int64_t case_id, day_number day, struct arena *arena,
                       struct desk_document **out, size_t *count, struct error *error);
int desk_check_list(struct db *db, const struct desk_cargo *cargo, size_t cargo_count,
                    int64_t case_id, day_number day, struct arena *arena, struct desk_check **out,
                    size_t *count, struct error *error);
/* Words for the example classes of these lines. place "both": those of the letter; "answer": all that
   fit the judgements. One paragraph each, ending with an empty line. */
void desk_class_advice_write(struct buf *out, const struct desk_cargo *cargo, size_t count,
                             struct str place, day_number day);

/* Addresses of the case. domain_digest empty when shared by many. */
struct str desk_address_digest(struct store *store, struct str address, struct arena *arena);
struct str desk_domain_digest(struct store *store, struct str address, struct arena *arena);
int desk_address_prove(struct db *db, const struct web_actor *actor, int64_t case_id, int64_t vault,
                       struct str name, struct str address, struct str source, struct str reason,
                       int64_t *id, struct error *error);

/* Grows an array in the arena: room for one more element; returns the place for it. */
void *desk_array_add(struct arena *arena, void **items, size_t *count, size_t size);
#define DESK_ADD(arena, items, count, type) \
    ((type *)desk_array_add((arena), (void **)(items), (count), sizeof(type)))

#endif
