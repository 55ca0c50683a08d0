/* The desk room as others see it: its module tables. */
#ifndef MEGURI_DESK_DESK_H
#define MEGURI_DESK_DESK_H

#include "web/module.h"

extern const struct module desk_module;
/* Judging by the tables of the law: the pages of a cargo line, the tables, other countries' rules. */
extern const struct module law_module;

#endif
