/* Mines and their data, as an engineer keeps them: a mine with a point is made, a laboratory's table with faults is
   refused cell by cell, the mended one is looked at, confirmed and stored, results stand beside their limits. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { accessibilityFaults, overflowAtDoubleZoom } from "./lib/browser.mjs";
import { download, press, summarySays } from "./lib/steps.mjs";

async function look(tap, page, name) {
  await tap.check(`${name}_has_no_accessibility_fault`, async () => assert.deepEqual(await accessibilityFaults(page), []));
  await tap.check(`${name}_fits_at_200_percent`, async () => assert.equal(await overflowAtDoubleZoom(page), 0));
}

const good = "採水日,採水地点,pH,亜鉛 (mg/L),溶解性鉄 (mg/L),カドミウム (µg/L)\n" +
  "2025-04-01,原水,3.5,18,37,100\n2025-04-01,処理水,7.0,0.3,0.5,<1\n2025-05-01,処理水,7.1,2.6,0.4,<1\n";
const faulty = good.replace("3.5,18", "15,-18").replace("2025-05-01", "いつか");

async function makeMine(tap, { page, origin, photograph }) {
  await tap.step("an_engineer_makes_a_mine_and_its_points", async () => {
    await page.goto(`${origin}/water/mines`);
    await page.getByText("見本鉱山").first().waitFor();
    await photograph(page, "water-mines");
    await page.getByLabel("記号").fill("だめ");
    await page.getByLabel("名前").fill("試験鉱山");
    await press(page, "登録する");
    await summarySays(page, /記号「だめ」は使えません/);
    await page.getByLabel("記号").fill("T1");
    await press(page, "登録する");
    await page.getByText("採水地点はまだありません。").waitFor();
    await photograph(page, "water-mine-empty");
  });
  await look(tap, page, "an_empty_mine");
  await tap.step("points_have_their_kind_and_limits", async () => {
    for (const [code, name, kind, standard] of [["P1", "原水", "raw", "none"], ["P2", "処理水", "treated", "general"]]) {
      await page.getByLabel("記号").fill(code);
      await page.getByLabel("名前").fill(name);
      await page.getByLabel("種類").selectOption(kind);
      await page.getByLabel("適用する基準").selectOption(standard);
      await press(page, "登録する");
      await page.getByRole("link", { name: code, exact: true }).waitFor();
    }
  });
}

async function change(tap, { page }) {
  await tap.step("a_mine_is_put_right_and_a_position_abroad_is_refused", async () => {
    await page.getByText("鉱山の登録を直す").click();
    await page.getByLabel("市町村").fill("見本町");
    await page.getByLabel("緯度（度）").fill("52.1");
    await page.getByLabel("経度（度）").fill("140.9");
    await press(page, "直す");
    await summarySays(page, /日本の中の位置/);
    await page.getByLabel("緯度（度）").fill("39.9");
    await press(page, "直す");
    await page.getByText("直しました。").waitFor();
    await page.getByText("見本町").first().waitFor();
  });
}

async function takeIn(tap, { page, photograph, workspace }) {
  await tap.step("a_table_with_faults_is_told_cell_by_cell", async () => {
    await page.getByLabel("ファイル必須").setInputFiles(workspace.write("誤り.csv", faulty));
    await press(page, "内容を確かめる");
    await page.getByText("直す所と確かめる所").waitFor();
    await page.getByRole("row", { name: /C2.*pH は 0 から 14/ }).waitFor();
    await page.getByRole("row", { name: /D2.*濃度が負です/ }).waitFor();
    await page.getByRole("row", { name: /A4.*日付として読めません/ }).waitFor();
    assert.equal(await page.getByRole("button", { name: "取り込む", exact: true }).count(), 0);
    await photograph(page, "water-import-faults");
  });
  await look(tap, page, "an_import_with_faults");
  await tap.step("the_mended_table_is_stored", async () => {
    await press(page, "このファイルを取り込まない");
    await page.getByRole("link", { name: "試験鉱山" }).click();
    await page.getByLabel("ファイル必須").setInputFiles(workspace.write("分析.csv", good));
    await press(page, "内容を確かめる");
    await page.getByLabel("分析機関", { exact: true }).fill("山川分析");
    await press(page, "この読み方で調べ直す");
    await page.getByText("読み方を変えて、調べ直しました。").waitFor();
    await photograph(page, "water-import");
    const confirm = page.getByLabel(/確かめる所をすべて見て/);
    if (await confirm.count()) {
      await confirm.check();
    }
    await press(page, "取り込む");
    await page.getByText("12 個の値を取り込みました。").waitFor();
    await photograph(page, "water-mine");
  });
  await look(tap, page, "a_mine_with_results");
  await tap.step("the_same_file_again_brings_nothing_new", async () => {
    await page.getByLabel("ファイル必須").setInputFiles(workspace.write("分析.csv", good));
    await press(page, "内容を確かめる");
    await page.getByRole("button", { name: /新しい値はありません/ }).waitFor();
    await press(page, "このファイルを取り込まない");
    await page.getByRole("link", { name: "試験鉱山" }).click();
  });
}

async function compare(tap, { page, origin, photograph }) {
  await tap.step("a_result_above_its_limit_is_marked", async () => {
    await page.getByRole("row", { name: /亜鉛.*2\.6.*超過/ }).waitFor();
    await page.getByRole("link", { name: "2025-05-01" }).first().click();
    await page.getByRole("heading", { name: "分析値と基準" }).waitFor();
    await page.getByText("<1 µg/L").waitFor();
    await photograph(page, "water-sample");
  });
  await look(tap, page, "a_sample");
  await tap.step("a_point_shows_its_course_and_how_often_it_was_above", async () => {
    await page.goto(`${origin}/water/mines`);
    await page.getByRole("link", { name: "MIHON" }).click();
    await photograph(page, "water-mine-demonstration");
    await page.getByRole("link", { name: "P3" }).click();
    await page.getByRole("heading", { name: /の超過の統計/ }).waitFor();
    assert.ok((await page.locator("svg.chart").count()) >= 1);
    await photograph(page, "water-point");
  });
  await look(tap, page, "a_point");
  await tap.step("the_statistics_are_taken_as_a_table", async () => {
    const file = await download(page, () => page.getByRole("link", { name: "統計（CSV）" }).click());
    assert.equal(file.name, "MIHON_P3_超過の統計.csv");
    assert.match(readFileSync(file.path, "utf8"), /処理水,亜鉛,全量,mg\/L,全期間/);
  });
  await tap.step("a_limit_of_the_point_is_added_with_its_source_and_ended", async () => {
    await page.getByLabel("項目", { exact: true }).last().selectOption("Cd");
    await page.getByLabel("値必須").fill("0.01");
    await page.getByLabel("出典必須").fill("県条例（試験）");
    await press(page, "加える");
    await page.getByText("県条例（試験）").waitFor();
    await page.getByRole("row", { name: /県条例/ }).getByRole("button", { name: "今日で終える" }).click();
    await page.getByText("基準値の適用を今日で終えました。").waitFor();
  });
  await tap.step("a_logger_is_drawn_over_time", async () => {
    await page.goto(`${origin}/water/mines`);
    await page.getByRole("link", { name: "MIHON" }).click();
    await page.getByRole("row", { name: /流量.*1,440/ }).getByRole("link").click();
    await page.getByRole("heading", { name: "流量の連続データ" }).waitFor();
    await photograph(page, "water-logger");
  });
  await look(tap, page, "a_logger");
}

async function survey(tap, { page, origin, photograph }) {
  await tap.step("the_trial_log_takes_an_event_and_gives_it_to_a_study", async () => {
    await page.goto(`${origin}/water/mines/1/log`);
    await page.getByLabel("始まり必須").fill("いつか");
    await page.getByLabel("内容").fill("雪解けで水量が増えた");
    await press(page, "書き加える");
    await summarySays(page, /日付として読めません/);
    await page.getByLabel("始まり必須").fill("2025-04-10");
    await page.getByLabel("数値", { exact: true }).fill("1.5");
    await page.getByLabel("数値の単位").fill("倍");
    await press(page, "書き加える");
    await page.getByText("書き加えました。").waitFor();
    await page.getByText("検討ファイルに貼り付ける形").click();
    await page.getByText(/kind = flow_change/).waitFor();
    await photograph(page, "water-log");
  });
  await tap.step("a_survey_is_planned_and_its_field_sheet_filled_in", async () => {
    await page.goto(`${origin}/water/campaigns`);
    await page.getByLabel("名前必須").fill("冬の調査");
    await page.getByLabel("始まり必須").fill("2026-01-12");
    await page.getByLabel("終わり必須").fill("2026-01-16");
    await press(page, "作る");
    await page.getByLabel("見本鉱山 原水").check();
    await press(page, "計画に加える");
    await page.getByText("計画に加えました。").waitFor();
    await photograph(page, "water-campaign");
    await page.getByRole("link", { name: "原水" }).click();
    await page.getByLabel("緯度（度）").fill("51.5");
    await page.getByLabel("経度（度）").fill("140.9012");
    await press(page, "記録する");
    await summarySays(page, /日本の中の位置/);
    await page.getByLabel("採水した日時").fill("2026-01-12 10:15");
    await page.getByLabel("緯度（度）").fill("39.9012");
    await page.getByLabel("経度（度）").fill("140.9012");
    await press(page, "記録する");
    await page.getByText("記録しました。").waitFor();
    await page.getByLabel("瓶番号必須").fill("W-1");
    await press(page, "加える");
    await page.getByText("瓶を加えました。").waitFor();
    await page.getByLabel("分析機関が受け取った日", { exact: true }).fill("2026-01-14");
    await press(page, "日付を記録する");
    await page.getByText("瓶の日付を記録しました。").waitFor();
    await page.getByRole("row", { name: /W-1.*2026-01-14/ }).waitFor();
    await photograph(page, "water-visit");
  });
  await look(tap, page, "a_field_sheet");
  await tap.step("the_hearing_counts_what_is_not_answered", async () => {
    await page.goto(`${origin}/water/mines/1/hearing`);
    const before = await page.getByText(/必須の答えがあと/).innerText();
    await page.getByLabel(/年間の電力/).fill("120000");
    await press(page, "保存する");
    await page.getByText("保存しました。").waitFor();
    assert.notEqual(await page.getByText(/必須の答えがあと/).innerText(), before);
    await photograph(page, "water-hearing");
    await page.goto(`${origin}/water/missing`);
    await page.getByText(/結果がありません: 原水/).first().waitFor();
    await photograph(page, "water-missing");
    const answers = await download(page, () => page.getByRole("link", { name: /すべての鉱山のヒアリング/ }).click());
    assert.equal(answers.name, "ヒアリング.xlsx");
  });
}

async function correct(tap, { page, origin, photograph }) {
  await tap.step("a_result_is_corrected_with_its_reason_and_what_it_was_stays", async () => {
    await page.goto(`${origin}/water/samples/1`);
    await page.getByRole("link", { name: "亜鉛 全量 を訂正する" }).click();
    await page.getByLabel(/新しい値/).fill("-3");
    await page.getByLabel(/理由/).fill("分析機関から訂正の連絡");
    await press(page, "訂正する");
    await summarySays(page, /負になりません/);
    await page.getByLabel(/新しい値/).fill("17.5");
    await page.getByLabel("分析方法").fill("ICP 発光分光分析法");
    await photograph(page, "water-correction");
    await press(page, "訂正する");
    await page.getByText(/前の値は下の/).waitFor();
    await page.getByRole("row", { name: /亜鉛.*分析機関から訂正の連絡.*見本 水樹/ }).waitFor();
    await page.getByRole("row", { name: /亜鉛.*17\.5.*訂正 1 回.*ICP/ }).waitFor();
    await photograph(page, "water-sample");
  });
  await look(tap, page, "a_corrected_sample");
}

export async function walkMines(tap, engineer) {
  await makeMine(tap, engineer);
  await change(tap, engineer);
  await takeIn(tap, engineer);
  await compare(tap, engineer);
  await survey(tap, engineer);
  await correct(tap, engineer);
}
