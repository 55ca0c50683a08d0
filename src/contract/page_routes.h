/* Handlers of the contract room's pages, and the tables that name them. */
#ifndef MEGURI_CONTRACT_PAGE_ROUTES_H
#define MEGURI_CONTRACT_PAGE_ROUTES_H

#include "web/module.h"

enum { CONTRACT_ROUTE_COUNT = 20, CONTRACT_PERMISSION_COUNT = 4, CONTRACT_NAVIGATION_COUNT = 1 };
extern const struct web_route contract_routes[CONTRACT_ROUTE_COUNT];
extern const struct account_permission contract_permissions[CONTRACT_PERMISSION_COUNT];
extern const struct navigation contract_navigation[CONTRACT_NAVIGATION_COUNT];

web_handler contract_page_list, contract_act_create;
web_handler contract_page_show, contract_page_reveal, contract_page_report;
web_handler contract_page_picture, contract_page_picture_plain;
web_handler contract_page_place, contract_page_place_plain;
web_handler contract_act_clean, contract_page_copy;
web_handler contract_act_clean_all, contract_page_delivery, contract_page_before_after;
web_handler contract_act_add, contract_act_cancel, contract_act_erase;
web_handler contract_page_allow, contract_act_allow, contract_act_disallow;

#endif
