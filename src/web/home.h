/* The module of the web room itself: the way in. */
#ifndef MEGURI_WEB_HOME_H
#define MEGURI_WEB_HOME_H

#include "web/module.h"

extern const struct module web_module;

#endif
