/* The rooms of this program, in the order of the navigation. Adding a room touches this list only. */
#ifndef MEGURI_MODULES_H
#define MEGURI_MODULES_H

#include "web/module.h"

extern const struct module *const meguri_modules[];
extern const size_t meguri_module_count;

#endif
