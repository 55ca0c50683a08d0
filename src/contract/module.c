/* The contract room declares itself: pages, background work, permissions. */
#include "contract/contract.h"
#include "contract/inspection.h"
#include "contract/page_routes.h"

static const struct periodic periodic[] = {
    {STR_INIT("contract.inspect"), (int64_t)1 * US_PER_SECOND, contract_inspection_round},
    {STR_INIT("contract.tidy"), (int64_t)600 * US_PER_SECOND, contract_inspection_tidy},
};

const struct module contract_module = {
    .name = STR_INIT("contract"),
    .title_ja = STR_INIT("委託の納品"),
    .title_en = STR_INIT("Deliverables"),
    .routes = contract_routes,
    .route_count = CONTRACT_ROUTE_COUNT,
    .periodic = periodic,
    .periodic_count = sizeof periodic / sizeof periodic[0],
    .permissions = contract_permissions,
    .permission_count = CONTRACT_PERMISSION_COUNT,
    .navigation = contract_navigation,
    .navigation_count = CONTRACT_NAVIGATION_COUNT,
};
