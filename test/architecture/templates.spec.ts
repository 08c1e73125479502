import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, sources } from './sources.js';

const pages = filesBelow('templates/pages', '.eta');
const mails = filesBelow('templates/mail', '.txt');
/** An include is written from the templates' folder, or with a dot from its own. */
const resolveName = (from: string, written: string): string =>
  (written.startsWith('.') ? posix.join(posix.dirname(from), written) : written.replace(/^\//, '')).replace(/\.eta$/, '');
const nameIn = (folder: string, path: string): string => path.slice(`templates/${folder}/`.length, -'.eta'.length);

/** The keys of `OutgoingMails`: one of each is a template. */
const mailTemplates = (): string[] => {
  const declared = sources.find(({ path }) => path === 'src/inquiries/outbox/outgoing-mail.ts')?.text ?? '';
  const body = /export interface OutgoingMails \{\n([\s\S]*?)\n\}/.exec(declared)?.[1] ?? '';
  return [...body.matchAll(/^ {2}readonly (\w+):/gm)].flatMap(([, name]) => name ?? []);
};

describe('mail templates', () => {
  it('exist for every mail, and none is left over', () => {
    const files = mails.map(({ path }) => path.slice('templates/mail/'.length, -'.txt'.length)).filter((name) => !name.startsWith('_'));
    expect(mailTemplates().length).toBeGreaterThan(10);
    expect(files).toEqual(mailTemplates().toSorted());
  });
});

describe('page templates', () => {
  const known = new Set(pages.map(({ path }) => nameIn('pages', path)));
  const called = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\.(?:page|fragment)\(\s*'([^']+)'/g)].flatMap(([, name]) => (name === undefined ? [] : [{ path, name }])),
  );
  const included = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:include|layout)\(\s*['"]([^'"]+)['"]/g)].flatMap(([, name]) => (name === undefined ? [] : [{ path, name: resolveName(nameIn('pages', path), name) }])),
  );

  it('are found', () => {
    expect(called.length).toBeGreaterThan(0);
  });

  it('exist where one is named', () => {
    // A name that ends in a slash is completed when the page is printed.
    const exists = (name: string): boolean => (name.endsWith('/') ? [...known].some((other) => other.startsWith(name)) : known.has(name));
    const missing = [...called, ...included].filter(({ name }) => !exists(name));
    expect(missing).toEqual([]);
  });

  it('print nothing unescaped but HTML of our own helpers and pieces', () => {
    const raw = pages.flatMap(({ path, text }) => [...text.matchAll(/<%~\s*([^%]*?)\s*%>/g)].map(([, code]) => ({ path, text, code: code ?? '' })));
    /** A local that can only be one of the literals in the template. */
    const isLiteral = (text: string, code: string): boolean =>
      /^\w+$/.test(code) && new RegExp(`const ${code} = (?:[\\w.]+ \\? )?'[^']*'(?: : '[^']*')?;`).test(text);
    const isPiece = (text: string, code: string): boolean => {
      const called = /^(\w+)\(/.exec(code)?.[1];
      return called !== undefined && new RegExp(`const ${called} = \\([^]*?=>\\s*include\\(`).test(text);
    };
    const suspect = raw.filter(({ text, code }) => !/^(include\(|it\.h\.|it\.body\b|h\.)/.test(code) && !isPiece(text, code) && !isLiteral(text, code));
    expect(suspect.map(({ path, code }) => `${path}: ${code}`)).toEqual([]);
  });

  it('carry no script, style or handler of their own, which the security policy would refuse', () => {
    const inline = pages.filter(({ text }) => /<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle="|\son[a-z]+="|hx-on|javascript:/i.test(text));
    expect(inline.map(({ path }) => path)).toEqual([]);
  });
});
