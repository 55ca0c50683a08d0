/* The part of the room that keeps mines and their data, declared as a module of its own. */
#ifndef MEGURI_WATER_DATA_MODULE_H
#define MEGURI_WATER_DATA_MODULE_H

#include "web/module.h"

enum { WATER_DATA_COMMANDS = 15 };
extern const struct command water_data_commands[WATER_DATA_COMMANDS];

#endif
