/* Rows of the law's tables that people confirm or add, without a release: one person proposes with
   source and date, another looks a second time, and from then on the row holds. Each step is audited. */
#ifndef MEGURI_DESK_LAW_OVERLAY_H
#define MEGURI_DESK_LAW_OVERLAY_H

#include "desk/permission.h"
#include "desk/law_edition.h"

enum desk_overlay_kind { DESK_OVERLAY_CONFIRM, DESK_OVERLAY_EDITION, DESK_OVERLAY_FILE };
enum desk_overlay_state {
    DESK_OVERLAY_PROPOSED,  /* 二人目の確認待ち */
    DESK_OVERLAY_IN_FORCE,  /* 有効 */
    DESK_OVERLAY_REFUSED,   /* 採らない */
    DESK_OVERLAY_WITHDRAWN, /* 取下げ */
    DESK_OVERLAY_STATE_COUNT
};
struct str desk_overlay_state_name(enum desk_overlay_state state);
struct str desk_overlay_state_title(enum desk_overlay_state state, enum lang lang);
struct str desk_overlay_kind_title(enum desk_overlay_kind kind, enum lang lang);

struct desk_overlay {
    int64_t id, version;
    struct str file, key;         /* "annex6.tsv", "13イ"; key empty for a whole file */
    enum desk_overlay_kind kind;
    struct str body;
    int64_t row_count;
    struct str source, reason;
    day_number source_day;
    enum desk_overlay_state state;
    int64_t in_force, out_of_force; /* stamps; 0 */
    int64_t author, second;
    utc_us created, second_at;
    struct str second_words;
};
/* Newest first; `file` empty: of all tables. */
int desk_overlay_list(const struct web_actor *actor, struct str file, struct desk_overlay **out,
                      size_t *count, struct error *error);

/* What a person proposes. `row` NULL for a whole file, whose `body` is then in the form of the table. */
struct desk_overlay_proposal {
    enum desk_overlay_kind kind;
    enum law_table_id table;
    const struct law_row *row;
    struct str body;
    int64_t row_count;
    struct str source, reason;
    day_number source_day;
};
/* Tries the rows over the tables in force and keeps them until somebody else looks (permission
   desk.law). ERR_LAW_TABLE names the column that is wrong, ERR_DESK_FIELD what is missing. */
int desk_overlay_propose(const struct web_actor *actor,
                         const struct desk_overlay_proposal *proposal, int64_t *id,
                         struct error *error);
/* The second look: `agree` puts it in force, else it is refused. Not by the person who proposed it:
   ERR_DESK_SECOND_LOOK. ERR_STATE when it was decided already, ERR_CONFLICT. */
int desk_overlay_decide(const struct web_actor *actor, int64_t id, int64_t version, bool agree,
                        struct str words, struct error *error);
/* Takes a row in force back, or a proposal of one's own; with the reason. */
int desk_overlay_withdraw(const struct web_actor *actor, int64_t id, int64_t version,
                          struct str words, struct error *error);

#endif
