/* One error system. A function that can fail returns int: 0 or an enum err, and describes the
   failure in the caller's struct error, which becomes one sentence in the reader's language.
   Callers that do not care pass NULL. The first error set stays until error_clear. */
#ifndef MEGURI_BASE_ERROR_H
#define MEGURI_BASE_ERROR_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

enum err {
    ERR_NONE = 0,
#define X(name, number, http, exit_code, ja, en) name = number,
#include "base/error_table.h"
#undef X
};

enum lang { LANG_JA, LANG_EN };

enum { ERROR_PARAMETERS = 4, ERROR_TEXT_SIZE = 960 };

struct error {
    enum err code;
    /* Where in the user's input: file name, 1-based line and column, cell or element; 0 or empty
       when not known. */
    struct str file, place;
    int64_t line, column;
    struct str parameters[ERROR_PARAMETERS];
    /* The texts above live here, cut at a UTF-8 boundary when they do not fit. Because of these
       inner pointers a struct error is copied with error_copy only. */
    char text[ERROR_TEXT_SIZE];
    size_t text_used;
};

/* Records `code` with its parameters ({1}.. in the table, struct str each) and returns code.
   Keeps an error that is already there. error may be NULL.
   Example: return ERROR(error, ERR_NOT_FOUND, STR("相談 2025-000123")); */
int error_set(struct error *error, enum err code, const struct str *parameters, size_t count);
#define ERROR(error, code, ...)                                                          \
    error_set((error), (code), (const struct str[]){__VA_ARGS__},                        \
              sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))
/* A parameter that reads differently in each language: error_sentence takes the half it needs. */
#define BOTH(ja, en) STR(ja "\x1f" en)
/* ERR_DISK_FULL for ENOSPC and EDQUOT, else ERR_IO with the system's text. */
int error_from_errno(struct error *error, int errno_value, struct str what);

/* Adds the place to an error that has been set; returns error->code. line/column 0 = unknown. */
int error_at(struct error *error, struct str file, int64_t line, int64_t column);
int error_in(struct error *error, struct str place);

void error_clear(struct error *error);
void error_copy(struct error *to, const struct error *from);

/* The whole sentence, with the place in front of it; owned by the arena. */
struct str error_sentence(const struct error *error, enum lang lang, struct arena *arena);
/* "ERR_NOT_FOUND" */
struct str error_name(enum err code);
int error_http_status(enum err code);
int error_exit_code(enum err code);

#endif
