/* Drawing synthetic histories: when they came, what they were about, how far they are. */
#include "desk/generate.h"

#include "base/calendar.h"
#include "base/check.h"
#include "desk/record.h"
#include "desk/tables_embedded.h"

/* Few cases for each transaction: within one, every statement of SQLite walks the list of pages that
   were changed before it (500 cases a time took twice as long as 50). */
enum { CASES_PER_TRANSACTION = 50, MOST_OPEN_DAYS = 1470, LEAST_PER_DAY = 60 };

/* splitmix64 (Steele, Lea, Flood 2014). */
uint64_t desk_dice_roll(struct desk_dice *dice, uint64_t below)
{
    uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (z ^ z >> 31) % below;
}

struct str desk_dice_word(struct desk_dice *dice, struct str kind)
{
    size_t first = 0, count = 0;
    for (size_t i = 0; i < desk_embedded_synthetic_count; i++) {
        if (!str_equal(desk_embedded_synthetic[i].kind, kind))
            continue;
        if (count++ == 0)
            first = i;
    }
    CHECK(count > 0);
    return desk_embedded_synthetic[first + desk_dice_roll(dice, count)].text;
}

/* Per mille of a whole; statistics are decimals with one place at most. */
static int64_t statistic(struct str period, struct str metric)
{
    size_t count;
    const struct desk_statistic *rows = desk_statistics(&count);
    for (size_t i = 0; i < count; i++) {
        if (!str_equal(rows[i].period, period) || !str_equal(rows[i].metric, metric))
            continue;
        struct str rest = rows[i].value, whole, tenth;
        int64_t integer = 0, decimal = 0;
        str_cut(&rest, '.', &whole);
        if (str_to_int64(whole, &integer) && str_cut(&rest, '.', &tenth))
            str_to_int64(tenth, &decimal);
        return integer * 10 + decimal;
    }
    check_fail("statistics.tsv lacks a figure that the generator needs");
}

struct shares {
    int64_t plastic, metal, exported, trading, used_dealer, recycling, regulated;
};

static struct shares read_shares(void)
{
    int64_t total = statistic(STR("FY2021"), STR("total"));
    return (struct shares){
        .plastic = statistic(STR("FY2021"), STR("plastic")) * 1000 / total,
        .metal = statistic(STR("FY2021"), STR("metal")) * 1000 / total,
        .exported = statistic(STR("FY2019"), STR("share_export")),
        .trading = statistic(STR("FY2019"), STR("industry_商社")),
        .used_dealer = statistic(STR("FY2019"), STR("industry_中古品販売業")),
        .recycling = statistic(STR("FY2019"), STR("industry_リサイクル業")),
        .regulated = statistic(STR("FY2019"), STR("result_該当")),
    };
}

static struct str draw_industry(struct desk_dice *dice, const struct shares *shares)
{
    static const struct str others[] = {STR_INIT("maker"), STR_INIT("customs_broker"),
                                        STR_INIT("transport"), STR_INIT("dismantling"),
                                        STR_INIT("other")};
    int64_t roll = (int64_t)desk_dice_roll(dice, 1000);
    if ((roll -= shares->trading) < 0)
        return STR("trading");
    if ((roll -= shares->used_dealer) < 0)
        return STR("used_dealer");
    if ((roll -= shares->recycling) < 0)
        return STR("recycling");
    return others[desk_dice_roll(dice, sizeof others / sizeof others[0])];
}

/* The order of the countries is the published one; the weights fall with the rank. */
static struct str draw_country(struct desk_dice *dice)
{
    static const struct {
        struct str code;
        uint64_t weight;
    } ranks[] = {{STR_INIT("CN"), 34}, {STR_INIT("VN"), 20}, {STR_INIT("KR"), 14},
                 {STR_INIT("TH"), 10}, {STR_INIT("MY"), 8},  {STR_INIT("TW"), 6},
                 {STR_INIT("ID"), 4},  {STR_INIT("PH"), 2},  {STR_INIT("IN"), 2}};
    uint64_t roll = desk_dice_roll(dice, 100);
    for (size_t i = 0; i < sizeof ranks / sizeof ranks[0]; i++) {
        if (roll < ranks[i].weight)
            return ranks[i].code;
        roll -= ranks[i].weight;
    }
    return ranks[0].code;
}

struct class_of_item {
    struct str cargo_class, example_class;
};

static void draw_cargo(struct desk_dice *dice, const struct shares *shares, struct arena *arena,
                       struct desk_synthetic_case *c)
{
    static const struct class_of_item metals[] = {
        {STR_INIT("covered_wire"), STR_INIT("E")}, {STR_INIT("mixed_metal"), STR_INIT("D")},
        {STR_INIT("mixed_metal"), STR_INIT("F")},  {STR_INIT("metal_scrap"), STR_INIT("")},
        {STR_INIT("compressor"), STR_INIT("C")},   {STR_INIT("catalyst"), STR_INIT("A")},
        {STR_INIT("residue"), STR_INIT("A")}};
    static const struct class_of_item used[] = {{STR_INIT("used_electrical"), STR_INIT("G")},
                                                {STR_INIT("used_car_parts"), STR_INIT("G")}};
    int64_t roll = (int64_t)desk_dice_roll(dice, 1000);
    struct class_of_item chosen;
    if (roll < shares->plastic) {
        c->item = STR("plastic");
        chosen = (struct class_of_item){STR("plastic_scrap"), STR("B")};
    } else if (roll < shares->plastic + shares->metal) {
        c->item = STR("metal");
        chosen = metals[desk_dice_roll(dice, sizeof metals / sizeof metals[0])];
    } else {
        c->item = STR("used");
        chosen = used[desk_dice_roll(dice, sizeof used / sizeof used[0])];
    }
    c->cargo_class = chosen.cargo_class;
    c->example_class = chosen.example_class;
    c->cargo = desk_dice_word(dice, ARENA_JOIN(arena, STR("cargo:"), chosen.cargo_class));
}

static utc_us draw_time(struct desk_dice *dice, day_number day)
{
    /* 9:30-12:00 and 13:00-16:00: 330 minutes of reception. */
    int minute = 9 * 60 + 30 + (int)desk_dice_roll(dice, 330);
    if (minute >= 12 * 60)
        minute += 60;
    struct jst at = {.date = date_of_day(day), .hour = minute / 60, .minute = minute % 60};
    return time_of_jst(at) + (int64_t)desk_dice_roll(dice, 60) * US_PER_SECOND;
}

/* An answer is given on an open day and registered that day; later than `today` it is still to come. */
static void draw_advice(struct desk_dice *dice, const struct calendar *calendar,
                        const struct shares *shares, day_number day, day_number today,
                        struct desk_synthetic_case *c)
{
    bool regulated = (int64_t)desk_dice_roll(dice, 1000) < shares->regulated;
    day_number advised = calendar_add_business_days(calendar, day,
                                                    1 + (int)desk_dice_roll(dice, 4));
    if (c->state != DESK_PUBLISH_REQUESTED && c->state != DESK_PUBLISHED)
        return;
    if (advised > today) {
        c->state = DESK_DRAFTING;
        return;
    }
    c->judgement = regulated ? DESK_REGULATED : DESK_NOT_REGULATED;
    c->advised_at = draw_time(dice, advised);
}

/* Histories older than two weeks are over; the newer ones are on their way. */
static void draw_state(struct desk_dice *dice, int age, struct desk_synthetic_case *c)
{
    static const enum desk_state young[] = {DESK_RECEIVED, DESK_RECEIVED,  DESK_CHECKING,
                                            DESK_CHECKING, DESK_WAITING,   DESK_DRAFTING,
                                            DESK_DRAFTING, DESK_PUBLISH_REQUESTED,
                                            DESK_PUBLISH_REQUESTED};
    uint64_t roll = desk_dice_roll(dice, 1000);
    c->kind = roll < 40 ? DESK_ENQUIRY : DESK_CONSULTATION;
    if (age > 10)
        c->state = c->kind == DESK_ENQUIRY ? DESK_EXPLAINED
                   : roll > 980            ? DESK_WITHDRAWN
                   : roll > 965            ? DESK_OUT_OF_SCOPE
                                           : DESK_PUBLISHED;
    else
        c->state = c->kind == DESK_ENQUIRY
                       ? DESK_RECEIVED
                       : young[desk_dice_roll(dice, sizeof young / sizeof young[0])];
}

struct generating {
    const struct web_actor *actor;
    const struct desk_generation *generation;
    struct shares shares;
    struct desk_dice dice;       /* at the begin of the transaction */
    day_number first_day, today;
    int64_t per_day, done;
    struct desk_dice next_dice;  /* at its end */
    int64_t next_done;
};

static int next_serial(struct db *db, const struct generating *g, int year, int64_t *serial,
                       struct error *error)
{
    return DB_GET_INT(db, error, serial, STR("相談番号"),
                      "INSERT INTO desk_number (commission, fiscal_year, last)"
                      " VALUES ($1, $2, 1) ON CONFLICT (commission, fiscal_year)"
                      " DO UPDATE SET last = desk_number.last + 1 RETURNING last",
                      db_int(g->actor->commission), db_int(year));
}

static int write_case(struct db *db, struct generating *g, struct desk_dice *dice, int64_t index,
                      struct arena *arena, struct error *error)
{
    const struct calendar *calendar = desk_calendar(g->actor->store, true);
    struct desk_synthetic_case c = {.serial = index};
    day_number day = calendar_add_business_days(calendar, g->first_day, (int)(index / g->per_day));
    int age = calendar_business_days(calendar, day, g->today);
    c.received_at = draw_time(dice, day);
    draw_cargo(dice, &g->shares, arena, &c);
    draw_state(dice, age, &c);
    draw_advice(dice, calendar, &g->shares, day, g->today, &c);
    struct due due = calendar_due(calendar, c.received_at,
                                  (struct due_setting){DUE_CALENDAR_DAYS, 7});
    c.effective = due.effective;
    c.due = due.internal;
    c.outer = due.outer;
    c.industry = draw_industry(dice, &g->shares);
    c.country = draw_country(dice);
    c.direction =
        (int64_t)desk_dice_roll(dice, 1000) < g->shares.exported ? STR("export") : STR("import");
    size_t customs_count;
    const struct desk_choice *customs = desk_choices(STR("customs"), &customs_count);
    c.customs = customs[desk_dice_roll(dice, customs_count)].code;
    struct str head = desk_dice_word(dice, STR("company_head"));
    c.company = ARENA_JOIN(arena, STR("株式会社"), head, desk_dice_word(dice, STR("company_tail")));
    c.family = desk_dice_word(dice, STR("family"));
    c.given = desk_dice_word(dice, STR("given"));
    int year = fiscal_year_of_day(day);
    int64_t serial;
    int status = next_serial(db, g, year, &serial, error);
    if (status)
        return status;
    c.number = arena_format(arena, "%d-%06lld", year, (long long)serial);
    struct web_actor actor = *g->actor;
    actor.arena = arena;
    return desk_synthetic_write(db, &actor, dice, &c, error);
}

static int transaction_body(struct db *db, void *argument, struct error *error)
{
    struct generating *g = argument;
    struct arena *arena = arena_create();
    struct desk_dice dice = g->dice;
    int status = 0;
    int64_t i = g->done, end = g->done + CASES_PER_TRANSACTION;
    for (; status == 0 && i < end && i < g->generation->cases; i++) {
        arena_reset(arena);
        status = write_case(db, g, &dice, i, arena, error);
    }
    arena_destroy(arena);
    g->next_dice = dice;
    g->next_done = i;
    return status;
}

int desk_generate(const struct web_actor *actor, const struct desk_generation *generation,
                  struct error *error)
{
    const struct calendar *calendar = desk_calendar(actor->store, true);
    struct generating g = {.actor = actor,
                           .generation = generation,
                           .shares = read_shares(),
                           .dice = {(uint64_t)generation->seed}};
    g.today = calendar_previous_open(calendar,
                                     day_of_time(context_now(store_context(actor->store))) - 1);
    g.per_day = generation->cases / MOST_OPEN_DAYS;
    if (g.per_day < LEAST_PER_DAY)
        g.per_day = LEAST_PER_DAY;
    int64_t days = (generation->cases + g.per_day - 1) / g.per_day;
    g.first_day = calendar_add_business_days(calendar, g.today, -(int)(days - 1));
    int status = 0;
    while (status == 0 && g.done < generation->cases) {
        status = store_write(actor->store, transaction_body, &g, error);
        if (status)
            break;
        g.done = g.next_done;
        g.dice = g.next_dice;
        if (generation->progress)
            generation->progress(generation->state, g.done);
    }
    return status;
}
