/* What the program and meguri-worker say to each other over a SOCK_SEQPACKET pair (the worker's is
   file descriptor 3). One packet is a struct worker_packet and up to WORKER_TEXT_LIMIT bytes of text;
   bytes of any size travel as sealed anonymous files beside it.

   worker: READY                            once, after the sandbox is closed; text: see below
   program: JOB + input file               one at a time
   worker: PART + file, program: TAKEN     for each attachment (keeps files in flight few)
   worker: RESULT + file                   wire records (base/wire.h), laid out beside each job */
#ifndef MEGURI_DOC_WORKER_PROTOCOL_H
#define MEGURI_DOC_WORKER_PROTOCOL_H

#include <stdint.h>

enum { WORKER_SOCKET = 3, WORKER_MAGIC = 0x4d454731, WORKER_TEXT_LIMIT = 4096 };

enum worker_packet_kind {
    WORKER_READY = 1,
    WORKER_JOB,
    WORKER_PART,
    WORKER_TAKEN,
    WORKER_RESULT,
};

enum worker_job {
    WORKER_MAIL = 1,   /* parameters: none; parts: attachments; record: doc/mail_read.c */
    WORKER_SHEET,      /* record: doc/sheet_read.c */
    WORKER_PICTURE,    /* see doc/picture.h */
    WORKER_PDF,        /* see doc/picture.h */
    WORKER_INSPECT,    /* text: the file's name; record: inspect/record.c */
    WORKER_PROBE,      /* parameters[0]: enum worker_probe */
    WORKER_CLEAN,      /* text: kinds, line end, name; parts: enum worker_cleaned; record:
                          inspect/clean_record.c */
};

enum worker_cleaned {
    WORKER_CLEANED_FILE,
    WORKER_CLEANED_BASELINE, /* see struct inspect_cleaning */
};

/* What a sandboxed process must not be able to do; used by `meguri doctor` and the tests. Each ends
   the worker; PROBE_ECHO does not. */
enum worker_probe {
    WORKER_PROBE_ECHO,    /* answers */
    WORKER_PROBE_OPEN,    /* opens a file */
    WORKER_PROBE_SOCKET,  /* makes a socket */
    WORKER_PROBE_EXECUTE, /* starts a program */
    WORKER_PROBE_MEMORY,  /* takes more memory than the limit */
    WORKER_PROBE_SPIN,    /* never ends */
};

enum worker_status {
    WORKER_OK,
    WORKER_BROKEN,      /* the input is damaged; text: Japanese reason or place */
    WORKER_OVER_LIMIT,  /* the input is larger than the limits; text: which */
    WORKER_UNSUPPORTED, /* not a form this job reads; text: which */
};

enum { WORKER_PARAMETERS = 4 };
struct worker_packet {
    uint32_t magic, kind;
    uint32_t job;       /* JOB, RESULT: enum worker_job. PART: index of the attachment */
    uint32_t status;    /* RESULT: enum worker_status */
    uint64_t size;      /* bytes in the file that comes with it */
    int64_t parameters[WORKER_PARAMETERS];
    uint32_t text_size; /* bytes of text behind this struct */
    uint32_t sandbox;   /* READY: WORKER_HAS_* bits */
    int32_t landlock_abi;
    int32_t reserved;
};

enum {
    WORKER_HAS_SECCOMP = 1 << 0,
    WORKER_HAS_LANDLOCK = 1 << 1,
    WORKER_HAS_LIMITS = 1 << 2,
    WORKER_HAS_NO_NEW_PRIVILEGES = 1 << 3,
};

/* The limits of one message and of one workbook, all of them here. Beyond them the rest is left out
   and flagged; the raw bytes are the caller's and complete. */
enum {
    MAIL_LIMIT_PARTS = 200,            /* attachments, those inside zip and message/rfc822 counted */
    MAIL_LIMIT_DEPTH = 10,             /* multipart, message, zip and TNEF together */
    MAIL_LIMIT_DECODED = 200 << 20,    /* bytes of all attachments together */
    MAIL_LIMIT_TEXT = 4 << 20,         /* bytes of body text */
    MAIL_LIMIT_HEADER = 256 << 10,     /* bytes of one header field */
    MAIL_LIMIT_RECIPIENTS = 1000,      /* To, Cc, References each */
    ZIP_LIMIT_RATIO = 200,             /* expansion of an entry larger than ZIP_RATIO_FROM */
    ZIP_RATIO_FROM = 1 << 20,
    SHEET_LIMIT_XML = 256 << 20,       /* bytes of XML of a workbook */
    SHEET_LIMIT_CELLS = 2000000,
    SHEET_LIMIT_TEXT = 128 << 20,      /* bytes of cell texts */
    PICTURE_LIMIT_PIXELS = 64 << 20,  /* width x height of a picture that is decoded */
    WORKER_LIMIT_FILE = 512 << 20,     /* RLIMIT_FSIZE: one anonymous file */
};

/* Flags of a part or of the whole message: what a person must know before trusting it. */
enum mail_flag {
    MAIL_BROKEN = 1 << 0,            /* structure damaged; what could be read is here */
    MAIL_CHARSET_GUESSED = 1 << 1,   /* no or wrong charset label */
    MAIL_HTML_ONLY = 1 << 2,
    MAIL_ENCRYPTED_ARCHIVE = 1 << 3, /* zip with password: pair with a second mail */
    MAIL_HAS_PASSWORD_TEXT = 1 << 4, /* the body looks like "パスワードは…" */
    MAIL_SENDER_FORGED = 1 << 5,     /* From: disagrees with Authentication-Results / several From: */
    MAIL_TRUNCATED = 1 << 6,         /* more parts, depth or bytes than the limits allow */
    MAIL_AUTOMATIC = 1 << 7,         /* bounce, auto-reply, list */
};

#endif
