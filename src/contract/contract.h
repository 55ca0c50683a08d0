/* The contract room: what a commission hands in. So far the inspection of deliverables. Other rooms
   enter by this header only. */
#ifndef MEGURI_CONTRACT_CONTRACT_H
#define MEGURI_CONTRACT_CONTRACT_H

#include "web/module.h"

extern const struct module contract_module;

#endif
