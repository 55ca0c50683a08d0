/* Copies of a workspace kept in a folder, and their way back. SQLite workspaces only: a workspace on
   PostgreSQL is backed up by its own tools (pg_dump, replication) together with the data directory,
   and store_backup says so.

   A backup folder holds meguri.sqlite, blobs/, keys/ when asked for, and a file `manifest` that is
   written last: a folder without it is not a backup. Without the key file nothing encrypted in it can
   be read; keep it in another place. An erased vault comes back readable from a backup made before
   the erasure, as long as both are kept: backups need an end date. */
#ifndef MEGURI_STORE_BACKUP_H
#define MEGURI_STORE_BACKUP_H

#include "store/store.h"

struct backup_options {
    bool with_keys;
};
/* While the store is in use. The folder is created; one that already holds a backup of this
   workspace is brought up to date (blobs that are there are not copied again). ERR_STATE for
   PostgreSQL or when the folder holds something else; ERR_DISK_FULL, ERR_IO. */
int store_backup(struct store *store, struct str folder, const struct backup_options *options,
                 struct error *error);
/* Makes `directory` a workspace again; no store may be open there. ERR_STATE when it already holds
   a database, ERR_STORE_DAMAGED when the backup is incomplete or broken, ERR_STORE_KEY when neither
   the backup nor `directory` has the key file. Open it with store_open afterwards. */
int store_restore(const struct context *context, struct str folder, struct str directory,
                  struct error *error);

/* Internal: the database alone, into a file that must not exist; consistent while in use. */
int backup_database(struct store *store, struct str path, struct error *error);

#endif
