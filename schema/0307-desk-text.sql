-- Words found inside a paper, for search only. content: JSON of text, sealed under the paper's vault.
-- absent: a program was lacking; looked at again. failed: this paper cannot be read; reason: a sentence.
CREATE TABLE desk_text (
    file    {REF} PRIMARY KEY REFERENCES desk_file (id),
    state   {TEXT} NOT NULL,
    reason  {TEXT} NOT NULL,
    vault   {REF} NOT NULL,
    content {BYTES},
    at      {TIME} NOT NULL,
    CHECK (state IN ('text', 'none', 'absent', 'failed'))
);
CREATE INDEX desk_text_absent ON desk_text (at) WHERE state = 'absent';
