#ifndef MEGURI_TESTS_WEB_MODULE_H
#define MEGURI_TESTS_WEB_MODULE_H

#include "web/module.h"

extern const struct module test_module;

#endif
