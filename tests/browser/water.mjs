/* The calculation of a water's chemistry, as an engineer does it: an analysis is pasted, a fault in it is told by
   line, the answer has its figures and drawings, the tables are taken as CSV, a file is read. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { accessibilityFaults, overflowAtDoubleZoom } from "./lib/browser.mjs";
import { download, press, signIn, summarySays } from "./lib/steps.mjs";
import { people } from "./lib/workspace.mjs";

const analysis = [
  "項目\t値\t単位", "pH\t3.2", "水温\t15\t℃", "二価鉄\t30\tmg/L", "三価鉄\t5\tmg/L", "アルミニウム\t12\tmg/L", "亜鉛\t8.5\tmg/L",
  "カドミウム\t<0.001\tmg/L", "銅\t1.2\tmg/L", "鉛\t0.05\tmg/L", "マンガン\t3.1\tmg/L", "砒素\tND\tmg/L", "硫酸イオン\t335\tmg/L",
  "カルシウム\t45\tmg/L", "マグネシウム\t12\tmg/L", "ナトリウム\t8\tmg/L", "塩化物イオン\t7\tmg/L", "シリカ\t40\tmg/L",
  "電気伝導率\t95\tmS/m",
].join("\n");

async function look(tap, page, name) {
  await tap.check(`${name}_has_no_accessibility_fault`, async () => assert.deepEqual(await accessibilityFaults(page), []));
  await tap.check(`${name}_fits_at_200_percent`, async () => assert.equal(await overflowAtDoubleZoom(page), 0));
}

async function fillIn(tap, { page, origin, photograph }) {
  await tap.step("an_engineer_finds_the_calculation_in_the_menu", async () => {
    await signIn(page, origin, people.engineer);
    await page.getByRole("link", { name: "水質の計算" }).first().click();
    await page.getByLabel("分析値を貼り付ける").waitFor();
    await photograph(page, "water-chemistry-empty");
  });
  await look(tap, page, "the_empty_calculation");
  await tap.step("a_fault_of_an_analysis_is_told_with_its_line_and_column", async () => {
    await page.getByLabel("分析値を貼り付ける").fill("pH\t3.2\n亜鉛\tたくさん\tmg/L\nカルシウム\t3\t本");
    await press(page, "計算する");
    await summarySays(page, /2 行目 値の列/);
    await summarySays(page, /3 行目 単位の列/);
    assert.match(await page.getByLabel("分析値を貼り付ける").inputValue(), /たくさん/);
    await photograph(page, "water-chemistry-error");
  });
  await look(tap, page, "the_calculation_with_a_fault");
}

async function answer(tap, { page, photograph }) {
  await tap.step("a_pasted_analysis_is_answered_with_balance_saturation_and_titration", async () => {
    await page.getByLabel("分析値を貼り付ける").fill(analysis);
    await press(page, "計算する");
    await page.getByRole("heading", { name: "イオンバランス" }).waitFor();
    await page.getByText("Gypsum").first().waitFor();
    await page.getByText(/pH 7 までに/).waitFor();
    assert.equal(await page.getByText("検出下限未満（0 として計算）").count(), 2);
    await page.getByText(/計算に使わない項目が 1 行/).waitFor();
    assert.equal(await page.locator("svg.chart").count(), 3);
    await photograph(page, "water-chemistry");
    await photograph(page.locator("section[aria-labelledby=titration-title]"), "water-chemistry-titration");
  });
  await look(tap, page, "the_answer_of_the_calculation");
}

async function takeAway(tap, { page, workspace }) {
  await tap.step("the_tables_are_taken_as_csv_as_often_as_wanted", async () => {
    for (let i = 0; i < 2; i++) {
      const file = await download(page, () => press(page, "滴定曲線の CSV"));
      assert.equal(file.name, "滴定曲線.csv");
      const lines = readFileSync(file.path, "utf8").trim().split("\r\n");
      assert.equal(lines.length, 42);
      assert.match(lines[0], /薬剤,添加量（mmol\/L）,添加量（mg\/L）,pH/);
    }
  });
  await tap.step("a_file_of_a_laboratory_is_read", async () => {
    await page.getByLabel("またはファイルを選ぶ").setInputFiles(workspace.write("分析.csv", `${analysis.replaceAll("\t", ",")}\n`));
    await page.getByLabel("CaCO3（石灰石）").check();
    await press(page, "計算する");
    await page.getByRole("heading", { name: "CaCO3 による滴定曲線" }).waitFor();
    assert.match(await page.getByLabel("分析値を貼り付ける").inputValue(), /亜鉛\t8.5\tmg\/L/);
  });
}

async function screen(tap, { page, origin, workspace, photograph }) {
  await tap.step("mines_are_judged_on_a_map_and_in_a_table_and_one_is_chosen_for_the_trial", async () => {
    await page.goto(`${origin}/water/screen`);
    await page.getByLabel("鉱山の一覧").selectOption("example");
    await page.getByLabel("目的").selectOption("model");
    await press(page, "判定する");
    await page.getByRole("heading", { name: "モデル鉱山" }).waitFor();
    await page.getByText(/亜鉛を多く含みます/).waitFor();
    await page.getByText(/実在する鉱山ではありません/).waitFor();
    assert.equal(await page.locator("svg.map a").count(), 120);
    assert.equal(await page.locator("table.screen-table tbody tr").count(), 120);
    await photograph(page, "water-screen");
  });
  await tap.step("the_table_of_the_screening_is_taken_as_workbook_and_csv", async () => {
    const book = await download(page, () => press(page, "表の Excel"));
    assert.equal(book.name, "スクリーニング.xlsx");
    assert.equal(readFileSync(book.path).subarray(0, 2).toString(), "PK");
    const file = await download(page, () => press(page, "表の CSV"));
    assert.equal(readFileSync(file.path, "utf8").trim().split("\r\n").length, 121);
  });
  await tap.step("a_list_of_ones_own_with_a_fault_is_told_by_line_and_then_judged", async () => {
    await page.getByText("自分の一覧を使う").click();
    await page.getByLabel("ファイル", { exact: true }).setInputFiles(
      workspace.write("鉱山.csv", "鉱山名,水量（m3/日）,pH\n山の鉱山,-5,3.5\n"));
    await press(page, "判定する");
    await summarySays(page, /2 行 2 列: 「水量（m3\/日）」の値 -5/);
    await page.getByLabel("または表を貼り付ける").fill("鉱山名\t水量（m3/日）\tpH\n山の鉱山\t150\t3.5\n");
    await press(page, "判定する");
    await page.getByRole("rowheader", { name: "山の鉱山" }).waitFor();
    await page.getByText(/の値がありません/).waitFor();
    await page.getByText(/地図には何も示せません/).waitFor();
    await photograph(page, "water-screen-own");
  });
  await look(tap, page, "the_screening_of_a_list_of_ones_own");
  await tap.step("the_mines_of_the_store_are_judged_by_their_results_and_lead_to_what_is_missing", async () => {
    await page.goto(`${origin}/water/screen`);
    await page.getByText("登録した鉱山を使う").click();
    await page.getByLabel("鉱山の一覧").selectOption("store");
    await page.getByLabel("期間の始まり").fill("2025-01-01");
    await press(page, "判定する");
    const row = page.getByRole("row", { name: /見本鉱山/ });
    await row.getByText("判定不可").waitFor();
    await row.getByText("値の根拠").click();
    await row.getByText(/原水の中央値: .*試料/).waitFor();
    await photograph(page, "water-screen-store");
    await row.getByRole("link", { name: "砒素" }).click();
    await page.getByRole("heading", { name: "足りないデータ" }).waitFor();
    await page.goto(`${origin}/water/screen`);
  });
  await tap.step("what_became_of_long_running_plants_is_searched_on_the_same_page", async () => {
    await page.getByLabel("探す言葉").fill("目詰まり");
    await page.getByLabel("知りたいこと").selectOption("faults");
    await press(page, "探す");
    await page.getByText("鉛直流池 39 か所").click();
    await page.getByText(/石灰石を塞ぐ/).waitFor();
    await page.getByLabel("探す言葉").fill("そんな施設はない");
    await press(page, "探す");
    await page.getByText("その言葉と項目に当たる施設はありません").waitFor();
  });
}

async function study(tap, { page, origin, photograph }) {
  await tap.step("sliders_change_a_study_at_once", async () => {
    await page.goto(`${origin}/water/study`);
    await page.getByRole("heading", { name: "実証坑廃水（合成例）" }).waitFor();
    await page.getByText("条件: 水量 100 %").waitFor();
    await page.getByLabel("水量（検討の %）").fill("300");
    await page.getByText("条件: 水量 300 %").waitFor();
    await page.getByLabel("時期").selectOption({ label: "2 月" });
    await page.getByText(/出口で超過: .*Zn/).waitFor();
    await photograph(page, "water-study");
  });
  await look(tap, page, "the_study");
  await tap.step("a_fault_of_a_study_is_told_with_its_line_and_other_files_are_refused", async () => {
    await page.getByText("検討ファイル", { exact: true }).click();
    const text = page.getByLabel("検討の文");
    const example = await text.inputValue();
    await text.fill(example.replace("volume = 17 m3", "volum = 17 m3"));
    await page.locator("#study-answer").getByText(/行: .*volum/).waitFor();
    await text.fill(`${example}\n[prices]\ntable = /etc/passwd\n`);
    await press(page, "計算する");
    await summarySays(page, /ほかのファイルはここでは使えません/);
    assert.doesNotMatch(await page.content(), /root:/);
    await text.fill(example);
    await press(page, "計算する");
    await page.getByRole("heading", { name: "費用・エネルギー・CO2" }).waitFor();
  });
  await tap.step("the_tables_of_a_study_are_taken_as_a_workbook", async () => {
    const book = await download(page, () => press(page, "表の Excel"));
    assert.equal(book.name, "検討.xlsx");
    assert.equal(readFileSync(book.path).subarray(0, 2).toString(), "PK");
  });
}

export async function walkWater(tap, engineer) {
  await fillIn(tap, engineer);
  await answer(tap, engineer);
  await takeAway(tap, engineer);
  await screen(tap, engineer);
  await study(tap, engineer);
}
