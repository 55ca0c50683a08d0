#include "law/fact.h"

static const struct str keys[] = {
#define X(name, key) [name] = STR_INIT(key),
    LAW_FACTS(X)
#undef X
};

struct str law_fact_key(enum law_fact fact)
{
    return fact < LAW_FACT_COUNT ? keys[fact] : STR("");
}

bool law_fact_find(struct str key, enum law_fact *out)
{
    for (int i = 0; i < LAW_FACT_COUNT; i++)
        if (str_equal(keys[i], key)) {
            *out = (enum law_fact)i;
            return true;
        }
    return false;
}
