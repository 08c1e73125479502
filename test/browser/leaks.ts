import { simpleParser } from 'mailparser';

/**
 * Which of the texts can be read anywhere in a raw message: its bytes as they are, decoded from
 * base64 and quoted-printable wherever something looks like either, and as a mail program shows it.
 * White space does not matter, so that a folded line hides nothing.
 */
export async function foundIn(raw: Buffer, texts: readonly string[]): Promise<readonly string[]> {
  const shown = await simpleParser(raw);
  const headers = [...shown.headerLines.map(({ line }) => line), JSON.stringify([...shown.headers])];
  const forms = [raw.toString('latin1'), raw.toString('utf8'), ...decoded(raw.toString('latin1')), ...headers, shown.subject, shown.text, shown.html || '', ...shown.attachments.map(({ content }) => content.toString())];
  const haystack = forms.map((form) => squeezed(form ?? ''));
  return texts.filter((text) => haystack.some((form) => form.includes(squeezed(text))));
}

function decoded(text: string): string[] {
  const quoted = text.replaceAll(/=\r?\n/g, '').replaceAll(/=([0-9A-F]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const runs = [...text.matchAll(/(?:[A-Za-z0-9+/]{4,}={0,2}(?:\r?\n)?)+/g)].map(([run]) => Buffer.from(run.replaceAll(/\s/g, ''), 'base64').toString('utf8'));
  return [Buffer.from(quoted, 'latin1').toString('utf8'), ...runs];
}

function squeezed(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();
}
