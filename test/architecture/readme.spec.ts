import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli.js';
import { settings } from '../../src/config.js';
import { mailboxFields } from '../../src/mailbox-settings.js';
import { stateDiagram } from '../../src/inquiries/rulebook/diagram.js';
import { project } from './sources.js';

const file = join(project, 'README.md');
const readme = readFileSync(file, 'utf8');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The parts of the README that are made from the code. `DESK_WRITE_README=1 npm test -- test/architecture/readme` writes them. */
const generated: Readonly<Record<string, string>> = {
  settings: table(['Variable', 'If not given', 'Meaning'], settings.map(({ name, standard, description }) => [`\`${name}\``, standard === '' ? '' : `\`${standard}\``, description])),
  mailboxes: table(['Field', 'If not given', 'Meaning'], mailboxFields.map(({ name, standard, description }) => [`\`${name}\``, standard === '' ? '' : `\`${standard}\``, description])),
  commands: table(['Command', 'Does'], Object.entries(commands).map(([name, { summary }]) => [`\`${name}\``, summary])),
  states: `\`\`\`mermaid\n${stateDiagram()}\n\`\`\``,
};

const between = (name: string): RegExp => new RegExp(`(<!-- ${name} -->\n)([^]*?)(<!-- /${name} -->)`);

if (process.env['DESK_WRITE_README'] === '1') {
  writeFileSync(file, Object.entries(generated).reduce((text, [name, part]) => text.replace(between(name), (_all, open: string, _old, close: string) => `${open}${part}\n${close}`), readme));
}

describe('the README', () => {
  const now = readFileSync(file, 'utf8');

  it.each(Object.entries(generated))('shows the %s as they are in the code', (name, part) => {
    expect(between(name).exec(now)?.[2]?.trim()).toBe(part);
  });

  it('links only to what is there', () => {
    const links = [...now.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].flatMap(([, link]) => link ?? []);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(join(project, link)))).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const named = [...now.matchAll(/npm run (?:-s )?([\w:]+)/g)].flatMap(([, script]) => script ?? []);
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });
});
