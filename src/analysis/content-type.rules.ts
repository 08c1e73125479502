/** What a file is by its content; the sender's word decides nothing (ASVS 5.2.2). */
export interface KnownType {
  readonly type: string;
  readonly label: string;
  /** Endings that such a file usually has; empty where any will do. */
  readonly endings: readonly string[];
}

interface Signature extends KnownType {
  readonly at: number;
  readonly bytes: readonly number[];
}

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];
const zipped = ['zip', 'docx', 'xlsx', 'pptx', 'jar', 'odt', 'ods'];

const signatures: readonly Signature[] = [
  { type: 'application/zip', label: 'ZIP', endings: zipped, at: 0, bytes: [0x50, 0x4b, 3, 4] },
  { type: 'application/zip', label: 'ZIP', endings: zipped, at: 0, bytes: [0x50, 0x4b, 5, 6] },
  { type: 'application/gzip', label: 'gzip', endings: ['gz', 'tgz'], at: 0, bytes: [0x1f, 0x8b] },
  { type: 'application/x-7z-compressed', label: '7-Zip', endings: ['7z'], at: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { type: 'application/vnd.rar', label: 'RAR', endings: ['rar'], at: 0, bytes: [...ascii('Rar!'), 0x1a, 7] },
  { type: 'application/x-tar', label: 'tar', endings: ['tar'], at: 257, bytes: ascii('ustar') },
  { type: 'application/x-lzh-compressed', label: 'LZH', endings: ['lzh'], at: 2, bytes: ascii('-lh') },
  { type: 'application/pdf', label: 'PDF', endings: ['pdf'], at: 0, bytes: ascii('%PDF-') },
  { type: 'application/x-ms-evtx', label: 'Windowsイベントログ', endings: ['evtx'], at: 0, bytes: ascii('ElfFile') },
  { type: 'application/vnd.tcpdump.pcap', label: '通信の記録（pcap）', endings: ['pcap', 'cap'], at: 0, bytes: [0xd4, 0xc3, 0xb2, 0xa1] },
  { type: 'application/vnd.tcpdump.pcap', label: '通信の記録（pcap）', endings: ['pcap', 'cap'], at: 0, bytes: [0xa1, 0xb2, 0xc3, 0xd4] },
  { type: 'application/x-pcapng', label: '通信の記録（pcapng）', endings: ['pcapng'], at: 0, bytes: [0x0a, 0x0d, 0x0d, 0x0a] },
  { type: 'application/vnd.microsoft.portable-executable', label: '実行ファイル', endings: ['exe', 'dll', 'sys', 'scr'], at: 0, bytes: ascii('MZ') },
  { type: 'application/x-elf', label: '実行ファイル（ELF）', endings: [], at: 0, bytes: [0x7f, ...ascii('ELF')] },
  { type: 'application/x-ole-storage', label: 'Officeの旧形式・メッセージ', endings: ['doc', 'xls', 'ppt', 'msg', 'msi'], at: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { type: 'application/vnd.sqlite3', label: 'SQLite', endings: ['db', 'sqlite', 'sqlite3'], at: 0, bytes: ascii('SQLite format 3') },
  { type: 'image/png', label: '画像（PNG）', endings: ['png'], at: 0, bytes: [0x89, ...ascii('PNG')] },
  { type: 'image/jpeg', label: '画像（JPEG）', endings: ['jpg', 'jpeg'], at: 0, bytes: [0xff, 0xd8, 0xff] },
];

const text: KnownType = { type: 'text/plain', label: 'テキスト', endings: [] };
const unknown: KnownType = { type: 'application/octet-stream', label: '不明（バイナリー）', endings: [] };

/** Endings of files that are never text. */
const binaryEndings = new Set(signatures.flatMap(({ endings }) => endings));

/** The type of a file by its first bytes. */
export function typeOf(head: Uint8Array): KnownType {
  return signatures.find(({ at, bytes }) => bytes.every((byte, index) => head[at + index] === byte)) ?? (isText(head) ? text : unknown);
}

/** How a type is called on a page. */
export function typeLabel(type: string): string {
  return [...signatures, text].find((each) => each.type === type)?.label ?? unknown.label;
}

/** Whether the ending of a name speaks of another content than there is. */
export function endingDiffers(fileName: string, type: string): boolean {
  const ending = /\.([A-Za-z0-9]{1,8})$/.exec(fileName)?.[1]?.toLowerCase();
  if (ending === undefined) return false;
  const fitting = signatures.filter((each) => each.type === type).flatMap(({ endings }) => endings);
  return fitting.length > 0 ? !fitting.includes(ending) : binaryEndings.has(ending);
}

/** Logs in UTF-16 start with a mark; any other text has no NUL and hardly a control character. */
function isText(head: Uint8Array): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true;
  return head.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13 || byte === 0x1b || byte === 0x0c);
}
