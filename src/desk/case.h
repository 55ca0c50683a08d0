/* A consultation: the record, its cargo lines, papers, notes and history; opening, editing, moving,
   merging. Reading a view is noted in the audit log as a read of personal data. */
#ifndef MEGURI_DESK_CASE_H
#define MEGURI_DESK_CASE_H

#include "base/civil.h"
#include "desk/permission.h"
#include "desk/state.h"
#include "desk/tables.h"

enum desk_judgement { DESK_UNDECIDED, DESK_NOT_REGULATED, DESK_REGULATED }; /* 未判断 非該当 該当 */
struct str desk_judgement_name(enum desk_judgement judgement); /* "open", "no", "yes" */
struct str desk_judgement_title(enum desk_judgement judgement, enum lang lang);
bool desk_judgement_parse(struct str name, enum desk_judgement *out);

/* Field value by code of data/desk/fields.tsv. */
struct desk_value {
    const struct desk_field *field;
    struct str text;
};

struct desk_case {
    int64_t id, version, commission;
    struct str number;              /* "2025-000123": fiscal year and serial */
    enum desk_kind kind;
    enum desk_state state;
    bool attention;                 /* 要確認 */
    struct str attention_reason;    /* Japanese sentences, one per line */
    struct str channel;             /* code of list channel: mail, fax, telephone, web, hand */
    utc_us received_at, noticed_at; /* papers; 提出連絡 (0 = none) */
    day_number effective_day, due_day, outer_day; /* day 0, internal alarm, outer limit */
    utc_us advised_at, registered_at, publish_requested_at, published_at; /* 0 = not yet */
    day_number advised_day;         /* JST day of advised_at; 0 */
    int64_t advisor;                /* person; 0 = nobody yet */
    struct str subject, company, item; /* item: code of list item (plastic, metal, used) or empty */
    struct str cargo_class, direction, country, customs, industry, invoice_numbers;
    enum desk_judgement judgement;  /* the strictest of the lines: 該当 > 未判断 > 非該当 */
    int64_t cargo_count, file_count, mail_count;
    bool synthetic;
    int64_t merged_into;            /* case; 0 */
    utc_us erased_at;               /* 0 = not erased: erase.h */
    int64_t vault;
    struct str token;               /* base/token.h: names the case in mails */
    struct desk_value *values;      /* every field of fields.tsv in its order; empty when unknown */
    size_t value_count;
};
/* Text of a field; empty when absent or unknown code. Works for columns, JSON and personal ones. */
struct str desk_case_value(const struct desk_case *c, struct str code);

struct desk_cargo {
    int64_t id, position;
    struct str item, example_class; /* lists item and example_class (A..G): two different fields */
    struct str cargo_class, name, quantity, unit, hs_code, origin, process, purpose, analysis;
    enum desk_judgement judgement;
    struct str basis;               /* why, in words */
    struct str basis_codes, rule_edition;
};
enum desk_scan { DESK_SCAN_NONE, DESK_SCAN_CLEAN, DESK_SCAN_INFECTED };
struct desk_file {
    int64_t id, mail;               /* mail 0 = uploaded */
    int64_t case_id;
    struct str name, type, document; /* document: code of documents.tsv or empty */
    int64_t size;
    uint32_t flags;                 /* enum mail_flag */
    int64_t parent;                 /* file it was inside; 0 */
    int64_t password_mail;          /* mail that seems to carry the password; 0 */
    bool has_bytes;                 /* false: synthetic or too large to fetch */
    int64_t vault;
    struct str blob_id;
    utc_us added_at;
    enum desk_scan scan;            /* malware scan; NONE: not (yet) scanned */
    struct str scan_name;           /* infected: what was found */
    struct str scan_reason;         /* not scanned: why, a sentence; empty when not tried */
    struct str text_problem;        /* its words could not be read for search: why; mostly empty */
};
struct desk_mail {
    int64_t id;
    struct str sender_name, sender_address, subject, text, to;
    utc_us date, arrived_at;
    uint32_t flags;
    bool parked;                    /* could not be read; `problem` says why */
    struct str problem, joined_by;  /* "new", "token", "reference", "merge" */
    int64_t raw_vault, raw_size;
    struct str raw_blob, message_id;
};
struct desk_note {
    int64_t id, author;
    utc_us at;
    struct str kind, text;          /* kind: note, call, notice */
};
struct desk_event {
    int64_t id, actor;
    utc_us at;
    struct str action;              /* desk_action_name or "edited", "mail_joined", "merged" … */
    struct str from, to, detail;    /* state names; words for people */
};
enum desk_document_state { DESK_DOCUMENT_MISSING, DESK_DOCUMENT_RECEIVED, DESK_DOCUMENT_NOT_NEEDED };
/* Title of an action: a move, or one of those of other events; the action itself when unknown. */
struct str desk_event_title(struct str action, enum lang lang);
struct desk_document {
    const struct desk_document_rule *rule;
    enum desk_document_state state;
    int64_t file;                   /* 0 = none */
    struct str reason;              /* for not needed */
};
/* A fact that papers must show, looked at for one cargo line. */
enum desk_check_state {
    DESK_CHECK_OPEN,     /* 未確認: nobody looked yet */
    DESK_CHECK_MET,      /* 確認済 */
    DESK_CHECK_UNCLEAR,  /* 資料不足: the papers do not show it; the letter asks */
    DESK_CHECK_NOT_MET,  /* 満たさない */
    DESK_CHECK_NOT_NEEDED, /* 対象外, with a reason */
    DESK_CHECK_STATE_COUNT
};
struct str desk_check_state_name(enum desk_check_state state); /* "open", "met" … */
struct str desk_check_state_title(enum desk_check_state state, enum lang lang);
bool desk_check_state_parse(struct str name, enum desk_check_state *out);
struct desk_check {
    const struct desk_check_rule *rule;
    int64_t cargo;                  /* line */
    enum desk_check_state state;
    int64_t file;                   /* the photo or paper that shows it; 0 */
    struct str note;
    int64_t author;                 /* 0 while open */
    utc_us at;
};
/* Another case that looks alike; a person decides. */
struct desk_relation {
    int64_t other;
    struct str other_number, other_subject;
    struct str reasons;             /* Japanese, joined by 、 */
    struct str decision;            /* "open", "merged", "different" */
};
struct desk_address {
    int64_t id;
    struct str name, address, source; /* source: "mail", "confirmed" */
    struct str reason;
    int64_t confirmed_by;
    utc_us at;
};

struct desk_view {
    struct desk_case c;
    struct desk_cargo *cargo;           size_t cargo_count;
    struct desk_file *files;            size_t file_count;
    struct desk_mail *mails;            size_t mail_count;
    struct desk_note *notes;            size_t note_count;
    struct desk_event *events;          size_t event_count; /* newest first, at most 200 */
    struct desk_document *documents;    size_t document_count; /* those the cargo classes ask for */
    struct desk_check *checks;          size_t check_count; /* by cargo line, in the data's order */
    struct desk_relation *relations;    size_t relation_count;
    struct desk_address *addresses;     size_t address_count; /* proven for this case */
};
/* Everything of one case in few statements; a read of personal data is noted. ERR_NOT_FOUND also for
   another commission's case. */
int desk_case_view(const struct web_actor *actor, int64_t id, struct desk_view *out,
                   struct error *error);
/* The record alone, inside a transaction; personal fields are opened when `personal`. */
int desk_case_load(struct db *db, const struct web_actor *actor, int64_t id, bool personal,
                   struct desk_case *out, struct error *error);
int desk_cargo_list(struct db *db, int64_t case_id, struct arena *arena, struct desk_cargo **out,
                    size_t *count, struct error *error);
int desk_file_list(struct db *db, int64_t case_id, struct arena *arena, struct desk_file **out,
                   size_t *count, struct error *error);
/* "2025-000123" or a plain id. */
int desk_case_by_number(const struct web_actor *actor, struct str number, int64_t *id,
                        struct error *error);

/* A case that did not come by mail: telephone, FAX, at the counter, web form. */
struct desk_opening {
    enum desk_kind kind;
    struct str channel, subject;
    utc_us received_at;             /* 0 = now */
    bool synthetic;
};
int desk_case_open(const struct web_actor *actor, const struct desk_opening *opening, int64_t *id,
                   struct error *error);

/* All the functions below: `version` is the one the person saw (ERR_CONFLICT when it is not the
   newest); they are audited and write the history. */
struct desk_field_change {
    struct str code, text;
};
/* Checks each value against its declared type and choices; changes all or nothing. */
int desk_case_edit(const struct web_actor *actor, int64_t id, int64_t version,
                   const struct desk_field_change *changes, size_t count, struct error *error);
/* Replaces the cargo lines (ids of present lines are kept, 0 adds, absent ones are removed). */
int desk_cargo_save(const struct web_actor *actor, int64_t id, int64_t version,
                    const struct desk_cargo *lines, size_t count, struct error *error);
int desk_document_mark(const struct web_actor *actor, int64_t id, int64_t version,
                       struct str document, enum desk_document_state state, int64_t file,
                       struct str reason, struct error *error);
int desk_case_assign(const struct web_actor *actor, int64_t id, int64_t version, int64_t advisor,
                     struct error *error);
/* A consultation turns out to be a general enquiry, or the other way; before a draft only. */
int desk_case_change_kind(const struct web_actor *actor, int64_t id, int64_t version,
                          enum desk_kind kind, struct error *error);
/* 提出連絡 arrived: the week may run from here (setting due_from). */
int desk_case_notice(const struct web_actor *actor, int64_t id, int64_t version, utc_us at,
                     struct error *error);
/* 要確認 was looked at: says what was decided. */
int desk_case_settle_attention(const struct web_actor *actor, int64_t id, int64_t version,
                               struct str decision, struct error *error);
int desk_note_add(const struct web_actor *actor, int64_t id, struct str kind, struct str text,
                  struct error *error);
/* A file uploaded by hand (FAX scan, paper); bytes are stored first, then the row. */
int desk_file_add(const struct web_actor *actor, int64_t id, struct str name, struct str type,
                  int fd, int64_t *file, struct error *error);
/* A paper of the case as an anonymous file; noted as a read. Only a file of this case. */
/* An infected paper is refused: ERR_DESK_INFECTED. */
int desk_file_open(const struct web_actor *actor, int64_t case_id, int64_t file, int *fd,
                   struct desk_file *out, struct error *error);

/* Direct moves (desk_action_is_direct). */
int desk_case_advance(const struct web_actor *actor, int64_t id, int64_t version,
                      enum desk_action action, struct str reason, struct error *error);
/* What the page offers: each move of the present state with whether it is possible and, if not, why. */
struct desk_offer {
    enum desk_action action;
    struct str title;
    bool possible;
    struct str hindrance; /* sentence */
};
int desk_case_offers(const struct web_actor *actor, const struct desk_case *c, enum lang lang,
                     struct desk_offer **out, size_t *count, struct error *error);
/* The step itself, for the functions that end in one, in the caller's transaction. version 0: any. */
int desk_case_move(struct db *db, const struct web_actor *actor, int64_t id, int64_t version,
                   enum desk_action action, struct str reason, struct error *error);
/* Bits of enum desk_precondition that are true now. */
int desk_case_facts(struct db *db, const struct web_actor *actor, const struct desk_case *c,
                    uint32_t *facts, struct error *error);

/* Everything of `from` goes to `into`; `from` ends as 統合済 and points to it. */
int desk_case_merge(const struct web_actor *actor, int64_t from, int64_t from_version, int64_t into,
                    struct str reason, struct error *error);
/* They are two: not shown as possible duplicates again. */
int desk_case_different(const struct web_actor *actor, int64_t one, int64_t other,
                        struct error *error);
/* ERR_STATE when METI has been asked about the judgement, or the case has ended. */
int desk_cargo_may_change(const struct desk_case *c, struct error *error);
/* What an advisor saw of one fact of a cargo line. A reason (note) is needed for 満たさない, 資料不足 and
   対象外. Refused while METI looks at the answer. */
int desk_check_mark(const struct web_actor *actor, int64_t id, int64_t version, int64_t cargo,
                    struct str check, enum desk_check_state state, int64_t file, struct str note,
                    struct error *error);
/* Letter that asks for missing papers and for facts that the papers do not show, with the instructions
   of the example classes (F: sorting, fire). Empty when nothing misses. */
struct str desk_document_letter(const struct desk_view *view, struct arena *arena);

#endif
