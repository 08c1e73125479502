import { describe, expect, it } from 'vitest';
import { importsOf, sources } from './sources.js';

/** Who may import whom: a room those before it (design, section 1). */
const order = [['platform'], ['calendar'], ['customers'], ['staff'], ['web'], ['hearing'], ['inquiries'], ['analysis'], ['mail', 'knowledge', 'reports']];

/** Files directly below src/ that every room may use, because they import no room. */
const shared = new Set(['src/config.ts', 'src/files-settings.ts', 'src/mailbox-settings.ts', 'src/settings.module.ts', 'src/read-config.ts', 'src/last-start.ts', 'src/oidc-settings.ts']);
/** What a command may use beside: the whole desk without its web server. */
const forCommands = new Set(['src/desk-context.ts', 'src/entities.ts', 'src/migrate.ts', 'src/start.ts']);
/** Rooms that only the files of the application itself import. */
const aboveAll = new Set(['doctor', 'demo', 'record']);
/** What of the lower rooms faces the web is hung into it; the web never knows them. */
const hungIntoWeb = /^src\/(calendar|customers|staff)\/.*\.(controller|module|schemas|view)\.ts$/;

const roomOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];
const rankOf = (room: string): number => order.findIndex((rooms) => rooms.includes(room));

const mayImport = (from: string, to: string): boolean => {
  const room = roomOf(from);
  if (room === undefined || aboveAll.has(room)) return true;
  if (shared.has(to) || (from.endsWith('.command.ts') && forCommands.has(to))) return true;
  const other = roomOf(to);
  if (other === undefined || aboveAll.has(other)) return false;
  if (other === 'web' && hungIntoWeb.test(from)) return true;
  return room === other || rankOf(other) < rankOf(room);
};

const imports = sources.flatMap(importsOf);
const ours = imports.flatMap(({ from, to, typeOnly }) => (to === undefined ? [] : [{ from, to, typeOnly }]));

describe('imports', () => {
  it('are read at all', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(ours.length).toBeGreaterThan(sources.length);
  });

  it('know every room', () => {
    const rooms = new Set(sources.flatMap(({ path }) => roomOf(path) ?? []));
    expect([...rooms].filter((room) => rankOf(room) < 0 && !aboveAll.has(room))).toEqual([]);
  });

  it('point one way', () => {
    expect(ours.filter(({ from, to }) => !mayImport(from, to)).map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('lead to a file that is there', () => {
    const known = new Set(sources.map(({ path }) => path));
    expect(ours.filter(({ to }) => to.startsWith('src/') && !known.has(to))).toEqual([]);
  });

  it('never go round in a circle', () => {
    expect(circles()).toEqual([]);
  });

  it('end in .js where they are relative, as ES modules want', () => {
    expect(imports.filter(({ specifier }) => specifier.startsWith('.') && !/\.js(on)?$/.test(specifier))).toEqual([]);
  });

  it('never reach from the product into its tests', () => {
    expect(ours.filter(({ to }) => to.startsWith('test/'))).toEqual([]);
  });
});

/** Every circle of what remains when compiled, as the files it goes through: a circle of entities is a crash at start. */
function circles(): string[] {
  const next = groupByFrom();
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.add([...trail.slice(start), path].join(' -> '));
    if (start >= 0 || done.has(path)) return;
    for (const { to } of next.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  return [...found];
}

function groupByFrom(): Map<string, (typeof ours)[number][]> {
  const groups = new Map<string, (typeof ours)[number][]>();
  for (const edge of ours.filter(({ typeOnly }) => !typeOnly)) groups.set(edge.from, [...(groups.get(edge.from) ?? []), edge]);
  return groups;
}
