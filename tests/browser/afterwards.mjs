/* After a consultation was registered: it is published and read by customs, its PDFs come as one zip, a list of closed
   days is taken in, and at last its personal data is erased by two people. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { download, follow, noticeSays, press, signIn } from "./lib/steps.mjs";
import { people } from "./lib/workspace.mjs";

const recordPath = (casePath) => casePath.replace("cases", "published");

export async function publish(tap, { manager, viewer }, path) {
  await tap.step("a_published_case_is_recorded", async () => {
    const { page, origin, photograph } = manager;
    await page.goto(`${origin}/desk/close`);
    await photograph(page, "close-zip");
    await page.locator("tr", { hasText: "南洋" }).locator("input[name=case]").check();
    await press(page, "公開済みにする");
    await noticeSays(page, /公開を記録/);
  });
  await tap.step("the_pdfs_of_the_day_come_as_one_zip", async () => {
    const { page } = manager;
    const zip = await download(page, () => page.getByRole("link", { name: "書類の PDF をまとめて受け取る" }).click());
    assert.match(zip.name, /\.zip$/);
    assert.match(execFileSync("unzip", ["-l", zip.path], { encoding: "utf8", env: { ...process.env, LC_ALL: "C.UTF-8" } }), /\.pdf/);
  });
  await tap.step("customs_finds_the_published_record", async () => {
    const { page, origin, photograph } = viewer;
    await signIn(page, origin, people.viewer);
    await page.waitForURL(/\/desk\/published$/);
    await page.getByLabel("インボイスナンバー").fill("NW-2025");
    await press(page, "探す");
    await page.locator(".row-link").first().waitFor();
    assert.equal(await page.locator(".row-link").count(), 1);
    await photograph(page, "published-list");
    await page.locator(".row-link").first().click();
    await page.getByRole("heading", { name: "登録された内容" }).waitFor();
    await photograph(page, "published");
    const text = await page.locator("main").innerText();
    assert.match(text, /南洋電線リサイクル株式会社/);
    assert.doesNotMatch(text, /yamaguchi@|照会文|メモ/);
    const pdf = await download(page, () => page.locator("a[href*='/pdfs/']").first().click());
    assert.match(pdf.name, /\.pdf$/);
  });
  await tap.step("customs_sees_no_case_and_no_unpublished_record", async () => {
    const { page, origin } = viewer;
    assert.equal((await page.goto(origin + path)).status(), 403);
    assert.equal((await page.goto(`${origin}/desk/published/2`)).status(), 404);
  });
}

export async function takeInHolidays(tap, { page, origin, photograph, workspace }) {
  await tap.step("a_list_of_closed_days_is_looked_at_and_applied", async () => {
    const year = new Date().getFullYear() + 1;
    const csv = workspace.write("closures.csv", `date,name\r\n${year}/8/13,夏季休業\r\n${year}/8/14,夏季休業\r\n`);
    await page.goto(`${origin}/desk/holidays`);
    await page.getByLabel("種類").selectOption("closures");
    await page.getByLabel("CSV ファイル").setInputFiles(csv);
    await page.getByLabel("出典").fill("総務からの通知");
    await photograph(page, "holidays");
    await press(page, "変わる日を確かめる");
    await page.getByText("夏季休業").first().waitFor();
    await photograph(page, "holidays-preview");
    await press(page, "適用する");
    await page.locator("dialog#confirm[open]").waitFor();
    await press(page, "はい、進めます");
    await noticeSays(page, /一覧を適用し/);
    await page.getByText("使用中").first().waitFor();
  });
  await tap.step("a_list_with_a_fault_says_where_it_is", async () => {
    const csv = workspace.write("broken.csv", "date,name\r\n2027/13/1,?\r\n");
    await page.goto(`${origin}/desk/holidays`);
    await page.getByLabel("CSV ファイル").setInputFiles(csv);
    await page.getByLabel("出典").fill("試し");
    await press(page, "変わる日を確かめる");
    assert.match(await page.locator(".error-summary").innerText(), /2 行/);
  });
}

export async function erase(tap, { manager, security, viewer }, path) {
  await tap.step("an_erasure_tells_what_is_lost_and_is_asked_for", async () => {
    const { page, origin, photograph } = manager;
    await page.goto(origin + path);
    await follow(page, "個人情報と内容を消去する");
    await page.getByText("誰にも元に戻せません").waitFor();
    await photograph(page, "erase");
    await page.getByLabel("消去の理由").fill("相談者の求め");
    await press(page, "消去を依頼する");
    await noticeSays(page, /依頼しました/);
    assert.equal(await page.getByRole("button", { name: "消去する", exact: true }).count(), 0);
    await photograph(page, "erasure-own");
  });
  await tap.step("a_second_person_confirms_the_erasure", async () => {
    const { page, origin, photograph } = security;
    await signIn(page, origin, people.security);
    await page.goto(`${origin}/desk/erasures`);
    await page.locator(".row-link").first().click();
    await page.getByLabel(/確かめました/).check();
    await photograph(page, "erasure-confirm");
    await press(page, "消去する");
    await page.locator("dialog#confirm[open]").waitFor();
    await press(page, "はい、進めます");
    await noticeSays(page, /消去しました/);
    await photograph(page, "erasures-done");
  });
  await tap.step("an_erased_case_says_so_everywhere", async () => {
    const { page, origin, photograph } = manager;
    await page.goto(origin + path);
    await page.getByRole("heading", { name: /消去済み/ }).waitFor();
    await photograph(page, "case-erased");
    await page.goto(`${origin}/desk/cases?q=南洋電線`);
    assert.equal(await page.locator(`a.row-link[href="${path}"]`).count(), 0);
    await page.goto(`${origin}/desk/close`);
    await photograph(page, "close-erased");
    await viewer.page.goto(viewer.origin + recordPath(path));
    await viewer.page.getByText("消去済み").waitFor();
    await photograph(viewer.page, "published-erased");
  });
}
