/* The case row: reading it with its declared fields, adding one, compare-and-set, counts. */
#include "desk/record.h"

#include <string.h>

#include "base/token.h"

static const struct str judgement_names[] = {
    [DESK_UNDECIDED] = STR_INIT("open"),
    [DESK_NOT_REGULATED] = STR_INIT("no"),
    [DESK_REGULATED] = STR_INIT("yes"),
};

struct str desk_judgement_name(enum desk_judgement judgement)
{
    return judgement_names[judgement];
}

struct str desk_judgement_title(enum desk_judgement judgement, enum lang lang)
{
    return desk_choice_title(STR("judgement"), judgement_names[judgement], lang);
}

bool desk_judgement_parse(struct str name, enum desk_judgement *out)
{
    for (int i = DESK_UNDECIDED; i <= DESK_REGULATED; i++) {
        if (str_equal(judgement_names[i], name)) {
            *out = (enum desk_judgement)i;
            return true;
        }
    }
    return false;
}

void *desk_array_add(struct arena *arena, void **items, size_t *count, size_t size)
{
    /* Doubles at powers of two; the old copy stays in the arena until it dies. */
    if ((*count & (*count - 1)) == 0) {
        char *grown = arena_alloc(arena, *count ? *count * 2 : 1, size, alignof(max_align_t));
        if (*count)
            memcpy(grown, *items, *count * size);
        *items = grown;
    }
    return (char *)*items + (*count)++ * size;
}

int desk_seal_members(struct db *db, int64_t vault, const struct desk_member *members, size_t count,
                      struct arena *arena, struct str *out, struct error *error)
{
    struct buf plain = {0};
    struct json_writer writer;
    json_writer_init(&writer, &plain, false);
    json_begin_object(&writer);
    for (size_t i = 0; i < count; i++)
        if (members[i].text.n)
            json_put_string(&writer, members[i].key, members[i].text);
    json_end_object(&writer);
    int status = vault_seal(db, vault, buf_str(&plain), arena, out, error);
    buf_finish(&plain);
    return status;
}

int desk_open_members(struct db *db, int64_t vault, struct str sealed, struct arena *arena,
                      const struct json **out, struct error *error)
{
    *out = NULL;
    if (sealed.n == 0)
        return 0;
    struct error reason = {0};
    struct str plain;
    int status = vault_open(db, vault, sealed, arena, &plain, &reason);
    if (status == ERR_STORE_ERASED)
        return 0;
    if (status) {
        if (error)
            error_copy(error, &reason);
        return status;
    }
    return json_parse(plain, arena, out, error);
}

/* Order of the columns is the order of read_case. */
#define CASE_COLUMNS                                                                            \
    "id, version, commission, number, kind, state, attention, attention_reason, channel,"       \
    " received_at, noticed_at, effective_day, due_day, outer_day, advisor, subject, company,"    \
    " item, cargo_class, direction, country, customs, industry, invoice_numbers, judgement,"     \
    " advised_at, advised_day, registered_at, publish_requested_at, published_at, cargo_count,"  \
    " file_count, mail_count, synthetic, merged_into, erased_at, vault, token, fields, personal"

static void read_case(struct db_rows *rows, struct arena *arena, struct desk_case *c,
                      struct str *fields, struct str *personal)
{
    int i = 0;
    c->id = db_column_int(rows, i++);
    c->version = db_column_int(rows, i++);
    c->commission = db_column_int(rows, i++);
    c->number = db_column_copy(rows, i++, arena);
    desk_kind_parse(db_column_text(rows, i++), &c->kind);
    desk_state_parse(db_column_text(rows, i++), &c->state);
    c->attention = db_column_int(rows, i++) != 0;
    c->attention_reason = db_column_copy(rows, i++, arena);
    c->channel = db_column_copy(rows, i++, arena);
    c->received_at = db_column_int(rows, i++);
    c->noticed_at = db_column_int(rows, i++);
    c->effective_day = (day_number)db_column_int(rows, i++);
    c->due_day = (day_number)db_column_int(rows, i++);
    c->outer_day = (day_number)db_column_int(rows, i++);
    c->advisor = db_column_int(rows, i++);
    c->subject = db_column_copy(rows, i++, arena);
    c->company = db_column_copy(rows, i++, arena);
    c->item = db_column_copy(rows, i++, arena);
    c->cargo_class = db_column_copy(rows, i++, arena);
    c->direction = db_column_copy(rows, i++, arena);
    c->country = db_column_copy(rows, i++, arena);
    c->customs = db_column_copy(rows, i++, arena);
    c->industry = db_column_copy(rows, i++, arena);
    c->invoice_numbers = db_column_copy(rows, i++, arena);
    desk_judgement_parse(db_column_text(rows, i++), &c->judgement);
    c->advised_at = db_column_int(rows, i++);
    c->advised_day = (day_number)db_column_int(rows, i++);
    c->registered_at = db_column_int(rows, i++);
    c->publish_requested_at = db_column_int(rows, i++);
    c->published_at = db_column_int(rows, i++);
    c->cargo_count = db_column_int(rows, i++);
    c->file_count = db_column_int(rows, i++);
    c->mail_count = db_column_int(rows, i++);
    c->synthetic = db_column_int(rows, i++) != 0;
    c->merged_into = db_column_int(rows, i++);
    c->erased_at = db_column_int(rows, i++);
    c->vault = db_column_int(rows, i++);
    c->token = db_column_copy(rows, i++, arena);
    *fields = db_column_copy(rows, i++, arena);
    *personal = db_column_copy(rows, i++, arena);
}

static struct str time_or_empty(utc_us time, struct arena *arena)
{
    return time ? time_format_jst(time, arena) : STR("");
}

/* Values of fields that are columns or follow from columns. */
static struct str column_value(const struct desk_case *c, struct str code, struct arena *arena)
{
    const struct {
        struct str code, text;
    } known[] = {
        {STR("consult_no"), c->number},
        {STR("channel"), c->channel},
        {STR("requester_company"), c->company},
        {STR("item"), c->item},
        {STR("cargo_class"), c->cargo_class},
        {STR("direction"), c->direction},
        {STR("country"), c->country},
        {STR("customs_hq"), c->customs},
        {STR("industry"), c->industry},
        {STR("invoice_no"), c->invoice_numbers},
        {STR("case_kind"), desk_kind_title(c->kind, LANG_JA)},
        {STR("status"), desk_state_title(c->state, LANG_JA)},
        {STR("judgement"), desk_judgement_name(c->judgement)},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_equal(known[i].code, code))
            return known[i].text;
    if (str_equal(code, STR("reception_dt")))
        return time_or_empty(c->received_at, arena);
    if (str_equal(code, STR("notice_dt")))
        return time_or_empty(c->noticed_at, arena);
    if (str_equal(code, STR("advice_dt")))
        return time_or_empty(c->advised_at, arena);
    if (str_equal(code, STR("temp_reg_dt")))
        return time_or_empty(c->registered_at, arena);
    if (str_equal(code, STR("publish_req_dt")))
        return time_or_empty(c->publish_requested_at, arena);
    if (str_equal(code, STR("due_date")))
        return c->due_day ? day_format(c->due_day, arena) : STR("");
    return STR("");
}

static void fill_values(struct desk_case *c, const struct json *fields, const struct json *personal,
                        struct arena *arena)
{
    size_t count;
    const struct desk_field *declared = desk_fields(&count);
    c->values = ARENA_ARRAY(arena, struct desk_value, count);
    c->value_count = count;
    for (size_t i = 0; i < count; i++) {
        struct str text = STR("");
        switch (declared[i].store) {
        case DESK_FIELD_JSON:
            text = json_text(fields, declared[i].code);
            break;
        case DESK_FIELD_PERSONAL:
            text = json_text(personal, declared[i].code);
            break;
        case DESK_FIELD_COLUMN:
        case DESK_FIELD_DERIVED:
            text = column_value(c, declared[i].code, arena);
            break;
        }
        c->values[i] = (struct desk_value){&declared[i], text};
    }
}

struct str desk_case_value(const struct desk_case *c, struct str code)
{
    for (size_t i = 0; i < c->value_count; i++)
        if (str_equal(c->values[i].field->code, code))
            return c->values[i].text;
    return STR("");
}

int desk_case_load(struct db *db, const struct web_actor *actor, int64_t id, bool personal,
                   struct desk_case *out, struct error *error)
{
    *out = (struct desk_case){0};
    struct db_rows *rows;
    struct str fields_text, personal_sealed;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT " CASE_COLUMNS
                          " FROM desk_case WHERE id = $1 AND commission = $2",
                          db_int(id), db_int(actor->commission));
    if (status)
        return status;
    bool found = db_next(rows);
    if (found)
        read_case(rows, actor->arena, out, &fields_text, &personal_sealed);
    if ((status = db_finish(rows, error)))
        return status;
    if (!found)
        return ERROR(error, ERR_NOT_FOUND, STR("相談"));
    const struct json *fields = NULL, *opened = NULL;
    if ((status = json_parse(fields_text, actor->arena, &fields, error)))
        return status;
    if (personal && (status = desk_open_members(db, out->vault, personal_sealed, actor->arena,
                                                &opened, error)))
        return status;
    fill_values(out, fields, opened, actor->arena);
    return 0;
}

static int next_number(struct db *db, const struct web_actor *actor, utc_us received_at,
                       struct str *number, struct error *error)
{
    int64_t serial, year = fiscal_year_of_day(day_of_time(received_at));
    int status = DB_GET_INT(db, error, &serial, STR("相談番号"),
                            "INSERT INTO desk_number (commission, fiscal_year, last)"
                            " VALUES ($1, $2, 1)"
                            " ON CONFLICT (commission, fiscal_year)"
                            " DO UPDATE SET last = desk_number.last + 1 RETURNING last",
                            db_int(actor->commission), db_int(year));
    if (status)
        return status;
    *number = arena_format(actor->arena, "%lld-%06lld", (long long)year, (long long)serial);
    return 0;
}

int desk_case_insert(struct db *db, const struct web_actor *actor, const struct desk_new_case *c,
                     int64_t *id, struct error *error)
{
    struct str number;
    int64_t vault = c->vault;
    int status = next_number(db, actor, c->received_at, &number, error);
    if (status == 0 && !vault)
        status = vault_create(db, &vault, error);
    if (status)
        return status;
    status = DB_INSERT(
        db, error, id,
        "INSERT INTO desk_case (commission, version, number, kind, state, is_open, attention,"
        " attention_reason, channel, received_at, noticed_at, effective_day, due_day, outer_day,"
        " advisor, subject, company, item, cargo_class, direction, country, customs, industry,"
        " invoice_numbers, judgement, advised_at, advised_day, registered_at,"
        " publish_requested_at, published_at, cargo_count, file_count, mail_count, synthetic,"
        " merged_into, vault, token, fields, personal)"
        " VALUES ($1, 1, $2, $3, 'received', 1, $4, $5, $6, $7, 0, 0, 0, 0, 0, $8, '', '', '',"
        " '', '', '', '', '', 'open', 0, 0, 0, 0, 0, 0, 0, 0, $9, 0, $10, $11, '{}', NULL)"
        " RETURNING id",
        db_int(actor->commission), db_text(number), db_text(desk_kind_name(c->kind)),
        db_int(c->attention), db_text(c->attention_reason), db_text(c->channel),
        db_int(c->received_at), db_text(c->subject), db_int(c->synthetic), db_int(vault),
        db_text(token_create(db_context(db), actor->arena)));
    if (status)
        return status;
    return desk_due_update(db, actor, *id, error);
}

int desk_case_touch(struct db *db, const struct web_actor *actor, int64_t id, int64_t version,
                    struct error *error)
{
    const struct db_value values[] = {db_int(id), db_int(actor->commission), db_int(version)};
    int64_t changed;
    int status = db_run(db, error, &changed,
                        STR("UPDATE desk_case SET version = version + 1 WHERE id = $1"
                            " AND commission = $2 AND erased_at = 0 AND (version = $3 OR $3 = 0)"),
                        values, 3);
    if (status || changed)
        return status;
    struct desk_case c;
    if ((status = desk_case_load(db, actor, id, false, &c, error)))
        return status;
    if (c.erased_at)
        return ERROR(error, ERR_STORE_ERASED, c.number);
    return ERROR(error, ERR_CONFLICT,
                 arena_format(actor->arena, "相談 %" PRIstr, STR_ARG(c.number)));
}

int desk_event_add(struct db *db, const struct web_actor *actor, int64_t case_id, struct str action,
                   struct str from, struct str to, struct str detail, struct error *error)
{
    return DB_RUN(db, error,
                  "INSERT INTO desk_event (case_id, actor, at, action, state_from, state_to,"
                  " detail) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                  db_int(case_id), db_int(actor->person), db_int(db_time(db)), db_text(action),
                  db_text(from), db_text(to), db_text(detail));
}

int desk_attention_add(struct db *db, const struct web_actor *actor, int64_t case_id,
                       struct str reason, struct error *error)
{
    int status = DB_RUN(db, error,
                        "UPDATE desk_case SET attention = 1, version = version + 1,"
                        " attention_reason = CASE WHEN attention_reason = '' THEN $2"
                        " ELSE attention_reason || '\n' || $2 END WHERE id = $1",
                        db_int(case_id), db_text(reason));
    if (status)
        return status;
    return desk_event_add(db, actor, case_id, STR("attention"), STR(""), STR(""), reason, error);
}

int desk_case_recount(struct db *db, int64_t case_id, struct error *error)
{
    return DB_RUN(
        db, error,
        "UPDATE desk_case SET"
        " cargo_count = (SELECT count(*) FROM desk_cargo WHERE case_id = $1),"
        " file_count = (SELECT count(*) FROM desk_file WHERE case_id = $1),"
        " mail_count = (SELECT count(*) FROM desk_mail WHERE case_id = $1),"
        " judgement = CASE"
        "  WHEN EXISTS (SELECT 1 FROM desk_cargo WHERE case_id = $1 AND judgement = 'yes')"
        "   THEN 'yes'"
        "  WHEN EXISTS (SELECT 1 FROM desk_cargo WHERE case_id = $1 AND judgement = 'open')"
        "   THEN 'open'"
        "  WHEN EXISTS (SELECT 1 FROM desk_cargo WHERE case_id = $1) THEN 'no'"
        "  ELSE 'open' END"
        " WHERE id = $1",
        db_int(case_id));
}
