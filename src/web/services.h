/* What the process offers to handlers, jobs and commands beside the store. Built once at start from
   the settings; read-only afterwards. */
#ifndef MEGURI_WEB_SERVICES_H
#define MEGURI_WEB_SERVICES_H

#include "doc/worker.h"
#include "net/clamd.h"
#include "net/imap.h"
#include "net/smtp.h"
#include "store/job_keeper.h"

struct web_services {
    struct worker_pool *workers;
    struct clamd_scanner *scanner; /* NULL: no malware scan is configured */
    struct smtp_options smtp; /* host empty: sending is not configured; mails stay in the outbox */
    struct str mail_folder;   /* demonstration only: mails are written here instead of being sent */
    struct imap_options imap; /* host empty: no IMAP intake */
    struct str maildir;       /* empty: no Maildir intake */
    struct str public_url;    /* "https://soudan.example.jp": for links in mails; empty: none */
    struct str mail_domain;   /* right side of our Message-IDs and sub-addresses */
    struct str desk_address;  /* the desk's own mail address */
    bool demonstration;
    unsigned calculation_threads;  /* of long calculations; 0: not said */
    struct background *background; /* of `serve`; NULL in commands */
    struct job_keeper *keeper;     /* renews leases of running jobs; NULL in commands */
};

#endif
