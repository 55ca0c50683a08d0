/* Survey campaigns: which points to visit, what to measure there, what was taken, in which bottle
   it went to which laboratory; and what is still missing of each plant. */
#ifndef MEGURI_WATER_DATA_SURVEY_H
#define MEGURI_WATER_DATA_SURVEY_H

#include "base/civil.h"
#include "water/data/item.h"
#include "water/data/mine.h"

struct water_campaign {
    int64_t id;
    struct str name, purpose;
    day_number begins, ends;
    int64_t visits, done; /* planned; made (of mines that the actor sees) */
};
/* Permission water.edit. ERR_INVALID_INPUT: no name, or it ends before it begins. */
int water_campaign_create(const struct web_actor *actor, const struct water_campaign *campaign,
                          int64_t *id, struct error *error);
/* Newest first, at most 200. */
int water_campaigns(const struct web_actor *actor, struct water_campaign **out, size_t *count,
                    struct error *error);
int water_campaign_read(const struct web_actor *actor, int64_t id, struct water_campaign *out,
                        struct error *error);

enum { WATER_VISIT_ITEMS = 60, WATER_VISIT_BOTTLES = 12, WATER_VISIT_PHOTOS = 12 };
struct water_bottle {
    int64_t id;
    struct str number; /* the bottle of the sample in the laboratory's table */
    enum water_fraction fraction;
    struct str laboratory;
    day_number sent, received; /* by the laboratory; 0: not yet */
    int64_t results;           /* that came back */
};
struct water_photo {
    int64_t id;
    struct str name;
    int64_t size;
};
struct water_visit {
    int64_t id, campaign, mine, point, version;
    struct str mine_name, point_name;
    day_number planned;
    const struct water_item *items[WATER_VISIT_ITEMS];
    bool has_result[WATER_VISIT_ITEMS]; /* in a bottle of the visit, or at the point on its day */
    size_t item_count, missing;
    utc_us visited_at; /* 0: not yet */
    struct str latitude, longitude, words;
    struct water_bottle bottles[WATER_VISIT_BOTTLES];
    size_t bottle_count;
    struct water_photo photos[WATER_VISIT_PHOTOS];
    size_t photo_count;
};
/* The position noted at the newest visit of a mine that has one; empty: none. */
int water_visit_place(const struct web_actor *actor, int64_t mine, struct str *latitude,
                      struct str *longitude, struct error *error);
/* Plans visits to these points, each with these items (keys joined by blanks); a point that is
   planned already gets the new items. Permission water.edit. ERR_NOT_FOUND: a point of a mine not
   seen, or an item that is not known. */
int water_visits_plan(const struct web_actor *actor, int64_t campaign, const int64_t *points,
                      size_t count, struct str items, day_number day, struct error *error);
/* Of a campaign, by mine and point; only of mines that the actor sees. */
int water_visits(const struct web_actor *actor, int64_t campaign, struct water_visit **out,
                 size_t *count, struct error *error);
int water_visit_read(const struct web_actor *actor, int64_t id, struct water_visit *out,
                     struct error *error);
/* What was found there: visited_at, position, words. Permission water.log. ERR_CONFLICT;
   ERR_INVALID_INPUT: a position outside Japan. */
int water_visit_note(const struct web_actor *actor, const struct water_visit *visit,
                     struct error *error);
/* ERR_STORE_UNIQUE: the visit has that bottle. */
int water_bottle_add(const struct web_actor *actor, int64_t visit,
                     const struct water_bottle *bottle, struct error *error);
/* Laboratory and days of the visit's bottle of that number. ERR_NOT_FOUND; ERR_INVALID_INPUT:
   received before it was sent. */
int water_bottle_change(const struct web_actor *actor, int64_t visit,
                        const struct water_bottle *bottle, struct error *error);
enum { WATER_PHOTO_BYTES = 12 << 20 };
/* A picture, encrypted with the mine's key. ERR_DOC_UNSUPPORTED, ERR_TOO_LARGE. */
int water_photo_add(const struct web_actor *actor, int64_t visit, struct str name, int fd,
                    struct error *error);
/* The caller closes *fd. */
int water_photo_open(const struct web_actor *actor, int64_t id, struct water_photo *out, int *fd,
                     struct error *error);

/* The hearing form: questions of data/water/hearing.tsv with what was answered of a mine. */
struct water_answer {
    struct str key, topic, label, unit;
    bool required, number; /* number: a figure with its unit is wanted */
    struct str answer;     /* empty: not yet */
    utc_us changed_at;
};
enum { WATER_QUESTIONS_MOST = 60 };
int water_hearing_read(const struct web_actor *actor, int64_t mine, struct water_answer **out,
                       size_t *count, struct error *error);
/* The figure of an answer in SI: "1,200", "約1,200 m2", "850万円/年、電力込み"; without a unit that
   of the question. False: no figure, a range, or another unit. */
bool water_answer_number(const struct water_answer *answer, struct arena *arena, double *si);
/* Only those that differ from what is stored are changed. Permission water.log. */
int water_hearing_save(const struct web_actor *actor, int64_t mine,
                       const struct water_answer *answers, size_t count, struct error *error);

/* What is still missing: required answers, planned results, papers of certificates. */
struct water_missing {
    int64_t mine;
    struct str mine_name, what;
};
/* Of one mine, or with 0 of all that the actor sees. */
int water_missing(const struct web_actor *actor, int64_t mine, struct water_missing **out,
                  size_t *count, struct error *error);

#endif
