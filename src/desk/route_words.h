/* The words in which route tables are written: inputs by kind, pages, actions, menu entries. */
#ifndef MEGURI_DESK_ROUTE_WORDS_H
#define MEGURI_DESK_ROUTE_WORDS_H

#include "web/module.h"

/* Inputs, by kind. */
#define VERSION(n) {.name = STR_INIT(n), .kind = WEB_INTEGER, .required = true, .most = INT64_MAX}
#define NUMBER(n) {.name = STR_INIT(n), .kind = WEB_INTEGER, .most = INT64_MAX}
#define TICK(n) {.name = STR_INIT(n), .kind = WEB_CHECK}
#define TICKS(n) {.name = STR_INIT(n), .kind = WEB_LIST}
#define NAME_OF(ja, en) .label_ja = STR_INIT(ja), .label_en = STR_INIT(en)
#define LINE(n, characters, ja, en) {.name = STR_INIT(n), .kind = WEB_TEXT, .limit = characters, NAME_OF(ja, en)}
#define MUST(n, characters, ja, en) \
    {.name = STR_INIT(n), .kind = WEB_TEXT, .required = true, .limit = characters, NAME_OF(ja, en)}
#define TEXT(n, characters, ja, en) {.name = STR_INIT(n), .kind = WEB_LINES, .limit = characters, NAME_OF(ja, en)}
#define MUST_TEXT(n, characters, ja, en) \
    {.name = STR_INIT(n), .kind = WEB_LINES, .required = true, .limit = characters, NAME_OF(ja, en)}
#define CODE(n, words) {.name = STR_INIT(n), .kind = WEB_CODE, .required = true, .choices = STR_INIT(words)}
#define DAY(n, ja, en) {.name = STR_INIT(n), .kind = WEB_DATE, .required = true, NAME_OF(ja, en)}

#define COUNT(inputs) (sizeof(inputs) / sizeof(inputs)[0])
#define PAGE(where, needs, how, ja, en) \
    {.method = WEB_GET, .path = STR_INIT(where), .permission = STR_INIT(needs), .handler = how, \
     .title_ja = STR_INIT(ja), .title_en = STR_INIT(en)
#define ACTION(where, needs, how) \
    {.method = WEB_POST, .path = STR_INIT(where), .permission = STR_INIT(needs), .csrf = WEB_CSRF_SESSION, \
     .handler = how, .title_ja = STR_INIT("操作"), .title_en = STR_INIT("Action")
#define WITH(inputs) , .fields = inputs, .field_count = COUNT(inputs)
#define MENU(where, ja, en, needs, letter) \
    {STR_INIT(where), STR_INIT(ja), STR_INIT(en), STR_INIT(needs), letter}

#endif
