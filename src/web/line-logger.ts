import type { LoggerService, LogLevel } from '@nestjs/common';
import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify';
import type { Config } from '../config.js';
import { escapeLine, framesOf, loggable, loggedError } from './log-lines.rules.js';

/** Where the lines go: standard output, unless a test wants to read them. */
export interface LogStream {
  write(line: string): void;
}

type LoggerOptions = Exclude<FastifyServerOptions['logger'], boolean | undefined>;

/** Fastify's pino as the desk wants it: a JSON object a line, UTC, nothing in it that was not allowed. */
export function logSettings(config: Pick<Config, 'mode'>, stream: LogStream = process.stdout): LoggerOptions {
  return {
    // The demo talks to a person in the same window.
    level: config.mode === 'demo' ? 'warn' : 'info',
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }), log: cleanFields },
    hooks: {
      logMethod(args, method) {
        const [first, ...rest] = args.map((part: unknown) => (typeof part === 'string' ? loggable(part) : part));
        // Without words of ours pino would take those of the error, as they are.
        const cleaned = first instanceof Error ? [{ err: first }, 'An error.'] : [first, ...(typeof first === 'object' && rest.length === 0 ? [''] : rest)];
        Reflect.apply(method, this, cleaned);
      },
    },
    stream: { write: (line: string) => stream.write(`${escapeLine(line.trimEnd())}\n`) },
  };
}

/** Allows numbers, truth values, texts and errors; anything else was not meant for the log. */
function cleanFields(fields: Record<string, unknown>): Record<string, unknown> {
  const cleaned: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) if (isAllowed(value)) cleaned[name] = cleanValue(value);
  return cleaned;
}

function isAllowed(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value) || value instanceof Error || Array.isArray(value);
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return loggable(value);
  if (value instanceof Error) return loggedError(value);
  return Array.isArray(value) ? value.slice(0, 20).filter((part) => typeof part === 'string').map(loggable) : value;
}

/** Nest's logger on the same lines, so that what the rooms say stands beside the requests. */
export class LineLogger implements LoggerService {
  #levels = new Set<LogLevel>(['log', 'warn', 'error', 'fatal']);

  constructor(private readonly lines: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error' | 'fatal'>) {}

  setLogLevels(levels: LogLevel[]): void {
    this.#levels = new Set(levels);
  }

  /** Nest's own words on how it starts; the desk says itself when it listens. */
  log(): void {}

  warn(message: unknown, ...more: unknown[]): void {
    if (this.#levels.has('warn')) this.lines.warn(...entryOf(message, more));
  }

  error(message: unknown, ...more: unknown[]): void {
    if (this.#levels.has('error')) this.lines.error(...entryOf(message, more));
  }

  fatal(message: unknown, ...more: unknown[]): void {
    if (this.#levels.has('fatal')) this.lines.fatal(...entryOf(message, more));
  }
}

/** Nest hands over a message, perhaps a stack, and last the room that speaks. */
function entryOf(message: unknown, more: readonly unknown[]): [Record<string, unknown>, string] {
  const room = more.at(-1);
  const error = [message, ...more].find((part) => part instanceof Error);
  const stack = more.slice(0, -1).find((part) => typeof part === 'string');
  const fields = {
    ...(typeof room === 'string' ? { room } : {}),
    ...(error === undefined ? {} : { err: error }),
    ...(typeof stack === 'string' ? { reason: stack.split('\n')[0] ?? '', frames: framesOf(stack) } : {}),
  };
  return [fields, typeof message === 'string' ? message : 'An error.'];
}
