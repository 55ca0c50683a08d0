#include "net/resolve.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/check.h"

/* Shared by the thread and by who waits; the last of the two frees it. */
struct lookup {
    atomic_int owners;
    int finished; /* eventfd */
    char name[256], service[8];
    int result;
    struct addrinfo *addresses;
};

static const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
static int places = -1; /* an eventfd that counts them */
static pthread_once_t places_once = PTHREAD_ONCE_INIT;

static void make_places(void)
{
    places = eventfd(RESOLVE_MOST, EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK);
    CHECK(places >= 0);
}

static int take_place(struct str peer, struct deadline deadline, struct error *error)
{
    uint64_t one;
    pthread_once(&places_once, make_places);
    while (read(places, &one, sizeof one) != sizeof one) {
        int e = socket_wait(places, POLLIN, peer, STR("resolve"), deadline, error);
        if (e)
            return e;
    }
    return 0;
}

static void give_place_back(void)
{
    uint64_t one = 1;
    CHECK(write(places, &one, sizeof one) == sizeof one);
}

static void leave(struct lookup *lookup)
{
    if (atomic_fetch_sub(&lookup->owners, 1) > 1)
        return;
    if (lookup->addresses)
        freeaddrinfo(lookup->addresses);
    close(lookup->finished);
    free(lookup);
}

static void *look_up(void *argument)
{
    struct lookup *lookup = argument;
    uint64_t one = 1;
    lookup->result = getaddrinfo(lookup->name, lookup->service, &hints, &lookup->addresses);
    if (lookup->result != 0)
        lookup->addresses = NULL;
    give_place_back();
    CHECK(write(lookup->finished, &one, sizeof one) == sizeof one);
    leave(lookup);
    return NULL;
}

static struct lookup *lookup_create(const char *name, const char *service)
{
    struct lookup *lookup = calloc(1, sizeof *lookup);
    if (!lookup)
        check_fail("out of memory");
    CHECK(strlen(name) < sizeof lookup->name && strlen(service) < sizeof lookup->service);
    memcpy(lookup->name, name, strlen(name));
    memcpy(lookup->service, service, strlen(service));
    atomic_store(&lookup->owners, 2);
    lookup->finished = eventfd(0, EFD_CLOEXEC);
    CHECK(lookup->finished >= 0);
    return lookup;
}

/* Detached, and deaf to signals: they are the program's. */
static int start(struct lookup *lookup)
{
    sigset_t all, before;
    pthread_t thread;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int problem = pthread_create(&thread, NULL, look_up, lookup);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (problem == 0)
        pthread_detach(thread);
    return problem;
}

static int unknown(struct str peer, int result, struct error *error)
{
    return ERROR(error, ERR_NET_UNREACHABLE, peer, str_from_c(gai_strerror(result)));
}

static int wait_for(struct lookup *lookup, struct str peer, struct deadline deadline,
                    struct addrinfo **out, struct error *error)
{
    int e = socket_wait(lookup->finished, POLLIN, peer, STR("resolve"), deadline, error);
    if (e)
        return e;
    if (lookup->result != 0)
        return unknown(peer, lookup->result, error);
    *out = lookup->addresses;
    lookup->addresses = NULL;
    return 0;
}

int resolve_host(const char *name, const char *service, struct str peer, struct deadline deadline,
                 struct addrinfo **out, struct error *error)
{
    struct addrinfo numeric = hints;
    numeric.ai_flags |= AI_NUMERICHOST;
    if (getaddrinfo(name, service, &numeric, out) == 0)
        return 0;
    int e = take_place(peer, deadline, error);
    if (e)
        return e;
    struct lookup *lookup = lookup_create(name, service);
    int problem = start(lookup);
    if (problem != 0) {
        give_place_back();
        leave(lookup);
        leave(lookup);
        return error_from_errno(error, problem, peer);
    }
    e = wait_for(lookup, peer, deadline, out, error);
    leave(lookup);
    return e;
}
