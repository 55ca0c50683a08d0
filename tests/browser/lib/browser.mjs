/* Chromium with the authority of the workspace in its certificate store. Certificate errors are never
   ignored, and a request to any other host is refused and remembered. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export function trustAuthority(home, authority) {
  for (const folder of [join(home, ".pki/nssdb"), join(home, ".local/share/pki/nssdb")]) {
    mkdirSync(folder, { recursive: true });
    execFileSync("certutil", ["-d", `sql:${folder}`, "-N", "--empty-password"], { stdio: "ignore" });
    execFileSync("certutil", ["-d", `sql:${folder}`, "-A", "-t", "C,,", "-n", "meguri-test", "-i", authority], { stdio: "ignore" });
  }
}

export async function openBrowser(home, origin, name, options = {}) {
  const context = await chromium.launchPersistentContext(join(home, `profile-${name}`), {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: flags,
    env: { ...process.env, HOME: home },
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    viewport: { width: 1280, height: 800 },
    acceptDownloads: true,
    ...options,
  });
  context.setDefaultTimeout(20000);
  const strangers = [];
  const faults = [];
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith(`${origin}/`) || url.startsWith("data:") || url.startsWith("blob:")) {
      return route.continue();
    }
    strangers.push(url);
    return route.abort();
  });
  const watch = (page) => {
    page.on("console", (message) => message.type() === "error" && faults.push(`${page.url()}: ${message.text()}`));
    page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
  };
  context.on("page", watch);
  context.pages().forEach(watch);
  return { context, page: context.pages()[0] ?? (await context.newPage()), strangers, faults };
}

/* Sentences about what axe-core finds; empty: no violation. */
export async function accessibilityFaults(page) {
  /* Evaluated by the debugger, so that the page's own policy against inline script stays in force. */
  await page.evaluate(axeSource);
  const result = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] } }),
  );
  return result.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id} (${violation.help}): ${node.html.slice(0, 200)}`),
  );
}

/* How far the page is wider than its window at 200 % zoom: half the window in CSS pixels. */
export async function overflowAtDoubleZoom(page) {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 640, height: 400 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.setViewportSize(size);
  return overflow;
}
