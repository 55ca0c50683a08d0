-- A cleaned copy of a file: asked for by a person, made by background work. result and copy: blobs;
-- pages: what the comparison of the pages said.
CREATE TABLE contract_inspection_cleaning (
    file    {REF} PRIMARY KEY REFERENCES contract_inspection_file (id),
    person  {REF} NOT NULL REFERENCES account_person (id),
    kinds   {TEXT} NOT NULL,
    state   {TEXT} NOT NULL,
    why     {TEXT} NOT NULL DEFAULT '',
    result  {TEXT} NOT NULL DEFAULT '',
    copy    {TEXT} NOT NULL DEFAULT '',
    size    {INT} NOT NULL DEFAULT 0,
    proof   {TEXT} NOT NULL DEFAULT '',
    pages   {TEXT} NOT NULL DEFAULT '',
    asked   {TIME} NOT NULL,
    CHECK (state IN ('waiting', 'done', 'failed'))
);
