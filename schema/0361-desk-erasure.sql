-- Erasing a case: asked by one person, confirmed by another. The case row stays with its number, dates and
-- classes. losses: JSON of counts, what was there when it was erased.
ALTER TABLE desk_case ADD COLUMN erased_at {TIME} NOT NULL DEFAULT 0;
CREATE INDEX desk_case_merged ON desk_case (merged_into) WHERE merged_into > 0;
CREATE TABLE desk_erasure (
    id         {ID},
    commission {REF} NOT NULL,
    case_id    {REF} NOT NULL REFERENCES desk_case (id),
    state      {TEXT} NOT NULL,
    reason     {TEXT} NOT NULL,
    asked_by   {REF} NOT NULL,
    asked_at   {TIME} NOT NULL,
    decided_by {REF} NOT NULL,
    decided_at {TIME} NOT NULL,
    losses     {TEXT} NOT NULL,
    CHECK (state IN ('asked', 'withdrawn', 'done'))
);
CREATE INDEX desk_erasure_newest ON desk_erasure (commission, id);
CREATE INDEX desk_erasure_case ON desk_erasure (case_id, id);
CREATE UNIQUE INDEX desk_erasure_one ON desk_erasure (case_id) WHERE state = 'asked';
