/* Browser tests: node run.mjs PATH_OF_MEGURI. Prints TAP. Starts a workspace of its own, serves it with
   a mail server beside it, walks a consultation from mail to publish request, then looks at every page. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { inspectWithoutScript, walkContract } from "./contract.mjs";
import { erase, publish, takeInHolidays } from "./afterwards.mjs";
import { openBrowser, trustAuthority } from "./lib/browser.mjs";
import { startMailServer } from "./lib/smtp.mjs";
import { signIn } from "./lib/steps.mjs";
import { Tap } from "./lib/tap.mjs";
import { people, Workspace } from "./lib/workspace.mjs";
import { lookAtAll, printView, walkByKeyboard, withoutScript } from "./pages.mjs";
import { judgeWithoutScript, walkLaw } from "./law.mjs";
import { walk } from "./walk.mjs";
import { fitWithoutScript, walkFits } from "./fits.mjs";
import { walkMines } from "./mines.mjs";
import { walkWater } from "./water.mjs";

const screenshots = join(dirname(fileURLToPath(import.meta.url)), "screenshots");
mkdirSync(screenshots, { recursive: true });

const photograph = async (page, name) => {
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  /* What the documents show: one screen, without the rest of a long page. */
  await page.screenshot({ path: join(screenshots, `${name}-screen.png`) });
};

async function openDesk(workspace, mailServer, name, options) {
  const browser = await openBrowser(workspace.home, workspace.origin, name, options);
  return { ...browser, origin: workspace.origin, photograph, mailServer, workspace };
}

async function main() {
  const tap = new Tap();
  const workspace = new Workspace(resolve(process.argv[2]));
  const mailServer = await startMailServer(workspace.folder);
  const open = [];
  try {
    workspace.fill();
    await workspace.serve({
      demonstration: "true",
      "web.public_url": "https://soudan.example.go.jp",
      "smtp.host": "localhost",
      "smtp.port": mailServer.port,
      "smtp.implicit_tls": "true",
      "smtp.authority": mailServer.certificate,
    });
    trustAuthority(workspace.home, workspace.authority);
    const desk = {};
    for (const name of ["advisor", "officer", "manager", "viewer", "security", "engineer", "administrator", "nobody"]) {
      desk[name] = await openDesk(workspace, mailServer, name);
      open.push(desk[name]);
    }
    const path = await walk(tap, desk);
    await walkWater(tap, desk.engineer);
    await walkMines(tap, desk.engineer);
    await walkFits(tap, desk.engineer);
    await walkContract(tap, desk.engineer, desk.manager);
    const judged = path ? await walkLaw(tap, desk) : null;
    if (path) {
      await signIn(desk.administrator.page, workspace.origin, people.administrator);
      await publish(tap, desk, path);
      await takeInHolidays(tap, desk.manager);
      for (const [name, one] of Object.entries(desk)) {
        await lookAtAll(tap, name, one, path);
      }
      await walkByKeyboard(tap, desk.advisor);
      await printView(tap, desk.advisor, path);
      const plain = await openDesk(workspace, mailServer, "plain", { javaScriptEnabled: false });
      open.push(plain);
      await withoutScript(tap, plain.context, workspace.origin, await desk.advisor.context.cookies());
      await judgeWithoutScript(tap, plain.context, workspace.origin, judged);
      await inspectWithoutScript(tap, plain.context, workspace.origin, workspace, await desk.engineer.context.cookies());
      await fitWithoutScript(tap, plain.context, workspace.origin, await desk.engineer.context.cookies());
      await erase(tap, desk, path);
      await lookAtAll(tap, "erased", desk.manager, path);
    }
    await tap.check("no_request_left_the_host", () => assert.deepEqual(open.flatMap((one) => one.strangers), []));
    await tap.check("no_page_reported_a_script_or_policy_fault", () =>
      assert.deepEqual(open.flatMap((one) => one.faults).filter((fault) => !/status of 4(0[0-9]|10|22)/.test(fault)), []));
  } finally {
    for (const one of open) {
      await one.context.close();
    }
    await mailServer.stop();
    await workspace.stop();
  }
  process.exitCode = tap.end() ? 0 : 1;
}

await main();
