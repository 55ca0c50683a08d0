/* The judgement as JSON; its shape is in docs/law.md. */
#include "law/judge_inside.h"

static void write_row(struct json_writer *writer, const struct law_row *row, struct arena *arena)
{
    json_begin_object(writer);
    json_put_string(writer, STR("table"), law_table_file(row->table));
    json_put_string(writer, STR("key"), row->key);
    json_put_string(writer, STR("code"), row->code);
    json_put_string(writer, STR("item"), row->item);
    json_put_string(writer, STR("valid_from"), day_format(row->valid_from, arena));
    json_key(writer, STR("valid_to"));
    if (row->valid_to == LAW_OPEN_END)
        json_null(writer);
    else
        json_string(writer, day_format(row->valid_to, arena));
    json_put_bool(writer, STR("confirmed"), row->confirmed);
    json_put_string(writer, STR("source"), row->source);
    json_put_string(writer, STR("limit"), law_row_limit(row, arena));
    json_put_string(writer, STR("citation"), law_row_citation(row, arena));
    json_end_object(writer);
}

static void write_rows(struct json_writer *writer, struct str key,
                       const struct law_row *const *rows, size_t count, struct arena *arena)
{
    json_key(writer, key);
    json_begin_array(writer);
    for (size_t i = 0; i < count; i++)
        write_row(writer, rows[i], arena);
    json_end_array(writer);
}

static void write_value(struct json_writer *writer, const struct law_node *node,
                        struct arena *arena)
{
    if (!node->has_value)
        return;
    json_put_string(writer, STR("value"), decimal_format(node->value, arena));
    json_put_string(writer, STR("unit"), law_unit_text(node->unit));
    json_put_bool(writer, STR("below_detection"), node->below);
}

static void write_node(struct json_writer *writer, const struct law_judgement *judgement,
                       size_t index, struct arena *arena)
{
    static const struct str joins[] = {
        [LAW_LEAF] = STR_INIT("leaf"), [LAW_ANY] = STR_INIT("any"),     [LAW_ALL] = STR_INIT("all"),
        [LAW_NOT] = STR_INIT("not"),   [LAW_AGREE] = STR_INIT("agree"), [LAW_SEE] = STR_INIT("see"),
        [LAW_LAST] = STR_INIT("last"),
    };
    const struct law_node *node = &judgement->nodes[index];
    json_begin_object(writer);
    json_put_integer(writer, STR("node"), (int64_t)index);
    json_put_integer(writer, STR("parent"), node->parent);
    json_put_string(writer, STR("join"), joins[node->join]);
    if (node->see >= 0)
        json_put_integer(writer, STR("see"), node->see);
    json_put_string(writer, STR("subject"), node->subject);
    if (node->part >= 0)
        json_put_integer(writer, STR("part"), node->part);
    if (node->fact < LAW_FACT_COUNT)
        json_put_string(writer, STR("fact"), law_fact_key(node->fact));
    if (node->fact_value != LAW_UNKNOWN)
        json_put_string(writer, STR("fact_value"), law_tri_word(node->fact_value));
    json_put_string(writer, STR("outcome"), law_tri_word(node->outcome));
    json_put_string(writer, STR("if_confirmed"), law_tri_word(node->if_confirmed));
    json_put_bool(writer, STR("decisive"), node->decisive);
    write_value(writer, node, arena);
    if (node->row) {
        json_key(writer, STR("row"));
        write_row(writer, node->row, arena);
    }
    json_put_string(writer, STR("sentence"), law_node_sentence(judgement, index, arena));
    json_end_object(writer);
}

static void write_missing(struct json_writer *writer, const struct law_judgement *judgement)
{
    static const struct str kinds[] = {
        [LAW_MISSING_FACT] = STR_INIT("fact"),
        [LAW_MISSING_ANALYSIS] = STR_INIT("analysis"),
        [LAW_MISSING_TEST] = STR_INIT("test"),
        [LAW_MISSING_DETAIL] = STR_INIT("detail"),
    };
    json_key(writer, STR("missing"));
    json_begin_array(writer);
    for (size_t i = 0; i < judgement->missing_count; i++) {
        const struct law_missing *one = &judgement->missing[i];
        json_begin_object(writer);
        json_put_string(writer, STR("kind"), kinds[one->kind]);
        json_put_integer(writer, STR("node"), one->node);
        if (one->fact < LAW_FACT_COUNT)
            json_put_string(writer, STR("fact"), law_fact_key(one->fact));
        if (one->part >= 0)
            json_put_integer(writer, STR("part"), one->part);
        json_put_string(writer, STR("subject"), one->subject);
        json_put_string(writer, STR("sentence"), one->sentence);
        json_end_object(writer);
    }
    json_end_array(writer);
}

void law_judgement_write(const struct law_judgement *judgement, struct json_writer *writer,
                         struct arena *arena)
{
    json_begin_object(writer);
    json_put_string(writer, STR("result"), law_result_word(judgement->result));
    json_put_string(writer, STR("title"), law_result_title(judgement->result));
    json_put_string(writer, STR("if_confirmed"), law_result_word(judgement->if_confirmed));
    json_put_string(writer, STR("as_of"), day_format(judgement->as_of, arena));
    json_put_string(writer, STR("edition"), judgement->edition);
    json_put_bool(writer, STR("single"), judgement->single);
    write_rows(writer, STR("unconfirmed"), judgement->unconfirmed, judgement->unconfirmed_count,
               arena);
    write_missing(writer, judgement);
    write_rows(writer, STR("used"), judgement->used, judgement->used_count, arena);
    json_key(writer, STR("proof"));
    json_begin_array(writer);
    for (size_t i = 0; i < judgement->node_count; i++)
        write_node(writer, judgement, i, arena);
    json_end_array(writer);
    json_put_string(writer, STR("text"), law_judgement_text(judgement, arena));
    json_end_object(writer);
}
