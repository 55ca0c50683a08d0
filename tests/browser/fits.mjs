/* A fit as an engineer makes it: a study and a table of observations, what the model says before, the calculation in
   the background, its results and files, then days to come and sliders. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { accessibilityFaults, overflowAtDoubleZoom } from "./lib/browser.mjs";
import { download, follow, press, summarySays } from "./lib/steps.mjs";

const study = `[study]
name = 画面からの合わせ込み
date = 2025-04-01
[water 原水]
temperature = 12 degC
pH = 3.5
Fe(2) = 37.5 mg/L
SO4 = 335 mg/L
Ca = 46 mg/L
TIC = 3 mg/L
O2 = 5 mg/L
[flow]
value = 50 L/min
[tank 酸化槽]
kind = iron_oxidation_reactor
from = 原水
volume = 9 m3
cells = 1
[observe]
mode = steady
[hold out]
from = 2024-07-01
[parameter *.iron_bacterial.R_max]
lower = 1e-9 mol/kg/s
upper = 1e-6 mol/kg/s
deviation = 0.5
`;
const observations = `date,point,item,value,unit
2024-04-10,酸化槽,Fe(2),21.0,mg/L
2024-05-10,酸化槽,Fe(2),20.1,mg/L
2024-06-10,酸化槽,Fe(2),19.4,mg/L
2024-07-10,酸化槽,Fe(2),20.7,mg/L
`;
const patience = { timeout: 120000 };

async function look(tap, page, name) {
  await tap.check(`${name}_has_no_accessibility_fault`, async () => assert.deepEqual(await accessibilityFaults(page), []));
  await tap.check(`${name}_fits_at_200_percent`, async () => assert.equal(await overflowAtDoubleZoom(page), 0));
}

async function read(tap, { page, origin, photograph }) {
  await tap.step("a_finished_fit_is_read_from_the_menu", async () => {
    await page.goto(`${origin}/water/study`);
    await follow(page, "合わせ込みと予測");
    await photograph(page, "water-fits");
    await page.getByRole("link", { name: /見本鉱山 実証試験/ }).click();
    await page.getByRole("heading", { name: "値の幅（アンサンブル）" }).waitFor();
    await page.getByText("観測からよく定まりました").first().waitFor();
    await page.getByRole("img", { name: /動かした値の 95 % の幅/ }).waitFor();
    await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
    await photograph(page, "water-fit");
  });
  await tap.step("tables_the_corrected_study_and_figures_with_their_data_are_taken_away", async () => {
    const table = await download(page, () => page.getByRole("link", { name: "表の Excel" }).click());
    assert.match(table.name, /\.xlsx$/);
    const fitted = await download(page, () => page.getByRole("link", { name: "合わせ込んだ検討ファイル" }).click());
    assert.match(readFileSync(fitted.path, "utf8"), /\[tank 還元槽\]/);
    const members = await download(page, () => page.getByRole("link", { name: "アンサンブル", exact: true }).click());
    assert.match(readFileSync(members.path, "utf8"), /^meguri-ensemble/);
    for (const form of ["SVG", "PNG", "PDF", "CSV"]) {
      const figure = await download(page, () => page.getByRole("link", { name: form, exact: true }).first().click());
      assert.equal(figure.name, `アンサンブル_値の幅.${form.toLowerCase()}`);
    }
  });
  await tap.step("the_prediction_of_a_fit_says_when_the_bed_is_renewed", async () => {
    await follow(page, "予測へ");
    await page.getByRole("row", { name: /還元槽.*20\d\d-\d\d-\d\d/ }).waitFor();
    await page.getByRole("heading", { name: "基準値を守れる確率" }).waitFor();
    await photograph(page, "water-prediction");
  });
}

async function make(tap, { page, origin, workspace, photograph }) {
  await tap.step("a_fault_of_study_or_observations_is_told_with_its_line", async () => {
    await page.goto(`${origin}/water/fits/new`);
    await page.getByLabel("検討の文").fill(study.replace("kind = iron", "kind = eisen"));
    await press(page, "確かめて作る");
    await summarySays(page, /ファイルを選んでください/);
    await page.getByLabel("観測値の表").setInputFiles(workspace.write("観測.csv", observations));
    await press(page, "確かめて作る");
    await summarySays(page, /14 行/);
    await photograph(page, "water-fit-error");
    await page.getByLabel("検討の文").fill(study);
    await page.getByLabel("観測値の表").setInputFiles(workspace.write("観測.csv", observations.replace("20.1,mg/L", "20.1,")));
    await press(page, "確かめて作る");
    await summarySays(page, /観測\.csv の 3 行/);
  });
  await look(tap, page, "the_form_of_a_fit_with_a_fault");
  await tap.step("the_model_before_the_fit_is_seen_before_it_starts", async () => {
    await page.getByLabel("観測値の表").setInputFiles(workspace.write("観測.csv", observations));
    await page.getByLabel("メンバーの数").fill("12");
    await page.getByLabel("反復の上限").fill("1");
    await press(page, "確かめて作る");
    await page.getByRole("heading", { name: "合わせ込む前", exact: true }).waitFor(patience);
    await page.getByRole("button", { name: "合わせ込みを始める" }).waitFor();
    await photograph(page, "water-fit-before");
  });
  await look(tap, page, "a_fit_before_its_start");
}

async function run(tap, { page, photograph }) {
  await tap.step("a_fit_runs_in_the_background_and_the_page_shows_its_end_by_itself", async () => {
    await press(page, "合わせ込みを始める");
    await page.getByRole("heading", { name: "値の幅（アンサンブル）" }).waitFor(patience);
    await page.getByRole("heading", { name: "データから分かること" }).waitFor();
    await page.getByText("95 % の帯に入った観測（検証）").waitFor();
  });
  await look(tap, page, "a_finished_fit");
  await tap.step("a_finished_fit_goes_further", async () => {
    await page.getByText("さらに反復する").click();
    await page.getByLabel("反復の上限").fill("1");
    await press(page, "続きを計算する");
    await summarySays(page, /多い回数/);
    await page.getByText("さらに反復する").click();
    await page.getByLabel("反復の上限").fill("2");
    await press(page, "続きを計算する");
    await page.getByText("12・2・1").waitFor();
    await page.getByRole("link", { name: "予測へ" }).waitFor(patience);
    await page.locator("h1 .badge", { hasText: "終わりました" }).waitFor(patience);
    await photograph(page, "water-fit-further");
  });
}

async function predict(tap, { page, photograph }) {
  await tap.step("sliders_answer_at_once_with_a_band", async () => {
    await follow(page, "予測へ");
    await page.getByLabel("水量（検討の %）").fill("200");
    await page.getByText(/メンバー 12（うち失敗 0）/).waitFor(patience);
    const seconds = Number((await page.getByText(/計算 [\d.]+ 秒/).innerText()).match(/計算 ([\d.]+) 秒/)[1]);
    assert.ok(seconds < 10, `${seconds} s in a build with sanitisers`);
    await photograph(page, "water-what-if");
  });
  await tap.step("days_to_come_are_predicted_with_a_changed_study", async () => {
    await page.getByLabel("名前", { exact: true }).fill("槽を倍に");
    await page.getByLabel(/予測する日数/).fill("60");
    await page.getByLabel(/何日ごと/).fill("20");
    await page.getByText("検討を変えて予測する").click();
    await page.getByLabel("検討の文").fill(study.replace("volume = 9", "volume = 18"));
    await press(page, "予測する");
    await page.getByRole("heading", { name: "槽を倍に" }).waitFor(patience);
    await page.getByRole("heading", { name: "基準値を守れる確率" }).waitFor(patience);
    await page.getByText("変えたもの").waitFor();
    const table = await download(page, () => page.getByRole("link", { name: "予測の表の Excel" }).click());
    assert.equal(table.name, "槽を倍に.xlsx");
    await photograph(page, "water-prediction-changed");
  });
  await look(tap, page, "a_prediction");
}

export async function walkFits(tap, engineer) {
  await read(tap, engineer);
  await make(tap, engineer);
  await run(tap, engineer);
  await predict(tap, engineer);
}

/* Without a script the page is asked for again, by a link or by itself. */
export async function fitWithoutScript(tap, context, origin, cookies) {
  await tap.check("a_fit_and_its_prediction_are_read_without_script", async () => {
    await context.addCookies(cookies);
    const page = await context.newPage();
    await page.goto(`${origin}/water/fits/1`);
    await page.getByRole("heading", { name: "最も合う値" }).waitFor();
    await page.goto(`${origin}/water/fits/1/prediction`);
    await page.getByRole("button", { name: "求める" }).click();
    await page.getByText(/メンバー 16（うち失敗 0）/).waitFor(patience);
    await page.close();
  });
}
