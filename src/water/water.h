/* The water room: mines and their data, passive treatment from model to money. Other rooms enter by
   this header only. */
#ifndef MEGURI_WATER_WATER_H
#define MEGURI_WATER_WATER_H

#include "web/module.h"

extern const struct module water_module, water_data_module, water_fit_module;

#endif
