/* Fits in the store: a study, its observations and what came of them. A fit whose observations were
   taken from a mine is seen by those who see the mine; one from a file by those who see the open
   mines of the commission, and by its author. What a person may not see is not found. */
#ifndef MEGURI_WATER_DATA_FIT_H
#define MEGURI_WATER_DATA_FIT_H

#include "base/civil.h"
#include "water/data/mine.h"

enum water_fit_state {
    WATER_FIT_CHECKING, /* the model before the fit is being run */
    WATER_FIT_READY,
    WATER_FIT_WAITING,
    WATER_FIT_RUNNING,
    WATER_FIT_STOPPING, /* a person stopped it; the members that run come to their end */
    WATER_FIT_CANCELLED,
    WATER_FIT_DONE,
    WATER_FIT_FAILED,
    WATER_FIT_STATES
};
struct str water_fit_state_name(enum water_fit_state state);
struct str water_fit_state_title(enum water_fit_state state); /* Japanese */
bool water_fit_works(enum water_fit_state state); /* something is being calculated or waits */

enum water_fit_phase {
    WATER_PHASE_NONE,
    WATER_PHASE_BEFORE,
    WATER_PHASE_BEST,
    WATER_PHASE_SPREAD,
    WATER_PHASES
};

struct water_fit_row {
    int64_t id, commission, mine, vault; /* mine 0: from a file */
    struct str name, mine_name;
    enum water_fit_state state;
    int64_t members, iterations, seed; /* members 0: the best point only */
    day_number first_day, last_day;    /* of the results of the mine; 0: none */
    enum water_fit_phase phase;
    int64_t iteration, runs, planned, failed;
    struct str why;
    int64_t author;
    struct str author_name;
    utc_us created, started, finished;
};

enum { WATER_FIT_FILE_BYTES = 8 << 20, WATER_FIT_TABLES_MOST = 20, WATER_FITS_MOST = 300 };
struct water_fit_file {
    struct str role, name, blob, bytes; /* bytes: of a new one */
    int64_t size;
};
struct water_fit_new {
    struct str name;
    int64_t mine, members, iterations, seed;
    day_number first_day, last_day;
    const struct water_fit_file *files; /* study, observations, tables; checked already */
    size_t file_count;
};
/* Permission water.edit, and the mine as the actor sees it. The model before the fit is run next.
   ERR_WATER_RANGE for numbers out of range, ERR_INVALID_INPUT without a name. */
int water_fit_create(const struct web_actor *actor, const struct water_fit_new *fit, int64_t *id,
                     struct error *error);

/* Newest first. */
int water_fit_list(const struct web_actor *actor, struct water_fit_row **out, size_t *count,
                   struct error *error);
int water_fit_read(const struct web_actor *actor, int64_t id, struct water_fit_row *out,
                   struct error *error);
int water_fit_load(struct db *db, const struct web_actor *actor, int64_t id,
                   struct water_fit_row *out, struct error *error);

/* By role and name. */
int water_fit_files(const struct web_actor *actor, const struct water_fit_row *fit,
                    struct water_fit_file **out, size_t *count, struct error *error);
/* The bytes of the first file of the role; ERR_NOT_FOUND when there is none yet. */
int water_fit_file_read(const struct web_actor *actor, const struct water_fit_row *fit,
                        struct str role, struct str *bytes, struct error *error);
/* The same of any blob in the fit's vault. */
int water_fit_blob_read(const struct web_actor *actor, const struct water_fit_row *fit,
                        struct str blob, struct str *bytes, struct error *error);

struct water_fit_step {
    enum water_fit_phase phase;
    int64_t iteration, failed;
    struct str objective; /* a decimal number */
};
int water_fit_steps(const struct web_actor *actor, int64_t id, struct water_fit_step **out,
                    size_t *count, struct error *error);

/* Starts a fit that is ready. ERR_STATE when it is not. Permission water.edit. */
int water_fit_start(const struct web_actor *actor, int64_t id, struct error *error);
/* Stops it after the members that run. */
int water_fit_cancel(const struct web_actor *actor, int64_t id, struct error *error);
/* Goes on where it stopped, up to `iterations` of the ensemble: of a fit that was cancelled, that
   failed, or that is done and is to go further. */
int water_fit_resume(const struct web_actor *actor, int64_t id, int64_t iterations,
                     struct error *error);

#endif
