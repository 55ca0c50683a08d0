/* Inspection of deliverables: a folder with three planted leaks is dropped, each is seen at its place, the report
   is taken away; without script the same by choosing files; allow-list, cancelling, erasing, errors. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { accessibilityFaults, overflowAtDoubleZoom } from "./lib/browser.mjs";
import { download, follow, noticeSays, press } from "./lib/steps.mjs";

const samples = join(dirname(fileURLToPath(import.meta.url)), "../data/inspect");
const sample = (name) => readFileSync(join(samples, name)).toString("base64");
const plain = (text) => Buffer.from(text).toString("base64");

const leaks = [
  { name: "納入物/図/表1.xlsx", bytes: sample("XL-01_hidden.xlsx"), place: "控え", title: /非表示シート/ },
  { name: "納入物/連絡先.txt", bytes: plain("本文\n連絡先は 03-1234-5678。\n"), place: "2行", title: /電話/ },
  { name: "納入物/図/写真.jpg", bytes: sample("IMG-01_gps.jpg"), place: "GPSInfo", title: /GPS/ },
];
const clean = { name: "納入物/水質.csv", bytes: plain("回,水素イオン指数\r\n1,6.8\r\n2,7.1\r\n") };

async function look(tap, page, name) {
  await tap.check(`${name}_has_no_accessibility_fault`, async () => assert.deepEqual(await accessibilityFaults(page), []));
  await tap.check(`${name}_fits_at_200_percent`, async () => assert.equal(await overflowAtDoubleZoom(page), 0));
}

/* What a browser hands over when a folder is dropped; its file system entries cannot be made by a script. */
async function drop(page, files) {
  await page.evaluate((given) => {
    const folders = new Map();
    const bytesOf = (packed) => Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const entryOf = (path, packed) => ({
      isFile: true, isDirectory: false, fullPath: `/${path}`,
      file: (resolve) => resolve(new File([bytesOf(packed)], path.split("/").at(-1))),
    });
    const folderOf = (path) => {
      if (!folders.has(path)) {
        const own = { isFile: false, isDirectory: true, fullPath: `/${path}`, children: [] };
        own.createReader = () => {
          let left = [...own.children];
          return { readEntries: (resolve) => { const some = left; left = []; resolve(some); } };
        };
        folders.set(path, own);
        if (path.includes("/")) {
          folderOf(path.slice(0, path.lastIndexOf("/"))).children.push(own);
        }
      }
      return folders.get(path);
    };
    given.forEach(({ name, bytes }) => folderOf(name.slice(0, name.lastIndexOf("/"))).children.push(entryOf(name, bytes)));
    const tops = [...folders.values()].filter((folder) => folder.fullPath.lastIndexOf("/") === 0);
    const event = new Event("drop", { bubbles: true, cancelable: true });
    event.dataTransfer = { items: tops.map((folder) => ({ webkitGetAsEntry: () => folder })) };
    document.querySelector("form[data-drop]").dispatchEvent(event);
  }, files);
}

const finished = (page) => page.getByRole("link", { name: "報告（PDF）" }).waitFor();

async function dropFolder(tap, { page, origin, photograph }) {
  await tap.step("an_engineer_finds_the_inspection_in_the_menu", async () => {
    await page.goto(`${origin}/account`);
    await page.getByRole("link", { name: "納品物の点検" }).first().click();
    await page.getByRole("heading", { name: "納品物の点検" }).waitFor();
    await page.getByText("点検はまだありません。").waitFor();
    await photograph(page, "inspect-empty");
  });
  await look(tap, page, "the_empty_inspection_page");
  await tap.step("a_dropped_folder_is_inspected_and_each_leak_is_at_its_place", async () => {
    await drop(page, [...leaks, clean]);
    await page.waitForURL(/\/contract\/inspect\/\d+$/);
    await finished(page);
    for (const leak of leaks) {
      const section = page.locator("section", { has: page.getByRole("heading", { name: leak.name }) });
      const finding = section.locator(".finding", { hasText: leak.title });
      assert.match(await finding.first().innerText(), new RegExp(leak.place));
    }
    const passed = page.locator("section", { has: page.getByRole("heading", { name: clean.name }) });
    await passed.getByText("合格").waitFor();
    assert.equal(await page.getByText("03-1234-5678").count(), 0);
    await photograph(page, "inspect-findings");
  });
  await look(tap, page, "the_findings");
}

async function takeReports(tap, { page }) {
  await tap.step("the_report_is_taken_as_pdf_excel_and_json", async () => {
    const paper = await download(page, () => follow(page, "報告（PDF）"));
    assert.equal(readFileSync(paper.path).subarray(0, 5).toString(), "%PDF-");
    const book = await download(page, () => follow(page, "報告（Excel）"));
    assert.equal(readFileSync(book.path).subarray(0, 2).toString(), "PK");
    const data = await download(page, () => follow(page, "報告（JSON）"));
    const { files } = JSON.parse(readFileSync(data.path, "utf8"));
    assert.deepEqual(files.map((file) => file.passes).sort(), [false, false, false, true]);
  });
}

async function revealAndAllow(tap, engineer, manager) {
  const path = new URL(engineer.page.url()).pathname;
  await tap.step("only_some_may_see_what_was_found_unmasked", async () => {
    const refused = await engineer.page.goto(`${engineer.origin}${path}/reveal`);
    assert.equal(refused.status(), 403);
    await manager.page.goto(manager.origin + path);
    await follow(manager.page, "見つかった語を伏せずに見る");
    await manager.page.getByText("03-1234-5678").first().waitFor();
    await manager.photograph(manager.page, "inspect-revealed");
  });
  await look(tap, manager.page, "the_unmasked_findings");
  await tap.step("what_the_commission_allows_is_no_finding_any_more", async () => {
    await manager.page.goto(`${manager.origin}/contract/allow`);
    await manager.page.getByLabel("許可する語").fill("03-1234-5678");
    await manager.page.getByLabel("理由").fill("窓口の代表電話（公表済み）");
    await press(manager.page, "加える");
    await noticeSays(manager.page, "許可一覧に加えました");
    await manager.photograph(manager.page, "inspect-allow");
    await engineer.page.goto(engineer.origin + path);
    const section = engineer.page.locator("section", { has: engineer.page.getByRole("heading", { name: leaks[1].name }) });
    await section.getByText("指摘はありません。").waitFor();
  });
  await look(tap, manager.page, "the_allow_list");
}

const sectionOf = (page, name) => page.locator("section", { has: page.getByRole("heading", { name }) });

/* What was chosen is taken out; the copy is handed in again and has nothing of it. */
async function takeCleanCopy(tap, { page, origin, photograph }, leak, kind) {
  const name = leak.name.split("/").at(-1);
  await tap.step(`a_clean_copy_is_taken_away_${name.split(".").at(-1)}`, async () => {
    const section = sectionOf(page, leak.name);
    await section.getByText("取り除いた写しを作る").click();
    for (const box of await section.locator(".cleaning input[type=checkbox]").all()) {
      await box.uncheck();
    }
    await section.getByRole("checkbox", { name: kind }).check();
    await photograph(page, `inspect-clean-${name.split(".").at(-1)}`);
    await section.getByRole("button", { name: "写しを作る" }).click();
    const take = sectionOf(page, leak.name).getByRole("link", { name: "整理した写しを受け取る" });
    await take.waitFor({ timeout: 60000 });
    await photograph(page, `inspect-cleaned-${name.split(".").at(-1)}`);
    const copy = await download(page, () => take.click());
    assert.equal(copy.name, name.replace(/\.(\w+)$/, ".clean.$1"));
    const back = page.url();
    await page.goto(`${origin}/contract/inspect`);
    await page.getByLabel("ファイル", { exact: true }).setInputFiles({
      name: copy.name, mimeType: "application/octet-stream", buffer: readFileSync(copy.path),
    });
    await press(page, "点検する");
    await finished(page);
    assert.equal(await page.locator(".finding", { hasText: kind }).count(), 0);
    await page.goto(back);
  });
}

/* Two of three hidden sheets stay: findings are ticked one by one, with the keyboard. */
async function takeSingleFinding(tap, { page, origin, photograph }) {
  await tap.step("one_of_three_findings_is_taken_out_by_keyboard", async () => {
    await page.goto(`${origin}/contract/inspect`);
    await page.getByLabel("ファイル", { exact: true }).setInputFiles(join(samples, "../cleaning/sheets.xlsx"));
    await press(page, "点検する");
    await finished(page);
    await page.getByText("取り除いた写しを作る").focus();
    await page.keyboard.press("Enter");
    await page.getByText("をひとつずつ選ぶ（3）").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("checkbox", { name: /XL-01:2 シート「控え2」/ }).focus();
    await page.keyboard.press("Space");
    await photograph(page, "inspect-single");
    await page.getByRole("button", { name: "写しを作る" }).press("Enter");
    await page.getByRole("link", { name: "整理した写しを受け取る" }).waitFor({ timeout: 60000 });
    assert.match(await page.locator(".cleaned").innerText(), /XL-01:2 .*控え2/);
    await photograph(page, "inspect-single-done");
    const copy = await download(page, () => follow(page, "整理した写しを受け取る"));
    await page.goto(`${origin}/contract/inspect`);
    await page.getByLabel("ファイル", { exact: true }).setInputFiles({
      name: copy.name, mimeType: "application/octet-stream", buffer: readFileSync(copy.path),
    });
    await press(page, "点検する");
    await finished(page);
    const left = await page.locator(".finding", { hasText: "非表示シート" }).allInnerTexts();
    assert.equal(left.length, 2);
    assert.ok(left[0].includes("控え1") && left[1].includes("控え3"));
  });
}

/* All files of the folder at once; the zip has the same tree and no place of the photograph any more. */
async function cleanDelivery(tap, { page, origin, photograph }) {
  await tap.step("a_whole_delivery_is_cleaned_and_taken_away", async () => {
    await page.goto(`${origin}/contract/inspect`);
    await drop(page, [...leaks, clean]);
    await page.waitForURL(/\/contract\/inspect\/\d+$/);
    await finished(page);
    await page.getByText("すべてのファイルから取り除くものを選ぶ").click();
    await photograph(page, "inspect-delivery");
    await press(page, "まとめて整理する");
    await page.getByRole("link", { name: "整理した納品物を受け取る" }).waitFor({ timeout: 120000 });
    await photograph(page, "inspect-delivery-done");
    assert.deepEqual(await accessibilityFaults(page), []);
    const zip = await download(page, () => follow(page, "整理した納品物を受け取る"));
    const bytes = readFileSync(zip.path);
    assert.match(zip.name, /^納品物_\d+_整理済み\.zip$/);
    for (const file of [...leaks, clean]) {
      assert.ok(bytes.includes(Buffer.from(file.name)), file.name);
    }
    const book = await download(page, () => follow(page, "整理の前後"));
    assert.equal(readFileSync(book.path).subarray(0, 2).toString(), "PK");
    await page.goto(`${origin}/contract/inspect`);
    await page.getByLabel("ファイル", { exact: true }).setInputFiles({ name: "納品物.zip", mimeType: "application/zip", buffer: bytes });
    await press(page, "点検する");
    await finished(page);
    assert.equal(await page.locator(".finding", { hasText: /GPS|非表示シート/ }).count(), 0);
  });
  await look(tap, page, "the_cleaned_delivery");
}

async function seePlaces(tap, { page, origin, photograph }) {
  await tap.step("a_page_is_shown_with_the_place_drawn_on_it", async () => {
    await page.goto(`${origin}/contract/inspect`);
    await page.getByLabel("ファイル", { exact: true }).setInputFiles([join(samples, "PDF-07_box.pdf"), join(samples, "XL-04_rows.xlsx")]);
    await press(page, "点検する");
    await finished(page);
    const picture = sectionOf(page, "PDF-07_box.pdf").locator("svg.place-picture");
    await picture.waitFor();
    assert.equal(await picture.locator("rect.place-mark").count(), 1);
    const source = await picture.locator("image").getAttribute("href");
    assert.equal(await page.evaluate(async (path) => (await fetch(path)).headers.get("content-type"), source), "image/png");
    await photograph(page, "inspect-place");
  });
  await look(tap, page, "the_page_with_a_place");
  await tap.step("the_cells_around_a_hidden_row_are_shown_masked", async () => {
    await follow(page, "まわりのセルを見る");
    await page.locator("td.place-here").first().waitFor();
    assert.equal(await page.locator("td", { hasText: /^7.1$/ }).count(), 0);
    await photograph(page, "inspect-cells");
  });
  await look(tap, page, "the_cells_around_a_place");
}

async function badFiles(tap, { page, origin, workspace, photograph }) {
  await tap.step("what_cannot_be_inspected_is_said_plainly", async () => {
    await page.goto(`${origin}/contract/inspect`);
    await page.getByLabel("ファイル", { exact: true }).setInputFiles([
      workspace.write("壊れた.xlsx", "PK\u0003\u0004 cut"), workspace.write("鍵.pdf", "%PDF-1.4\n"),
    ]);
    await press(page, "点検する");
    await finished(page);
    assert.ok((await page.getByText("検査していないものは合格にしません。").count()) >= 2);
    await photograph(page, "inspect-unread");
  });
  await tap.step("no_file_is_told_beside_the_field", async () => {
    await page.goto(`${origin}/contract/inspect`);
    await press(page, "点検する");
    await page.locator(".error-summary", { hasText: "選んでください" }).waitFor();
  });
  await tap.step("an_inspection_is_erased_on_demand", async () => {
    await page.goto(`${origin}/contract/inspect`);
    await page.locator(".row-link").first().click();
    await page.getByText("ファイルを加える・消去する").click();
    await press(page, "今すぐ消去する");
    await page.locator("dialog#confirm[open]").getByRole("button").first().waitFor();
    await page.locator("dialog#confirm[open] button[value=yes]").click();
    await noticeSays(page, "消去しました");
    await photograph(page, "inspect-erased");
  });
  await look(tap, page, "the_erased_inspection");
}

export async function walkContract(tap, engineer, manager) {
  await dropFolder(tap, engineer);
  await takeReports(tap, engineer);
  await takeCleanCopy(tap, engineer, leaks[2], /GPS/);
  await takeCleanCopy(tap, engineer, leaks[0], /非表示シート/);
  await look(tap, engineer.page, "the_findings_with_a_clean_copy");
  await revealAndAllow(tap, engineer, manager);
  await takeSingleFinding(tap, engineer);
  await cleanDelivery(tap, engineer);
  await seePlaces(tap, engineer);
  await badFiles(tap, engineer);
}

/* The same without script: files are chosen, the page renews itself. */
export async function inspectWithoutScript(tap, context, origin, workspace, cookies) {
  await tap.step("files_are_inspected_without_script", async () => {
    await context.addCookies(cookies);
    const page = await context.newPage();
    await page.goto(`${origin}/contract/inspect`);
    await page.getByLabel("ファイル", { exact: true }).setInputFiles([workspace.write("連絡.txt", "電話 090-1234-5678\n")]);
    await press(page, "点検する");
    await finished(page);
    await page.locator(".finding", { hasText: "電話" }).first().waitFor();
    await page.close();
  });
  await tap.step("a_delivery_is_cleaned_without_script", async () => {
    const page = await context.newPage();
    await page.goto(`${origin}/contract/inspect`);
    await page.getByLabel("ファイル", { exact: true }).setInputFiles([join(samples, "IMG-01_gps.jpg"), join(samples, "XL-01_hidden.xlsx")]);
    await press(page, "点検する");
    await finished(page);
    await page.getByText("すべてのファイルから取り除くものを選ぶ").click();
    await press(page, "まとめて整理する");
    await page.getByRole("link", { name: "整理した納品物を受け取る" }).waitFor({ timeout: 120000 });
    await page.close();
  });
}
