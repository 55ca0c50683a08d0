/* A consultation from its mail to the publish request, as people do it: advisor, officer of METI, desk
   manager. Each step is one behaviour; a step needs those before it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { accessibilityFaults, overflowAtDoubleZoom } from "./lib/browser.mjs";
import { download, follow, noticeSays, press, setSetting, signIn, summarySays } from "./lib/steps.mjs";
import { people } from "./lib/workspace.mjs";

const fixedSentence =
  "本助言については、輸出又は輸入する際の関係法規遵守の義務を緩和するものではなく、現実に輸出入される貨物そのものについて関係法規適合を証明するものではない。";

async function stateIs(page, words) {
  await page.locator(".case-head .badge").first().waitFor();
  assert.equal(await page.locator(".case-head .badge").first().innerText(), words);
}

async function advise(tap, { page, origin, photograph }) {
  let path;
  await tap.step("advisor_logs_in_and_sees_the_day", async () => {
    await signIn(page, origin, people.advisor);
    await page.goto(`${origin}/desk/today`);
    await page.getByRole("heading", { name: "今日", level: 1 }).waitFor();
    await photograph(page, "today");
  });
  await tap.step("search_finds_the_mail_about_covered_wire", async () => {
    await page.getByRole("search").getByRole("searchbox").fill("被覆電線");
    await page.keyboard.press("Enter");
    await page.locator(".row-link").first().waitFor();
    await photograph(page, "search");
    await page.locator("tr", { hasText: "タイ" }).locator(".row-link").first().click();
    await page.locator(".case-head").waitFor();
    path = new URL(page.url()).pathname;
    await stateIs(page, "受付");
    await photograph(page, "case-received");
  });
  await tap.step("advisor_takes_the_case_and_begins_the_check", async () => {
    await press(page, "自分が担当する");
    await noticeSays(page, /担当になりました/);
    await press(page, "書類確認を始める");
    await stateIs(page, "書類確認");
  });
  await tap.step("a_paper_of_the_case_is_a_download_and_never_a_page", async () => {
    const file = await download(page, () => page.getByRole("link", { name: /分析証明書.*\.pdf/ }).click());
    assert.match(file.name, /分析証明書/);
    assert.equal(readFileSync(file.path).subarray(0, 5).toString(), "%PDF-");
    const header = await page.evaluate(async (from) => (await fetch(from)).headers.get("content-disposition"),
      await page.getByRole("link", { name: /分析証明書.*\.pdf/ }).getAttribute("href"));
    assert.match(header, /^attachment/);
  });
  await tap.step("a_missing_step_says_why_it_is_not_possible", async () => {
    const step = page.locator(".next-steps li", { hasText: "判定案を作る" });
    assert.equal(await step.getByRole("button").count(), 0);
    assert.match(await step.locator(".reason").innerText(), /貨物を一つ以上/);
  });
  await tap.step("advisor_judges_the_cargo", async () => {
    await follow(page, "貨物の行を加える");
    await page.getByLabel("品名").fill("被覆電線くず");
    await page.getByLabel("品目", { exact: true }).selectOption("metal");
    await page.getByLabel("貨物の分類").selectOption("covered_wire");
    await page.getByLabel("相談事例").selectOption("E");
    await page.getByLabel("数量").fill("19.8");
    await page.getByLabel("単位").selectOption("t");
    await page.getByLabel("分析結果").fill("鉛 0.004 重量%、鉛（溶出）0.005 mg/L 未満");
    await page.getByLabel("バーゼル法の規制対象か").selectOption("no");
    await page.getByLabel("判断の根拠").fill("分析証明書により、鉛の含有量と溶出値が規制値以下であることを確認しました。");
    await photograph(page, "cargo");
    await press(page, "保存する");
    await noticeSays(page, /貨物の行を保存/);
    assert.equal(await page.locator(".case-head .badge").nth(1).innerText(), "非該当");
  });
  await tap.step("papers_are_ticked_off", async () => {
    const analysis = page.locator(".checklist li", { hasText: "成分分析" }).first();
    await analysis.locator("summary").click();
    await analysis.getByRole("button", { name: "あり" }).click();
    await noticeSays(page, /書類の確認を記録/);
    await page.locator(".checklist li", { hasText: "成分分析" }).first().locator(".tone-good").waitFor();
  });
  await tap.step("the_record_is_completed", async () => {
    await follow(page, "記録を直す");
    await page.locator("#direction").selectOption("export");
    await page.locator("#country").selectOption("TH");
    await page.locator("#customs_hq").selectOption("nagoya");
    await page.locator("#invoice_no").fill("NW-2025-0117");
    await page.locator("#industry").selectOption("recycling");
    await page.locator("#question").fill("被覆電線くずのタイ向け輸出について");
    await photograph(page, "record");
    await press(page, "保存する");
    await noticeSays(page, /記録を保存/);
    await page.getByText("名古屋税関").first().waitFor();
  });
  await tap.step("the_draft_has_fixed_parts_that_cannot_be_edited", async () => {
    await press(page, "判定案を作る");
    await follow(page, /回答案を書く/);
    const fixed = page.locator(".letter-fixed");
    assert.ok((await fixed.allInnerTexts()).some((text) => text.includes(fixedSentence)));
    assert.ok((await fixed.allInnerTexts()).some((text) => text.includes("通常の通関手続")));
    assert.equal(await page.locator(".letter-fixed textarea, .letter-fixed input, .letter-fixed [contenteditable]").count(), 0);
    await photograph(page, "draft");
    await page.locator("#part_0").press("Control+Enter");
    await noticeSays(page, /回答案を保存/);
  });
  await tap.step("asking_meti_freezes_the_text", async () => {
    await follow(page, /経産省.*照会|照会する/);
    await photograph(page, "ask");
    await press(page, "この文で照会する");
    await noticeSays(page, /文を固定し/);
    await stateIs(page, "経産省照会");
    assert.equal(await page.getByRole("link", { name: /回答案を書く/ }).count(), 0);
  });
  return path;
}

const subjectOf = (mail) => {
  const header = mail.raw.toString("latin1").split(/\r?\n\r?\n/)[0].replace(/\r?\n[ \t]+/g, " ");
  const field = header.match(/^Subject: (.*)$/m)[1];
  return field.replace(/=\?utf-8\?B\?([^?]*)\?=\s*/gi, (_, text) => Buffer.from(text, "base64").toString("utf8"));
};
const messageIdOf = (mail) => mail.raw.toString("latin1").match(/^Message-ID:\s*(<[^>]+>)/im)[1];

/* Papers are asked for by mail, and METI answers by mail: a person confirms what was read from it. */
async function byMail(tap, { page, origin, photograph, mailServer, workspace }) {
  let path;
  let number;
  await tap.step("missing_papers_are_asked_for_by_mail", async () => {
    await page.goto(`${origin}/desk/cases?q=ベトナム`);
    await page.locator(".row-link").first().click();
    await page.locator(".case-head").waitFor();
    path = new URL(page.url()).pathname;
    number = (await page.locator(".case-number").innerText()).trim();
    await follow(page, "追加資料を待つ");
    assert.match(await page.locator("#text").inputValue(), /事前相談書/);
    await page.getByLabel("宛先を確かめました").check();
    await photograph(page, "papers");
    await press(page, "送信箱に入れる");
    await noticeSays(page, /追加資料のお願いを送信箱に/);
    await stateIs(page, "追加資料待ち");
    await mailServer.waitFor((one) => subjectOf(one).includes(`追加資料のお願い（${number}`));
    await press(page, "追加資料が届いた");
    await stateIs(page, "書類確認");
  });
  await tap.step("meti_is_asked_by_mail", async () => {
    await follow(page, "貨物の行を加える");
    await page.getByLabel("品名").fill("ペットボトルプレス品");
    await page.getByLabel("品目", { exact: true }).selectOption("plastic");
    await page.getByLabel("バーゼル法の規制対象か").selectOption("no");
    await page.getByLabel("判断の根拠").fill("汚れと飲み残しがないことを写真で確認しました。");
    await press(page, "保存する");
    await noticeSays(page, /貨物の行を保存/);
    await press(page, "判定案を作る");
    await stateIs(page, "判定案");
    await follow(page, /回答案を書く/);
    await press(page, "保存する");
    await noticeSays(page, /回答案を保存/);
    await follow(page, /経済産業省に照会する/);
    await press(page, "この文で照会する");
    await stateIs(page, "経産省照会");
  });
  await tap.step("an_answer_by_mail_counts_only_after_a_person_confirmed_it", async () => {
    const question = await mailServer.waitFor((one) => one.recipients.includes("basel@meti.example") && subjectOf(one).includes(number));
    const reply = ["From: basel@meti.example", "To: desk@localhost", `Subject: =?utf-8?B?${Buffer.from(`Re: ${subjectOf(question)}`).toString("base64")}?=`,
      `In-Reply-To: ${messageIdOf(question)}`, `References: ${messageIdOf(question)}`, "Message-ID: <reply-1@meti.example>",
      "Date: Fri, 20 Nov 2026 10:00:00 +0900", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "",
      "照会の件、了承します。", "", "> 差戻し と書くと戻ります", ""].join("\r\n");
    workspace.run("desk", "import", "--data", workspace.data, workspace.write("reply.eml", reply));
    await page.goto(`${origin}/desk/approvals`);
    await page.locator("tr", { hasText: number }).getByText("返信を確認").waitFor();
    await photograph(page, "approvals-answered");
    await page.locator("tr", { hasText: number }).locator(".row-link").click();
    await page.getByText("照会の件、了承します。").first().waitFor();
    assert.ok(await page.getByLabel("了承", { exact: true }).isChecked());
    await photograph(page, "confirm-mail");
    await press(page, "この内容で確認する");
    await noticeSays(page, /判断を記録/);
    await stateIs(page, "了承");
  });
}

const textOf = (mail) =>
  Buffer.from(mail.raw.toString("latin1").split(/\r?\n\r?\n/).slice(1).join("").replace(/\r?\n/g, ""), "base64").toString("utf8");

/* METI answers on the page behind the link of the mail, without login; a person confirms it. */
async function byLink(tap, { page, origin, photograph, mailServer }, meti) {
  let path;
  let number;
  let link;
  await tap.step("meti_gets_a_link_that_the_desk_does_not_see", async () => {
    await page.goto(`${origin}/desk/cases?q=フィリピン`);
    await page.locator(".row-link").first().click();
    await page.locator(".case-head").waitFor();
    path = new URL(page.url()).pathname;
    number = (await page.locator(".case-number").innerText()).trim();
    await press(page, "書類確認を始める");
    await stateIs(page, "書類確認");
    await follow(page, "貨物の行を加える");
    await page.getByLabel("品名").fill("中古冷蔵庫");
    await page.getByLabel("品目", { exact: true }).selectOption("used");
    await page.getByLabel("バーゼル法の規制対象か").selectOption("no");
    await page.getByLabel("判断の根拠").fill("通電検査の記録で、中古品として使えることを確認しました。");
    await press(page, "保存する");
    await noticeSays(page, /貨物の行を保存/);
    await press(page, "判定案を作る");
    await stateIs(page, "判定案");
    await follow(page, /回答案を書く/);
    await press(page, "保存する");
    await noticeSays(page, /回答案を保存/);
    await follow(page, /経済産業省に照会する/);
    await press(page, "この文で照会する");
    await stateIs(page, "経産省照会");
    const question = await mailServer.waitFor((one) => one.recipients.includes("basel@meti.example") && subjectOf(one).includes(number));
    link = textOf(question).match(/https:\/\/soudan\.example\.go\.jp(\/meti\/[0-9a-f]{32})/)[1];
    await page.reload();
    assert.ok(!(await page.content()).includes(link));
  });
  await tap.step("the_page_behind_the_link_needs_no_login_and_keeps_what_was_typed", async () => {
    await meti.page.goto(origin + link);
    await meti.page.getByRole("heading", { level: 1, name: /回答案の確認/ }).waitFor();
    assert.ok((await meti.page.locator(".letter").first().innerText()).includes(fixedSentence));
    assert.equal(await meti.page.getByRole("link", { name: number }).count(), 0);
    await meti.page.getByLabel("差戻し", { exact: true }).check();
    await meti.page.getByLabel("担当官の氏名").fill("見本 経太");
    await photograph(meti.page, "meti-link");
    await press(meti.page, "回答する");
    await meti.page.locator(".error-summary").waitFor();
    assert.equal(await meti.page.getByLabel("担当官の氏名").inputValue(), "見本 経太");
    await photograph(meti.page, "meti-link-incomplete");
  });
  for (const [name, from] of [["the_page_behind_the_link", () => link], ["the_page_after_the_answer", () => "/meti/answered"]]) {
    await tap.check(`${name}_has_no_accessibility_fault_and_fits_at_200_percent`, async () => {
      await meti.page.goto(origin + from());
      assert.deepEqual(await accessibilityFaults(meti.page), []);
      assert.equal(await overflowAtDoubleZoom(meti.page), 0);
    });
  }
  await tap.step("an_answer_by_the_link_counts_once_and_after_a_person_confirmed_it", async () => {
    await meti.page.goto(origin + link);
    await meti.page.getByLabel("了承", { exact: true }).check();
    await meti.page.getByLabel("担当官の氏名").fill("見本 経太");
    await meti.page.getByLabel("意見").fill("この内容で差し支えありません。");
    await press(meti.page, "回答する");
    await meti.page.getByRole("heading", { level: 1, name: "回答を受け付けました" }).waitFor();
    await photograph(meti.page, "meti-answered");
    assert.equal((await meti.page.goto(origin + link)).status(), 404);
    await photograph(meti.page, "meti-link-used");
    await page.goto(`${origin}/desk/approvals`);
    await page.locator("tr", { hasText: number }).getByText("返信を確認").waitFor();
    await page.locator("tr", { hasText: number }).locator(".row-link").click();
    await page.getByText("この内容で差し支えありません。").first().waitFor();
    await photograph(page, "confirm-link");
    assert.deepEqual(await accessibilityFaults(page), []);
    await press(page, "この内容で確認する");
    await noticeSays(page, /判断を記録/);
    await stateIs(page, "了承");
  });
}

/* A case that came by telephone, answered by telephone. */
async function byTelephone(tap, { page, origin, photograph }, officer) {
  let path;
  await tap.step("a_telephone_call_becomes_a_case", async () => {
    await page.goto(`${origin}/desk/new`);
    await page.getByLabel("会社名").fill("東海の電線株式会社");
    await page.getByLabel("担当者").fill("電話 太郎");
    await page.getByLabel("電話", { exact: true }).fill("052-000-0000");
    await page.getByLabel("件名").fill("銅線くずの輸出について");
    await page.getByLabel("相談の内容").fill("銅線くずを台湾へ輸出したい。");
    await photograph(page, "entry");
    await press(page, "記録して事案にする");
    await noticeSays(page, /事案にしました/);
    await page.getByText("東海の電線株式会社").first().waitFor();
    path = new URL(page.url()).pathname;
  });
  await tap.step("a_scanned_fax_is_added_to_the_case", async () => {
    await page.getByText("書類を加える（FAX・紙・持参）").click();
    await page.locator("#upload").setInputFiles({ name: "相談書_FAX.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") });
    await press(page, "加える");
    await noticeSays(page, /書類を加えました/);
    await page.getByRole("link", { name: "相談書_FAX.pdf" }).waitFor();
  });
  await tap.step("a_bad_time_is_told_beside_the_form_and_nothing_is_lost", async () => {
    await page.goto(`${origin}/desk/new`);
    await page.getByLabel("件名").fill("時刻の誤り");
    await page.getByLabel("時刻").fill("25:00");
    await press(page, "記録して事案にする");
    await page.locator(".error-summary").waitFor();
    assert.equal(await page.getByLabel("件名").inputValue(), "時刻の誤り");
  });
  await tap.step("the_telephone_case_reaches_approval", async () => {
    await page.goto(`${origin}${path}`);
    await press(page, "書類確認を始める");
    await stateIs(page, "書類確認");
    await follow(page, "貨物の行を加える");
    await page.getByLabel("品名").fill("銅線くず");
    await page.getByLabel("品目", { exact: true }).selectOption("metal");
    await page.getByLabel("バーゼル法の規制対象か").selectOption("yes");
    await page.getByLabel("判断の根拠").fill("鉛を含む被覆が混じっている。");
    await press(page, "保存する");
    await noticeSays(page, /貨物の行を保存/);
    await press(page, "判定案を作る");
    await stateIs(page, "判定案");
    await follow(page, /回答案を書く/);
    assert.ok((await page.locator(".letter-fixed").allInnerTexts()).some((text) => text.includes("外為法")));
    await press(page, "保存する");
    await noticeSays(page, /回答案を保存/);
    await follow(page, /経済産業省に照会する/);
    await page.getByLabel(/メールでも照会する/).uncheck();
    await press(page, "この文で照会する");
    await stateIs(page, "経産省照会");
    await officer.goto(`${origin}${path}/approve`);
    await officer.getByLabel("差戻し", { exact: true }).check();
    await press(officer, "判断を記録する");
    await officer.locator(".error-summary").waitFor();
    await officer.getByLabel("了承", { exact: true }).check();
    await press(officer, "判断を記録する");
    await noticeSays(officer, /判断を記録/);
  });
  await tap.step("a_telephone_answer_needs_the_tick_that_it_was_read_aloud", async () => {
    await page.goto(`${origin}${path}/telephone`);
    assert.ok((await page.locator(".letter").innerText()).includes(fixedSentence));
    await press(page, "電話での回答を記録する");
    await page.locator(".error-summary").waitFor();
    await photograph(page, "telephone");
    await page.getByLabel("固定の文を含めて、全文を読み上げました").check();
    await press(page, "電話での回答を記録する");
    await noticeSays(page, /電話での回答を記録/);
    await stateIs(page, "回答");
  });
}

async function approve(tap, { page, origin, photograph }, path) {
  await tap.step("officer_reads_the_frozen_text_and_approves", async () => {
    await signIn(page, origin, people.officer);
    await page.goto(`${origin}/desk/approvals`);
    await photograph(page, "approvals");
    await page.locator(".row-link").first().click();
    assert.ok((await page.locator(".letter").first().innerText()).includes(fixedSentence));
    await photograph(page, "approve");
    await page.getByLabel("了承", { exact: true }).check();
    await page.getByLabel("担当官の氏名").fill("見本 経子");
    await press(page, "判断を記録する");
    await noticeSays(page, /判断を記録/);
  });
  await tap.step("officer_cannot_open_the_pages_of_the_desk", async () => {
    const answer = await page.goto(`${origin}${path}/send`);
    assert.equal(answer.status(), 403);
    await photograph(page, "refused");
  });
}

async function prepare(tap, { page, origin, photograph }) {
  await tap.step("manager_sets_where_to_ask_meti", async () => {
    await signIn(page, origin, people.manager);
    await setSetting(page, origin, "meti_address", "basel@meti.example");
    await photograph(page, "settings");
  });
}

async function send(tap, { page, origin, photograph, mailServer, manager }, path) {
  await tap.step("an_answer_is_not_sent_before_both_ticks", async () => {
    await page.goto(`${origin}${path}`);
    await stateIs(page, "了承");
    await follow(page, "メールで回答する");
    await page.getByRole("checkbox", { name: /yamaguchi@nanyo-wire\.example/ }).check();
    await press(page, "回答を送信箱に入れる");
    await summarySays(page, /確かめて/);
    await photograph(page, "send-not-confirmed");
  });
  await tap.step("the_confirmed_answer_waits_and_can_be_undone", async () => {
    await page.getByLabel("宛先を一つずつ確かめました").check();
    await page.getByLabel("添付（または添付しないこと）を確かめました").check();
    await press(page, "回答を送信箱に入れる");
    await noticeSays(page, /送信箱に入れました/);
    const answer = page.getByRole("region", { name: /^回答/ });
    await answer.locator("[data-countdown]", { hasText: /^\d+:\d\d$/ }).waitFor();
    await photograph(page, "outbox");
    await answer.getByRole("button", { name: "送信を取り消す" }).click();
    await noticeSays(page, /取り消しました/);
  });
  await tap.step("the_answer_arrives_once_with_the_fixed_sentence", async () => {
    await setSetting(manager, origin, "undo_seconds", "1");
    await page.goto(`${origin}${path}/send`);
    await page.getByRole("checkbox", { name: /yamaguchi@nanyo-wire\.example/ }).check();
    await page.getByLabel("宛先を一つずつ確かめました").check();
    await page.getByLabel("添付（または添付しないこと）を確かめました").check();
    await press(page, "回答を送信箱に入れる");
    await noticeSays(page, /送信箱に入れました/);
    const mail = await mailServer.waitFor((one) => one.recipients.includes("yamaguchi@nanyo-wire.example"));
    assert.deepEqual(mail.recipients, ["yamaguchi@nanyo-wire.example"]);
    assert.ok(textOf(mail).includes(fixedSentence) || mail.raw.toString("utf8").includes(fixedSentence));
    await page.goto(`${origin}${path}`);
    for (let tries = 0; tries < 40 && (await page.locator(".case-head .badge").first().innerText()) !== "回答"; tries += 1) {
      await page.reload();
    }
    await stateIs(page, "回答");
    await photograph(page, "case-answered");
  });
}

function checkWorkbook(path) {
  const listing = execFileSync("unzip", ["-l", path], { encoding: "utf8" });
  assert.match(listing, /xl\/worksheets\/sheet1\.xml/);
  const words = execFileSync("unzip", ["-p", path, "xl/*.xml"], { encoding: "utf8" });
  assert.match(words, /南洋電線リサイクル株式会社/);
  assert.match(words, /非該当/);
}

async function register(tap, { page, origin, photograph, mailServer }, path) {
  await tap.step("the_day_lists_the_case_and_refuses_to_close", async () => {
    await page.goto(`${origin}/desk/close`);
    await page.locator(".row-link").first().waitFor();
    await photograph(page, "close-open");
    assert.equal(await page.getByRole("button", { name: /^締め/ }).count(), 0);
  });
  await tap.step("the_csv_for_the_registry_is_downloaded", async () => {
    await press(page, "登録用の CSV を作る");
    await noticeSays(page, /CSV を作りました/);
    const csv = await download(page, () => page.getByRole("link", { name: "CSV を受け取る" }).first().click());
    const bytes = readFileSync(csv.path);
    assert.match(csv.name, /\.csv$/);
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    const lines = bytes.toString("utf8").slice(1).split("\r\n");
    assert.match(lines[0], /相談番号/);
    assert.match(lines[1], /南洋電線リサイクル株式会社/);
    assert.ok(lines[1].includes("非該当") && lines[1].includes("NW-2025-0117"));
  });
  await tap.step("what_the_registry_said_is_recorded_for_each_row", async () => {
    await page.getByLabel("受付番号、または誤りの言葉").first().fill("R7-0001");
    await press(page, "選んだ事案は取り込めた");
    await noticeSays(page, /結果を記録/);
  });
  await tap.step("the_papers_become_named_pdfs", async () => {
    await page.goto(`${origin}${path}/registry`);
    await press(page, "PDF を作る");
    await noticeSays(page, /PDF を作りました/);
    for (let left = await page.getByText("登録から外す").count(); left > 0; left = await page.getByText("登録から外す").count()) {
      const row = page.locator("tr", { hasText: "登録から外す" }).first();
      await row.locator("summary").click();
      await row.getByRole("textbox").fill("元のファイルを別に渡したため");
      await row.getByRole("button", { name: "外す" }).click();
      await noticeSays(page, /外しました/);
    }
    const pdf = await download(page, () => page.locator("td a[href*='/pdfs/']").first().click());
    assert.match(pdf.name, /\.pdf$/);
    assert.equal(readFileSync(pdf.path).subarray(0, 5).toString(), "%PDF-");
    await photograph(page, "registry");
  });
  await tap.step("publish_request_is_recorded", async () => {
    await page.goto(`${origin}/desk/close`);
    await page.locator("tbody input[name=case]").first().check();
    await press(page, "公開依頼済みにする");
    await noticeSays(page, /公開依頼を記録/);
    await photograph(page, "close-ready");
  });
  await tap.step("the_workbook_of_the_day_is_downloaded", async () => {
    const book = await download(page, () => page.getByRole("link", { name: "Excel を受け取る" }).click());
    assert.match(book.name, /\.xlsx$/);
    checkWorkbook(book.path);
  });
  await tap.step("closing_the_day_asks_first_and_reports", async () => {
    await page.getByRole("button", { name: /^締め/ }).click();
    await page.locator("dialog#confirm[open]").waitFor();
    await photograph(page, "close-confirm");
    await press(page, "はい、進めます");
    await noticeSays(page, /日を締め/);
    await photograph(page, "close-closed");
    await page.goto(`${origin}${path}`);
    await stateIs(page, "公開依頼");
  });
  await tap.step("the_report_says_that_publish_requests_are_complete", async () => {
    const report = await mailServer.waitFor((one) => one.recipients.includes("basel@meti.example") && /xlsx/.test(one.raw.toString("latin1")));
    assert.ok(report.raw.length > 3000);
  });
}

export async function walk(tap, desk) {
  await prepare(tap, desk.manager);
  const path = await advise(tap, desk.advisor);
  await approve(tap, desk.officer, path);
  await send(tap, { ...desk.advisor, manager: desk.manager.page }, path);
  await register(tap, desk.manager, path);
  await byTelephone(tap, desk.advisor, desk.officer.page);
  await byMail(tap, desk.advisor);
  await byLink(tap, desk.advisor, desk.nobody);
  return path;
}
