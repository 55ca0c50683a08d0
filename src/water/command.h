/* The commands of the room, one file each, and what they share: a study with its tables. */
#ifndef MEGURI_WATER_COMMAND_H
#define MEGURI_WATER_COMMAND_H

#include "water/model/economy.h"
#include "water/model/screen.h"
#include "web/module.h"

int water_command_cost(const struct command_call *call, struct arena *arena, struct error *error);
int water_command_simulate(const struct command_call *call, struct arena *arena,
                           struct error *error);
int water_command_ensemble(const struct command_call *call, struct arena *arena,
                           struct error *error);
/* The same as one of several processes; the first of them speaks and writes. `share` NULL: alone.
 */
struct water_share;
int water_ensemble_command(const struct command_call *call, const struct water_share *share,
                           struct arena *arena, struct error *error);
int water_command_fit(const struct command_call *call, struct arena *arena, struct error *error);
int water_command_predict(const struct command_call *call, struct arena *arena,
                          struct error *error);
int water_command_synthesize(const struct command_call *call, struct arena *arena,
                             struct error *error);
int water_command_screen(const struct command_call *call, struct arena *arena, struct error *error);
int water_command_verify(const struct command_call *call, struct arena *arena, struct error *error);
int water_command_knowledge(const struct command_call *call, struct arena *arena,
                            struct error *error);

/* A study read from its file with the tables it uses: the program's, or its own. */
struct water_opened {
    struct str path;
    struct water_study_text text;
    struct water_economy economy;
    struct water_values design, energy, prices, limits, figures, rates, beds;
    struct water_plan lime, passive;
};

/* `path` empty: no study, defaults. Everything lives in `arena`. */
int water_open(const struct command_call *call, struct str path, struct arena *arena,
               struct water_opened *out, struct error *error);
/* The same of a study in memory, for pages. ERR_WATER_STUDY when it names other files. */
int water_open_text(const struct context *context, struct str name, struct str bytes,
                    struct arena *arena, struct water_opened *out, struct error *error);
/* The bytes of a file that a study names, relative to the study's folder. */
int water_open_beside(const struct command_call *call, struct str study, struct str path,
                      struct arena *arena, struct str *bytes, struct error *error);

#endif
