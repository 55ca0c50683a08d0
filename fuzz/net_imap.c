/* Whatever a server sends, in whatever pieces: responses are read or refused, bodies never exceed
   what was sent, and the pieces make no difference. The first byte is the size of the pieces. */
#include <string.h>

#include "base/check.h"
#include "net/imap_parse.h"

enum { MOST_RESPONSES = 1000 };

struct server {
    struct str left;
    size_t step;
};
struct seen {
    size_t responses, body, uids;
    int64_t sum; /* of all numbers, so that two readings can be compared */
    int end;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int read_server(void *state, void *to, size_t room, size_t *got, struct error *error)
{
    (void)error;
    struct server *server = state;
    size_t n = server->left.n < server->step ? server->left.n : server->step;
    n = n < room ? n : room;
    if (n > 0)
        memcpy(to, server->left.p, n);
    server->left = str_slice(server->left, n, server->left.n);
    *got = n;
    return 0;
}

static int count_uid(void *state, int64_t uid, struct error *error)
{
    (void)error;
    struct seen *seen = state;
    seen->uids++;
    seen->sum ^= uid;
    return 0;
}

static int count_body(void *state, struct str bytes, struct error *error)
{
    (void)error;
    struct seen *seen = state;
    seen->body += bytes.n;
    return 0;
}

static struct seen read_all(struct str text, size_t step)
{
    static struct imap_reader reader;
    struct server server = {text, step};
    struct seen seen = {0};
    struct imap_sinks sinks = {count_uid, count_body, &seen};
    struct imap_response response;
    imap_reader_init(&reader, (struct imap_source){read_server, &server}, STR("fuzz"));
    while (seen.responses < MOST_RESPONSES &&
           !(seen.end = imap_parse_response(&reader, &sinks, &response, NULL))) {
        seen.responses++;
        seen.sum ^= response.number ^ response.uid ^ response.size ^ response.uid_validity;
        CHECK(strlen(response.text) < sizeof response.text);
        CHECK(strlen(response.tag) < sizeof response.tag);
    }
    CHECK(seen.body <= text.n);
    return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct str text = {(const char *)data + 1, size - 1};
    struct seen whole = read_all(text, size), pieces = read_all(text, (size_t)data[0] + 1);
    CHECK(whole.responses == pieces.responses && whole.uids == pieces.uids);
    CHECK(whole.sum == pieces.sum && whole.end == pieces.end);
    return 0;
}
