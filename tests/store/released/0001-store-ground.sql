-- Facts about the workspace itself, among them the proof that the key file belongs to it.
CREATE TABLE store_workspace (
    name  {TEXT} PRIMARY KEY,
    value {TEXT} NOT NULL
);

-- One data key per vault, sealed under the workspace key. Erasing sets the key to NULL.
CREATE TABLE store_vault (
    id      {ID},
    sealed  {BYTES},
    created {TIME} NOT NULL,
    erased  {TIME}
);

-- Files that rows refer to. id and digest are 64 hexadecimal digits.
CREATE TABLE store_blob (
    vault   {REF} NOT NULL REFERENCES store_vault (id),
    id      {TEXT} NOT NULL,
    size    {INT} NOT NULL,
    digest  {TEXT} NOT NULL,
    links   {INT} NOT NULL,
    created {TIME} NOT NULL,
    PRIMARY KEY (vault, id)
);
CREATE INDEX store_blob_digest ON store_blob (digest);

-- Written unchained; the sealer fills number and hash.
CREATE TABLE store_audit (
    id         {ID},
    time       {TIME} NOT NULL,
    commission {REF} NOT NULL,
    actor      {REF} NOT NULL,
    action     {TEXT} NOT NULL,
    object     {TEXT} NOT NULL,
    object_id  {REF} NOT NULL,
    detail     {TEXT} NOT NULL,
    address    {TEXT} NOT NULL,
    number     {INT} UNIQUE,
    hash       {TEXT}
);
CREATE INDEX store_audit_unsealed ON store_audit (id) WHERE number IS NULL;
CREATE INDEX store_audit_object ON store_audit (object, object_id, id);
CREATE INDEX store_audit_actor ON store_audit (actor, id);

-- state: waiting, running, done, failed, cancelled. due: when waiting the earliest start, when
-- running the end of the lease.
CREATE TABLE store_job (
    id        {ID},
    kind      {TEXT} NOT NULL,
    key       {TEXT} NOT NULL,
    payload   {TEXT} NOT NULL,
    state     {TEXT} NOT NULL,
    due       {TIME} NOT NULL,
    attempt   {INT} NOT NULL,
    per_mille {INT} NOT NULL,
    why       {TEXT} NOT NULL,
    created   {TIME} NOT NULL,
    finished  {TIME}
);
CREATE UNIQUE INDEX store_job_key ON store_job (kind, key) WHERE finished IS NULL AND key <> '';
CREATE INDEX store_job_due ON store_job (due, id) WHERE finished IS NULL;
CREATE INDEX store_job_finished ON store_job (finished) WHERE finished IS NOT NULL;
