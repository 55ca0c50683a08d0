/* Register of what other countries say about goods that are brought in. A person checks each entry
   again before it is old (setting country_rule_months); an old one is 要確認, never a permission. */
#ifndef MEGURI_DESK_COUNTRY_RULE_H
#define MEGURI_DESK_COUNTRY_RULE_H

#include "base/civil.h"
#include "desk/permission.h"

enum desk_country_effect {
    DESK_COUNTRY_ALLOWED,     /* 輸入可 */
    DESK_COUNTRY_CONDITIONAL, /* 条件付き */
    DESK_COUNTRY_PROHIBITED,  /* 輸入不可 */
    DESK_COUNTRY_WITHDRAWN,   /* 取下げ: the entry no longer says anything */
    DESK_COUNTRY_EFFECT_COUNT
};
struct str desk_country_effect_name(enum desk_country_effect effect);
struct str desk_country_effect_title(enum desk_country_effect effect, enum lang lang);
bool desk_country_effect_parse(struct str name, enum desk_country_effect *out);

struct desk_country_rule {
    int64_t id, number, revision;   /* number 0: a new entry */
    struct str country, goods;      /* codes of lists country and cargo_class; goods may be "all" */
    enum desk_country_effect effect;
    struct str rule, source;
    day_number checked_on;
    int64_t author;
    utc_us created;
    bool stale;                     /* checked longer ago than the setting allows: 要確認 */
};
/* The newest revision of every entry, by country and goods; withdrawn ones last. */
int desk_country_rule_list(const struct web_actor *actor, day_number today,
                           struct desk_country_rule **out, size_t *count, struct error *error);
/* All revisions of one entry, newest first. ERR_NOT_FOUND. */
int desk_country_rule_history(const struct web_actor *actor, int64_t number, day_number today,
                              struct desk_country_rule **out, size_t *count, struct error *error);
/* What the register says of this country and cargo class: the entry for the class, else the one for
   all goods. out->id == 0 when there is none. Inside the caller's transaction. */
int desk_country_rule_find(struct db *db, const struct web_actor *actor, struct str country,
                           struct str goods, day_number today, struct desk_country_rule *out,
                           struct error *error);
/* Adds an entry (number 0) or its next revision over `revision` (permission desk.law). ERR_DESK_FIELD
   names what is wrong, ERR_CONFLICT when somebody was faster. */
int desk_country_rule_save(const struct web_actor *actor, const struct desk_country_rule *rule,
                           day_number today, int64_t *number, struct error *error);

#endif
