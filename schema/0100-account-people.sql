-- Commissions: every record of the other rooms belongs to one.
CREATE TABLE account_commission (
    id        {ID},
    code      {TEXT} NOT NULL UNIQUE,
    title     {TEXT} NOT NULL,
    synthetic {INT} NOT NULL,
    created   {TIME} NOT NULL
);

-- People. login is compared in lower case. vault: the key of the person's sealed fields.
-- password: an argon2id string, '' until one is set. second_factor: 0 none, 1 begun, 2 in use;
-- last_step: newest 30-second step of a code that was accepted. failures and blocked_until: the
-- growing delay after wrong passwords.
CREATE TABLE account_person (
    id                   {ID},
    login                {TEXT} NOT NULL UNIQUE,
    name                 {TEXT} NOT NULL,
    mail                 {TEXT} NOT NULL,
    active               {INT} NOT NULL,
    demonstration        {INT} NOT NULL,
    vault                {REF} NOT NULL REFERENCES store_vault (id),
    password             {TEXT} NOT NULL,
    password_changed     {TIME} NOT NULL,
    must_change_password {INT} NOT NULL,
    second_factor        {INT} NOT NULL,
    second_factor_secret {BYTES},
    last_step            {INT} NOT NULL,
    failures             {INT} NOT NULL,
    blocked_until        {TIME} NOT NULL,
    last_login           {TIME} NOT NULL DEFAULT 0,
    created              {TIME} NOT NULL,
    version              {INT} NOT NULL
);

-- until 0: no end.
CREATE TABLE account_membership (
    person     {REF} NOT NULL REFERENCES account_person (id),
    commission {REF} NOT NULL REFERENCES account_commission (id),
    role       {TEXT} NOT NULL,
    until      {TIME} NOT NULL,
    PRIMARY KEY (person, commission, role)
);
CREATE INDEX account_membership_commission ON account_membership (commission);

-- One-time codes for a lost second factor; only a keyed hash is kept.
CREATE TABLE account_recovery_code (
    person {REF} NOT NULL REFERENCES account_person (id),
    hash   {TEXT} NOT NULL,
    used   {TIME} NOT NULL,
    PRIMARY KEY (person, hash)
);

-- Wrong passwords per client address (keyed digest), whatever login was tried.
CREATE TABLE account_address (
    digest        {TEXT} PRIMARY KEY,
    failures      {INT} NOT NULL,
    latest        {TIME} NOT NULL,
    blocked_until {TIME} NOT NULL
);
CREATE INDEX account_address_latest ON account_address (latest);

-- Addresses (keyed digests) from which a person has logged in: the growing delay that strangers can
-- bring upon an account does not hold for them.
CREATE TABLE account_known_address (
    person {REF} NOT NULL REFERENCES account_person (id),
    digest {TEXT} NOT NULL,
    latest {TIME} NOT NULL,
    PRIMARY KEY (person, digest)
);
