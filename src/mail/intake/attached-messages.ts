import { bodyAndFiles } from './mime-parts.js';
import { mimeTree, type MimeLeaf } from './mime-tree.rules.js';

const mostMessages = 5;
const mostBytes = 1024 * 1024;

/** The texts of the first messages that are attached; a forward as a file is evidence as one in the text is. */
export async function attachedTexts(leaves: readonly MimeLeaf[]): Promise<readonly string[]> {
  const messages = leaves.filter(isMessage).slice(0, mostMessages);
  return Promise.all(messages.map(({ bytes }) => textOf(bytes)));
}

/** Empty where it cannot be read: the message it is attached to can. */
async function textOf(message: Buffer): Promise<string> {
  try {
    return (await bodyAndFiles(mimeTree(message).leaves)).text;
  } catch {
    return '';
  }
}

function isMessage({ type, disposition, bytes }: MimeLeaf): boolean {
  const name = disposition.parameters.get('filename') ?? type.parameters.get('name') ?? '';
  return (type.value === 'message/rfc822' || /\.eml$/i.test(name)) && bytes.byteLength <= mostBytes;
}
