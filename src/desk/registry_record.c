/* What happened to exported rows: loaded or refused by the ministry's system, registered here, checked
   on line; and the states that follow. */
#include "desk/registry_inside.h"

struct record_call {
    const struct web_actor *actor;
    int64_t batch;
    const struct desk_receipt *receipts;
    const int64_t *cases;
    size_t count;
    enum desk_action action;
    struct str kind;
};

/* The case follows its loaded row: registered, or corrected when it was registered before. */
static int follow_row(struct db *db, const struct web_actor *actor, int64_t case_id,
                      struct error *error)
{
    struct desk_case c;
    int failure = desk_case_load(db, actor, case_id, false, &c, error);
    if (failure)
        return failure;
    if (c.state == DESK_ANSWERED)
        return desk_case_move(db, actor, case_id, 0, DESK_REGISTER, STR(""), error);
    return desk_case_move(db, actor, case_id, 0, DESK_CORRECT, STR("訂正した内容を登録しました"),
                          error);
}

static int refuse(struct db *db, const struct web_actor *actor, int64_t case_id, struct str why,
                  struct error *error)
{
    struct desk_case c;
    int failure = desk_case_load(db, actor, case_id, false, &c, error);
    if (failure)
        return failure;
    return ERROR(error, ERR_STATE, ARENA_JOIN(actor->arena, STR("相談 "), c.number, STR(" "), why));
}

static int find_row(struct db *db, const struct record_call *call, int64_t case_id, int64_t *row,
                    struct str *state, struct error *error)
{
    *row = 0;
    struct db_rows *rows;
    int failure = DB_QUERY(db, error, &rows,
                           "SELECT r.id, r.state FROM desk_batch_row r JOIN desk_batch b ON "
                           "b.id = r.batch WHERE r.batch = $1 AND r.case_id = $2 AND "
                           "b.commission = $3",
                           db_int(call->batch), db_int(case_id), db_int(call->actor->commission));
    if (failure)
        return failure;
    if (db_next(rows)) {
        *row = db_column_int(rows, 0);
        *state = db_column_copy(rows, 1, call->actor->arena);
    }
    if ((failure = db_finish(rows, error)))
        return failure;
    return *row ? 0 : ERROR(error, ERR_NOT_FOUND, STR("出力した行"));
}

static int decide_row(struct db *db, const struct web_actor *actor, int64_t row,
                      const struct desk_receipt *receipt, struct error *error)
{
    enum desk_row_state state = receipt->loaded ? DESK_ROW_LOADED : DESK_ROW_ERROR;
    return DB_RUN(db, error,
                  "UPDATE desk_batch_row SET state = $2, receipt = $3, problem = $4, "
                  "decided_at = $5, decided_by = $6 WHERE id = $1",
                  db_int(row), db_text(desk_row_state_name(state)), db_text(receipt->receipt),
                  db_text(receipt->loaded ? STR("") : receipt->problem), db_int(db_time(db)),
                  db_int(actor->person));
}

static int record_one(struct db *db, const struct record_call *call,
                      const struct desk_receipt *receipt, struct error *error)
{
    int64_t row;
    struct str state;
    int failure = find_row(db, call, receipt->case_id, &row, &state, error);
    if (failure)
        return failure;
    if (str_equal(state, STR("loaded")))
        return receipt->loaded ? 0
                               : refuse(db, call->actor, receipt->case_id,
                                        STR("は既に仮登録済みとして記録されています"), error);
    if (!receipt->loaded && str_trim(receipt->problem).n == 0)
        return ERROR(error, ERR_DESK_REASON, STR("登録エラーの内容"));
    failure = decide_row(db, call->actor, row, receipt, error);
    return failure || !receipt->loaded ? failure
                                       : follow_row(db, call->actor, receipt->case_id, error);
}

static int record_body(struct db *db, void *argument, struct error *error)
{
    struct record_call *call = argument;
    int failure = 0;
    size_t loaded = 0;
    for (size_t i = 0; i < call->count && !failure; i++) {
        failure = record_one(db, call, &call->receipts[i], error);
        loaded += call->receipts[i].loaded;
    }
    if (failure)
        return failure;
    struct str detail = arena_format(call->actor->arena, "{\"rows\":%zu,\"loaded\":%zu}",
                                     call->count, loaded);
    return web_actor_audit(db, call->actor, STR("registry.record"), STR("batch"), call->batch,
                           detail, error);
}

int desk_batch_record(const struct web_actor *actor, int64_t batch,
                      const struct desk_receipt *receipts, size_t count, struct error *error)
{
    int failure = desk_require(actor, STR("desk.registry"), error);
    struct record_call call = {.actor = actor, .batch = batch, .receipts = receipts, .count = count};
    return failure ? failure : store_write(actor->store, record_body, &call, error);
}

/* --- without a file --- */
static int check_gaps(struct db *db, const struct web_actor *actor,
                      const struct desk_content *content, struct error *error)
{
    struct desk_row_rules rules;
    int failure = desk_row_rules_in_force(db, actor, &rules, error);
    if (failure)
        return failure;
    struct str *gaps = ARENA_ARRAY(actor->arena, struct str, rules.count);
    if (desk_content_gaps(content, rules.columns, rules.count, rules.by_line, gaps) == 0)
        return 0;
    return ERROR(error, ERR_DESK_GAPS, content->c.number, gaps[0]);
}

/* One row, loaded at once. Nothing happens when the present content is loaded already. */
static int register_here(struct db *db, const struct record_call *call, int64_t case_id,
                         struct error *error)
{
    const struct web_actor *actor = call->actor;
    struct desk_content content;
    struct desk_row newest, loaded;
    int64_t batch;
    int failure = desk_content_make(db, actor, case_id, &content, error);
    if (!failure)
        failure = desk_row_newest(db, case_id, actor->arena, &newest, &loaded, error);
    if (!failure && loaded.id != 0 && desk_content_same(&content, loaded.digest))
        return 0;
    if (!failure)
        failure = check_gaps(db, actor, &content, error);
    if (failure)
        return failure;
    bool online = str_equal(call->kind, STR("online"));
    struct str receipt = desk_content_text(&content, STR("online_app_no"));
    if (online && receipt.n == 0)
        return refuse(db, actor, case_id, STR("にはオンライン申請番号がありません"), error);
    failure = desk_batch_begin(db, actor, content.c.advised_day, call->kind, &batch, error);
    if (!failure)
        failure = desk_batch_add(db, actor, batch, 1, &content, loaded.id != 0, DESK_ROW_LOADED,
                                 online ? receipt : content.c.number, error);
    if (!failure)
        failure = web_actor_audit(db, actor, STR("registry.register"), STR("case"), case_id,
                                  STR("{}"), error);
    return failure ? failure : follow_row(db, actor, case_id, error);
}

static int register_body(struct db *db, void *argument, struct error *error)
{
    struct record_call *call = argument;
    enum desk_registry_mode mode;
    int failure = desk_mode_in_force(db, call->actor->commission, call->actor->arena, &mode, error);
    if (!failure && str_equal(call->kind, STR("own")) && mode != DESK_REGISTRY_OWN)
        return ERROR(error, ERR_STATE, STR("登録先は経済産業省の事前相談管理システムです。"
                                           "CSVを渡して結果を記録してください"));
    for (size_t i = 0; i < call->count && !failure; i++)
        failure = register_here(db, call, call->cases[i], error);
    return failure;
}

int desk_registry_register(const struct web_actor *actor, const int64_t *cases, size_t count,
                           struct error *error)
{
    int failure = desk_require(actor, STR("desk.registry"), error);
    struct record_call call = {.actor = actor, .cases = cases, .count = count, .kind = STR("own")};
    return failure ? failure : store_write(actor->store, register_body, &call, error);
}

int desk_registry_check_online(const struct web_actor *actor, int64_t case_id, struct error *error)
{
    int failure = desk_require(actor, STR("desk.registry"), error);
    struct record_call call = {.actor = actor, .cases = &case_id, .count = 1,
                               .kind = STR("online")};
    return failure ? failure : store_write(actor->store, register_body, &call, error);
}

/* --- publishing --- */
static int publish_one(struct db *db, const struct record_call *call, int64_t case_id,
                       struct error *error)
{
    const struct web_actor *actor = call->actor;
    struct desk_content content;
    struct desk_row newest, loaded;
    int failure = desk_content_make(db, actor, case_id, &content, error);
    if (!failure)
        failure = desk_row_newest(db, case_id, actor->arena, &newest, &loaded, error);
    if (failure)
        return failure;
    if (loaded.id == 0 || !desk_content_same(&content, loaded.digest))
        return refuse(db, actor, case_id,
                      STR("は今の内容での仮登録が済んでいません。先に登録してください"), error);
    return desk_case_move(db, actor, case_id, 0, call->action, STR(""), error);
}

static int publish_body(struct db *db, void *argument, struct error *error)
{
    struct record_call *call = argument;
    int failure = 0;
    for (size_t i = 0; i < call->count && !failure; i++)
        failure = publish_one(db, call, call->cases[i], error);
    return failure;
}

static int publish(const struct web_actor *actor, const int64_t *cases, size_t count,
                   enum desk_action action, struct error *error)
{
    int failure = desk_require(actor, STR("desk.registry"), error);
    struct record_call call = {.actor = actor, .cases = cases, .count = count, .action = action};
    return failure ? failure : store_write(actor->store, publish_body, &call, error);
}

int desk_registry_request_publish(const struct web_actor *actor, const int64_t *cases, size_t count,
                                  struct error *error)
{
    return publish(actor, cases, count, DESK_REQUEST_PUBLISH, error);
}

int desk_registry_published(const struct web_actor *actor, const int64_t *cases, size_t count,
                            struct error *error)
{
    return publish(actor, cases, count, DESK_PUBLISH, error);
}
