-- Settings keep their history; the newest version of a name is in force.
CREATE TABLE desk_setting (
    commission {REF} NOT NULL,
    name       {TEXT} NOT NULL,
    version    {INT} NOT NULL,
    value      {TEXT} NOT NULL,
    changed_by {REF} NOT NULL,
    changed_at {TIME} NOT NULL,
    PRIMARY KEY (commission, name, version)
);

-- The last serial given in a fiscal year.
CREATE TABLE desk_number (
    commission  {REF} NOT NULL,
    fiscal_year {INT} NOT NULL,
    last        {INT} NOT NULL,
    PRIMARY KEY (commission, fiscal_year)
);

-- A consultation. Days are JST day numbers since 1970, 0 when none; times are 0 when not yet.
-- fields: JSON of the declared fields that are not columns. personal: JSON sealed under vault.
CREATE TABLE desk_case (
    id                   {ID},
    commission           {REF} NOT NULL,
    version              {INT} NOT NULL,
    number               {TEXT} NOT NULL,
    kind                 {TEXT} NOT NULL,
    state                {TEXT} NOT NULL,
    is_open              {INT} NOT NULL,
    attention            {INT} NOT NULL,
    attention_reason     {TEXT} NOT NULL,
    channel              {TEXT} NOT NULL,
    received_at          {TIME} NOT NULL,
    noticed_at           {TIME} NOT NULL,
    effective_day        {INT} NOT NULL,
    due_day              {INT} NOT NULL,
    outer_day            {INT} NOT NULL,
    advisor              {REF} NOT NULL,
    subject              {TEXT} NOT NULL,
    company              {TEXT} NOT NULL,
    item                 {TEXT} NOT NULL,
    cargo_class          {TEXT} NOT NULL,
    direction            {TEXT} NOT NULL,
    country              {TEXT} NOT NULL,
    customs              {TEXT} NOT NULL,
    industry             {TEXT} NOT NULL,
    invoice_numbers      {TEXT} NOT NULL,
    judgement            {TEXT} NOT NULL,
    advised_at           {TIME} NOT NULL,
    advised_day          {INT} NOT NULL,
    registered_at        {TIME} NOT NULL,
    publish_requested_at {TIME} NOT NULL,
    published_at         {TIME} NOT NULL,
    cargo_count          {INT} NOT NULL,
    file_count           {INT} NOT NULL,
    mail_count           {INT} NOT NULL,
    synthetic            {INT} NOT NULL,
    merged_into          {REF} NOT NULL,
    vault                {REF} NOT NULL REFERENCES store_vault (id),
    token                {TEXT} NOT NULL,
    fields               {TEXT} NOT NULL,
    personal             {BYTES},
    CHECK (kind IN ('consultation', 'enquiry')),
    CHECK (judgement IN ('yes', 'no', 'open')),
    CHECK (is_open IN (0, 1))
);
CREATE UNIQUE INDEX desk_case_number ON desk_case (commission, number);
CREATE UNIQUE INDEX desk_case_token ON desk_case (token);
CREATE INDEX desk_case_newest ON desk_case (commission, id);
CREATE INDEX desk_case_state ON desk_case (commission, state, id);
CREATE INDEX desk_case_item ON desk_case (commission, item, id);
CREATE INDEX desk_case_advisor ON desk_case (commission, advisor, id);
CREATE INDEX desk_case_due ON desk_case (commission, due_day, id) WHERE is_open = 1;
CREATE INDEX desk_case_open ON desk_case (commission, id) WHERE is_open = 1;
CREATE INDEX desk_case_attention ON desk_case (commission, id) WHERE attention = 1;
CREATE INDEX desk_case_advised ON desk_case (commission, advised_day, id) WHERE advised_day > 0;

-- quantity is a decimal kept as written.
CREATE TABLE desk_cargo (
    id            {ID},
    case_id       {REF} NOT NULL REFERENCES desk_case (id),
    position      {INT} NOT NULL,
    item          {TEXT} NOT NULL,
    example_class {TEXT} NOT NULL,
    cargo_class   {TEXT} NOT NULL,
    name          {TEXT} NOT NULL,
    quantity      {TEXT} NOT NULL,
    unit          {TEXT} NOT NULL,
    hs_code       {TEXT} NOT NULL,
    origin        {TEXT} NOT NULL,
    process       {TEXT} NOT NULL,
    purpose       {TEXT} NOT NULL,
    analysis      {TEXT} NOT NULL,
    judgement     {TEXT} NOT NULL,
    basis         {TEXT} NOT NULL,
    basis_codes   {TEXT} NOT NULL,
    rule_edition  {TEXT} NOT NULL,
    CHECK (judgement IN ('yes', 'no', 'open'))
);
CREATE UNIQUE INDEX desk_cargo_case ON desk_cargo (case_id, position);

-- A mail that came in. content: JSON of sender, recipients, subject and words, sealed under vault.
-- raw_blob is empty for synthetic histories and for mails too large to fetch.
CREATE TABLE desk_mail (
    id            {ID},
    commission    {REF} NOT NULL,
    case_id       {REF} NOT NULL REFERENCES desk_case (id),
    account       {TEXT} NOT NULL,
    uid_validity  {INT} NOT NULL,
    uid           {INT} NOT NULL,
    raw_digest    {TEXT} NOT NULL,
    vault         {REF} NOT NULL REFERENCES store_vault (id),
    raw_blob      {TEXT} NOT NULL,
    raw_size      {INT} NOT NULL,
    sender_digest {TEXT} NOT NULL,
    subject_digest {TEXT} NOT NULL,
    sent_at       {TIME} NOT NULL,
    arrived_at    {TIME} NOT NULL,
    flags         {INT} NOT NULL,
    parked        {INT} NOT NULL,
    problem       {TEXT} NOT NULL,
    joined_by     {TEXT} NOT NULL,
    content       {BYTES}
);
CREATE UNIQUE INDEX desk_mail_once ON desk_mail (commission, raw_digest);
CREATE UNIQUE INDEX desk_mail_uid ON desk_mail (account, uid_validity, uid) WHERE uid > 0;
CREATE INDEX desk_mail_case ON desk_mail (case_id, id);
CREATE INDEX desk_mail_sender ON desk_mail (commission, sender_digest, id) WHERE sender_digest <> '';

-- Message-IDs (keyed digests) that name a case: of mails that came (ours = 0) and of ours (1).
CREATE TABLE desk_thread (
    commission {REF} NOT NULL,
    digest     {TEXT} NOT NULL,
    case_id    {REF} NOT NULL REFERENCES desk_case (id),
    ours       {INT} NOT NULL,
    mail       {REF} NOT NULL,
    PRIMARY KEY (commission, digest, case_id)
);

-- Papers. A file belongs to one case; desk_outgoing_file refers to (case_id, id), so that no mail can
-- carry another case's file.
CREATE TABLE desk_file (
    id            {ID},
    case_id       {REF} NOT NULL REFERENCES desk_case (id),
    mail          {REF} NOT NULL,
    name          {TEXT} NOT NULL,
    type          {TEXT} NOT NULL,
    document      {TEXT} NOT NULL,
    size          {INT} NOT NULL,
    flags         {INT} NOT NULL,
    parent        {REF} NOT NULL,
    password_mail {REF} NOT NULL,
    vault         {REF} NOT NULL,
    blob          {TEXT} NOT NULL,
    digest        {TEXT} NOT NULL,
    added_by      {REF} NOT NULL,
    added_at      {TIME} NOT NULL
);
CREATE UNIQUE INDEX desk_file_case ON desk_file (case_id, id);
CREATE INDEX desk_file_digest ON desk_file (digest) WHERE digest <> '';

CREATE TABLE desk_note (
    id      {ID},
    case_id {REF} NOT NULL REFERENCES desk_case (id),
    author  {REF} NOT NULL,
    at      {TIME} NOT NULL,
    kind    {TEXT} NOT NULL,
    vault   {REF} NOT NULL,
    text    {BYTES}
);
CREATE INDEX desk_note_case ON desk_note (case_id, id);

-- The history that the case page shows; the proof is the audit log.
CREATE TABLE desk_event (
    id         {ID},
    case_id    {REF} NOT NULL REFERENCES desk_case (id),
    actor      {REF} NOT NULL,
    at         {TIME} NOT NULL,
    action     {TEXT} NOT NULL,
    state_from {TEXT} NOT NULL,
    state_to   {TEXT} NOT NULL,
    detail     {TEXT} NOT NULL
);
CREATE INDEX desk_event_case ON desk_event (case_id, id);

CREATE TABLE desk_document (
    case_id  {REF} NOT NULL REFERENCES desk_case (id),
    document {TEXT} NOT NULL,
    state    {TEXT} NOT NULL,
    file     {REF} NOT NULL,
    reason   {TEXT} NOT NULL,
    PRIMARY KEY (case_id, document),
    CHECK (state IN ('missing', 'received', 'not_needed'))
);

-- Possible duplicates; one row per pair, the newer case first.
CREATE TABLE desk_relation (
    case_id  {REF} NOT NULL REFERENCES desk_case (id),
    other    {REF} NOT NULL REFERENCES desk_case (id),
    reasons  {TEXT} NOT NULL,
    decision {TEXT} NOT NULL,
    PRIMARY KEY (case_id, other),
    CHECK (decision IN ('open', 'merged', 'different'))
);
CREATE INDEX desk_relation_other ON desk_relation (other, case_id);

-- Addresses proven for a case. content: JSON of name and address sealed under vault. domain is the
-- keyed digest of the domain, empty when many unrelated people share it.
CREATE TABLE desk_address (
    id           {ID},
    case_id      {REF} NOT NULL REFERENCES desk_case (id),
    digest       {TEXT} NOT NULL,
    domain       {TEXT} NOT NULL,
    source       {TEXT} NOT NULL,
    reason       {TEXT} NOT NULL,
    confirmed_by {REF} NOT NULL,
    at           {TIME} NOT NULL,
    vault        {REF} NOT NULL,
    content      {BYTES}
);
CREATE UNIQUE INDEX desk_address_once ON desk_address (case_id, digest);

-- How far each mailbox has been read.
CREATE TABLE desk_cursor (
    account      {TEXT} PRIMARY KEY,
    uid_validity {INT} NOT NULL,
    uid          {INT} NOT NULL
);
