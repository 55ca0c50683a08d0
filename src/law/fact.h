/* Facts that the rules ask for: yes, no or unknown. The key is the name in JSON and in facts.tsv, where
   the question and the document that proves it stand. */
#ifndef MEGURI_LAW_FACT_H
#define MEGURI_LAW_FACT_H

#include "base/str.h"

enum law_tri { LAW_UNKNOWN, LAW_NO, LAW_YES };

#define LAW_FACTS(X)                                                                           \
    /* what the cargo is */                                                                    \
    X(LAW_PLASTIC_WASTE, "plastic_waste")         /* プラスチックのくずである */                  \
    X(LAW_ELECTRONIC_WASTE, "electronic_waste")   /* 電気・電子機器、その部品又はくずである */      \
    X(LAW_APPLIANCE_INTACT, "appliance_intact")   /* 使用済み家電が元の形のまま含まれる */          \
    X(LAW_OIL_REMAINS, "oil_remains")             /* 油が残っている（油抜き・穴開けが済んでいない） */ \
    X(LAW_NO_ANNEX3, "no_annex3")                 /* 別表第三のどの号にも当たらない */             \
    X(LAW_NO_STREAM, "no_stream")                 /* 別表第五のどの工程からも生じていない */         \
    X(LAW_CONTAMINATED, "contaminated")           /* 別表五・六の物が付着・混入している */           \
    X(LAW_ANNEX3_HAZARD, "annex3_hazard")         /* 条約附属書Ⅲの特性を有する */                 \
    /* conditions of 別表第二・第三 */                                                           \
    X(LAW_METALLIC, "metallic")                                                                \
    X(LAW_DISPERSIBLE, "dispersible")                                                          \
    X(LAW_CLEAN, "clean")                                                                      \
    X(LAW_MASSIVE, "massive")                                                                  \
    X(LAW_LEAD_BATTERY, "lead_battery")                                                        \
    X(LAW_PLATING_SLUDGE, "plating_sludge")                                                    \
    X(LAW_CONTROLLED_OIL, "controlled_oil")                                                    \
    X(LAW_BATTERY_SORTED, "battery_sorted")                                                    \
    X(LAW_SALT_SLAG, "salt_slag")                                                              \
    X(LAW_REFINED_FURTHER, "refined_further")                                                  \
    X(LAW_STABLE_PROCESSED, "stable_processed")                                                \
    X(LAW_PACKED_LABELLED, "packed_labelled")                                                  \
    X(LAW_PRECIOUS_METAL, "precious_metal")                                                    \
    X(LAW_LIQUID_DRAINED, "liquid_drained")                                                    \
    X(LAW_CRT_GLASS, "crt_glass")                                                              \
    X(LAW_FOREIGN_MATTER, "foreign_matter")                                                    \
    X(LAW_PREPARED_FOR_RECYCLING, "prepared_for_recycling")                                    \
    X(LAW_INFECTIOUS, "infectious")                                                            \
    X(LAW_PESTICIDE, "pesticide")                                                              \
    X(LAW_SLUDGE, "sludge")                                                                    \
    X(LAW_TAR, "tar")                                                                          \
    X(LAW_PEROXIDE, "peroxide")                                                                \
    X(LAW_EXCLUDED_CATALYST, "excluded_catalyst") /* 塩化第二銅・シアン化銅触媒 */                 \
    X(LAW_CABLE_CONTAMINATED, "cable_contaminated") /* A1190 に含まれる被覆電線 */                \
    X(LAW_BURNING, "burning")                     /* 処分のどこかで野焼き等の熱処理が予定される */     \
    X(LAW_OTHER_CONDITIONS, "other_conditions")   /* 号の文言のその他の条件をすべて満たす */         \
    /* プラスチック（B3011） */                                                                  \
    X(LAW_PLASTIC_SOILED, "plastic_soiled")                                                    \
    X(LAW_PLASTIC_FOREIGN, "plastic_foreign")                                                  \
    X(LAW_SINGLE_RESIN, "single_resin")                                                        \
    X(LAW_ONLY_PE_PP_PET, "only_pe_pp_pet")                                                    \
    X(LAW_PLASTIC_PREPARED, "plastic_prepared")                                                \
    X(LAW_VISIBLE_OUTSIDE, "visible_outside")                                                  \
    X(LAW_BALED, "baled")                                                                      \
    X(LAW_SINGLE_ORIGIN, "single_origin")                                                      \
    X(LAW_PLASTIC_SORTED, "plastic_sorted")                                                    \
    X(LAW_PLASTIC_WASHED, "plastic_washed")                                                    \
    X(LAW_PLASTIC_FLAKED, "plastic_flaked")                                                    \
    X(LAW_HALOGENATED, "halogenated")                                                          \
    X(LAW_UNUSED_FLUORO, "unused_fluoro")         /* FEP・PFA/MFA・PVF・PVDF の未使用品である */     \
    X(LAW_MULTILAYER_PLATED, "multilayer_plated")                                              \
    X(LAW_ONE_COLOUR, "one_colour")                                                            \
    /* 中古品 */                                                                               \
    X(LAW_USED_UNDAMAGED, "used_undamaged")                                                    \
    X(LAW_USED_AGE_OK, "used_age_ok")                                                          \
    X(LAW_USED_OLD_CONFIRMED, "used_old_confirmed")                                            \
    X(LAW_USED_WORKING, "used_working")                                                        \
    X(LAW_USED_PACKED, "used_packed")                                                          \
    X(LAW_USED_CONTRACT, "used_contract")                                                      \
    X(LAW_USED_MARKET, "used_market")                                                          \
    X(LAW_USED_PAID, "used_paid")                                                              \
    X(LAW_USED_IMPORT_RULE, "used_import_rule")   /* 相手国の規制を確認し、輸入できる */            \
    X(LAW_MONITOR, "monitor")                                                                  \
    X(LAW_HONG_KONG_HAZARDOUS, "hong_kong_hazardous") /* 香港で有害廃棄物とされる */

enum law_fact {
#define X(name, key) name,
    LAW_FACTS(X)
#undef X
    LAW_FACT_COUNT
};

struct str law_fact_key(enum law_fact fact);
bool law_fact_find(struct str key, enum law_fact *out);

#endif
