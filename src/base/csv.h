/* CSV after RFC 4180: a streaming reader of UTF-8 (with or without BOM) and CP932, and a writer.
   Two kinds of output: for a machine that loads it (fields exactly as they are), and for people who
   open it in a spreadsheet, where fields that a spreadsheet would take for a formula get an
   apostrophe in front and digits with a leading zero are kept by ="0012". */
#ifndef MEGURI_BASE_CSV_H
#define MEGURI_BASE_CSV_H

#include "base/buf.h"
#include "base/error.h"

/* DETECT (reading only): UTF-8 by BOM or by the first bytes that are not ASCII, else CP932. */
enum csv_encoding { CSV_DETECT, CSV_UTF8, CSV_CP932 };

/* Where bytes come from. Fills at most `capacity` bytes; *got == 0 is the end. */
struct csv_input {
    int (*read)(void *state, char *to, size_t capacity, size_t *got, struct error *error);
    void *state;
};

struct csv_read_options {
    enum csv_encoding encoding;
    char separator;     /* 0: comma */
    size_t field_limit; /* bytes; 0: 1 MiB */
    size_t field_count_limit; /* in a row; 0: 1,024 */
    struct str name;    /* of the file, for errors */
};
struct csv_row {
    const struct str *fields; /* UTF-8; valid until the next csv_read */
    size_t count;             /* 0: the end of the file */
    int64_t line;             /* 1-based line where the row begins */
};
struct csv_reader;

struct csv_reader *csv_reader_create(struct csv_input input, const struct csv_read_options *options);
/* Reads bytes that are in memory and stay there until the reader is destroyed. */
struct csv_reader *csv_reader_create_text(struct str bytes, const struct csv_read_options *options);
void csv_reader_destroy(struct csv_reader *reader);
/* The next row; lines with nothing at all are skipped. Line ends are CR LF, LF or CR. ERR_CSV,
   ERR_ENCODING, ERR_TOO_LARGE with file, line, and the number of the field as column; errors of
   the input as they are. After an error the reader gives no more rows. */
int csv_read(struct csv_reader *reader, struct csv_row *row, struct error *error);
/* Field of that index, or empty when the row is shorter. */
struct str csv_field(const struct csv_row *row, size_t index);
/* Index of the field with this text (a column of the head row), or SIZE_MAX. */
size_t csv_find(const struct csv_row *head, struct str name);

struct csv_write_options {
    enum csv_encoding encoding; /* CSV_UTF8 or CSV_CP932 */
    bool byte_order_mark;       /* of UTF-8: Excel needs it, loading programs may not want it */
    bool quote_all;
    bool neutralise_formulas;   /* ' before = + - @ tab CR unless the field is a plain number */
    bool keep_leading_zeros;    /* ="0012" for digits that begin with 0 */
};
/* Fields as they are, quoted only where RFC 4180 needs it; UTF-8 without BOM, or CP932. */
struct csv_write_options csv_for_machine(enum csv_encoding encoding);
/* For Excel: BOM in UTF-8, formulas neutralised, leading zeros kept. */
struct csv_write_options csv_for_spreadsheet(enum csv_encoding encoding);

struct csv_writer {
    struct buf *out;
    struct csv_write_options options;
    size_t row, column; /* of the field to come, from 0 */
    bool only_empty;    /* the row is one empty field so far */
};
void csv_writer_init(struct csv_writer *writer, struct buf *out, struct csv_write_options options);
/* Appends one field. ERR_UNENCODABLE names a character that CP932 does not have, its row (line)
   and field (column), both from 1; nothing is written then. Invalid UTF-8: ERR_ENCODING. */
int csv_write(struct csv_writer *writer, struct str field, struct error *error);
/* CR LF. A row of one empty field is written as "" so that it is not an empty line. */
void csv_end_row(struct csv_writer *writer);
int csv_write_row(struct csv_writer *writer, const struct str *fields, size_t count,
                  struct error *error);

#endif
