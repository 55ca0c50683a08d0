/* Configuration: flags over environment over file over default, each value checked when it is
   loaded and able to say where it came from. Keys are words with dots: `smtp.host` is
   MEGURI_SMTP_HOST in the environment and --smtp-host on the command line. */
#ifndef MEGURI_BASE_SETTINGS_H
#define MEGURI_BASE_SETTINGS_H

#include "base/options.h"

enum setting_kind { SETTING_TEXT, SETTING_INTEGER, SETTING_BOOLEAN, SETTING_CHOICE };

struct setting_declaration {
    struct str key;
    enum setting_kind kind;
    struct str fallback; /* the default as one would write it */
    struct str choices;  /* CHOICE: "calendar|business" */
    int64_t least, most; /* INTEGER */
    bool is_secret;      /* shown as ***** */
    struct str help_ja, help_en;
};

struct settings_sources {
    struct str file_name, file_text; /* of DATA/meguri.conf; empty: no file */
    char *const *environment; /* "NAME=value"…, NULL at the end; NULL: none. Handed in by main */
    const struct option_values *flags; /* NULL: none */
};

enum setting_origin { ORIGIN_DEFAULT, ORIGIN_FILE, ORIGIN_ENVIRONMENT, ORIGIN_FLAG };

struct settings; /* lives in the arena; read-only, shared by threads */

/* ERR_CONFIG names the setting, and file and line when it stands there: unknown or doubled keys in
   the file, values of the wrong kind. Declarations stay with the caller and must outlive it. */
int settings_load(const struct setting_declaration *declared, size_t count,
                  const struct settings_sources *sources, struct arena *arena,
                  const struct settings **out, struct error *error);

/* The key must be declared with that kind (CHOICE counts as text); else the process ends. */
struct str settings_text(const struct settings *settings, struct str key);
int64_t settings_integer(const struct settings *settings, struct str key);
bool settings_boolean(const struct settings *settings, struct str key);

/* For `meguri config check`. */
struct setting_view {
    const struct setting_declaration *declaration;
    struct str value; /* ***** for a secret that is set */
    enum setting_origin origin;
    struct str where; /* "meguri.conf:3", "MEGURI_SMTP_HOST", "--smtp-host", or empty */
};
struct setting_view settings_view(const struct settings *settings, size_t index);
/* Names of MEGURI_… variables that are no setting: probably misspelt. */
size_t settings_stray_count(const struct settings *settings);
struct str settings_stray(const struct settings *settings, size_t index);
/* Every setting with value, origin and help as aligned text. */
struct str settings_explain(const struct settings *settings, enum lang lang, struct arena *arena);

#endif
