-- Answers, revision by revision. content: JSON of subject and text sealed under the case's vault.
-- digest: keyed digest of the frozen or approved text.
CREATE TABLE desk_answer (
    id           {ID},
    case_id      {REF} NOT NULL REFERENCES desk_case (id),
    version      {INT} NOT NULL,
    revision     {INT} NOT NULL,
    state        {TEXT} NOT NULL,
    digest       {TEXT} NOT NULL,
    judgements   {INT} NOT NULL,
    editions     {TEXT} NOT NULL,
    author       {REF} NOT NULL,
    changed_at   {TIME} NOT NULL,
    frozen_at    {TIME} NOT NULL,
    delivered_at {TIME} NOT NULL,
    method       {TEXT} NOT NULL,
    vault        {REF} NOT NULL,
    content      {BYTES},
    CHECK (state IN ('draft', 'frozen', 'approved', 'refused', 'delivered'))
);
CREATE UNIQUE INDEX desk_answer_case ON desk_answer (case_id, revision);

-- Questions to METI. words: JSON of the question, comment, officer and proposal line, sealed.
-- asked_digest: the text METI was asked about; decided_digest: the text it approved.
CREATE TABLE desk_approval (
    id             {ID},
    commission     {REF} NOT NULL,
    case_id        {REF} NOT NULL REFERENCES desk_case (id),
    answer_id      {REF} NOT NULL REFERENCES desk_answer (id),
    version        {INT} NOT NULL,
    asked_at       {TIME} NOT NULL,
    asked_by       {REF} NOT NULL,
    asked_digest   {TEXT} NOT NULL,
    decided_at     {TIME} NOT NULL,
    decided_by     {REF} NOT NULL,
    decided_digest {TEXT} NOT NULL,
    decision       {TEXT} NOT NULL,
    channel        {TEXT} NOT NULL,
    proposed       {TEXT} NOT NULL,
    proposal_mail  {REF} NOT NULL,
    vault          {REF} NOT NULL,
    words          {BYTES}
);
CREATE INDEX desk_approval_case ON desk_approval (case_id, id);
CREATE UNIQUE INDEX desk_approval_one ON desk_approval (case_id) WHERE decision = 'pending';
CREATE INDEX desk_approval_pending ON desk_approval (commission, id) WHERE decision = 'pending';

-- Mail that leaves. content: JSON of recipients, subject and text, sealed under vault.
-- case_id is NULL for reports without a case.
CREATE TABLE desk_outgoing (
    id           {ID},
    commission   {REF} NOT NULL,
    case_id      {REF} REFERENCES desk_case (id),
    answer_id    {REF} NOT NULL,
    version      {INT} NOT NULL,
    purpose      {TEXT} NOT NULL,
    state        {TEXT} NOT NULL,
    message_id   {TEXT} NOT NULL UNIQUE,
    digest       {TEXT} NOT NULL,
    created_at   {TIME} NOT NULL,
    created_by   {REF} NOT NULL,
    not_before   {TIME} NOT NULL,
    sending_at   {TIME} NOT NULL,
    sent_at      {TIME} NOT NULL,
    attempts     {INT} NOT NULL,
    last_problem {TEXT} NOT NULL,
    vault        {REF} NOT NULL,
    content      {BYTES},
    CHECK (state IN ('draft', 'waiting', 'sending', 'sent', 'refused', 'unknown', 'cancelled'))
);
CREATE UNIQUE INDEX desk_outgoing_case ON desk_outgoing (case_id, id);
CREATE INDEX desk_outgoing_newest ON desk_outgoing (commission, id);
CREATE INDEX desk_outgoing_unfinished ON desk_outgoing (commission, id)
    WHERE state NOT IN ('sent', 'cancelled');
CREATE UNIQUE INDEX desk_outgoing_answer ON desk_outgoing (answer_id)
    WHERE purpose = 'answer' AND state <> 'cancelled';

-- Attachments: both keys carry case_id, so that a file of another case is refused by the database.
CREATE TABLE desk_outgoing_file (
    case_id  {REF} NOT NULL,
    outgoing {REF} NOT NULL,
    file     {REF} NOT NULL,
    PRIMARY KEY (outgoing, file),
    FOREIGN KEY (case_id, outgoing) REFERENCES desk_outgoing (case_id, id),
    FOREIGN KEY (case_id, file) REFERENCES desk_file (case_id, id)
);
CREATE INDEX desk_outgoing_file_file ON desk_outgoing_file (case_id, file);

-- Attachments of reports without a case.
CREATE TABLE desk_report_file (
    outgoing {REF} NOT NULL REFERENCES desk_outgoing (id),
    position {INT} NOT NULL,
    name     {TEXT} NOT NULL,
    type     {TEXT} NOT NULL,
    vault    {REF} NOT NULL,
    blob     {TEXT} NOT NULL,
    size     {INT} NOT NULL,
    PRIMARY KEY (outgoing, position)
);
