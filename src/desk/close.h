/* Closing a day: among the cases advised that day, what is not yet registered, attached (named PDFs
   made) or publish-requested; the close refuses until each is done or excused with a reason. Cases
   that are not answered yet do not count. Then the report with the day's Excel goes to the ministry;
   it says 公開依頼完了 only when that is true of every case. */
#ifndef MEGURI_DESK_CLOSE_H
#define MEGURI_DESK_CLOSE_H

#include "desk/registry.h"

enum desk_close_part { DESK_PART_REGISTERED, DESK_PART_ATTACHED, DESK_PART_REQUESTED, DESK_PARTS };
struct str desk_close_part_name(enum desk_close_part part); /* "registered" … */
struct str desk_close_part_title(enum desk_close_part part, enum lang lang);
bool desk_close_part_parse(struct str name, enum desk_close_part *out);

enum desk_part_state { DESK_PART_MISSING, DESK_PART_DONE, DESK_PART_EXCUSED };
struct desk_day_case {
    int64_t case_id, version;
    struct str number, company, item; /* item: code */
    enum desk_judgement judgement;
    enum desk_state state;
    bool online;              /* applied in the ministry's system: only to be checked */
    enum desk_row_state row;  /* newest export of the case */
    int64_t batch;            /* of that export; 0 */
    struct str receipt, row_problem;
    bool changed;             /* since it was last loaded */
    struct str *gaps;         /* required fields that are empty (titles) */
    size_t gap_count;
    int64_t papers, papers_done; /* done: made or left out */
    int64_t pdfs;             /* made */
    struct {
        enum desk_part_state state;
        struct str sentence;  /* MISSING: what to do; EXCUSED: the reason */
    } parts[DESK_PARTS];
};
enum desk_day_state { DESK_DAY_OPEN, DESK_DAY_CLOSED, DESK_DAY_REOPENED /* changed since */ };
struct str desk_day_state_title(enum desk_day_state state, enum lang lang);
struct desk_day {
    day_number day;
    enum desk_registry_mode mode;
    struct desk_day_case *cases; /* in the order of the advice */
    size_t count;
    int64_t done[DESK_PARTS], excused; /* excused: cases with at least one excused part */
    int64_t unfinished;       /* cases with something missing */
    int64_t answers_waiting;  /* answers in the outbox that are not out yet: they may still be today's */
    bool balanced;            /* advised = registered = publish-requested */
    enum desk_day_state state;
    int64_t revision;         /* of the newest close; 0 */
    utc_us closed_at;
    int64_t closed_by, outgoing; /* outgoing: the report mail; 0 */
};
int desk_day_read(const struct web_actor *actor, day_number day, struct desk_day *out,
                  struct error *error);
/* One line per day with advice in [from, to], newest first, for the calendar and for reconciling. */
struct desk_day_line {
    day_number day;
    int64_t advised, registered, requested, published, revision;
};
int desk_day_list(const struct web_actor *actor, day_number from, day_number to,
                  struct desk_day_line **out, size_t *count, struct error *error);

/* Excuses one part of one case of that day (permission desk.close); an empty reason is
   ERR_DESK_REASON. Withdrawn with desk_close_require. */
int desk_close_excuse(const struct web_actor *actor, day_number day, int64_t case_id,
                      enum desk_close_part part, struct str reason, struct error *error);
int desk_close_require(const struct web_actor *actor, day_number day, int64_t case_id,
                       enum desk_close_part part, struct error *error);

struct desk_close_result {
    int64_t revision;
    bool already;             /* nothing had changed since the last close: nothing was done */
    bool complete;            /* every part of every case is done: the mail says 公開依頼完了 */
    int64_t outgoing;         /* the report mail; 0 when it has no recipient or no case */
    struct str subject, text; /* as they are (dry run: as they would be); already: as they were sent */
    struct str *recipients;
    size_t recipient_count;
    struct str workbook_name;
};
/* ERR_DESK_UNFINISHED while something is missing; ERR_DESK_FUTURE_DAY. dry_run changes nothing. */
int desk_close_day(const struct web_actor *actor, day_number day, bool dry_run,
                   struct desk_close_result *out, struct error *error);

/* --- the month --- */
struct desk_month_line {
    struct str item;          /* code of list item; empty: not given */
    struct str title_ja, title_en;
    int64_t received, advised, regulated, not_regulated, enquiries;
};
struct desk_month {
    int year, month;
    struct desk_month_line *lines; /* the items in their order, then "not given" */
    size_t count;
    struct desk_month_line total;
};
/* Consultations and enquiries received in the month, consultations advised in it, by 品目. */
int desk_month_read(const struct web_actor *actor, int year, int month, struct desk_month *out,
                    struct error *error);
int desk_month_workbook(const struct web_actor *actor, int year, int month, struct str *bytes,
                        struct str *name, struct error *error);

/* meguri desk close | export | month: rows of the room's command table. */
struct command_call;
int desk_command_close(const struct command_call *call, struct arena *arena, struct error *error);
int desk_command_export(const struct command_call *call, struct arena *arena, struct error *error);
int desk_command_month(const struct command_call *call, struct arena *arena, struct error *error);

#endif
