-- The link by which METI answers a question on a page without logging in. digest: keyed digest of the
-- token. token: sealed, until the mail that carries it has left. words: METI's answer as JSON of comment,
-- officer, subject and text, sealed. answered and closed: 0 or when.
CREATE TABLE desk_approval_link (
    approval {REF} PRIMARY KEY REFERENCES desk_approval (id),
    digest   {TEXT} NOT NULL UNIQUE,
    expires  {TIME} NOT NULL,
    answered {TIME} NOT NULL,
    closed   {TIME} NOT NULL,
    opened   {INT} NOT NULL,
    vault    {REF} NOT NULL,
    token    {BYTES},
    words    {BYTES}
);
