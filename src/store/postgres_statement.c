/* Prepared statements of a PostgreSQL connection, kept by text and kinds of parameters, and their
   rows. Everything travels in binary: integers as int8, text and bytes as they are. A result is
   held whole, so long lists are read in pages. */
#include "store/postgres.h"

#include <endian.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

enum { OID_UNKNOWN = 0, OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23,
       OID_TEXT = 25, OID_NUMERIC = 1700 };
enum { CANCEL_LOOK_MS = 50 };

static uint64_t statement_hash(struct str sql, const struct db_value *values, size_t count)
{
    uint64_t hash = 1469598103934665603u;
    for (size_t i = 0; i < sql.n; i++)
        hash = (hash ^ (unsigned char)sql.p[i]) * 1099511628211u;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ (unsigned)values[i].kind) * 1099511628211u;
    return hash;
}

static bool same_kinds(const struct postgres_statement *statement, const struct db_value *values,
                       size_t count)
{
    if (statement->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (statement->kinds[i] != values[i].kind)
            return false;
    return true;
}

static int prepare(struct db *db, struct postgres_statement *statement, struct error *error)
{
    static const Oid types[] = {OID_UNKNOWN, OID_INT8, OID_TEXT, OID_BYTEA};
    struct postgres_connection *connection = db->connection;
    Oid oids[POSTGRES_PARAMETERS];
    for (size_t i = 0; i < statement->count; i++)
        oids[i] = types[statement->kinds[i]];
    snprintf(statement->name, sizeof statement->name, "s%u", ++connection->prepared);
    PGresult *result = PQprepare(connection->handle, statement->name, statement->sql.p,
                                 (int)statement->count, oids);
    int status = PQresultStatus(result) == PGRES_COMMAND_OK
                     ? 0
                     : postgres_error(db, connection->handle, result, statement->sql, error);
    PQclear(result);
    return status;
}

static int statement_find(struct db *db, struct str sql, const struct db_value *values,
                          size_t count, struct postgres_statement **out, struct error *error)
{
    struct postgres_connection *connection = db->connection;
    uint64_t hash = statement_hash(sql, values, count);
    struct postgres_statement **bucket = &connection->buckets[hash % POSTGRES_BUCKETS];
    for (struct postgres_statement *s = *bucket; s; s = s->next)
        if (s->hash == hash && str_equal(s->sql, sql) && same_kinds(s, values, count)) {
            *out = s;
            return 0;
        }
    struct postgres_statement *made = calloc(1, size_add(sizeof *made, size_add(sql.n, 1)));
    if (!made)
        check_fail("out of memory");
    char *copy = (char *)(made + 1);
    memcpy(copy, sql.p, sql.n);
    made->sql = (struct str){copy, sql.n};
    made->hash = hash;
    made->count = count;
    for (size_t i = 0; i < count; i++)
        made->kinds[i] = (unsigned char)values[i].kind;
    int status = prepare(db, made, error);
    if (status) {
        free(made);
        return status;
    }
    made->next = *bucket;
    *bucket = *out = made;
    return 0;
}

void postgres_statements_finish(struct postgres_connection *connection)
{
    for (size_t i = 0; i < POSTGRES_BUCKETS; i++)
        for (struct postgres_statement *s = connection->buckets[i], *next; s; s = next) {
            next = s->next;
            free(s);
        }
}

/* A cancel request that reaches the server before the statement does is lost, so it is repeated. */
static PGresult *wait_for_result(struct postgres_connection *connection,
                                 struct store_canceller *canceller)
{
    char text[256];
    struct pollfd socket = {.fd = PQsocket(connection->handle), .events = POLLIN};
    while (PQisBusy(connection->handle)) {
        if (atomic_load(&canceller->cancelled))
            PQcancel(connection->cancel, text, sizeof text);
        poll(&socket, 1, CANCEL_LOOK_MS);
        if (!PQconsumeInput(connection->handle))
            break;
    }
    PGresult *result = PQgetResult(connection->handle), *last;
    while ((last = PQgetResult(connection->handle)))
        PQclear(last);
    return result;
}

static PGresult *execute(struct postgres_connection *connection,
                         struct store_canceller *canceller,
                         const struct postgres_statement *statement,
                         const struct db_value *values, size_t count)
{
    const char *pointers[POSTGRES_PARAMETERS];
    int lengths[POSTGRES_PARAMETERS], formats[POSTGRES_PARAMETERS];
    uint64_t numbers[POSTGRES_PARAMETERS];
    for (size_t i = 0; i < count; i++) {
        formats[i] = 1;
        lengths[i] = 0;
        pointers[i] = NULL;
        if (values[i].kind == DB_INT) {
            numbers[i] = htobe64((uint64_t)values[i].integer);
            pointers[i] = (const char *)&numbers[i];
            lengths[i] = sizeof numbers[i];
        } else if (values[i].kind != DB_NULL) {
            CHECK(values[i].bytes.n <= 0x3fffffff); /* the protocol's limit is 1 GB */
            pointers[i] = values[i].bytes.n ? values[i].bytes.p : "";
            lengths[i] = (int)values[i].bytes.n;
        }
    }
    if (!canceller)
        return PQexecPrepared(connection->handle, statement->name, (int)count, pointers, lengths,
                              formats, 1);
    if (!PQsendQueryPrepared(connection->handle, statement->name, (int)count, pointers, lengths,
                             formats, 1))
        return NULL;
    while (PQflush(connection->handle) > 0)
        continue; /* the socket blocks */
    return wait_for_result(connection, canceller);
}

int postgres_query(struct db *db, struct error *error, struct db_rows **rows, struct str sql,
                   const struct db_value *values, size_t count)
{
    CHECK(count < POSTGRES_PARAMETERS);
    struct postgres_connection *connection = db->connection;
    struct postgres_statement *statement = NULL;
    int status = statement_find(db, sql, values, count, &statement, error);
    if (status)
        return status;
    PGresult *result = execute(connection, db->canceller, statement, values, count);
    ExecStatusType outcome = PQresultStatus(result);
    if (outcome != PGRES_TUPLES_OK && outcome != PGRES_COMMAND_OK) {
        status = postgres_error(db, connection->handle, result, sql, error);
        PQclear(result);
        return status;
    }
    struct db_rows *made = calloc(1, sizeof *made);
    if (!made)
        check_fail("out of memory");
    made->db = db;
    made->handle = result;
    made->at = -1;
    *rows = made;
    return 0;
}

bool postgres_next(struct db_rows *rows)
{
    return ++rows->at < PQntuples(rows->handle);
}

void postgres_finish(struct db_rows *rows, int64_t *changed)
{
    if (changed && !str_to_int64(str_from_c(PQcmdTuples(rows->handle)), changed))
        *changed = 0;
    PQclear(rows->handle);
    free(rows);
}

bool postgres_column_is_null(struct db_rows *rows, int column)
{
    return PQgetisnull(rows->handle, (int)rows->at, column);
}

static int16_t read_int16(const unsigned char *p)
{
    return (int16_t)(p[0] << 8 | p[1]);
}

/* sum() of integers is of this type: count, weight, sign, scale, then digits to the base 10000. */
static int64_t numeric_to_int(const unsigned char *p, size_t n)
{
    CHECK(n >= 8);
    int digits = read_int16(p), weight = read_int16(p + 2);
    bool negative = read_int16(p + 4) == 0x4000;
    int64_t value = 0;
    CHECK(n >= 8 + 2 * (size_t)digits);
    for (int i = 0; i <= weight; i++) {
        int digit = i < digits ? read_int16(p + 8 + 2 * i) : 0;
        CHECK(!__builtin_mul_overflow(value, 10000, &value));
        CHECK(!__builtin_sub_overflow(value, digit, &value));
    }
    return negative ? value : -value;
}

int64_t postgres_column_integer(struct db_rows *rows, int column)
{
    const PGresult *result = rows->handle;
    int row = (int)rows->at;
    if (PQgetisnull(result, row, column))
        return 0;
    const unsigned char *p = (const unsigned char *)PQgetvalue(result, row, column);
    int n = PQgetlength(result, row, column);
    int64_t value = 0;
    switch (PQftype(result, column)) {
    case OID_BOOL:
        return p[0];
    case OID_INT2:
        return read_int16(p);
    case OID_INT4:
        return (int32_t)((uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]);
    case OID_INT8: {
        uint64_t wire;
        memcpy(&wire, p, sizeof wire);
        return (int64_t)be64toh(wire);
    }
    case OID_NUMERIC:
        return numeric_to_int(p, (size_t)n);
    default:
        return str_to_int64((struct str){(const char *)p, (size_t)n}, &value) ? value : 0;
    }
}

struct str postgres_column_string(struct db_rows *rows, int column)
{
    const PGresult *result = rows->handle;
    int row = (int)rows->at;
    if (PQgetisnull(result, row, column))
        return (struct str){"", 0};
    return (struct str){PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column)};
}
