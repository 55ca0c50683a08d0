-- Sessions: only a hash of the cookie is kept. level: 0 password given and second factor missing,
-- 1 password must be changed, 2 full. commission 0: none chosen.
CREATE TABLE web_session (
    id         {ID},
    hash       {TEXT} NOT NULL UNIQUE,
    person     {REF} NOT NULL REFERENCES account_person (id),
    level      {INT} NOT NULL,
    commission {REF} NOT NULL,
    created    {TIME} NOT NULL,
    last_used  {TIME} NOT NULL,
    address    {TEXT} NOT NULL,
    program    {TEXT} NOT NULL
);
CREATE INDEX web_session_person ON web_session (person, last_used);
CREATE INDEX web_session_last_used ON web_session (last_used);

-- Actions that were begun, by the key of their form. location NULL: at work, or the program died
-- meanwhile; '': done without a page to go to.
CREATE TABLE web_once (
    session  {REF} NOT NULL,
    key      {TEXT} NOT NULL,
    begun    {TIME} NOT NULL,
    location {TEXT},
    PRIMARY KEY (session, key)
);
CREATE INDEX web_once_begun ON web_once (begun);
