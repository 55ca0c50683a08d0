/* What happens to a train while it runs, from the sections [event NAME] of a study:
       kind = flow_change   date, water, factor, until
       kind = renewal       date, tank; whole bed new, or only so much: bran, husk, limestone in kg
       kind = blockage      date, tank, factor of the conductivity; until a whole renewal or `until`
       kind = outage        date, until, tank, stops = flow | aeration
   An event holds from its date to the day before `until`. */
#ifndef MEGURI_WATER_MODEL_EVENT_H
#define MEGURI_WATER_MODEL_EVENT_H

#include "water/model/train.h"

enum water_event_kind {
    WATER_EVENT_FLOW_CHANGE,
    WATER_EVENT_RENEWAL,
    WATER_EVENT_BLOCKAGE,
    WATER_EVENT_OUTAGE
};

struct water_event {
    struct str name;
    enum water_event_kind kind;
    day_number day, until;        /* until: INT32_MAX when open */
    int32_t tank, water;          /* of the train; the other one is CHEM_NONE */
    double factor;                /* of the flow or of the conductivity */
    double limestone, bran, husk; /* kg that are added; all 0: the whole bed is renewed */
    bool aeration;                /* an outage of the air, not of the flow */
};

enum { WATER_EVENTS_MAX = 200 };

/* Events by date. ERR_WATER_STUDY with line: no such tank or water, an end before its beginning,
   a key that the kind does not have, more than WATER_EVENTS_MAX. */
int water_events_read(struct water_study_text *text, const struct water_train *train,
                      struct arena *arena, struct water_event **out, size_t *count,
                      struct error *error);

#endif
