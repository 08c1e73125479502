import type { Command } from './commands.js';
import type { ActName } from './transitions.js';

/** The commands of a family of acts that are decided in one file. */
export type CommandOf<Acts extends readonly ActName[]> = Extract<Command, { act: Acts[number] }>;

/** Whether a command belongs to a family; what is left over is typed as the rest. */
export function isOf<const Acts extends readonly ActName[]>(acts: Acts, command: Command): command is CommandOf<Acts> {
  return acts.includes(command.act);
}
