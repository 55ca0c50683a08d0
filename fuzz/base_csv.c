/* Whatever the reader accepts is written and read as the same fields, whatever the pieces in which
   the bytes come. */
#include <string.h>

#include "base/check.h"
#include "base/csv.h"

struct pieces {
    struct str rest;
    size_t step;
};

static int read_piece(void *state, char *to, size_t capacity, size_t *got, struct error *error)
{
    struct pieces *pieces = state;
    (void)error;
    *got = pieces->step < capacity ? pieces->step : capacity;
    *got = *got < pieces->rest.n ? *got : pieces->rest.n;
    if (*got)
        memcpy(to, pieces->rest.p, *got);
    pieces->rest = str_slice(pieces->rest, *got, pieces->rest.n);
    return 0;
}

/* Reads all rows and writes them for a machine. */
static int rewrite(struct str bytes, size_t step, enum csv_encoding encoding, struct buf *out)
{
    struct pieces pieces = {bytes, step};
    struct csv_read_options options = {.encoding = encoding};
    struct csv_reader *reader =
        csv_reader_create((struct csv_input){read_piece, &pieces}, &options);
    struct csv_writer writer;
    struct csv_row row;
    int code;
    csv_writer_init(&writer, out, csv_for_machine(CSV_UTF8));
    while (!(code = csv_read(reader, &row, NULL)) && row.count > 0)
        CHECK(csv_write_row(&writer, row.fields, row.count, NULL) == 0);
    csv_reader_destroy(reader);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct str bytes = {(const char *)data + 1, size - 1};
    size_t step = 1 + data[0] / 3;
    enum csv_encoding encoding = (enum csv_encoding)(data[0] % 3);
    struct buf at_once = {0}, in_pieces = {0}, again = {0};
    int code = rewrite(bytes, SIZE_MAX, encoding, &at_once);
    CHECK(rewrite(bytes, step, encoding, &in_pieces) == code);
    CHECK(str_equal(buf_str(&at_once), buf_str(&in_pieces)));
    CHECK(rewrite(buf_str(&at_once), step, CSV_UTF8, &again) == 0);
    CHECK(str_equal(buf_str(&at_once), buf_str(&again)));
    buf_finish(&at_once);
    buf_finish(&in_pieces);
    buf_finish(&again);
    return 0;
}
