/* The answer's text: composed from the cargo lines, edited, frozen. A text without the fixed sentence
   or without the mandatory paragraph of each result that occurs cannot be frozen and cannot be sent. */
#ifndef MEGURI_DESK_ANSWER_H
#define MEGURI_DESK_ANSWER_H

#include "desk/case.h"

enum desk_answer_state {
    DESK_ANSWER_DRAFT,     /* may be edited */
    DESK_ANSWER_FROZEN,    /* with METI */
    DESK_ANSWER_APPROVED,  /* this digest may be sent, nothing else */
    DESK_ANSWER_REFUSED,   /* returned or taken back; a new draft follows */
    DESK_ANSWER_DELIVERED,
};
struct str desk_answer_state_name(enum desk_answer_state state);
struct desk_answer {
    int64_t id, version, case_id, revision;
    enum desk_answer_state state;
    struct str subject, text;
    struct str digest;         /* of the frozen or approved text; empty for a draft */
    struct str editions;       /* which editions of advice and sentence it uses */
    int64_t author;
    utc_us changed_at, frozen_at, delivered_at;
    struct str method;         /* "mail", "telephone"; empty before delivery */
};
/* Newest revision; out->id == 0 when there is none. */
int desk_answer_newest(struct db *db, const struct web_actor *actor, int64_t case_id,
                       struct desk_answer *out, struct error *error);
int desk_answer_read(const struct web_actor *actor, int64_t case_id, struct desk_answer *out,
                     struct error *error);
/* The proposed text for the case as it stands (greeting, result per line with its basis, mandatory
   paragraphs, fixed sentence, signature); nothing is stored. */
int desk_answer_compose(const struct web_actor *actor, int64_t case_id, struct str *subject,
                        struct str *text, struct error *error);
/* Stores the draft (a new one, or over a draft of `answer_version`; 0 for the first). */
int desk_answer_save(const struct web_actor *actor, int64_t case_id, int64_t answer_version,
                     struct str subject, struct str text, int64_t *answer, struct error *error);
/* ERR_DESK_SENTENCE / ERR_DESK_PARAGRAPH name what is missing. `judgements`: bit per enum
   desk_judgement that occurs in the case. Line breaks and blanks do not matter, nothing else may. */
int desk_answer_check_text(struct str text, uint32_t judgements, day_number day,
                           struct arena *arena, struct error *error);
/* True when a text holds the fixed sentence or a mandatory paragraph: such words go out as an approved
   answer only, never as another letter. */
bool desk_answer_reads_like_one(struct str text, day_number day, struct arena *arena);
/* Keyed digest of exactly this subject and text. */
struct str desk_answer_digest(struct store *store, struct str subject, struct str text,
                              struct arena *arena);
/* The approved text was read aloud on the telephone, fixed sentence included: `read_aloud` must be
   true, `at` the time, `spoken_to` the person. Ends the case as 回答. */
int desk_answer_by_telephone(const struct web_actor *actor, int64_t case_id, int64_t version,
                             bool read_aloud, utc_us at, struct str spoken_to, struct error *error);

#endif
