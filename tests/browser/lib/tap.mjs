/* Prints TAP: one line for each behaviour; a failure says why and does not stop the ones behind it
   unless they need it. */
export class Tap {
  constructor() {
    this.number = 0;
    this.failed = 0;
    this.broken = null; /* the step that the next ones cannot do without */
  }

  /* A behaviour that the following steps build on: when it fails they fail at once. */
  async step(name, body) {
    const broken = this.broken;
    const fine = await this.check(name, async () => {
      if (broken) {
        throw new Error(`not tried: ${broken} failed`);
      }
      await body();
    });
    this.broken = this.broken ?? (fine ? null : name);
    return fine;
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
