#include "modules.h"

#include "contract/contract.h"
#include "desk/desk.h"
#include "water/water.h"
#include "web/account_module.h"
#include "web/home.h"

const struct module *const meguri_modules[] = {&desk_module, &law_module, &water_data_module, &water_fit_module, &water_module, &contract_module,
                                               &account_module, &web_module};
const size_t meguri_module_count = sizeof meguri_modules / sizeof meguri_modules[0];
