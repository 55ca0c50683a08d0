#include "net/imap_connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/check.h"
#include "base/file.h"

enum {
    SIZES_AT_ONCE = 100,       /* messages in one question for sizes: a line of at most 1.1 KB */
    MOST_MESSAGES = 4 << 20,   /* in one walk; the rest comes with the next one */
};

/* ---- which messages ---- */

struct uid_list {
    int64_t after;
    int64_t *uids;
    size_t count, capacity;
};

static int add_uid(void *state, int64_t uid, struct error *error)
{
    (void)error;
    struct uid_list *list = state;
    /* "n:*" names the last message even when its UID is below n. */
    if (uid <= list->after || list->count == MOST_MESSAGES)
        return 0;
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? size_mul(list->capacity, 2) : 256;
        list->uids = realloc(list->uids, size_mul(list->capacity, sizeof *list->uids));
        if (!list->uids)
            check_fail("out of memory");
    }
    list->uids[list->count++] = uid;
    return 0;
}

static int compare_uids(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void sort_and_drop_doubles(struct uid_list *list)
{
    if (list->count == 0)
        return;
    qsort(list->uids, list->count, sizeof *list->uids, compare_uids);
    size_t kept = 1;
    for (size_t i = 1; i < list->count; i++)
        if (list->uids[i] != list->uids[kept - 1])
            list->uids[kept++] = list->uids[i];
    list->count = kept;
}

static int search_after(struct imap *imap, int64_t after, struct uid_list *list,
                        struct error *error)
{
    struct imap_response final;
    struct imap_sinks sinks = {.number = add_uid, .state = list};
    list->after = after;
    char text[64];
    int n = snprintf(text, sizeof text, "UID SEARCH UID %lld:*", (long long)(after + 1));
    int e = imap_send_command(imap, (struct str){text, (size_t)n}, 0, error);
    if (!e)
        e = imap_finish_command(imap, &sinks, NULL, NULL, &final, error);
    if (!e && final.status != IMAP_OK)
        e = imap_refuse(imap, ERR_NET_SERVER, tls_peer(imap->tls), &final, error);
    sort_and_drop_doubles(list);
    return e;
}

/* ---- how large ---- */

struct size_list {
    const int64_t *uids;
    int64_t sizes[SIZES_AT_ONCE]; /* -1: the message is gone */
    size_t count;
};

static int note_size(void *argument, const struct imap_response *response, struct error *error)
{
    (void)error;
    struct size_list *list = argument;
    if (response->kind != IMAP_FETCH || response->uid < 0 || response->size < 0)
        return 0;
    int64_t *found =
        bsearch(&response->uid, list->uids, list->count, sizeof *list->uids, compare_uids);
    if (found)
        list->sizes[found - list->uids] = response->size;
    return 0;
}

static int ask_sizes(struct imap *imap, struct size_list *list, struct error *error)
{
    struct imap_response final;
    struct buf text = {0};
    for (size_t i = 0; i < list->count; i++) {
        list->sizes[i] = -1;
        buf_format(&text, "%s%lld", i ? "," : "UID FETCH ", (long long)list->uids[i]);
    }
    buf_append(&text, STR(" (UID RFC822.SIZE)"));
    int e = imap_send_command(imap, buf_str(&text), 0, error);
    if (!e)
        e = imap_finish_command(imap, NULL, note_size, list, &final, error);
    if (!e && final.status != IMAP_OK)
        e = imap_refuse(imap, ERR_NET_SERVER, tls_peer(imap->tls), &final, error);
    buf_finish(&text);
    return e;
}

/* ---- the bytes ---- */

struct body {
    struct imap *imap;
    int64_t uid;
    int fd;
    size_t kept;
    bool too_large, found;
};

static int keep_bytes(void *state, struct str bytes, struct error *error)
{
    struct body *body = state;
    if (body->too_large || bytes.n > body->imap->message_limit - body->kept) {
        body->too_large = true; /* the size asked for was not the truth: the rest is dropped */
        return 0;
    }
    int problem = file_write_all(body->imap->context, body->fd, STR("mail"), bytes);
    if (problem)
        return error_from_errno(error, problem, STR("mail"));
    body->kept += bytes.n;
    return 0;
}

static int note_body(void *argument, const struct imap_response *response, struct error *error)
{
    struct body *body = argument;
    if (response->kind != IMAP_FETCH || !response->has_body)
        return 0;
    if (response->uid != body->uid || body->found)
        return ERROR(error, ERR_NET_PROTOCOL, tls_peer(body->imap->tls),
                     STR("body of another message"));
    body->found = true;
    return 0;
}

static int fetch_body(struct body *body, int64_t size, struct imap_response *final,
                      struct error *error)
{
    char text[64];
    int n = snprintf(text, sizeof text, "UID FETCH %lld (UID BODY.PEEK[])", (long long)body->uid);
    struct imap_sinks sinks = {.body = keep_bytes, .state = body};
    int e = imap_send_command(body->imap, (struct str){text, (size_t)n}, size, error);
    if (!e)
        e = imap_finish_command(body->imap, &sinks, note_body, body, final, error);
    if (!e && lseek(body->fd, 0, SEEK_SET) != 0)
        e = ERROR(error, ERR_INTERNAL, STR("memfd"));
    return e;
}

static int hand_over(const struct body *body, const struct imap_response *final, imap_sink *sink,
                     void *argument, struct error *error)
{
    bool refused = final->status != IMAP_OK;
    if (!refused && !body->found)
        return 0; /* expunged since the search */
    struct imap_message message = {.uid = body->uid,
                                   .size = (int64_t)body->kept,
                                   .too_large = body->too_large,
                                   .refused = refused};
    return sink(argument, &message, refused || body->too_large ? -1 : body->fd, error);
}

static int fetch_one(struct imap *imap, int64_t uid, int64_t size, imap_sink *sink, void *argument,
                     struct error *error)
{
    if ((uint64_t)size > imap->message_limit) {
        struct imap_message large = {.uid = uid, .size = size, .too_large = true};
        return sink(argument, &large, -1, error);
    }
    struct body body = {.imap = imap, .uid = uid};
    struct imap_response final;
    body.fd = memfd_create("mail", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (body.fd < 0)
        return ERROR(error, ERR_INTERNAL, STR("memfd"));
    int e = fetch_body(&body, size, &final, error);
    if (!e)
        e = hand_over(&body, &final, sink, argument, error);
    close(body.fd);
    return e;
}

static int fetch_some(struct imap *imap, const int64_t *uids, size_t count, imap_sink *sink,
                      void *argument, struct error *error)
{
    struct size_list list = {.uids = uids, .count = count};
    int e = ask_sizes(imap, &list, error);
    for (size_t i = 0; !e && i < count; i++)
        if (list.sizes[i] >= 0)
            e = fetch_one(imap, uids[i], list.sizes[i], sink, argument, error);
    return e;
}

int imap_fetch_after(struct imap *imap, int64_t after, imap_sink *sink, void *argument,
                     struct error *error)
{
    struct uid_list list = {0};
    imap->news = false;
    int e = search_after(imap, after, &list, error);
    for (size_t from = 0; !e && from < list.count; from += SIZES_AT_ONCE) {
        size_t count = list.count - from;
        if (count > SIZES_AT_ONCE)
            count = SIZES_AT_ONCE;
        e = fetch_some(imap, list.uids + from, count, sink, argument, error);
    }
    free(list.uids);
    return e;
}

int imap_mark_seen(struct imap *imap, int64_t uid, struct error *error)
{
    char text[64];
    int n = snprintf(text, sizeof text, "UID STORE %lld +FLAGS.SILENT (\\Seen)", (long long)uid);
    return imap_run_command(imap, (struct str){text, (size_t)n}, ERR_NET_SERVER, error);
}
