/* Answers for /assets/, made once at start and sent from libmicrohttpd's own threads. */
#include <stdlib.h>

#include "base/check.h"
#include "web/asset_table.h"
#include "web/server_internal.h"

struct asset_responses {
    struct MHD_Response **plain, **gzip, **unchanged;
};

static struct MHD_Response *make(const struct asset *asset, struct str bytes, bool packed,
                                 bool strict_transport)
{
    /* libmicrohttpd only reads a persistent buffer. */
    struct MHD_Response *response = MHD_create_response_from_buffer(
        bytes.n, (void *)(uintptr_t)bytes.p, MHD_RESPMEM_PERSISTENT);
    CHECK(response);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL,
                            "public, max-age=31536000, immutable");
    MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, asset->etag.p);
    MHD_add_response_header(response, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
    if (packed)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    header_add_common(response, asset->type, strict_transport);
    return response;
}

struct asset_responses *asset_responses_create(bool strict_transport)
{
    struct asset_responses *all = calloc(1, sizeof *all);
    CHECK(all);
    struct MHD_Response ***kinds[] = {&all->plain, &all->gzip, &all->unchanged};
    for (size_t k = 0; k < 3; k++)
        CHECK(*kinds[k] = calloc(asset_count, sizeof **kinds[k]));
    for (size_t i = 0; i < asset_count; i++) {
        const struct asset *asset = &asset_table[i];
        all->plain[i] = make(asset, asset->plain, false, strict_transport);
        all->gzip[i] = asset->gzip.n > 0 ? make(asset, asset->gzip, true, strict_transport) : NULL;
        all->unchanged[i] = make(asset, STR(""), false, strict_transport);
    }
    return all;
}

void asset_responses_destroy(struct asset_responses *all)
{
    if (!all)
        return;
    for (size_t i = 0; i < asset_count; i++) {
        MHD_destroy_response(all->plain[i]);
        if (all->gzip[i])
            MHD_destroy_response(all->gzip[i]);
        MHD_destroy_response(all->unchanged[i]);
    }
    free(all->plain);
    free(all->gzip);
    free(all->unchanged);
    free(all);
}

/* "gzip" among the codings, and not with q=0. */
static bool accepts_gzip(const struct web_request *request)
{
    struct str rest = request_header(request, "Accept-Encoding"), coding;
    while (rest.n > 0 && str_cut(&rest, ',', &coding)) {
        struct str name = str_trim(str_slice(coding, 0, str_find_char(coding, ';', 0)));
        if (str_equal_nocase(name, STR("gzip")))
            return !str_contains(coding, STR("q=0")) || str_contains(coding, STR("q=0."));
    }
    return false;
}

bool asset_responses_find(struct web_request *request)
{
    request->asset = request->post ? NULL : asset_find(request->path);
    return request->asset != NULL;
}

enum MHD_Result asset_responses_answer(struct asset_responses *all, struct web_request *request)
{
    const struct asset *asset = request->asset;
    size_t i = (size_t)(asset - asset_table);
    bool same = str_equal(request_header(request, "If-None-Match"), asset->etag);
    bool packed = all->gzip[i] && accepts_gzip(request);
    struct MHD_Response *response = same     ? all->unchanged[i]
                                    : packed ? all->gzip[i]
                                             : all->plain[i];
    connection_enter(request->connection, PHASE_SENDING);
    atomic_store(&request->connection->moved, (int64_t)asset->plain.n);
    return MHD_queue_response(request->mhd, same ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK, response);
}
