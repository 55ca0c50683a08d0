/* Judging a cargo line by the tables of the law, as people do it: what is known is filled in, the proposal
   follows, a reason is opened, the text is taken, a departure needs a reason; a row of a table is confirmed
   by two people. Each step is one behaviour; a step needs those before it. */
import assert from "node:assert/strict";
import { accessibilityFaults, overflowAtDoubleZoom } from "./lib/browser.mjs";
import { follow, noticeSays, press, summarySays } from "./lib/steps.mjs";

const proposal = (page) => page.locator("#proposal .judge-result > .badge").first();

async function proposalIs(page, words) {
  await page.locator("#proposal .judge-result > .badge", { hasText: new RegExp(`^\\s*${words}\\s*$`) }).first().waitFor();
}

async function look(tap, page, name) {
  await tap.check(`${name}_has_no_accessibility_fault`, async () => assert.deepEqual(await accessibilityFaults(page), []));
  await tap.check(`${name}_fits_at_200_percent`, async () => assert.equal(await overflowAtDoubleZoom(page), 0));
}

async function openLine(tap, { page, origin, photograph }) {
  let path;
  await tap.step("a_line_of_class_e_has_a_page_for_its_judgement", async () => {
    await page.goto(`${origin}/desk/new`);
    await page.getByLabel("件名").fill("被覆電線くずの判定");
    await press(page, "記録して事案にする");
    await page.locator(".case-head").waitFor();
    await follow(page, "記録を直す");
    await page.locator("#direction").selectOption("export");
    await page.locator("#country").selectOption("TH");
    await press(page, "保存する");
    await noticeSays(page, /記録を保存/);
    await follow(page, "貨物の行を加える");
    await page.getByLabel("品名").fill("被覆電線くず（灰）");
    await page.getByLabel("品目", { exact: true }).selectOption("metal");
    await page.getByLabel("貨物の分類").selectOption("covered_wire");
    await page.getByLabel("相談事例").selectOption("E");
    await press(page, "保存する");
    await noticeSays(page, /貨物の行を保存/);
    await follow(page, "判定の画面");
    path = new URL(page.url()).pathname;
    await proposalIs(page, "要確認");
    await page.getByText("決めるために足りないもの").waitFor();
    await photograph(page, "judge-empty");
  });
  await look(tap, page, "the_empty_judgement_page");
  return path;
}

async function fillIn(tap, { page, photograph }) {
  await tap.step("the_proposal_follows_what_is_typed", async () => {
    await page.locator("#operation").selectOption("R4");
    await page.locator("#purpose").selectOption("recycling");
    await page.locator("#form").selectOption("solid");
    await page.locator("#p0_name").fill("被覆（灰）");
    await page.getByLabel("部位 1 のほかの有害物質が含まれないか").selectOption("yes");
    for (const [row, kind, value, unit] of [[0, "content", "0.03", "wt%"], [1, "leachate", "<0.005", "mg/L"]]) {
      await page.locator(`#a${row}_substance`).fill("鉛");
      await page.locator(`[name=a${row}_part]`).fill("被覆（灰）");
      await page.locator(`[name=a${row}_kind]`).selectOption(kind);
      await page.locator(`#a${row}_value`).fill(value);
      await page.locator(`#a${row}_unit`).fill(unit);
      await page.locator(`[name=a${row}_basis]`).selectOption("wet");
      await page.locator(`[name=a${row}_official]`).selectOption("yes");
    }
    await page.getByText(/^ほかの事実/).click().catch(() => {});
    for (const [fact, answer] of [["no_stream", "yes"], ["no_annex3", "yes"], ["electronic_waste", "no"], ["appliance_intact", "no"]]) {
      await page.locator(`#f_${fact}`).selectOption(answer);
    }
    await proposalIs(page, "非該当");
    await page.locator("#a0_value").fill("0.1");
    await proposalIs(page, "該当");
    await photograph(page, "judge-typed");
  });
  await tap.step("a_value_that_cannot_be_read_is_told_and_nothing_is_stored", async () => {
    await page.locator("#a0_value").fill("たくさん");
    await press(page, "保存する");
    await summarySays(page, /分析 1 行目の値/);
    assert.equal(await page.locator("#a0_value").inputValue(), "たくさん");
    await page.getByText("まだ保存していません").waitFor();
    await photograph(page, "judge-error");
  });
  await tap.step("an_unknown_substance_brings_the_nearest_names", async () => {
    await page.locator("#a0_value").fill("0.1");
    await page.locator("#a0_substance").fill("カドニウム");
    await page.locator("#proposal", { hasText: "カドミウム" }).waitFor();
    await page.locator("#a0_substance").fill("鉛");
    await proposalIs(page, "該当");
  });
}

async function decide(tap, { page, photograph }, path, origin) {
  await tap.step("a_reason_opens_to_its_table_row", async () => {
    const reason = page.locator("#proposal .judge-reason", { hasText: "別表第六 13イ" }).first();
    await reason.locator("summary").click();
    await reason.getByText("原文で確認済み").waitFor();
    await photograph(page, "judge-reason");
    const row = await reason.getByRole("link").first().getAttribute("href");
    assert.match(row, /\/desk\/law\/tables\/annex6\/row\?key=/);
  });
  await tap.step("text_and_citations_are_taken_over", async () => {
    await press(page, "保存して、文と根拠を取り入れる");
    await noticeSays(page, /判断の欄に取り入れました/);
    assert.match(await page.locator("#basis").inputValue(), /鉛の含有 0\.1 wt%/);
    assert.match(await page.locator("#basis_codes").inputValue(), /別表六 13イ/);
  });
  await tap.step("a_departure_from_the_proposal_needs_a_reason", async () => {
    await page.getByRole("radio", { name: "非該当" }).check();
    await press(page, "判断を決める");
    await summarySays(page, /提案（該当）と違う判断（非該当）/);
    await photograph(page, "judge-departure");
    await page.getByRole("radio", { name: "非該当" }).check();
    await page.locator("#reason").fill("該当する灰色の電線は、積込みの前に取り除くことを確認した。");
    await press(page, "判断を決める");
    await noticeSays(page, /判断を決めました/);
    await page.goto(origin + path);
    await page.getByText("提案と違う理由：").waitFor();
    await page.getByText("積込みの前に取り除く").first().waitFor();
    await photograph(page, "judge-decided");
  });
  await look(tap, page, "the_judgement_page");
}

async function takeCertificate(tap, { page, origin, photograph }, path) {
  await tap.step("a_certificates_table_is_previewed_and_taken_in", async () => {
    await page.goto(`${origin}${path}/import`);
    const table = "計量の対象,計量の結果,単位,計量の方法\r\nカドミウム（溶出）,<0.0003,mg/L,ICP質量分析法\r\n水銀（溶出）,<0.00005,mg/L,還元気化AAS\r\n";
    await page.locator("#file").setInputFiles({ name: "計量証明書.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
    await press(page, "表を読む");
    await page.getByText("取り込むと次の行になります（2 行）").waitFor();
    await photograph(page, "judge-import");
  });
  await look(tap, page, "the_preview_of_a_certificate");
  await tap.step("the_rows_stand_behind_those_that_were_there", async () => {
    await press(page, "取り込む");
    await noticeSays(page, /2 行を取り込みました/);
    assert.equal(await page.locator("#a2_substance").inputValue(), "カドミウム");
    assert.equal(await page.locator("#a3_value").inputValue(), "<0.00005");
    await page.getByText("計量証明書.csv から").waitFor();
    await page.getByText("もう一度判断してください").waitFor();
  });
}

async function confirmRow(tap, { page, origin, photograph }, manager) {
  await tap.step("a_row_is_confirmed_by_two_people", async () => {
    await page.goto(`${origin}/desk/law`);
    await photograph(page, "law-tables");
    await page.getByRole("link", { name: /要確認 \d+/ }).first().click();
    await page.locator(".row-link").first().click();
    await page.getByRole("heading", { name: "原文で確かめた" }).waitFor();
    await photograph(page, "law-row");
    await page.locator("#confirm-source").fill("官報 令和6年4月1日 第1号");
    await page.locator("#confirm-day").fill("2024-04-01");
    await press(page, "確認を提案する");
    await noticeSays(page, /二人目の確認をすると有効/);
    assert.equal(await page.getByRole("button", { name: /有効にする/ }).count(), 0);
    await page.getByText("自分の提案です").waitFor();
    await photograph(page, "law-changes");
    await manager.goto(`${origin}/desk/law/changes`);
    await manager.getByLabel(/見比べた原文/).first().fill("官報で見比べた");
    await manager.getByRole("button", { name: /有効にする/ }).first().click();
    await noticeSays(manager, /有効にしました/);
    await manager.getByText("有効", { exact: true }).first().waitFor();
  });
  await look(tap, page, "the_page_of_changes");
  await tap.step("a_rule_of_a_country_checked_long_ago_is_to_be_confirmed", async () => {
    await page.goto(`${origin}/desk/law/countries`);
    await page.locator("#country").selectOption("PH");
    await page.locator("#goods").selectOption("used_electrical");
    await page.locator("#checked_on").fill("2020-04-01");
    await page.locator("#rule").fill("製造から一定の年数を超える冷蔵庫は輸入できない。");
    await page.locator("#source").fill("当局の回答（2020-04-01）");
    await press(page, "記録する");
    await noticeSays(page, /輸入規制を記録しました/);
    await page.locator("tr", { hasText: "フィリピン" }).getByText("要確認").waitFor();
    await photograph(page, "law-countries");
  });
  await look(tap, page, "the_register_of_countries");
  await tap.check("a_table_of_used_goods_with_a_fault_is_refused_by_row", async () => {
    await page.goto(`${origin}/desk/law/used-goods`);
    await page.locator("#used-file").setInputFiles({ name: "目安.csv", mimeType: "text/csv", buffer: Buffer.from("品目,年\r\n冷蔵庫,10\r\n洗濯機,古い\r\n") });
    await page.locator("#used-source").fill("目安表");
    await page.locator("#used-day").fill("2014-04-01");
    await press(page, "取り込む");
    await summarySays(page, /3 行目/);
    await photograph(page, "law-used-goods");
  });
  for (const place of ["/desk/law", "/desk/law/tables/annex6", "/desk/law/tables/leach?open=1", "/desk/law/used-goods"]) {
    await page.goto(origin + place);
    await look(tap, page, place.replace(/^\//, "").replace(/[^a-z0-9]+/g, "_"));
  }
}

/* The demonstration's lines show a true result for their example class. */
async function demonstration(tap, { page, origin, photograph, workspace }) {
  await tap.check("the_demonstration_shows_a_result_for_each_class", async () => {
    workspace.run("law", "demonstration", "--data", workspace.data);
    for (const [words, line, result] of [
      ["メッキスラッジ", "ニッケルメッキスラッジ", "要確認"], ["黒モーター", "コンプレッサー（黒モーター）", "該当"],
      ["ミックスメタルのマレーシア", "ミックスメタル（破砕・風力選別後）", "要確認"], ["雑品", "ミックスメタルスクラップ（雑品）", "該当"],
      ["亜鉛ドロス", "亜鉛ドロス（底ドロス）", "要確認"]]) {
      await page.goto(`${origin}/desk/cases?q=${encodeURIComponent(words)}`);
      await page.locator(".row-link").first().click();
      await page.getByRole("row", { name: line }).getByRole("link", { name: "判定の画面" }).click();
      await proposalIs(page, result);
      await photograph(page, `judge-${result === "該当" ? "regulated" : "open"}-${line.length}`);
    }
  });
}

export async function walkLaw(tap, desk) {
  const advisor = desk.advisor;
  const path = await openLine(tap, advisor);
  await fillIn(tap, advisor);
  await decide(tap, advisor, path, advisor.origin);
  await takeCertificate(tap, advisor, path);
  await confirmRow(tap, advisor, desk.manager.page);
  await demonstration(tap, advisor);
  return path;
}

/* Without script the proposal is made again by a button. */
export async function judgeWithoutScript(tap, context, origin, path) {
  await tap.check("the_proposal_is_made_again_by_a_button_without_script", async () => {
    const page = await context.newPage();
    await page.goto(origin + path);
    await page.locator("#a0_value").fill("0.03");
    await press(page, "提案を計算し直す");
    await page.locator("#a0_value").waitFor();
    assert.equal(await page.locator("#a0_value").inputValue(), "0.03");
    assert.notEqual((await proposal(page).innerText()).trim(), "該当");
    await page.close();
  });
}
