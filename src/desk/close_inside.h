/* Inside the close: steps in the caller's transaction. */
#ifndef MEGURI_DESK_CLOSE_INSIDE_H
#define MEGURI_DESK_CLOSE_INSIDE_H

#include "desk/close.h"
#include "desk/registry_inside.h"

/* The newest close of the day; id 0: none. */
struct desk_closing {
    int64_t id, revision, author, outgoing;
    struct str digest;
    utc_us closed_at;
};
int desk_closing_newest(struct db *db, const struct web_actor *actor, day_number day,
                        struct desk_closing *out, struct error *error);
/* The day, and (when not NULL) the content digest of each case in the same order. */
int desk_day_load(struct db *db, const struct web_actor *actor, day_number day,
                  struct desk_day *out, struct str **digests, struct error *error);
/* What the close stands for: the cases, their contents and excuses. Equal digest: nothing changed. */
struct str desk_day_digest(struct db *db, const struct desk_day *day, const struct str *digests,
                           struct arena *arena);
/* Numbers of cases that are new or changed since that close, joined by 、. */
int desk_day_changes(struct db *db, const struct desk_day *day, const struct str *digests,
                     int64_t closing, struct arena *arena, struct str *out, struct error *error);

struct desk_day_mail {
    struct str subject, text;
    struct str *recipients;
    size_t recipient_count;
    bool complete;
    bool wanted;              /* false: no recipient, or no case and the layout wants no empty mail */
};
/* `revision` is the one to be closed; `changes` for revisions after the first. */
int desk_day_mail_make(struct db *db, const struct web_actor *actor, const struct desk_day *day,
                       int64_t revision, struct str changes, struct str workbook,
                       struct desk_day_mail *out, struct error *error);

#endif
