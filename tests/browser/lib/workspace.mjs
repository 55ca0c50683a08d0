/* A workspace of its own for the tests: demonstration people and mails, and `meguri serve` as an
   ordinary user on a free port. Everything is in one temporary folder. */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const nobody = 65534;
const isRoot = process.getuid() === 0;
const identity = isRoot ? { uid: nobody, gid: nobody } : {};

export const people = {
  advisor: { login: "soudan", password: "demo-soudan-2025" },
  manager: { login: "kanri", password: "demo-kanri-2025" },
  officer: { login: "keisan", password: "demo-keisan-2025" },
  viewer: { login: "zeikan", password: "demo-zeikan-2025" },
  security: { login: "anzen", password: "demo-anzen-2025" },
  engineer: { login: "mizu", password: "demo-mizu-2025" },
  administrator: { login: "admin", password: "demo-admin-2025" },
};

export class Workspace {
  constructor(program) {
    this.folder = mkdtempSync(join(tmpdir(), "meguri-browser-"));
    this.data = join(this.folder, "data");
    this.home = join(this.folder, "home");
    chmodSync(this.folder, 0o755);
    mkdirSync(this.data);
    mkdirSync(this.home);
    this.program = isRoot ? this.copyOf(program) : program;
    if (isRoot) {
      chownSync(this.data, nobody, nobody);
    }
  }

  /* The build may be in a folder that "nobody" cannot enter. */
  copyOf(program) {
    const folder = join(this.folder, "program");
    mkdirSync(folder);
    for (const name of ["meguri", "meguri-worker"]) {
      copyFileSync(join(dirname(program), name), join(folder, name));
      chmodSync(join(folder, name), 0o755);
    }
    return join(folder, "meguri");
  }

  /* People, commission and the demonstration mails. */
  fill() {
    const mails = join(this.data, "demonstration");
    this.run("setup", "--demonstration", "--data", this.data);
    this.run("desk", "demonstration", "--to", mails);
    this.run("water", "demonstration", "--data", this.data);
    this.run("desk", "import", "--synthetic", "--data", this.data, ...this.mailsIn(mails));
  }

  /* Runs `meguri …` to its end; what it prints. */
  run(...words) {
    return execFileSync(this.program, words, { ...identity, encoding: "utf8", env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8" } });
  }

  async serve(settings) {
    const options = Object.entries(settings).map(([name, value]) => `--${name.replace(/[._]/g, "-")}=${value}`);
    this.server = spawn(this.program, ["serve", "--data", this.data, "--port", "0", ...options], {
      ...identity,
      env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    this.server.stderr.on("data", (chunk) => (this.log = (this.log ?? "") + chunk));
    this.port = await new Promise((resolve, reject) => {
      this.server.on("exit", (code) => reject(new Error(`meguri serve ended with ${code}: ${this.log ?? said}`)));
      this.server.stdout.on("data", (chunk) => {
        said += chunk;
        const address = said.match(/https:\/\/localhost:(\d+)/);
        if (address && said.includes("authority.pem")) {
          resolve(Number(address[1]));
        }
      });
    });
    this.origin = `https://localhost:${this.port}`;
    this.authority = join(this.data, "tls/authority.pem");
  }

  async stop() {
    if (this.server && this.server.exitCode === null) {
      const ended = new Promise((resolve) => this.server.once("exit", resolve));
      this.server.removeAllListeners("exit");
      this.server.once("exit", () => {});
      const done = new Promise((resolve) => this.server.once("close", resolve));
      this.server.kill("SIGTERM");
      await Promise.race([ended, done]);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /* A file of the test, readable by the server. */
  write(name, text) {
    const path = join(this.folder, name);
    writeFileSync(path, text, { mode: 0o644 });
    return path;
  }

  mailsIn(folder) {
    return readdirSync(folder).sort().filter((name) => name.endsWith(".eml")).map((name) => join(folder, name));
  }
}
