-- A fit of a study to observations. mine NULL: the observations came from a file. vault: the key of its files.
-- first_day, last_day: JST days of the results taken from the mine, 0 none. phase and what follows: how far the
-- running calculation is. worker: which run of which job writes; a late one of a job taken over writes nothing.
CREATE TABLE water_fit (
    id         {ID},
    commission {REF} NOT NULL REFERENCES account_commission (id),
    mine       {REF} REFERENCES water_mine (id),
    vault      {REF} NOT NULL REFERENCES store_vault (id),
    name       {TEXT} NOT NULL,
    state      {TEXT} NOT NULL,
    members    {INT} NOT NULL,
    iterations {INT} NOT NULL,
    seed       {INT} NOT NULL,
    first_day  {INT} NOT NULL,
    last_day   {INT} NOT NULL,
    phase      {TEXT} NOT NULL,
    iteration  {INT} NOT NULL,
    runs       {INT} NOT NULL,
    planned    {INT} NOT NULL,
    failed     {INT} NOT NULL,
    why        {TEXT} NOT NULL,
    worker     {TEXT} NOT NULL,
    author     {REF} NOT NULL,
    created    {TIME} NOT NULL,
    started    {TIME} NOT NULL,
    finished   {TIME} NOT NULL,
    CHECK (state IN ('checking', 'ready', 'waiting', 'running', 'stopping', 'cancelled', 'done', 'failed')),
    CHECK (phase IN ('', 'before', 'best', 'spread'))
);
CREATE INDEX water_fit_commission ON water_fit (commission, id);
CREATE INDEX water_fit_mine ON water_fit (mine);

-- Files of a fit. study, observations, table (by the name the study uses): as given. before, best, spread: results
-- (src/water/outcome.h). fitted: the corrected study. ensemble: the members, renewed after each iteration.
CREATE TABLE water_fit_file (
    fit  {REF} NOT NULL REFERENCES water_fit (id),
    role {TEXT} NOT NULL,
    name {TEXT} NOT NULL,
    blob {TEXT} NOT NULL,
    size {INT} NOT NULL,
    PRIMARY KEY (fit, role, name),
    CHECK (role IN ('study', 'observations', 'table', 'before', 'best', 'fitted', 'ensemble', 'spread'))
);

-- The objective after each iteration, as a decimal number.
CREATE TABLE water_fit_step (
    fit       {REF} NOT NULL REFERENCES water_fit (id),
    phase     {TEXT} NOT NULL,
    iteration {INT} NOT NULL,
    objective {TEXT} NOT NULL,
    failed    {INT} NOT NULL,
    PRIMARY KEY (fit, phase, iteration)
);

-- Days to come, by the ensemble of a fit. first_day 0: the day after the last observation. study: blob of a changed
-- study, '' that of the fit; outcome: blob of the results, '' until it is done.
CREATE TABLE water_prediction (
    id        {ID},
    fit       {REF} NOT NULL REFERENCES water_fit (id),
    title     {TEXT} NOT NULL,
    point     {TEXT} NOT NULL,
    first_day {INT} NOT NULL,
    days      {INT} NOT NULL,
    every     {INT} NOT NULL,
    study     {TEXT} NOT NULL,
    outcome   {TEXT} NOT NULL,
    state     {TEXT} NOT NULL,
    runs      {INT} NOT NULL,
    planned   {INT} NOT NULL,
    why       {TEXT} NOT NULL,
    worker    {TEXT} NOT NULL,
    author    {REF} NOT NULL,
    created   {TIME} NOT NULL,
    finished  {TIME} NOT NULL,
    CHECK (state IN ('waiting', 'running', 'cancelled', 'done', 'failed'))
);
CREATE INDEX water_prediction_fit ON water_prediction (fit, id);
