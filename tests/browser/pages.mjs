/* What holds for every page: no accessibility fault, no horizontal scroll at 200 % zoom, everything by
   keyboard, a print view, nothing from another host. */
import assert from "node:assert/strict";
import { accessibilityFaults, overflowAtDoubleZoom } from "./lib/browser.mjs";

/* Every GET page of the desk; CASE is the case of the walk. */
const pagesOf = {
  advisor: [
    "/desk/today", "/desk/cases", "/desk/cases?q=銅&open=1", "/desk/cases?q=ないことば", "/desk/new", "/desk/approvals",
    "/desk/outbox", "/desk/outbox?all=1", "/desk/close", "/desk/month", "/desk/layouts", "CASE", "CASE/record",
    "CASE/cargo/0", "CASE/answer", "CASE/papers", "CASE/ask", "CASE/take-back", "CASE/send", "CASE/telephone",
    "CASE/registry", "/account", "/account/password", "/account/factor",
  ],
  officer: ["/desk/today", "/desk/cases", "/desk/approvals", "CASE", "CASE/approve", "/desk/nothing-here"],
  manager: [
    "/desk/today", "/desk/close", "/desk/settings", "/desk/layouts", "/desk/layouts/report_mail",
    "/desk/layouts/csv_columns", "/desk/capabilities", "/desk/audit", "/desk/holidays", "/desk/holidays/1",
    "/desk/erasures", "CASE/erase",
  ],
  viewer: ["/desk/published", "/desk/published?company=南洋", "/desk/published?cargo=ないことば", "PUBLISHED", "CASE"],
  security: ["/desk/erasures", "/contract/inspect", "/contract/inspect/1/reveal", "/contract/allow"],
  engineer: ["/water/mines", "/water/mines/1", "/water/points/1", "/water/points/3?item=Cd", "/water/samples/1", "/water/samples/1?result=1", "/water/imports/1", "/water/imports/2", "/water/mines/1/log", "/water/mines/1/certificates", "/water/mines/1/access", "/water/mines/1/hearing", "/water/campaigns", "/water/campaigns/1", "/water/visits/1", "/water/missing", "/water/mines/999", "/water/chemistry", "/water/screen", "/water/study", "/water/fits", "/water/fits/new", "/water/fits/1", "/water/fits/1/prediction", "/water/fits/999", "/contract/inspect", "/contract/inspect/1", "/contract/inspect/2", "/contract/allow"],
  erased: ["CASE", "CASE/registry", "PUBLISHED", "/desk/erasures", "/desk/erasures/1"],
  administrator: ["/people", "/people/new"],
  nobody: ["/login"],
};

async function lookAt(tap, { page, origin }, path) {
  const name = path.replace(/^\//, "").replace(/[^A-Za-z0-9]+/g, "_");
  await tap.check(`${name}_has_no_accessibility_fault`, async () => {
    const answer = await page.goto(origin + path);
    assert.ok(answer.status() < 500, `status ${answer.status()}`);
    assert.deepEqual(await accessibilityFaults(page), []);
  });
  await tap.check(`${name}_fits_at_200_percent`, async () => {
    assert.equal(await overflowAtDoubleZoom(page), 0);
  });
}

export async function lookAtAll(tap, who, desk, casePath) {
  for (const path of pagesOf[who]) {
    await lookAt(tap, desk, path.replace("CASE", casePath).replace("PUBLISHED", casePath.replace("cases", "published")));
  }
}

const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");

export async function walkByKeyboard(tap, { page, origin, photograph }) {
  await tap.check("the_first_tab_reaches_the_skip_link", async () => {
    await page.goto(`${origin}/desk/today`);
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "本文へ移動");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  });
  await tap.check("question_mark_opens_the_list_of_keys_and_escape_closes_it", async () => {
    await page.keyboard.press("?");
    await page.locator("dialog#keys[open]").waitFor();
    await photograph(page, "keys");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("dialog#keys[open]").count(), 0);
  });
  await tap.check("g_and_a_letter_go_to_a_page", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.waitForURL(/\/desk\/cases$/);
  });
  await tap.check("j_and_k_move_in_the_list_and_enter_opens", async () => {
    const numbers = await page.locator(".row-link").allInnerTexts();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    assert.equal(await focused(page), numbers[1]);
    await page.keyboard.press("k");
    assert.equal(await focused(page), numbers[0]);
    await photograph(page, "list-focus");
    await page.keyboard.press("Enter");
    await page.locator(".case-head").waitFor();
    assert.ok((await page.locator("h1").innerText()).startsWith(numbers[0]));
  });
  await tap.check("slash_goes_to_the_search", async () => {
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.id), "site-search");
    await page.keyboard.press("Escape");
  });
  await tap.check("a_note_is_written_and_sent_without_a_mouse", async () => {
    await page.getByLabel("メモ", { exact: true }).first().focus();
    await page.keyboard.type("電話で確認しました。");
    await page.keyboard.press("Control+Enter");
    await page.getByText("書き加えました。").waitFor();
    await page.getByText("電話で確認しました。").first().waitFor();
  });
  await tap.check("typed_text_is_guarded_when_the_page_is_left", async () => {
    const asked = new Promise((resolve) => page.once("dialog", async (dialog) => {
      resolve(dialog.type());
      await dialog.dismiss();
    }));
    await page.getByLabel("メモ", { exact: true }).first().click();
    await page.keyboard.type("途中");
    await page.locator(".brand").click({ noWaitAfter: true });
    assert.equal(await asked, "beforeunload");
    await page.getByLabel("メモ", { exact: true }).first().fill("");
    page.once("dialog", (dialog) => dialog.accept());
    await page.goto(`${origin}/desk/today`);
  });
  await tap.check("letter_keys_can_be_switched_off", async () => {
    await page.keyboard.press("?");
    await page.getByLabel(/一文字のキー操作を使う/).uncheck();
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    assert.match(page.url(), /today$/);
    await page.getByRole("button", { name: /キー操作/ }).click();
    await page.getByLabel(/一文字のキー操作を使う/).check();
    await page.keyboard.press("Escape");
  });
}

export async function printView(tap, { page, origin, photograph }, casePath) {
  await tap.check("the_print_view_shows_the_case_without_menu_and_buttons", async () => {
    await page.goto(origin + casePath);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".site-nav").isVisible(), false);
    assert.equal(await page.locator("main button:visible").count(), 0);
    assert.ok(await page.locator("h1").isVisible());
    const pdf = await page.pdf({ format: "A4", printBackground: false });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    await page.setViewportSize({ width: 794, height: 1123 });
    await photograph(page, "print");
    await page.emulateMedia({ media: null });
    await page.setViewportSize({ width: 1280, height: 800 });
  });
  await tap.check("a_tablet_shows_the_case_in_one_column", async () => {
    await page.setViewportSize({ width: 820, height: 1180 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await photograph(page, "tablet");
    await page.setViewportSize({ width: 1280, height: 800 });
  });
}

export async function withoutScript(tap, context, origin, cookies) {
  await tap.check("the_list_and_a_case_work_without_script", async () => {
    await context.addCookies(cookies);
    const page = await context.newPage();
    await page.goto(`${origin}/desk/cases`);
    assert.ok(await page.locator(".site-nav a").first().isVisible());
    await page.locator(".row-link").first().click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.close();
  });
}
