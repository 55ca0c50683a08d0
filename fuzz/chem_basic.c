/* Any bytes either do not compile, with a line, or run to an end within the limit of jumps; the
   value of a differentiating run is the value of a plain one. */
#include <math.h>

#include "base/check.h"
#include "chem/basic.h"

static int32_t resolve(void *data, enum chem_ask ask, struct str name)
{
    (void)data;
    (void)ask;
    return name.n % 5 == 4 ? -1 : (int32_t)(name.n % 5);
}

static double ask(void *data, enum chem_ask what, int32_t index, double argument)
{
    (void)data;
    return what == CHEM_ASK_PARM && argument > 5 ? NAN : 0.5 + index % 7 + (int)what;
}

static void slope(void *data, enum chem_ask what, int32_t index, double argument, double factor,
                  double *out, size_t directions)
{
    (void)data;
    (void)what;
    (void)argument;
    out[(size_t)(index < 0 ? 0 : index) % directions] += factor;
}

static void run(const struct chem_basic *program, const struct chem_basic_host *host,
                struct arena *arena)
{
    double plain, value, slopes[3];
    struct error error = {0};
    struct chem_basic_run *memory = chem_basic_run_create(program, arena);
    int code = chem_basic_execute(program, memory, host, 2000, &plain, &error);
    int again = chem_basic_differentiate(program, memory, host, 2000, 3, &value, slopes, NULL);
    CHECK(code == 0 || code == ERR_CHEM_BASIC_RUN);
    CHECK(code == again && (plain == value || (isnan(plain) && isnan(value))));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    const struct chem_basic_host host = {.resolve = resolve, .ask = ask, .slope = slope};
    const struct chem_basic *program = NULL;
    struct error error = {0};
    int code = chem_basic_compile((struct str){(const char *)data, size}, STR("f"), 1, &host, arena,
                                  &program, &error);
    if (code == 0)
        run(program, &host, arena);
    else
        CHECK(error.line > 0 && (code == ERR_CHEM_BASIC || code == ERR_TOO_LARGE));
    arena_destroy(arena);
    return 0;
}
