/* Prints TAP: one line for each behaviour; a failure says why and does not stop the ones behind it
   unless they need it. */
export class Tap {
  constructor() {
    this.number = 0;
    this.failed = 0;
  }

  async check(name, body) {
    this.number += 1;
    try {
      await body();
      console.log(`ok ${this.number} - ${name}`);
      return true;
    } catch (error) {
      this.failed += 1;
      console.log(`not ok ${this.number} - ${name}`);
      for (const line of String(error.stack ?? error).split("\n").slice(0, 14)) {
        console.log(`# ${line}`);
      }
      return false;
    }
  }

  end() {
    console.log(`1..${this.number}`);
    return this.failed === 0;
  }
}
