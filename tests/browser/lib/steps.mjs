/* What people do on the pages, in their words: buttons and fields are found by what is written on
   them, as a person or a screen reader finds them. */
import assert from "node:assert/strict";

export async function signIn(page, origin, person) {
  await page.goto(`${origin}/login`);
  await page.getByLabel("ログイン名").fill(person.login);
  await page.getByLabel("パスワード", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "ログインする" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

export async function noticeSays(page, words) {
  await page.locator(".notice-good[role=status]", { hasText: words }).waitFor();
}

/* A value on the page of settings, by a manager. */
export async function setSetting(page, origin, name, value) {
  await page.goto(`${origin}/desk/settings`);
  const form = page.locator("form", { has: page.locator(`#setting-${name}`) });
  await form.locator(`#setting-${name}`).fill(value);
  await form.getByRole("button", { name: "変える" }).click();
  await noticeSays(page, /設定を変えました/);
}

/* The summary of errors on top of a form. */
export async function summarySays(page, words) {
  const summary = page.locator(".error-summary");
  await summary.waitFor();
  assert.match(await summary.innerText(), words);
}

export const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
export const follow = (page, name) => page.getByRole("link", { name }).first().click();

export async function download(page, press_) {
  const [file] = await Promise.all([page.waitForEvent("download"), press_()]);
  return { name: file.suggestedFilename(), path: await file.path() };
}
