/* Writing one synthetic case with its cargo, mail, papers and history: few statements, no files. */
#include "base/token.h"
#include "desk/generate.h"
#include "desk/record.h"
#include "store/search.h"

/* A token of the seed's own dice, so that the same seed gives the same histories. */
static struct str draw_token(struct desk_dice *dice, struct arena *arena)
{
    uint8_t bytes[TOKEN_BYTES];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)desk_dice_roll(dice, 256);
    return token_encode(bytes, arena);
}

struct writing {
    struct db *db;
    const struct web_actor *actor;
    struct desk_dice *dice;
    const struct desk_synthetic_case *c;
    int64_t id, vault, mail;
    int files;
    struct str token, subject, sender;
};

static int write_case_row(struct writing *w, struct error *error)
{
    const struct desk_synthetic_case *c = w->c;
    struct arena *arena = w->actor->arena;
    bool published = c->state == DESK_PUBLISHED;
    const struct desk_member members[] = {
        {STR("requester_person"), ARENA_JOIN(arena, c->family, STR(" "), c->given)},
        {STR("requester_email"), w->sender},
    };
    struct str personal;
    int status = desk_seal_members(w->db, w->vault, members, 2, arena, &personal, error);
    if (status)
        return status;
    return DB_INSERT(
        w->db, error, &w->id,
        "INSERT INTO desk_case (commission, version, number, kind, state, is_open, attention,"
        " attention_reason, channel, received_at, noticed_at, effective_day, due_day, outer_day,"
        " advisor, subject, company, item, cargo_class, direction, country, customs, industry,"
        " invoice_numbers, judgement, advised_at, advised_day, registered_at,"
        " publish_requested_at, published_at, cargo_count, file_count, mail_count, synthetic,"
        " merged_into, vault, token, fields, personal)"
        " VALUES ($1, 1, $2, $3, $4, $5, 0, '', 'mail', $6, 0, $7, $8, $9, 0, $10, $11, $12, $13,"
        " $14, $15, $16, $17, $18, $19, $20, $21, $22, $22, $27, 1, $23, 1, 1, 0, $24, $25, '{}',"
        " $26) RETURNING id",
        db_int(w->actor->commission), db_text(c->number), db_text(desk_kind_name(c->kind)),
        db_text(desk_state_name(c->state)), db_int(desk_state_is_open(c->state)),
        db_int(c->received_at), db_int(c->effective), db_int(c->due), db_int(c->outer),
        db_text(w->subject), db_text(c->company), db_text(c->item), db_text(c->cargo_class),
        db_text(c->direction), db_text(c->country), db_text(c->customs), db_text(c->industry),
        db_text(arena_format(arena, "INV-%08lld", (long long)desk_dice_roll(w->dice, 100000000))),
        db_text(desk_judgement_name(c->judgement)), db_int(c->advised_at),
        db_int(c->advised_at ? day_of_time(c->advised_at) : 0),
        db_int(c->advised_at), db_int(w->files), db_int(w->vault), db_text(w->token),
        db_bytes(personal), db_int(published ? c->advised_at : 0));
}

static int write_cargo(const struct writing *w, struct error *error)
{
    const struct desk_synthetic_case *c = w->c;
    struct str basis = c->judgement == DESK_REGULATED ? STR("有害成分が基準値を超える")
                       : c->judgement == DESK_NOT_REGULATED
                           ? STR("提出された資料の範囲で基準値以下")
                           : STR("");
    return DB_RUN(w->db, error,
                  "INSERT INTO desk_cargo (case_id, position, item, example_class, cargo_class,"
                  " name, quantity, unit, hs_code, origin, process, purpose, analysis, judgement,"
                  " basis, basis_codes, rule_edition) VALUES ($1, 1, $2, $3, $4, $5, $6, 't', '',"
                  " '', '', '', '', $7, $8, '', '')",
                  db_int(w->id), db_text(c->item), db_text(c->example_class),
                  db_text(c->cargo_class), db_text(c->cargo),
                  db_text(arena_format(w->actor->arena, "%lld.%lld",
                                       (long long)(1 + desk_dice_roll(w->dice, 40)),
                                       (long long)desk_dice_roll(w->dice, 10))),
                  db_text(desk_judgement_name(c->judgement)), db_text(basis));
}

static int write_mail(struct writing *w, struct error *error)
{
    const struct desk_synthetic_case *c = w->c;
    struct arena *arena = w->actor->arena;
    const struct desk_member members[] = {
        {STR("sender_name"), ARENA_JOIN(arena, c->family, STR(" "), c->given)},
        {STR("sender_address"), w->sender},
        {STR("subject"), w->subject},
        {STR("text"), ARENA_JOIN(arena, c->company, STR("の"), c->family,
                                 STR("です。"), c->cargo, STR("の輸出入について相談します。"))},
    };
    struct str content;
    int status = desk_seal_members(w->db, w->vault, members, 4, arena, &content, error);
    if (status)
        return status;
    return DB_INSERT(w->db, error, &w->mail,
                     "INSERT INTO desk_mail (commission, case_id, account, uid_validity, uid,"
                     " raw_digest, vault, raw_blob, raw_size, sender_digest, subject_digest,"
                     " sent_at, arrived_at, flags, parked, problem, joined_by, content)"
                     " VALUES ($1, $2, 'synthetic', 0, 0, $3, $4, '', 0, '', '', $5, $5, 0, 0,"
                     " '', 'new', $6) RETURNING id",
                     db_int(w->actor->commission), db_int(w->id),
                     db_text(ARENA_JOIN(arena, STR("synthetic "), w->token)), db_int(w->vault),
                     db_int(c->received_at), db_bytes(content));
}

static int write_files(const struct writing *w, struct error *error)
{
    static const struct {
        struct str kind, type, end;
    } kinds[] = {
        {STR_INIT("file:image/jpeg"), STR_INIT("image/jpeg"), STR_INIT(".jpg")},
        {STR_INIT("file:application/pdf"), STR_INIT("application/pdf"), STR_INIT(".pdf")},
        {STR_INIT("file:application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
         STR_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
         STR_INIT(".xlsx")},
    };
    for (int i = 0; i < w->files; i++) {
        size_t kind = i < 2 ? 0 : desk_dice_roll(w->dice, 3);
        struct str name = ARENA_JOIN(w->actor->arena, desk_dice_word(w->dice, kinds[kind].kind),
                                     kinds[kind].end);
        int status = DB_RUN(w->db, error,
                            "INSERT INTO desk_file (case_id, mail, name, type, document, size,"
                            " flags, parent, password_mail, vault, blob, digest, added_by,"
                            " added_at) VALUES ($1, $2, $3, $4, '', $5, 0, 0, 0, $6, '', '', 0,"
                            " $7)",
                            db_int(w->id), db_int(w->mail), db_text(name),
                            db_text(kinds[kind].type),
                            db_int(20000 + (int64_t)desk_dice_roll(w->dice, 400000)),
                            db_int(w->vault), db_int(w->c->received_at));
        if (status)
            return status;
    }
    return 0;
}

static int write_events(const struct writing *w, struct error *error)
{
    const struct desk_synthetic_case *c = w->c;
    return DB_RUN(w->db, error,
                  "INSERT INTO desk_event (case_id, actor, at, action, state_from, state_to,"
                  " detail) VALUES ($1, 0, $2, 'opened', '', 'received', $4),"
                  " ($1, 0, $3, 'generated', 'received', $5, $4)",
                  db_int(w->id), db_int(c->received_at),
                  db_int(c->advised_at ? c->advised_at : c->received_at), db_text(STR("合成データ")),
                  db_text(desk_state_name(c->state)));
}

int desk_synthetic_write(struct db *db, const struct web_actor *actor, struct desk_dice *dice,
                         const struct desk_synthetic_case *c, struct error *error)
{
    struct arena *arena = actor->arena;
    struct writing w = {.db = db, .actor = actor, .dice = dice, .c = c};
    w.token = draw_token(dice, arena);
    w.files = 2 + (int)desk_dice_roll(dice, 5); /* four on average */
    struct str country = desk_choice_title(STR("country"), c->country, LANG_JA);
    w.subject = ARENA_JOIN(arena, STR("【事前相談】"), c->cargo, STR("の"), country,
                           str_equal(c->direction, STR("export")) ? STR("向け輸出について")
                                                                  : STR("からの輸入について"));
    w.sender = arena_format(arena, "consult%lld@example.jp", (long long)c->serial);
    int status = vault_create(db, &w.vault, error);
    if (status == 0)
        status = write_case_row(&w, error);
    if (status == 0)
        status = write_cargo(&w, error);
    if (status == 0)
        status = write_mail(&w, error);
    if (status == 0)
        status = write_files(&w, error);
    if (status == 0)
        status = write_events(&w, error);
    if (status)
        return status;
    return search_put(db, STR("case"), w.id, actor->commission,
                      ARENA_JOIN(arena, c->number, STR("\n"), w.subject, STR("\n"), c->company,
                                 STR("\n"), c->cargo),
                      error);
}
