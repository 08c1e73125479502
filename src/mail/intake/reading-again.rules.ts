/** After so many beginnings, those that the end of a process cut short among them, a message is shown to a person instead. */
export const mostAttempts = 5;

/** What stopped the reading: time alone may be the fault of a busy machine, anything else is the message's. */
export type StoppedBy = 'time' | 'memory' | 'death';

const second = 1_000;
/** Pauses before the further readings; a person must look when there is none left (R19). */
const pauses: Readonly<Record<StoppedBy, readonly number[]>> = {
  time: [20 * second, 120 * second],
  memory: [20 * second],
  death: [20 * second],
};

/** How long a message that stopped its reader waits behind the others for the next reading; undefined where it has had its readings. */
export function pauseBeforeReadingAgain(stoppedBy: StoppedBy, readings: number): number | undefined {
  return pauses[stoppedBy][readings - 1];
}

/** Pause of a message whose work failed: longer each time. */
export function pauseAfterFault(attempts: number): number {
  return 20 * second * attempts;
}
