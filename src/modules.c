#include "modules.h"

const struct module *const meguri_modules[] = {NULL};
const size_t meguri_module_count = 0;
