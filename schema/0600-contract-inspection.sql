-- Files handed in for inspection before a delivery. Names, bytes, findings and pictures lie in the vault
-- of their inspection, which is erased at erase_at; the row stays and says that there was one.
CREATE TABLE contract_inspection (
    id          {ID},
    commission  {REF} NOT NULL REFERENCES account_commission (id),
    person      {REF} NOT NULL REFERENCES account_person (id),
    vault       {REF} NOT NULL REFERENCES store_vault (id),
    state       {TEXT} NOT NULL,
    why         {TEXT} NOT NULL DEFAULT '',
    created     {TIME} NOT NULL,
    finished    {TIME},
    erase_at    {TIME} NOT NULL,
    files       {INT} NOT NULL DEFAULT 0,
    not_passed  {INT} NOT NULL DEFAULT 0,
    not_read    {INT} NOT NULL DEFAULT 0,
    CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'failed', 'erased'))
);
CREATE INDEX contract_inspection_commission ON contract_inspection (commission, id);
CREATE INDEX contract_inspection_erase ON contract_inspection (erase_at) WHERE state <> 'erased';

-- name: sealed. blob: the file; record: the report as the worker wrote it; scan_*: the malware scan.
CREATE TABLE contract_inspection_file (
    id           {ID},
    inspection   {REF} NOT NULL REFERENCES contract_inspection (id),
    name         {BYTES} NOT NULL,
    blob         {TEXT} NOT NULL,
    size         {INT} NOT NULL,
    state        {TEXT} NOT NULL,
    record       {TEXT} NOT NULL DEFAULT '',
    scan_outcome {TEXT} NOT NULL DEFAULT '',
    scan_words   {TEXT} NOT NULL DEFAULT '',
    scan_engine  {TEXT} NOT NULL DEFAULT '',
    CHECK (state IN ('waiting', 'done'))
);
CREATE INDEX contract_inspection_file_of ON contract_inspection_file (inspection, id);

-- A page of a file as a picture, with the places of its findings marked: covered, and as it is.
CREATE TABLE contract_inspection_picture (
    file    {REF} NOT NULL REFERENCES contract_inspection_file (id),
    page    {INT} NOT NULL,
    covered {TEXT} NOT NULL,
    plain   {TEXT} NOT NULL,
    width   {INT} NOT NULL,
    height  {INT} NOT NULL,
    PRIMARY KEY (file, page)
);

-- What a commission agreed may stand in its deliverables. text and reason: sealed in one vault.
CREATE TABLE contract_allow (
    id         {ID},
    commission {REF} NOT NULL REFERENCES account_commission (id),
    vault      {REF} NOT NULL REFERENCES store_vault (id),
    person     {REF} NOT NULL REFERENCES account_person (id),
    content    {BYTES} NOT NULL,
    reason     {BYTES} NOT NULL,
    created    {TIME} NOT NULL
);
CREATE INDEX contract_allow_commission ON contract_allow (commission, id);
