import { Injectable } from '@nestjs/common';

/** How many open cases a person holds. The room that keeps cases says how to count them; this one knows none. */
@Injectable()
export class HeldCases {
  #count: (staffId: string) => Promise<number> = async () => 0;

  register(count: (staffId: string) => Promise<number>): void {
    this.#count = count;
  }

  async of(staffId: string): Promise<number> {
    return this.#count(staffId);
  }
}
