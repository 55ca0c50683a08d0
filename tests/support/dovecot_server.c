#include "support/dovecot_server.h"

#include <dirent.h>
#include <pwd.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "support/test_folder.h"

static struct str in_folder(const struct dovecot_server *server, const char *name)
{
    return ARENA_JOIN(server->arena, server->folder, STR("/"), str_from_c(name));
}

static void make_folder(const struct dovecot_server *server, const char *name)
{
    if (mkdir(in_folder(server, name).p, 0755) != 0)
        check_fail("cannot make a folder for dovecot");
}

static const char *user_name(void)
{
    struct passwd *user = getpwuid(test_server_user(NULL));
    CHECK(user);
    return user->pw_name;
}

static const char *group_name(void)
{
    gid_t group;
    test_server_user(&group);
    struct group *entry = getgrgid(group);
    CHECK(entry);
    return entry->gr_name;
}

static void write_configuration(struct dovecot_server *server)
{
    struct arena *arena = server->arena;
    const char *user = user_name(), *group = group_name();
    struct str text = arena_format(arena,
        "base_dir = %s/run\nstate_dir = %s/state\nlog_path = /dev/stderr\n"
        "protocols = imap\nlisten = 127.0.0.1\n"
        "ssl = required\nssl_cert = <%s\nssl_key = <%s\n"
        "default_internal_user = %s\ndefault_internal_group = %s\ndefault_login_user = %s\n"
        "first_valid_uid = 1\nmail_location = maildir:%s/mail\nmail_uid = %s\nmail_gid = %s\n"
        "disable_plaintext_auth = yes\nauth_mechanisms = plain\n"
        "passdb {\n  driver = passwd-file\n  args = scheme=PLAIN username_format=%%u %s/passwd\n}\n"
        "userdb {\n  driver = static\n  args = uid=%s gid=%s home=%s/home\n}\n"
        "service imap-login {\n  chroot =\n  inet_listener imap {\n    port = 0\n  }\n"
        "  inet_listener imaps {\n    port = %d\n    ssl = yes\n  }\n}\n"
        "service anvil {\n  chroot =\n}\nservice stats {\n  chroot =\n}\n"
        "mail_max_userip_connections = 50\n%s",
        server->folder.p, server->folder.p, server->certificate.certificate.p,
        server->certificate.key.p, user, group, user, server->folder.p, user, group,
        server->folder.p, user, group, server->folder.p, server->port,
        server->without_idle
            ? "imap_capability = IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE LITERAL+\n"
            : "");
    test_server_write_file(in_folder(server, "dovecot.conf"), text);
    test_server_write_file(in_folder(server, "passwd"),
                           STR(DOVECOT_USER ":" DOVECOT_PASSWORD "::::::\n"));
}

void dovecot_server_prepare(struct dovecot_server *server, enum test_certificate_kind kind)
{
    *server = (struct dovecot_server){.arena = arena_create()};
    server->folder = test_folder_create(server->arena);
    server->port = test_server_free_port();
    test_certificate_create(server->folder, kind, server->arena, &server->certificate);
    static const char *const folders[] = {"run", "state", "home", "mail", "mail/cur", "mail/new",
                                          "mail/tmp"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        make_folder(server, folders[i]);
    test_server_own(server->folder);
}

void dovecot_server_start(struct dovecot_server *server)
{
    write_configuration(server);
    const struct str words[] = {STR("/usr/sbin/dovecot"), STR("-F"), STR("-c"),
                                in_folder(server, "dovecot.conf")};
    test_server_start(&server->process, words, 4, STR("starting up for imap"), server->arena);
}

void dovecot_server_kill(struct dovecot_server *server)
{
    test_server_kill(&server->process);
}

void dovecot_server_finish(struct dovecot_server *server)
{
    dovecot_server_kill(server);
    test_folder_remove(server->folder);
    arena_destroy(server->arena);
}

struct imap_options dovecot_server_options(const struct dovecot_server *server)
{
    return (struct imap_options){.host = STR("localhost"),
                                 .port = server->port,
                                 .user = STR(DOVECOT_USER),
                                 .password = STR(DOVECOT_PASSWORD),
                                 .mailbox = STR("INBOX"),
                                 .certificate_authority = server->certificate.authority};
}

void dovecot_server_deliver(struct dovecot_server *server, struct str message)
{
    /* Dovecot numbers new mails in the order of their Maildir names. */
    unsigned number = ++server->delivered;
    struct str name = arena_format(server->arena, "%010u.M%u.test", 1700000000 + number, number);
    struct str temporary = ARENA_JOIN(server->arena, in_folder(server, "mail/tmp/"), name);
    struct str final = ARENA_JOIN(server->arena, in_folder(server, "mail/new/"), name);
    test_server_write_file(temporary, message);
    if (rename(temporary.p, final.p) != 0)
        check_fail("cannot deliver a mail");
}

void dovecot_server_renumber(struct dovecot_server *server)
{
    static const char *const indexes[] = {"dovecot.index", "dovecot.index.log",
                                          "dovecot.index.log.2", "dovecot.index.cache",
                                          "dovecot.list.index", "dovecot.list.index.log",
                                          "dovecot-uidlist"};
    for (size_t i = 0; i < sizeof indexes / sizeof indexes[0]; i++)
        unlink(arena_format(server->arena, "%s/mail/%s", server->folder.p, indexes[i]).p);
    test_server_write_file(in_folder(server, "mail/dovecot-uidlist"),
                           arena_format(server->arena, "3 V%u N1\n", 1800000000 + server->delivered));
}

size_t dovecot_server_seen(const struct dovecot_server *server)
{
    size_t seen = 0;
    DIR *folder = opendir(in_folder(server, "mail/cur").p);
    CHECK(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        const char *flags = strstr(entry->d_name, ":2,");
        seen += flags && strchr(flags + 3, 'S');
    }
    closedir(folder);
    return seen;
}
