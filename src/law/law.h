/* The law room: judges one cargo against dated tables of the Basel rules and says why.
   Pure: no store, no clock, no global state. Tables are loaded once (law/tables.h), shared by threads
   and never change; a cargo (law/cargo.h) may be filled in part; law_judge (law/judge.h) answers
   該当 / 非該当 / 対象外 / 要確認 with a proof. docs/law.md explains the tables and the JSON. */
#ifndef MEGURI_LAW_LAW_H
#define MEGURI_LAW_LAW_H

#include "law/cargo.h"
#include "law/judge.h"
#include "law/tables.h"

#endif
