-- Layouts of what leaves for the registry and the ministry: columns, recipe, value map, names, mail.
-- Every change is a new revision; the newest is in force. body is the text of a table (TSV).
CREATE TABLE desk_layout (
    id         {ID},
    commission {REF} NOT NULL,
    name       {TEXT} NOT NULL,
    revision   {INT} NOT NULL,
    body       {TEXT} NOT NULL,
    reason     {TEXT} NOT NULL,
    author     {REF} NOT NULL,
    created    {TIME} NOT NULL
);
CREATE UNIQUE INDEX desk_layout_revision ON desk_layout (commission, name, revision);

-- One export to the registry for a day of advice. kind: file (CSV for the ministry's system), own
-- (kept here), online (was already there, checked here). The files are made again from the rows, the
-- layouts and `created`, always with the same bytes.
CREATE TABLE desk_batch (
    id             {ID},
    commission     {REF} NOT NULL,
    day            {INT} NOT NULL,
    serial         {INT} NOT NULL,
    kind           {TEXT} NOT NULL,
    columns_layout {REF} NOT NULL REFERENCES desk_layout (id),
    values_layout  {REF} NOT NULL REFERENCES desk_layout (id),
    format_layout  {REF} NOT NULL REFERENCES desk_layout (id),
    created        {TIME} NOT NULL,
    author         {REF} NOT NULL,
    CHECK (kind IN ('file', 'own', 'online'))
);
CREATE UNIQUE INDEX desk_batch_serial ON desk_batch (commission, day, serial);

-- A case as it was exported. content: JSON of field codes and texts, sealed under the case's vault.
-- digest: keyed digest of the content; replaced = 1 when the case was loaded before.
CREATE TABLE desk_batch_row (
    id         {ID},
    batch      {REF} NOT NULL REFERENCES desk_batch (id),
    position   {INT} NOT NULL,
    case_id    {REF} NOT NULL REFERENCES desk_case (id),
    vault      {REF} NOT NULL,
    digest     {TEXT} NOT NULL,
    content    {BYTES} NOT NULL,
    replaced   {INT} NOT NULL,
    state      {TEXT} NOT NULL,
    receipt    {TEXT} NOT NULL,
    problem    {TEXT} NOT NULL,
    decided_at {TIME} NOT NULL,
    decided_by {REF} NOT NULL,
    CHECK (state IN ('exported', 'loaded', 'error'))
);
CREATE UNIQUE INDEX desk_batch_row_place ON desk_batch_row (batch, position);
CREATE INDEX desk_batch_row_case ON desk_batch_row (case_id, id);

-- The named PDF of a paper. blob is empty unless state is made.
CREATE TABLE desk_pdf (
    file    {REF} PRIMARY KEY REFERENCES desk_file (id),
    case_id {REF} NOT NULL REFERENCES desk_case (id),
    state   {TEXT} NOT NULL,
    name    {TEXT} NOT NULL,
    reason  {TEXT} NOT NULL,
    vault   {REF} NOT NULL,
    blob    {TEXT} NOT NULL,
    size    {INT} NOT NULL,
    author  {REF} NOT NULL,
    made_at {TIME} NOT NULL,
    CHECK (state IN ('made', 'capability', 'unreadable', 'excluded'))
);
CREATE INDEX desk_pdf_case ON desk_pdf (case_id, file);
CREATE UNIQUE INDEX desk_pdf_name ON desk_pdf (case_id, name) WHERE name <> '';

-- A part of the close that a person excused for one case of a day.
CREATE TABLE desk_excuse (
    commission {REF} NOT NULL,
    day        {INT} NOT NULL,
    case_id    {REF} NOT NULL REFERENCES desk_case (id),
    part       {TEXT} NOT NULL,
    reason     {TEXT} NOT NULL,
    author     {REF} NOT NULL,
    at         {TIME} NOT NULL,
    PRIMARY KEY (case_id, day, part),
    CHECK (part IN ('registered', 'attached', 'requested'))
);
CREATE INDEX desk_excuse_day ON desk_excuse (commission, day);

-- A day that was closed; a correction afterwards closes it again as the next revision.
CREATE TABLE desk_close (
    id         {ID},
    commission {REF} NOT NULL,
    day        {INT} NOT NULL,
    revision   {INT} NOT NULL,
    digest     {TEXT} NOT NULL,
    advised    {INT} NOT NULL,
    registered {INT} NOT NULL,
    attached   {INT} NOT NULL,
    requested  {INT} NOT NULL,
    complete   {INT} NOT NULL,
    outgoing   {REF} NOT NULL,
    author     {REF} NOT NULL,
    closed_at  {TIME} NOT NULL
);
CREATE UNIQUE INDEX desk_close_revision ON desk_close (commission, day, revision);

-- What each case looked like when the day was closed: tells the next revision what changed.
CREATE TABLE desk_close_case (
    closing {REF} NOT NULL REFERENCES desk_close (id),
    case_id {REF} NOT NULL REFERENCES desk_case (id),
    digest  {TEXT} NOT NULL,
    PRIMARY KEY (closing, case_id)
);
