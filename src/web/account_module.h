/* The room of people as a module: pages of login, profile and people; `meguri user …`. */
#ifndef MEGURI_WEB_ACCOUNT_MODULE_H
#define MEGURI_WEB_ACCOUNT_MODULE_H

#include "web/module.h"

/* name "user". Permissions: account.self (everybody with a role), account.people (administrators).
 */
extern const struct module account_module;

enum { ACCOUNT_COMMANDS = 6 };
extern const struct command account_commands[ACCOUNT_COMMANDS];

#endif
