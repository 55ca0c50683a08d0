/* The settings of server, mail and intake. */
#include <unistd.h>

#include "web/serve.h"

#define TEXT(key, fallback, ja, en) \
    {STR_INIT(key), SETTING_TEXT, STR_INIT(fallback), STR_INIT(""), 0, 0, false, STR_INIT(ja), STR_INIT(en)}
#define SECRET(key, ja, en) \
    {STR_INIT(key), SETTING_TEXT, STR_INIT(""), STR_INIT(""), 0, 0, true, STR_INIT(ja), STR_INIT(en)}
#define NUMBER(key, fallback, least, most, ja, en) \
    {STR_INIT(key), SETTING_INTEGER, STR_INIT(fallback), STR_INIT(""), least, most, false, STR_INIT(ja), STR_INIT(en)}
#define SWITCH(key, fallback, ja, en) \
    {STR_INIT(key), SETTING_BOOLEAN, STR_INIT(fallback), STR_INIT(""), 0, 0, false, STR_INIT(ja), STR_INIT(en)}

const struct setting_declaration web_settings[] = {
    TEXT("web.address", "", "待ち受けるアドレス（空: 127.0.0.1 と ::1）", "address to listen on (empty: 127.0.0.1 and ::1)"),
    NUMBER("web.port", "8443", 0, 65535, "待ち受けるポート（0: 空いているもの）", "port to listen on (0: a free one)"),
    TEXT("web.host", "", "localhost のほかに応答するホスト名", "a host name to answer to beside localhost"),
    TEXT("web.public_url", "", "メールに書くこのサーバーの URL（https://…。空: リンクを書かない）", "this server's URL, for links in mails (https://…; empty: none)"),
    TEXT("web.certificate", "", "証明書（PEM、空: 自動で作成）", "certificate (PEM; empty: made locally)"),
    TEXT("web.key", "", "証明書の秘密鍵（PEM）", "key of the certificate (PEM)"),
    NUMBER("web.threads", "0", 0, 256, "ページを処理するスレッド数（0: 自動）", "threads for pages (0: by cores)"),
    NUMBER("web.queue", "64", 1, 10000, "順番を待てるリクエスト数", "requests that may wait for a thread"),
    NUMBER("web.connections", "1000", 10, 100000, "同時接続数の上限", "most connections at once"),
    NUMBER("web.connections_per_address", "100", 1, 100000, "一つのアドレスからの同時接続数の上限", "most connections of one address"),
    NUMBER("web.public_per_minute", "300", 1, 1000000, "公開ページへの1分あたりの回数（アドレスごと）", "requests of one address per minute to public pages"),
    NUMBER("web.session_idle_minutes", "480", 1, 10080, "操作がないときにログアウトするまでの分", "minutes without use until a session ends"),
    NUMBER("web.session_hours", "14", 1, 168, "ログインが続く最長の時間", "most hours of a session"),
    NUMBER("calculation.threads", "0", 0, 64, "合わせ込みと予測に使うスレッド数（0: コアの数より一つ少なく）", "threads for fits and predictions (0: all cores but one)"),
    SWITCH("demonstration", "false", "実演として動かす（HSTS を送らない）", "run as a demonstration (no HSTS)"),
    TEXT("smtp.host", "", "送信サーバー（空: 送信しない）", "mail server for sending (empty: mails stay in the outbox)"),
    NUMBER("smtp.port", "587", 1, 65535, "送信サーバーのポート", "its port"),
    TEXT("smtp.user", "", "送信サーバーの利用者名", "user name at the sending server"),
    SECRET("smtp.password", "送信サーバーのパスワード", "password at the sending server"),
    SWITCH("smtp.implicit_tls", "false", "はじめから TLS で接続する（通常は 465 番）", "TLS from the first byte (usually port 465)"),
    TEXT("smtp.authority", "", "送信サーバーを確かめる認証局（PEM）", "authority for the sending server (PEM)"),
    TEXT("smtp.folder", "", "実演用: 送らずに .eml をこのフォルダに書く", "demonstration only: write mails to this folder instead of sending"),
    TEXT("imap.host", "", "受信サーバー（空: IMAP を使わない）", "IMAP server (empty: no intake by IMAP)"),
    NUMBER("imap.port", "993", 1, 65535, "受信サーバーのポート", "its port"),
    TEXT("imap.user", "", "受信サーバーの利用者名", "user name at the IMAP server"),
    SECRET("imap.password", "受信サーバーのパスワード", "password at the IMAP server"),
    TEXT("imap.mailbox", "INBOX", "読み取るメールボックス", "mailbox to read"),
    TEXT("imap.authority", "", "受信サーバーを確かめる認証局（PEM）", "authority for the IMAP server (PEM)"),
    TEXT("intake.maildir", "", "取り込む Maildir（空: 使わない）", "Maildir to take mail from (empty: none)"),
    TEXT("clamd.socket", "", "不正プログラム検査（clamd）のソケット（空: clamd.host を使う）", "socket of clamd for malware scans (empty: clamd.host)"),
    TEXT("clamd.host", "", "clamd のホスト（127.0.0.1 など、この機械だけ。空: 検査しない）", "host of clamd, this machine only (empty: no scan)"),
    NUMBER("clamd.port", "3310", 1, 65535, "clamd のポート", "its port"),
    NUMBER("clamd.definition_days", "7", 1, 365, "定義ファイルがこの日数より古いときは「未検査」とする", "definitions older than this many days do not count"),
    TEXT("mail.domain", "localhost", "メッセージ ID に使うドメイン", "domain of our message ids"),
    TEXT("mail.desk_address", "desk@localhost", "相談窓口のメールアドレス", "the desk's own mail address"),
};
const size_t web_settings_count = sizeof web_settings / sizeof web_settings[0];

static unsigned calculation_threads(const struct settings *s)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int64_t wanted = settings_integer(s, STR("calculation.threads"));
    return wanted > 0 ? (unsigned)wanted : cores > 65 ? 64 : cores > 2 ? (unsigned)cores - 1 : 1;
}

void web_services_from_settings(const struct settings *s, struct web_services *out)
{
    *out = (struct web_services){
        .smtp = {.host = settings_text(s, STR("smtp.host")),
                 .port = (int)settings_integer(s, STR("smtp.port")),
                 .user = settings_text(s, STR("smtp.user")),
                 .password = settings_text(s, STR("smtp.password")),
                 .implicit_tls = settings_boolean(s, STR("smtp.implicit_tls")),
                 .certificate_authority = settings_text(s, STR("smtp.authority"))},
        .mail_folder = settings_text(s, STR("smtp.folder")),
        .imap = {.host = settings_text(s, STR("imap.host")),
                 .port = (int)settings_integer(s, STR("imap.port")),
                 .user = settings_text(s, STR("imap.user")),
                 .password = settings_text(s, STR("imap.password")),
                 .mailbox = settings_text(s, STR("imap.mailbox")),
                 .certificate_authority = settings_text(s, STR("imap.authority"))},
        .maildir = settings_text(s, STR("intake.maildir")),
        .public_url = settings_text(s, STR("web.public_url")),
        .mail_domain = settings_text(s, STR("mail.domain")),
        .desk_address = settings_text(s, STR("mail.desk_address")),
        .demonstration = settings_boolean(s, STR("demonstration")),
        .calculation_threads = calculation_threads(s),
    };
}

void web_options_from_settings(const struct settings *s, struct web_options *out)
{
    *out = (struct web_options){
        .address = settings_text(s, STR("web.address")),
        .port = (int)settings_integer(s, STR("web.port")),
        .host = settings_text(s, STR("web.host")),
        .certificate = settings_text(s, STR("web.certificate")),
        .key = settings_text(s, STR("web.key")),
        .pool_threads = (int)settings_integer(s, STR("web.threads")),
        .queue_limit = (int)settings_integer(s, STR("web.queue")),
        .connection_limit = (int)settings_integer(s, STR("web.connections")),
        .connections_per_address = (int)settings_integer(s, STR("web.connections_per_address")),
        .public_per_minute = (int)settings_integer(s, STR("web.public_per_minute")),
        .session_idle = settings_integer(s, STR("web.session_idle_minutes")) * 60 * US_PER_SECOND,
        .session_absolute = settings_integer(s, STR("web.session_hours")) * 3600 * US_PER_SECOND,
    };
}
