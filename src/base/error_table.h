/* The one table of errors: X(name, number, http status, exit code, Japanese, English).
   Numbers are never reused; each room has its own hundred. {1}..{4} are the parameters given to
   error_set. A text is a whole sentence that says what happened and what to do next.
   Exit codes: 1 the environment failed, 2 bad usage or bad input, 3 not found, 4 refused,
   5 conflict (someone else changed it), 6 try again later. */

/* base 1-99 */
X(ERR_INTERNAL, 1, 500, 1, "内部エラーが発生しました（{1}）。記録を添えて管理者へ連絡してください。",
  "Internal error ({1}). Please report it to the administrator with the log.")
X(ERR_IO, 2, 500, 1, "{1} の読み書きに失敗しました（{2}）。ディスクの状態と権限を確認してください。",
  "Reading or writing {1} failed ({2}). Check the disk and its permissions.")
X(ERR_DISK_FULL, 3, 507, 1,
  "ディスクの空きがなく {1} に書き込めません。空きを作ってからやり直してください。何も変更されていません。",
  "The disk is full, {1} was not written. Free some space and try again. Nothing was changed.")
X(ERR_USAGE, 4, 400, 2, "使い方が違います: {1}。--help をご覧ください。",
  "Wrong usage: {1}. See --help.")
X(ERR_INVALID_INPUT, 5, 400, 2, "入力「{1}」が正しくありません: {2}。", "Input \"{1}\" is not valid: {2}.")
X(ERR_NOT_FOUND, 6, 404, 3, "{1} が見つかりません。番号や名前を確認してください。",
  "{1} was not found. Check the number or name.")
X(ERR_FORBIDDEN, 7, 403, 4, "この操作の権限がありません（{1}）。窓口管理者に依頼してください。",
  "You are not allowed to do this ({1}). Ask the desk manager.")
X(ERR_CONFLICT, 8, 409, 5,
  "{1} は、開いてから今までの間に別の人が変更しました。最新の内容を確認してからやり直してください。",
  "{1} was changed by someone else since you opened it. Look at the newest state and try again.")
X(ERR_BUSY, 9, 503, 6, "ただいま混み合っています（{1}）。少し待ってからやり直してください。",
  "Busy ({1}). Please wait a moment and try again.")
X(ERR_TOO_LARGE, 10, 413, 2, "{1} が大きすぎます（上限 {2}）。分けて送ってください。",
  "{1} is too large (limit {2}). Send it in parts.")
X(ERR_JSON, 11, 400, 2, "JSON の形が正しくありません: {1}。", "The JSON is not well formed: {1}.")
X(ERR_CSV, 12, 400, 2, "CSV の形が正しくありません: {1}。", "The CSV is not well formed: {1}.")
X(ERR_NUMBER, 13, 400, 2, "「{1}」は数として読めません: {2}。", "\"{1}\" is not a number: {2}.")
X(ERR_DATE, 14, 400, 2, "「{1}」は日付として読めません。2025-04-01 のように書いてください。",
  "\"{1}\" is not a date. Write it like 2025-04-01.")
X(ERR_ENCODING, 15, 400, 2, "{1} の文字コードを読めません（{2}）。UTF-8 で保存し直してください。",
  "The character encoding of {1} cannot be read ({2}). Save it as UTF-8.")
X(ERR_CONFIG, 16, 500, 2, "設定「{1}」が正しくありません: {2}。`meguri config check` で確認できます。",
  "Setting \"{1}\" is not valid: {2}. `meguri config check` explains it.")
X(ERR_STATE, 17, 409, 5, "今の状態ではこの操作はできません: {1}。", "Not possible in the present state: {1}.")
X(ERR_UNENCODABLE, 18, 422, 2,
  "「{1}」（{2}）は Shift_JIS（CP932）にない文字です。別の字に直すか、UTF-8 で出力してください。",
  "\"{1}\" ({2}) does not exist in Shift_JIS (CP932). Change the character or write UTF-8.")

/* store 100-199 */
X(ERR_STORE_UNIQUE, 100, 409, 5, "同じものがすでに登録されています（{1}）。内容を確認してください。",
  "The same entry exists already ({1}). Check the content.")
X(ERR_STORE_REFERENCE, 101, 409, 5,
  "関連する記録がないか、まだ使われているため変更できません（{1}）。関連する記録を確認してください。",
  "A related record is missing or still in use ({1}). Check the related records.")
X(ERR_STORE_RULE, 102, 500, 1, "データの決まりに合わない値を書こうとしました（{1}）。管理者へ連絡してください。",
  "A value breaks a rule of the database ({1}). Please report it to the administrator.")
X(ERR_STORE_NEWER, 103, 500, 1,
  "このデータはより新しい版の Meguri で作られています（番号 {1}）。新しい版のプログラムで開いてください。",
  "The data was made by a newer Meguri (number {1}). Open it with the newer program.")
X(ERR_STORE_SCHEMA, 104, 500, 1,
  "データベースの構造の記録（{1}）がこのプログラムと一致しません。正式な版のプログラムで開いてください。",
  "The recorded structure of the database ({1}) differs from this program. Use a released program.")
X(ERR_STORE_LOCKED, 105, 503, 6,
  "{1} は別の Meguri が使用中です。それを終了してからやり直してください。",
  "{1} is in use by another Meguri. Stop it and try again.")
X(ERR_STORE_CANCELLED, 106, 503, 6, "処理を取り消しました。", "The work was cancelled.")
X(ERR_STORE_BUSY, 107, 503, 6,
  "データベースが混み合っていて書き込めませんでした（{1}）。何も変更されていません。少し待ってからやり直してください。",
  "The database is busy ({1}). Nothing was changed. Wait a moment and try again.")
X(ERR_STORE_ERASED, 108, 410, 3, "この記録は消去済みで、もう読むことはできません（{1}）。",
  "This record has been erased and cannot be read any more ({1}).")
X(ERR_STORE_LEASE, 109, 409, 5, "この作業の担当は別の実行に移ったか、取り消されました（{1}）。",
  "This job was taken over by another run or cancelled ({1}).")
X(ERR_STORE_AUDIT, 110, 500, 1,
  "監査記録の {1} 番が連鎖と一致しません（{2}）。改ざんの疑いがあります。ただちに情報セキュリティ責任者へ連絡してください。",
  "Audit record number {1} does not fit the chain ({2}). It may have been tampered with. "
  "Inform the person responsible for information security at once.")
X(ERR_STORE_KEY, 111, 500, 1,
  "鍵ファイル {1} がこのデータのものではないか、読めません。保管してある鍵ファイルを元の場所に戻してください。",
  "The key file {1} does not belong to this data or cannot be read. Put the kept key file back.")
X(ERR_STORE_DAMAGED, 112, 500, 1,
  "保存されたデータ {1} が壊れています（{2}）。バックアップから戻してください。",
  "The stored data {1} is damaged ({2}). Restore it from a backup.")
X(ERR_STORE_CONNECT, 113, 503, 6,
  "データベースに接続できません（{1}）。データベースの状態と設定を確認してください。",
  "The database cannot be reached ({1}). Check the database and its settings.")
X(ERR_STORE_SQL, 114, 500, 1, "データベースの処理に失敗しました（{1}）。管理者へ連絡してください。",
  "A database statement failed ({1}). Please report it to the administrator.")
X(ERR_STORE_UNKNOWN, 115, 503, 6,
  "保存の途中でデータベースとの接続が切れ、保存されたか分かりません。画面を開き直して内容を確認してください。",
  "The connection broke while saving; it is not known whether it was saved. Open the page again and check.")
X(ERR_STORE_KEY_OPEN, 116, 500, 4,
  "鍵ファイル {1} をほかの利用者も読めます。権限を直してください: chmod 600 {1}",
  "Other users can read the key file {1}. Mend its permissions: chmod 600 {1}")
X(ERR_STORE_SHUT, 117, 500, 1, "このページからはデータを読めません。プログラムの誤りです。管理者へ連絡してください。",
  "This page may not read any data: a mistake of the program. Please tell the administrator.")

/* html 200-249 */

/* net 300-399 */
X(ERR_NET_UNREACHABLE, 300, 502, 6,
  "サーバー {1} に接続できません（{2}）。サーバーが動いているか、名前とポートが正しいかを確認してください。自動で再試行します。",
  "The server {1} cannot be reached ({2}). Check that it runs and that its name and port are right. It is tried again automatically.")
X(ERR_NET_TIMEOUT, 301, 504, 6,
  "サーバー {1} から時間内に応答がありません（{2}）。自動で再試行します。続くときは回線とサーバーを確認してください。",
  "The server {1} did not answer in time ({2}). It is tried again automatically. If this goes on, check the line and the server.")
X(ERR_NET_LOST, 302, 502, 6,
  "サーバー {1} との接続が途中で切れました（{2}）。自動で再試行します。",
  "The connection to the server {1} was lost ({2}). It is tried again automatically.")
X(ERR_NET_CERTIFICATE, 303, 502, 1,
  "サーバー {1} の証明書を確認できません（{2}）。接続しませんでした。サーバー名、期限、認証局の設定を確認してください。",
  "The certificate of the server {1} cannot be trusted ({2}). Nothing was sent. Check the server name, its expiry and the configured authority.")
X(ERR_NET_TLS, 304, 502, 1,
  "サーバー {1} と暗号化通信を始められません（{2}）。ポート番号と TLS の設定を確認してください。",
  "No encrypted connection to the server {1} could be made ({2}). Check the port and its TLS settings.")
X(ERR_NET_AUTHORITY, 305, 500, 2,
  "認証局のファイル {1} を読めません（{2}）。設定を確認してください。",
  "The authority file {1} cannot be read ({2}). Check the setting.")
X(ERR_NET_LOGIN, 306, 502, 1,
  "メールサーバー {1} がログインを断りました（{2}）。利用者名とパスワードの設定を確認してください。",
  "The mail server {1} refused the login ({2}). Check the configured user and password.")
X(ERR_NET_MAILBOX, 307, 502, 1,
  "メールボックス「{1}」を開けません（{2}）。名前と権限を確認してください。",
  "The mailbox \"{1}\" cannot be opened ({2}). Check its name and permissions.")
X(ERR_NET_PROTOCOL, 308, 502, 6,
  "サーバー {1} の応答を読めません（{2}）。接続を切りました。自動で再試行します。",
  "The answer of the server {1} cannot be read ({2}). The connection was closed. It is tried again automatically.")
X(ERR_NET_SERVER, 309, 502, 6,
  "サーバー {1} が処理を断りました（{2}）。自動で再試行します。",
  "The server {1} refused the request ({2}). It is tried again automatically.")

/* doc and worker 400-499 */
X(ERR_DOC_WORKER, 400, 503, 6,
  "文書を読む作業プロセスが二度続けて止まりました（{1}）。元のデータは保管されています。管理者に連絡してください。",
  "The process that reads documents stopped twice ({1}). The original bytes are kept. Tell the administrator.")
X(ERR_DOC_WORKER_START, 401, 500, 1,
  "文書を読む作業プロセス {1} を起動できません（{2}）。インストールを確認してください。",
  "The process {1} that reads documents cannot be started ({2}). Check the installation.")
X(ERR_DOC_BROKEN, 402, 422, 2, "文書が壊れているため読めません: {1}。作り直したものを受け取ってください。",
  "The document is damaged: {1}. Ask for a new copy.")
X(ERR_DOC_LIMIT, 403, 413, 2, "文書が大きすぎるため読みませんでした: {1}。分けたものを受け取ってください。",
  "The document is larger than the limits: {1}. Ask for it in parts.")
X(ERR_DOC_UNSUPPORTED, 404, 415, 2, "この形式の文書は読めません: {1}。別の形式で受け取ってください。",
  "This form of document cannot be read: {1}. Ask for another form.")
X(ERR_DOC_HEADER, 405, 400, 2, "メールの「{1}」に使えない文字があります。改行や制御文字を除いてください。",
  "The mail field \"{1}\" has characters that are not allowed. Remove line breaks and control characters.")
X(ERR_DOC_SHEET_NAME, 440, 400, 2,
  "シート名「{1}」は使えません。31字以内で、[ ] : * ? / \\ を含まない、他と違う名前にしてください。",
  "The sheet name \"{1}\" cannot be used. At most 31 characters, none of [ ] : * ? / \\, and different from the others.")

/* account 500-599 */
X(ERR_ACCOUNT_LOGIN, 500, 401, 4,
  "ログイン名かパスワードが正しくありません。大文字・小文字と入力モードを確認してください。",
  "The login or the password is not right. Check upper and lower case and the input mode.")
X(ERR_ACCOUNT_WAIT, 501, 429, 6,
  "ログインの失敗が続いたため、しばらく受け付けられません。{1} 秒待ってからやり直してください。",
  "Too many failed logins. Wait {1} seconds and try again.")
X(ERR_ACCOUNT_CODE, 502, 401, 4,
  "確認コードが正しくないか、使用済みです。端末の時刻を確認し、次に表示されるコードを入力してください。",
  "The code is not right or was used already. Check the clock of your device and enter the next code.")
X(ERR_ACCOUNT_PASSWORD_SHORT, 503, 422, 2,
  "パスワードは {1} 文字以上にしてください。覚えやすい言葉をいくつか並べる方法をおすすめします。",
  "The password needs at least {1} characters. Several words in a row are easy to remember.")
X(ERR_ACCOUNT_PASSWORD_LONG, 504, 422, 2, "パスワードは {1} 文字以内にしてください。",
  "The password may have at most {1} characters.")
X(ERR_ACCOUNT_PASSWORD_COMMON, 505, 422, 2,
  "このパスワードはよく使われる形（{1}）なので推測されます。別のものにしてください。",
  "This password follows a common pattern ({1}) and can be guessed. Choose another one.")
X(ERR_ACCOUNT_PASSWORD_NAME, 506, 422, 2,
  "パスワードにログイン名や氏名を含めないでください。", "The password must not contain the login or the name.")
X(ERR_ACCOUNT_PASSWORD_SAME, 507, 422, 2, "今までと同じパスワードは使えません。別のものにしてください。",
  "The new password is the old one. Choose another one.")
X(ERR_ACCOUNT_LOGIN_TAKEN, 508, 409, 5, "ログイン名「{1}」はすでに使われています。別の名前にしてください。",
  "The login \"{1}\" is taken. Choose another one.")
X(ERR_ACCOUNT_LOGIN_FORM, 509, 422, 2,
  "ログイン名「{1}」は使えません。英小文字・数字・「.」「_」「-」で 2〜32 文字にしてください。",
  "The login \"{1}\" cannot be used. Use 2 to 32 of a-z, 0-9, dot, underscore and hyphen.")
X(ERR_ACCOUNT_LAST_ADMINISTRATOR, 510, 409, 5,
  "最後のシステム管理者なので外せません。先に別の人をシステム管理者にしてください。",
  "This is the last administrator. Make somebody else administrator first.")
X(ERR_ACCOUNT_END_DATE, 511, 422, 2, "役割「{1}」には、今より後の終了日が必要です。",
  "The role \"{1}\" needs an end date in the future.")
X(ERR_ACCOUNT_DEMONSTRATION, 512, 422, 4,
  "この利用者はデモ用です。デモ以外の運用では使えません。管理者に利用者の作成を依頼してください。",
  "This is a demonstration account; it cannot be used here. Ask the administrator for an account.")
X(ERR_ACCOUNT_SECOND_FACTOR, 513, 409, 5,
  "二段階認証の状態が変わっています。設定のページを開き直してください。",
  "The state of the second factor has changed. Open its page again.")
X(ERR_ACCOUNT_MAIL, 514, 422, 2, "メールアドレス「{1}」の形が正しくありません。",
  "\"{1}\" is not a mail address.")

/* web 600-699 */
X(ERR_WEB_REFUSED, 600, 400, 4,
  "リクエストの形が正しくないため受け付けませんでした（{1}）。ブラウザーの画面から操作し直してください。",
  "The request is malformed and was not accepted ({1}). Please use the pages in your browser.")
X(ERR_WEB_NO_PAGE, 601, 404, 3,
  "お探しのページはありません。番号や住所（URL）を確認するか、最初のページからお進みください。",
  "There is no such page. Check the address or start from the first page.")
X(ERR_WEB_METHOD, 602, 405, 2, "このページではその操作方法（{1}）を使えません。画面のボタンから操作してください。",
  "This page does not take {1}. Please use the buttons on the page.")
X(ERR_WEB_CSRF, 603, 403, 4,
  "画面の有効期限が切れたか、別の画面から送信されました。ページを開き直して、もう一度操作してください。何も変更されていません。",
  "The page has expired or the form came from elsewhere. Reload the page and try again. Nothing was changed.")
X(ERR_WEB_LOGIN, 604, 401, 4, "ログインの有効期限が切れました。ログインし直してください。何も変更されていません。",
  "You are not logged in any more. Please log in again. Nothing was changed.")
X(ERR_WEB_FIELDS, 605, 422, 2, "入力に誤りがあります: {1}", "Some fields need correction: {1}")
X(ERR_WEB_BODY, 606, 400, 2, "送信された内容を読み取れません（{1}）。ページを開き直して送り直してください。",
  "What was sent cannot be read ({1}). Reload the page and send it again.")
X(ERR_WEB_BODY_TOO_LARGE, 607, 413, 2,
  "送信された内容が大きすぎます（上限 {1}）。ファイルを分けるか小さくしてから送ってください。",
  "What was sent is too large (limit {1}). Split or shrink the files.")
X(ERR_WEB_OVERLOADED, 608, 503, 6, "ただいま混み合っています。少し待ってから、もう一度お試しください。",
  "The server is busy. Please wait a moment and try again.")
X(ERR_WEB_TOO_MANY, 609, 429, 6, "短い時間に操作が集中しています。1分ほど待ってから、もう一度お試しください。",
  "Too many requests from your address. Please wait a minute and try again.")
X(ERR_WEB_REPEATED, 610, 409, 5, "同じ操作を処理しているところです。少し待ってから画面を開き直し、結果を確認してください。",
  "The same action is already being carried out. Wait a moment, reload, and look at the result.")
X(ERR_WEB_TIME_OVER, 611, 503, 6, "時間内に処理が終わりませんでした。条件を絞るか、少し待ってからお試しください。",
  "This took too long and was stopped. Narrow the conditions or try again later.")
X(ERR_WEB_ROOT, 612, 500, 4,
  "サーバーは管理者権限（root）では動きません。一般利用者で起動するか --user 利用者名 を付けてください。",
  "The server does not run as root. Start it as an ordinary user or give --user NAME.")
X(ERR_WEB_LISTEN, 613, 500, 1, "{1} で待ち受けを始められません（{2}）。使用中でないポートを --port で選んでください。",
  "Cannot listen on {1} ({2}). Choose a free port with --port.")
X(ERR_WEB_CERTIFICATE, 614, 500, 1, "証明書 {1} を使えません（{2}）。ファイルの形式と、鍵との組み合わせを確認してください。",
  "The certificate {1} cannot be used ({2}). Check its form and that it fits its key.")
X(ERR_WEB_USER, 615, 500, 2, "利用者 {1} に切り替えられません（{2}）。利用者名を確認してください。",
  "Cannot become the user {1} ({2}). Check the name.")
X(ERR_WEB_CLOCK_BACK, 616, 500, 1,
  "サーバーの時計が {1} 戻りました。この間の記録は時刻が前後しています。送信待ちなどの時刻は合わせました。ログインし直しが必要です。時計の設定を確認してください。",
  "The server's clock went back by {1}. Records of this time are out of order. What waits to be sent was adjusted; people must log in again. Check the clock.")

/* desk 700-799 */
X(ERR_DESK_PRECONDITION, 700, 409, 5, "まだこの操作に進めません: {1}", "Not possible yet: {1}")
X(ERR_DESK_SENTENCE, 701, 422, 4,
  "回答に仕様書の定型文（「本助言については…」）がありません。定型文を元どおりに入れてください。",
  "The fixed sentence of the specification is missing from the answer. Put it back unchanged.")
X(ERR_DESK_PARAGRAPH, 702, 422, 4,
  "回答に「{1}」の必須の助言がありません。その段落を元どおりに入れてください。",
  "The mandatory advice for \"{1}\" is missing from the answer. Put the paragraph back unchanged.")
X(ERR_DESK_NOT_APPROVED_TEXT, 703, 409, 4,
  "送ろうとした文面が経済産業省の了承した文面と一致しません。送信しませんでした。了承を取り直してください。",
  "The text differs from the one METI approved. It was not sent. Ask for approval again.")
X(ERR_DESK_ADDRESS, 704, 422, 4,
  "宛先「{1}」はこの相談のものと確認されていません。確認の理由を記録してから宛先に加えてください。",
  "The address \"{1}\" is not proven for this case. Confirm it with a reason first.")
X(ERR_DESK_FOREIGN_FILE, 705, 422, 4,
  "選ばれた添付ファイルはこの相談のものではありません。別の相談の書類は送れません。",
  "The chosen attachment does not belong to this case. Papers of another case cannot be sent.")
X(ERR_DESK_CONFIRM, 706, 422, 4, "{1}を確かめて、確認欄に印を付けてください。",
  "Check {1} and tick the confirmation.")
X(ERR_DESK_READ_ALOUD, 707, 422, 4,
  "電話での回答には、定型文を含む文面を読み上げたこと、時刻、相手の記録が必要です（{1}）。",
  "An answer by telephone needs the tick that the text was read aloud, the time and the person ({1}).")
X(ERR_DESK_NO_RECIPIENT, 708, 422, 2, "宛先が一つも選ばれていません。", "No recipient is chosen.")
X(ERR_DESK_FIELD, 709, 422, 2, "項目「{1}」の値「{2}」は使えません: {3}。",
  "The value \"{2}\" of \"{1}\" cannot be used: {3}.")
X(ERR_DESK_MAIL_SETTINGS, 710, 409, 2, "送信の設定がありません（{1}）。設定を入れると待機中のメールは送られます。",
  "Sending is not configured ({1}). Waiting mails go out once it is.")
X(ERR_DESK_DATA, 711, 500, 1, "データ表 {1} に {2} がありません。data/desk を確認してください。",
  "The table {1} has no {2}. Check data/desk.")
X(ERR_DESK_LINK, 712, 404, 3,
  "このリンクは使えません。期限が過ぎたか、回答が済んだか、リンクが正しくありません。お手数ですが、照会のメールに返信してください。",
  "This link cannot be used: it has expired, was answered, or is not right. Please answer the mail instead.")
X(ERR_DESK_INFECTED, 730, 403, 4,
  "添付ファイル「{1}」から不正プログラム（{2}）が検出されたため、開くことも送ることもできません。情報セキュリティ責任者へ連絡してください。",
  "Malware ({2}) was found in \"{1}\": it can neither be opened nor sent. Tell the person responsible for information security.")
X(ERR_DESK_UNSCANNED, 731, 503, 6, "まだ検査できていません: {1} 自動で再試行します。",
  "Not scanned yet: {1} It is tried again automatically.")
X(ERR_DESK_SECOND_PERSON, 740, 403, 4, "消去は、依頼した人とは別の人が確かめてください。",
  "Another person than the one who asked must confirm an erasure.")
X(ERR_DESK_LAYOUT, 760, 422, 2, "設定の表が正しくありません: {1}。", "The layout is not valid: {1}.")
X(ERR_DESK_UNFINISHED, 761, 409, 4,
  "{1} はまだ締められません。未了の相談が {2} 件あります（例: {3} の{4}）。済ませるか、理由を付けて除いてください。",
  "{1} cannot be closed yet: {2} cases are unfinished (for example {3}: {4}). Finish them or excuse them with a reason.")
X(ERR_DESK_FUTURE_DAY, 762, 422, 2, "{1} はまだ来ていません。今日までの日を選んでください。",
  "{1} has not come yet. Choose a day up to today.")
X(ERR_DESK_REASON, 763, 422, 2, "理由を書いてください（{1}）。", "Give the reason ({1}).")
X(ERR_DESK_GAPS, 764, 409, 4,
  "相談 {1} は必須の項目「{2}」が空のため登録できません。記録に入力してからやり直してください。",
  "Case {1} cannot be registered: the required field \"{2}\" is empty. Fill it in and try again.")
X(ERR_DESK_SECOND_LOOK, 770, 403, 4, "自分が提案した行は、自分では有効にできません。別の人に二人目の確認を頼んでください。",
  "You proposed this row yourself. Ask somebody else for the second look.")
X(ERR_DESK_DEPARTURE, 771, 422, 2, "提案（{1}）と違う判断（{2}）をするには、その理由を書いてください。理由は事案に残ります。",
  "The proposal is {1}; to decide {2} give the reason, which stays with the case.")
X(ERR_DESK_JUDGE_THERE, 772, 409, 5, "「{1}」には成分や分析の記録があります。判断は「判定の画面」で行ってください。",
  "\"{1}\" has composition or analyses on record. Decide it on its judgement page.")
X(ERR_DESK_EDITION, 773, 404, 3, "版「{1}」は、今のプログラムと記録からは作り直せません。meguri law replay --as-of で日付を指定してください。",
  "The edition \"{1}\" cannot be made again from this program and its records. Use meguri law replay --as-of.")
X(ERR_DESK_NOTHING_KNOWN, 774, 422, 2, "「{1}」には成分も分析もまだありません。分かっていることを先に保存してください。",
  "Nothing is known of \"{1}\" yet. Save what is known first.")
X(ERR_DESK_SUBSTANCE, 776, 422, 2,
  "物質「{2}」は表にありません。近い名前: {3}。名前を直すか、「表にない物質も入れる」に印を付けてください（要確認になります）。",
  "The substance \"{2}\" is not in the tables. Near names: {3}. Correct it, or tick that substances outside the tables are meant.")
X(ERR_DESK_TABLE_ROWS, 775, 422, 2, "取り込む表の {1} 行目を読めません: {2}。", "Row {1} of the table cannot be read: {2}.")

/* law 800-899 */
X(ERR_LAW_TABLE, 800, 422, 2, "規制の表の列「{1}」の値「{2}」に誤りがあります: {3}。直してから読み込んでください。",
  "The column \"{1}\" of the table has a fault, value \"{2}\": {3}. Mend it and load it again.")
X(ERR_LAW_FIELD, 801, 422, 2, "貨物の項目 {1} の値「{2}」は使えません: {3}。",
  "The value \"{2}\" of the cargo's {1} cannot be used: {3}.")
X(ERR_LAW_SUBSTANCE, 802, 422, 2,
  "貨物の項目 {1} の物質「{2}」は表にありません。近い名前: {3}。本当に表にない物質なら、その分析に unlisted: true を付けると要確認として扱います。",
  "The substance \"{2}\" in the cargo's {1} is not in the tables. Near names: {3}. If it really is outside them, mark the analysis unlisted: true.")
X(ERR_LAW_COUNTRY, 803, 422, 2, "貨物の項目 {1} の国「{2}」が分かりません。CN のような二文字の記号で書いてください。",
  "The country \"{2}\" in the cargo's {1} is not known. Write two letters such as CN.")
X(ERR_LAW_DATE, 804, 422, 2, "{1} の版の規制の表はありません。{2} 以後の日を指定してください。",
  "There is no edition of the tables for {1}. Give a day from {2} on.")
X(ERR_LAW_CODES, 805, 422, 2, "貨物の項目 {1} のコード {2} と {3} は同時に当てはまりません。どちらかを除いてください。",
  "The codes {2} and {3} in the cargo's {1} exclude each other. Remove one.")

/* chem 900-999 */
X(ERR_CHEM_SYNTAX, 900, 400, 2, "「{1}」を読めません: {2}。", "\"{1}\" cannot be read: expected {2}.")
X(ERR_CHEM_BALANCE, 901, 400, 2,
  "「{1}」の反応式は {2} が釣り合いません（左辺 {3}、右辺 {4}）。係数を直すか、意図したものなら -no_check を書いてください。",
  "The reaction of \"{1}\" does not balance in {2} (left {3}, right {4}). Mend its coefficients, or write -no_check if this is meant.")
X(ERR_CHEM_UNKNOWN, 902, 400, 2, "「{1}」がデータベースにありません: {2}。",
  "\"{1}\" is not in the database: {2}.")
X(ERR_CHEM_TOO_LARGE, 903, 413, 2, "{1} が大きすぎます（上限 {2}）。分けてください。",
  "{1} is too large (limit {2}). Split it.")
X(ERR_CHEM_UNSUPPORTED, 904, 400, 2, "「{1}」はこのプログラムでは扱えません: {2}。",
  "\"{1}\" is not supported here: {2}.")
X(ERR_CHEM_BASIC, 930, 422, 2, "BASIC の {1} 行が正しくありません: {2}。", "BASIC line {1} is not valid: {2}.")
X(ERR_CHEM_INPUT, 932, 422, 2, "{1} を読めません: {2}。", "{1} can not be read: {2}.")
X(ERR_CHEM_BASIC_RUN, 931, 422, 2,
  "BASIC の {1} 行を計算できませんでした: {2}。式と、与えた値を確認してください。",
  "BASIC line {1} could not be computed: {2}. Check the formula and the values it was given.")
X(ERR_CHEM_NO_SOLUTION, 940, 422, 2,
  "平衡の計算が収束しませんでした（{1}）。最も合わない成分: {2}。物質収支: {3}。入力の値と相を確認してください。",
  "No equilibrium was found ({1}). Worst component: {2}. Mass balance: {3}. Check the values and phases of the input.")
X(ERR_CHEM_TOTAL, 941, 422, 2, "{1} の量「{2}」は使えません。0 以上の数を入れてください。",
  "The amount of {1}, \"{2}\", can not be used. Give a number that is not negative.")
X(ERR_CHEM_CHARGE, 942, 422, 2,
  "{1} を増減しても電荷が釣り合いません（不足 {2} eq/kgw）。別の元素を charge に選んでください。",
  "{1} can not balance the charges ({2} eq/kgw are missing). Choose another element for charge.")
X(ERR_CHEM_MEMBERS, 943, 422, 2, "元素 {1} の指定が正しくありません: {2}。",
  "Element {1} is not given properly: {2}.")
X(ERR_CHEM_REACTANT, 944, 422, 2, "試薬「{1}」を成分に分けられません: {2}。",
  "The reactant \"{1}\" can not be written in components: {2}.")
X(ERR_CHEM_UNIT, 945, 422, 2, "単位「{1}」は使えません: {2}。", "The unit \"{1}\" can not be used: {2}.")

/* water 1000-1099 */
X(ERR_WATER_UNIT, 1000, 422, 2, "単位「{1}」を知りません。mg/L、m3/d、kWh/m3 のように書いてください。",
  "The unit \"{1}\" is not known. Write it like mg/L, m3/d or kWh/m3.")
X(ERR_WATER_DIMENSION, 1001, 422, 2, "「{1}」の単位が合いません。「{2}」の仲間の単位を付けて書いてください。",
  "The unit of \"{1}\" does not fit. Write it with a unit of the kind of {2}.")
X(ERR_WATER_TABLE, 1002, 422, 2, "表の「{1}」が正しくありません: {2}。", "\"{1}\" of the table is not valid: {2}.")
X(ERR_WATER_NO_VALUE, 1003, 422, 2, "{2} に有効な「{1}」の値が表にありません。出典と期間を付けて行を足してください。",
  "The table has no value of \"{1}\" that is valid on {2}. Add a row with its source and period.")
X(ERR_WATER_STUDY, 1005, 422, 2, "検討ファイルの「{1}」: {2}。", "\"{1}\" of the study: {2}.")
X(ERR_WATER_STEP, 1006, 422, 2, "槽 {1} の反応の計算が収束しませんでした。計算の刻みを小さくするか、反応の値を確認してください。",
  "The reactions of cell {1} did not converge. Take a smaller step or check the figures of its reactions.")
X(ERR_WATER_CODE, 1020, 422, 2, "記号「{1}」は使えません。英数字と - _ で 40 字以内にしてください。",
  "The code \"{1}\" cannot be used. Use letters, digits, - and _, at most 40.")
X(ERR_WATER_LIMIT, 1021, 422, 2, "基準値を登録できません: {1}。", "The limit cannot be taken: {1}.")
X(ERR_WATER_LAYOUT, 1022, 422, 2, "読み方の指定の「{1}」が正しくありません。docs/water.md の表のとおりに直してください。",
  "\"{1}\" of the layout is not valid. Mend it as docs/water.md says.")
X(ERR_WATER_DOUBTS, 1023, 422, 4,
  "取り込んでいません。直さなければならない所が {1} か所、確かめる所が {2} か所あります（最初は {3}）。何も保存されていません。",
  "Nothing was taken in: {1} places must be mended and {2} looked at (the first: {3}).")
X(ERR_WATER_EXISTS, 1030, 409, 2, "{1} は既にあります。上書きしません。別の名前を指定してください。",
  "{1} exists and is not overwritten. Give another name.")
X(ERR_WATER_EXPORT, 1035, 422, 2, "PHREEQC の入力にできるのは {1} までです（区画と刻みの積が 50 万を超えます）。日数か区画を減らしてください。",
  "An input for PHREEQC can be written up to {1} (cells times steps exceed 500,000). Take fewer days or cells.")
X(ERR_WATER_RANGE, 1004, 422, 2, "「{1}」の値 {2} は使えません: {3}。", "The value {2} of \"{1}\" cannot be used: {3}.")

/* contract 1200-1299 */
X(ERR_CONTRACT_NO_FILE, 1200, 422, 2, "ファイルが選ばれていません。点検するファイルかフォルダーを選んでください。",
  "No file was chosen. Choose the files or the folder to inspect.")
X(ERR_CONTRACT_TOO_MANY, 1201, 422, 2, "数が多すぎます（上限 {1}）。分けるか、zip にまとめてください。",
  "There are too many (at most {1}). Divide them or put them into a zip file.")
X(ERR_CONTRACT_STATE, 1202, 409, 4, "この点検はもう終わっているため、その操作はできません。ページを開き直して状態を確かめてください。",
  "This inspection is over, so that cannot be done any more. Open the page again to see its state.")

X(ERR_CONTRACT_NO_KIND, 1203, 422, 2, "取り除くものが選ばれていません。一つ以上選んでください。",
  "Nothing was chosen to be taken out. Choose at least one.")
X(ERR_CONTRACT_CLEANING, 1204, 409, 4, "このファイルの写しを作っているところです。終わるまでお待ちください。",
  "A copy of this file is being made. Please wait until it is done.")

/* inspect 1300-1399 */
X(ERR_INSPECT_FOUND, 1300, 422, 4, "{1} 件のファイルに、納入の前に処置または判断の要るものがあります。上の一覧の場所を確かめてください。",
  "{1} files hold things to be mended or judged before delivery. Look at the places listed above.")
X(ERR_INSPECT_STAYS, 1302, 422, 4, "{1} 件のファイルに、取り除けなかったものがあります。上の理由を見て、元のソフトで直してください。",
  "In {1} files something stays that was to go. See the reasons above and mend it in the program.")
X(ERR_INSPECT_EXISTS, 1303, 409, 1, "「{1}」はすでにあります。上書きはしません。別の場所を --output で指定してください。",
  "\"{1}\" is there already and is never overwritten. Name another place with --output.")
X(ERR_INSPECT_CHOICE, 1304, 422, 2, "一度に選んだ指摘が多すぎます。種類で選ぶか、何回かに分けてください。",
  "Too many findings at once. Choose kinds, or do it in several steps.")
X(ERR_INSPECT_UNREAD, 1301, 422, 2,
  "{1} 件のファイルを検査できませんでした。検査していないものは不合格です。理由を確かめ、作り直すか別の形式にしてください。",
  "{1} files could not be inspected, and what is not inspected has not passed. See the reasons; convert or remake the files.")
