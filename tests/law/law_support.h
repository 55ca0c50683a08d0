/* Judging a cargo that is written as JSON in the test. */
#ifndef MEGURI_TESTS_LAW_SUPPORT_H
#define MEGURI_TESTS_LAW_SUPPORT_H

#include "law/law.h"

/* The built-in tables; loaded once for the program. */
const struct law_tables *law_built_in(void);
day_number law_day(int year, int month, int day);
/* Judges as on the day; a cargo that is refused fails the test with its sentence. */
struct law_judgement law_judged(struct arena *arena, const char *json, day_number as_of);
/* Fails with the whole text of the judgement when the result is another. */
void law_expect(const char *json, day_number as_of, enum law_result result);
/* The reader or the judge refuses it with this code; the sentence names `field`. */
void law_expect_refused(const char *json, day_number as_of, enum err code, const char *field);

#endif
