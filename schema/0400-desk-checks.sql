-- What was seen of the facts that the papers of a cargo line must show (data/desk/checklist_facts.tsv).
-- No row: nobody looked yet. file: the paper that shows it, 0 none.
CREATE TABLE desk_check (
    cargo  {REF} NOT NULL REFERENCES desk_cargo (id) ON DELETE CASCADE,
    fact   {TEXT} NOT NULL,
    state  {TEXT} NOT NULL,
    file   {REF} NOT NULL,
    note   {TEXT} NOT NULL,
    author {REF} NOT NULL,
    at     {TIME} NOT NULL,
    PRIMARY KEY (cargo, fact),
    CHECK (state IN ('open', 'met', 'unclear', 'not_met', 'not_needed'))
);
