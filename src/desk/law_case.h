/* The judgement of one cargo line: what is known of it, what the tables propose, what a person decides.
   The proposal is advice. A decision keeps the whole cargo, the edition of the tables and the rows it
   cited, so that it can be judged again; a departure from the proposal keeps its reason. */
#ifndef MEGURI_DESK_LAW_CASE_H
#define MEGURI_DESK_LAW_CASE_H

#include "desk/case.h"
#include "desk/country_rule.h"
#include "desk/law_edition.h"
#include "desk/law_form.h"

/* What a person entered for a line. */
struct desk_law_input {
    int64_t version;           /* 0: nothing yet */
    struct str content;        /* JSON of docs/law.md without what the record says; empty: nothing */
    struct str imported;       /* where the analyses came from, a sentence; may be empty */
    int64_t author;
    utc_us changed_at;
};
struct desk_law_decision {
    int64_t id, cargo;
    struct str line_name;
    bool newest;
    day_number as_of;
    struct str edition;        /* law_tables_edition */
    enum law_result proposal, if_confirmed;
    enum desk_judgement judgement;
    struct str reason;         /* of a departure; else empty */
    struct str row_list;       /* JSON list of "annex6.tsv:13イ@2018-10-01" */
    struct str content;        /* the whole cargo as JSON; empty: the case was erased */
    int64_t author;
    utc_us decided_at;
};

/* A line with its proposal. Pointers reach into the edition: give it back with desk_law_close. */
struct desk_law_view {
    const struct desk_law_edition *edition;
    struct desk_law_input input;
    struct law_cargo cargo;          /* entered, completed from the record, the checks, the register */
    bool judged;                     /* false: `problem` says why there is no proposal */
    struct law_judgement judgement;
    struct error problem;
    struct desk_country_rule country; /* what the register says; id 0: nothing */
    bool from_register;              /* the answer on the other country's rule comes from the register */
    struct desk_law_decision *decisions; /* newest first */
    size_t decision_count;
    bool changed_since;              /* the newest decision was made on another cargo or edition */
};
/* What stands in the form. `unlisted`: substances outside the tables are meant, and make 要確認; otherwise
   they are a mistake and the nearest names are offered. */
struct desk_law_typed {
    struct law_cargo cargo;
    bool unlisted;
    struct str imported;
    const struct desk_law_form *form; /* that the cargo was read from: what it cannot show of the stored cargo
                                         is kept; NULL: the cargo is the whole */
};
/* `typed`: what stands in the form instead of what is stored; NULL: as stored. `as_of`: the day of the
   rules. Problems of the cargo are in out->problem; errors are about the store. */
int desk_law_open(const struct web_actor *actor, const struct desk_view *view,
                  const struct desk_cargo *line, const struct desk_law_typed *typed,
                  day_number as_of, struct desk_law_view *out, struct error *error);
void desk_law_close(struct desk_law_view *view);
/* The record without its personal fields, the lines and their checks, nothing else: for the proposal while
   one types, which is no read of personal data. ERR_STORE_ERASED. */
int desk_law_case_read(const struct web_actor *actor, int64_t id, struct desk_view *out,
                       struct error *error);

/* Keeps what was entered (after law_cargo_check), over `input_version` (0: the first). Refused while
   METI looks at the answer. Errors of the law room name the field. */
int desk_law_save(const struct web_actor *actor, int64_t case_id, int64_t line,
                  int64_t input_version, const struct desk_law_typed *typed, struct error *error);
/* True when an analysis names a substance that the tables do not know on that day. */
bool desk_law_has_unlisted(const struct law_tables *tables, const struct law_cargo *cargo,
                           day_number day);
/* Puts text and citations on the line, from where the draft takes them. */
int desk_law_take(const struct web_actor *actor, int64_t case_id, int64_t version, int64_t line,
                  struct str basis, struct str codes, struct error *error);

struct desk_law_deciding {
    int64_t case_id, version, line;
    enum desk_judgement judgement; /* 該当 or 非該当 */
    struct str basis, codes;       /* as in the draft */
    struct str reason;             /* needed when the judgement is not the proposal */
    day_number as_of;
};
/* ERR_DESK_DEPARTURE without a reason; ERR_DESK_NOTHING_KNOWN when nothing was saved for the line. */
int desk_law_decide(const struct web_actor *actor, const struct desk_law_deciding *given,
                    struct error *error);
/* 該当 → regulated; 非該当 → not regulated or 対象外. */
bool desk_law_agrees(enum law_result proposal, enum desk_judgement judgement);
/* True when something was entered for the line: its judgement is then decided on its page. */
int desk_law_has_input(struct db *db, int64_t cargo, bool *out, struct error *error);
/* "annex6.tsv:13イ@2018-10-01" */
struct str desk_law_row_name(const struct law_row *row, struct arena *arena);
/* Rows the answer rests on, as people cite them: "別表第六 13イ、別表第三 …". */
struct str desk_law_citations(const struct law_judgement *judgement, struct arena *arena);

/* Inside: the cargo of a line from what was entered and what the desk knows besides. */
struct desk_law_sources {
    const struct law_tables *tables;
    const struct desk_case *c;
    const struct desk_cargo *line;
    const struct desk_check *checks;
    size_t check_count;
    const struct desk_country_rule *country;
    day_number as_of;
};
/* Fills what `cargo` leaves unknown. *from_register as in desk_law_view. */
void desk_law_complete(const struct desk_law_sources *sources, struct arena *arena,
                       struct law_cargo *cargo, bool *from_register);

#endif
