/* The trial log of a mine: what happened that explains its data, and that a model has to know. */
#ifndef MEGURI_WATER_DATA_EVENT_H
#define MEGURI_WATER_DATA_EVENT_H

#include "base/decimal.h"
#include "water/data/mine.h"

enum water_log_kind {
    WATER_LOG_FLOW,    /* 流量の変更 */
    WATER_LOG_RENEWAL, /* 基材の更新 */
    WATER_LOG_BLOCKAGE,
    WATER_LOG_OUTAGE,
    WATER_LOG_MAINTENANCE,
    WATER_LOG_NOTE,
    WATER_LOG_KINDS
};
struct str water_log_kind_name(enum water_log_kind kind);  /* "flow_change" */
struct str water_log_kind_title(enum water_log_kind kind); /* 流量の変更 */
bool water_log_kind_parse(struct str name, enum water_log_kind *out);

struct water_logged {
    int64_t id, mine, point; /* point 0: the whole plant */
    struct str point_name, tank;
    enum water_log_kind kind;
    utc_us began, ended; /* ended 0: a moment, or not over */
    struct decimal value;
    struct str unit; /* empty: no figure; 倍: a factor */
    struct str words;
    int64_t author;
    utc_us created;
};
/* Permission water.log. ERR_INVALID_INPUT: it ends before it begins, or says nothing. */
int water_event_add(const struct web_actor *actor, const struct water_logged *event, int64_t *id,
                    struct error *error);
/* It stays in the store, marked with who took it away, and is not shown any more. */
int water_event_remove(const struct web_actor *actor, int64_t id, struct error *error);
enum { WATER_EVENTS_MOST = 1000 };
/* Newest first. */
int water_events(const struct web_actor *actor, int64_t mine, struct water_logged **out,
                 size_t *count, struct error *error);

/* The events as sections [event …] of a study (docs/water.md), oldest first; notes and maintenance
   as remarks. Sections that lack what the study needs say so in a remark. */
struct str water_events_study(const struct water_logged *events, size_t count, struct arena *arena);

#endif
