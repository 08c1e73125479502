import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hasPanel } from '../../src/inquiries/act-panels.view.js';
import { ActRegistry } from '../../src/inquiries/acts/act-registry.service.js';
import type { Act } from '../../src/inquiries/acts/act.js';
import { projectDir } from '../../src/read-config.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';

const templates = join(projectDir(), 'templates', 'pages');

/** A template with everything it includes. */
function sourceOf(template: string): string {
  const own = readFileSync(join(templates, `${template}.eta`), 'utf8');
  const included = [...own.matchAll(/include\('\/([^']+)'/g)].flatMap((match) => match[1] ?? []);
  return [own, ...included.map(sourceOf)].join('\n');
}

/** What only a program sends: a desk has no list of providers to choose from yet. */
const programsOnly: Readonly<Record<string, readonly string[]>> = { assign: ['providerId'] };

function fieldsOf(act: Act): readonly string[] {
  if (!(act.body instanceof z.ZodObject)) throw new Error(`The body of ${act.name} is no plain object.`);
  return Object.keys(act.body.shape).filter((name) => programsOnly[act.name]?.includes(name) !== true);
}

describe('the forms of acts', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk();
  });
  afterAll(() => desk.close());

  const offered = (): readonly Act[] => desk.app.get(ActRegistry, { strict: false }).all().filter(hasPanel);

  it('every act of the inquiry page has a form', () => {
    const without = offered().filter((act) => !existsSync(join(templates, 'inquiries', 'acts', `${act.name}.eta`)));
    expect(without.map(({ name }) => name)).toEqual([]);
    expect(offered().length).toBeGreaterThan(30);
  });

  it('a form asks for every field that its act takes', () => {
    const missing = offered().flatMap((act) => {
      const source = sourceOf(`inquiries/acts/${act.name}`);
      return fieldsOf(act).filter((name) => !source.includes(`name: '${name}'`) && !source.includes(`name="${name}"`)).map((name) => `${act.name}.${name}`);
    });
    expect(missing).toEqual([]);
  });

  it('what is not of this page is what the second line finds and reports', () => {
    const elsewhere = desk.app.get(ActRegistry, { strict: false }).all().filter((act) => !hasPanel(act));
    for (const act of elsewhere) expect(act.permission, act.name).toMatch(/^(analysis|log_request)\.|^inquiry\.answer_second_line$/);
  });
});
