/* The gate in front of argon2id: a few threads of its own and a bounded queue. Each password check
   takes 64 MB and some 80 ms, so requests that need one run here and never on the handler pool; a
   flood of logins fills this queue and gets 503 while all other pages stay quick. The web layer runs
   the whole handler of a route with `on_password_gate` here (its request is suspended meanwhile). */
#ifndef MEGURI_ACCOUNT_GATE_H
#define MEGURI_ACCOUNT_GATE_H

#include "base/context.h"

struct account_gate;
typedef void account_gate_work(void *argument);

enum { ACCOUNT_GATE_THREADS = 2, ACCOUNT_GATE_QUEUE = 64 };

/* threads, queue: 0 = the constants above. ERR_INTERNAL when no thread can be started. */
int account_gate_create(size_t threads, size_t queue, struct account_gate **out,
                        struct error *error);
/* Runs what is queued to its end, then stops the threads; takes NULL. */
void account_gate_destroy(struct account_gate *gate);
/* Queues work(argument) in order of arrival. ERR_BUSY when the queue is full: the work will not run
   and the argument stays the caller's. From any thread. */
int account_gate_submit(struct account_gate *gate, account_gate_work *work, void *argument,
                        struct error *error);

#endif
