/* Mines, their points and who sees them. A mine that the actor may not see is not found. */
#ifndef MEGURI_WATER_DATA_MINE_H
#define MEGURI_WATER_DATA_MINE_H

#include "water/data/permission.h"

struct water_mine_row {
    int64_t id, version;
    struct str code, name, prefecture,
        note; /* code: [A-Za-z0-9_-], within the commission one of its kind */
    struct str municipality, latitude, longitude; /* decimal degrees; empty: not known */
    bool restricted, synthetic;
    int64_t vault;
    utc_us created;
};

enum water_point_kind {
    WATER_POINT_RAW,     /* 原水 */
    WATER_POINT_TANK,    /* 槽の出口 */
    WATER_POINT_TREATED, /* 処理水 */
    WATER_POINT_USE,     /* 利水点 */
    WATER_POINT_RIVER,   /* 河川 */
    WATER_POINT_OTHER,
    WATER_POINT_KINDS
};
struct str water_point_kind_name(enum water_point_kind kind);  /* "raw" */
struct str water_point_kind_title(enum water_point_kind kind); /* 原水 */
bool water_point_kind_parse(struct str name, enum water_point_kind *out);

/* Which national limits hold at a point. */
enum water_standard {
    WATER_STANDARD_NONE,
    WATER_STANDARD_GENERAL,
    WATER_STANDARD_MINING,
    WATER_STANDARDS
};
struct str water_standard_name(enum water_standard standard);
struct str water_standard_title(enum water_standard standard);
bool water_standard_parse(struct str name, enum water_standard *out);

struct water_point {
    int64_t id, version, mine;
    struct str code, name;
    enum water_point_kind kind;
    struct str tank; /* its name in a study; may be empty */
    enum water_standard standard;
};

/* Permission water.edit. ERR_WATER_CODE for a code of other characters or a name that is empty,
   ERR_STORE_UNIQUE for a code that is taken. Who makes a restricted mine sees it. */
int water_mine_create(const struct web_actor *actor, const struct water_mine_row *mine, int64_t *id,
                      struct error *error);
/* Empty, or a position in Japan (20-46 degrees north, 122-154 east) as decimals: ERR_INVALID_INPUT,
   also for one without the other; ERR_NUMBER. */
int water_place_check(struct str latitude, struct str longitude, struct error *error);
/* Name, prefecture, municipality, position, note, restricted (the last needs water.access to
   change; who restricts a mine goes on seeing it). ERR_CONFLICT, ERR_INVALID_INPUT. */
int water_mine_change(const struct web_actor *actor, const struct water_mine_row *mine,
                      struct error *error);

/* A line of the list of mines. */
struct water_mine_line {
    struct water_mine_row mine;
    int64_t points, samples;
    utc_us newest; /* newest sample; 0: none */
};
enum { WATER_MINES_MOST = 500 };
/* By code. Permission water.data. */
int water_mine_list(const struct web_actor *actor, struct water_mine_line **out, size_t *count,
                    struct error *error);
/* ERR_NOT_FOUND also for a mine that the actor may not see. */
int water_mine_read(const struct web_actor *actor, int64_t id, struct water_mine_row *out,
                    struct error *error);
int water_mine_find(const struct web_actor *actor, struct str code, struct water_mine_row *out,
                    struct error *error);
/* The same in the caller's transaction. Every function of the data looks a mine up by it. */
int water_mine_load(struct db *db, const struct web_actor *actor, int64_t id,
                    struct water_mine_row *out, struct error *error);

/* Points by code. */
int water_points_load(struct db *db, const struct web_actor *actor, int64_t mine,
                      struct water_point **out, size_t *count, struct error *error);
int water_points(const struct web_actor *actor, int64_t mine, struct water_point **out,
                 size_t *count, struct error *error);
/* A point with its mine, both as the actor may see them. */
int water_point_load(struct db *db, const struct web_actor *actor, int64_t id,
                     struct water_point *point, struct water_mine_row *mine, struct error *error);
int water_point_read(const struct web_actor *actor, int64_t id, struct water_point *point,
                     struct water_mine_row *mine, struct error *error);
/* point->id 0: a new one. Permission water.edit. */
int water_point_save(const struct web_actor *actor, const struct water_point *point, int64_t *id,
                     struct error *error);
/* In the caller's transaction, without looking at permissions. */
int water_point_insert(struct db *db, const struct water_point *point, int64_t *id,
                       struct error *error);

/* People who are listed for a mine. */
struct water_mine_person {
    int64_t person;
    struct str name;
    bool listed;
    struct str roles; /* titles, for the page */
};
/* Everybody of the commission who may see data at all. Permission water.access. */
int water_mine_people(const struct web_actor *actor, int64_t mine, struct water_mine_person **out,
                      size_t *count, struct error *error);
/* Who is listed from now on; `restricted` as it shall be. Permission water.access. */
int water_mine_access_set(const struct web_actor *actor, int64_t mine, bool restricted,
                          const int64_t *people, size_t count, struct error *error);

#endif
