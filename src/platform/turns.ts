/** There was no turn: too many were waiting, or it did not come in time. */
export class NoTurn extends Error {
  override readonly name = 'NoTurn';
}

/** Lets pieces of work run one after another, and lets nobody wait without end. */
export class Turns {
  #busy = false;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly mostWaiting: number) {}

  /**
   * Runs the work once all that came before has ended.
   *
   * @throws NoTurn where so many wait already, or the turn has not come within the patience
   */
  async take<T>(patienceMs: number, work: () => Promise<T>): Promise<T> {
    await this.#enter(patienceMs);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(patienceMs: number): Promise<void> {
    if (!this.#busy) {
      this.#busy = true;
      return;
    }
    if (this.#waiting.length >= this.mostWaiting) throw new NoTurn();
    await new Promise<void>((resolve, reject) => {
      const begin = (): void => {
        clearTimeout(patience);
        resolve();
      };
      const patience = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        reject(new NoTurn());
      }, patienceMs);
      this.#waiting.push(begin);
    });
  }

  /** The turn is handed on to who waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy = false;
    else next();
  }
}
