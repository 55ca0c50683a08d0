/* The desk room as others see it: one module table. */
#ifndef MEGURI_DESK_DESK_H
#define MEGURI_DESK_DESK_H

#include "web/module.h"

extern const struct module desk_module;

#endif
