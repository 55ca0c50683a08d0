/* What the law's commands share. */
#ifndef MEGURI_COMMAND_LAW_H
#define MEGURI_COMMAND_LAW_H

#include "commands.h"
#include "law/law.h"

#define LAW_OVERLAY_OPTION                                                                         \
    {                                                                                              \
        STR_INIT("overlay"), 0, STR_INIT("FILE"),                                                  \
            STR_INIT("組み込みの表に重ねる行のファイル（annex6.tsv など、表と同じ名前）"),         \
            STR_INIT("rows over the built-in table of the same file name (annex6.tsv …)")          \
    }
#define LAW_JSON_OPTION                                                                            \
    {                                                                                              \
        STR_INIT("json"), 0, STR_INIT(""), STR_INIT("JSON で出力します"), STR_INIT("print JSON")   \
    }

/* The built-in tables with --overlay over them. */
int law_command_tables(const struct command_call *call, const struct option_values *values,
                       struct arena *arena, const struct law_tables **out, struct error *error);
/* The option's day, or `fallback`. ERR_DATE. */
int law_command_day(const struct option_values *values, struct str name, day_number fallback,
                    day_number *out, struct error *error);
/* Last part of a path. */
struct str law_command_file_name(struct str path);
/* Prints and frees. */
void law_command_print(struct buf *out);

#endif
