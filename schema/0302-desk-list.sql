-- Open cases are few among many: their lists by advisor, item and state each have a small index. All
-- begin with the flag as a column, so that SQLite prefers them to the wide indexes.
CREATE INDEX desk_case_open_item ON desk_case (commission, is_open, item, id) WHERE is_open = 1;
CREATE INDEX desk_case_open_advisor ON desk_case (commission, is_open, advisor, id)
    WHERE is_open = 1;
CREATE INDEX desk_case_open_state ON desk_case (commission, is_open, state, id) WHERE is_open = 1;
CREATE INDEX desk_case_attention_item ON desk_case (commission, attention, item, id)
    WHERE attention = 1;
CREATE INDEX desk_case_kind ON desk_case (commission, kind, id);
